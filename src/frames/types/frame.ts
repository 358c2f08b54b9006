import type { Dtype } from '../core/values.ts';
import type { PivotOptions, ResampleOptions } from '../mend/reshape.ts';
import type { RollingOptions } from '../mend/rolling.ts';
import type { Label } from '../mend/storage.ts';
import type { Grouped, Resampled, Rolled } from './groups.ts';
import type { Series } from './series.ts';
import type {
  Axis,
  AxisOption,
  BothOptions,
  Common,
  Exact,
  Held,
  InplaceOption,
  JsonOptions,
  Rows,
  Value,
} from './values.ts';

type Operand = DataFrame | Series | readonly number[] | number | Exact;

export interface DataFrame extends Common {
  readonly columns: string[];
  /** `float32` stands for double and `int32` for whole numbers: all are 64-bit floats. */
  readonly dtypes: Dtype[];
  /** The kinds of the columns, by their names. */
  readonly ctypes: Series;
  /** Rows of values. */
  readonly values: Held[][];
  /** Columns of values. */
  readonly getColumnData: Held[][];
  /** An array of rows (`column`) or an object of columns (`row`); danfo's names for them. */
  toJSON(options?: JsonOptions<'column'>): Record<string, Held>[];
  toJSON(options: JsonOptions<'row'>): Record<string, Held[]>;
  /** The frame turned over: columns become rows. */
  readonly T: DataFrame;
  /** A column by its name. Columns whose names are no members are properties too. */
  column(name: string): Series;

  iloc(selection: { readonly rows?: Rows; readonly columns?: readonly (string | number)[] }): DataFrame;
  loc(selection: { readonly rows?: Rows; readonly columns?: readonly string[] }): DataFrame;
  head(rows?: number): DataFrame;
  tail(rows?: number): DataFrame;
  sample(count?: number, options?: { readonly seed?: number }): Promise<DataFrame>;
  /** Rows where the condition holds: `df.query(df.column('interest').gt(0))`. */
  query(condition: Series | readonly boolean[], options?: InplaceOption): DataFrame;
  iat(row: number, column: number): Held;
  at(row: Label, column: string): Held;

  /** Sorts by one column or several, stably, missing values last. */
  sortValues(
    by: string | readonly string[],
    options?: InplaceOption & { readonly ascending?: boolean | readonly boolean[] },
  ): DataFrame;
  sortIndex(options?: InplaceOption & { readonly ascending?: boolean }): DataFrame;
  setIndex(
    options: InplaceOption & { readonly index?: readonly Label[]; readonly column?: string; readonly drop?: boolean },
  ): DataFrame;
  resetIndex(options?: InplaceOption): DataFrame;
  /** Adds or replaces a column. A series is lined up by its labels, an array by position. */
  addColumn(
    name: string,
    values: Series | readonly Value[],
    options?: InplaceOption & { readonly atIndex?: number | string },
  ): DataFrame;
  drop(
    options: InplaceOption & {
      readonly columns?: string | readonly string[];
      readonly index?: Label | readonly Label[];
    },
  ): DataFrame;
  rename(names: Readonly<Record<string, Label>>, options?: BothOptions): DataFrame;
  append(
    rows: DataFrame | Series | object | readonly Value[] | readonly (readonly Value[])[] | readonly object[],
    index?: Label | readonly Label[],
    options?: InplaceOption,
  ): DataFrame;
  dropDuplicates(
    options?: InplaceOption & { readonly columns?: readonly string[]; readonly keep?: 'first' | 'last' },
  ): DataFrame;
  selectDtypes(dtypes: readonly Dtype[]): DataFrame;
  asType(column: string, dtype: Dtype, options?: InplaceOption): DataFrame;
  copy(): DataFrame;
  transpose(options?: InplaceOption): DataFrame;

  isNa(): DataFrame;
  dropNa(options?: BothOptions): DataFrame;
  fillNa(
    value: Value | readonly Value[],
    options?: InplaceOption & { readonly columns?: readonly string[] },
  ): DataFrame;
  replace(
    oldValue: Value,
    newValue: Value,
    options?: InplaceOption & { readonly columns?: readonly string[] },
  ): DataFrame;
  /** Called with each row, or with `axis: 0` each column: one value makes a series, a list a frame. */
  apply(callable: (values: Held[]) => Value, options?: AxisOption): Series;
  apply(callable: (values: Held[]) => Value[], options?: AxisOption): DataFrame;
  applyMap(callable: (value: Held) => Value, options?: InplaceOption): DataFrame;

  add(other: Operand, options?: BothOptions): DataFrame;
  sub(other: Operand, options?: BothOptions): DataFrame;
  mul(other: Operand, options?: BothOptions): DataFrame;
  div(other: Operand, options?: BothOptions): DataFrame;
  divNoNan(other: Operand, options?: BothOptions): DataFrame;
  pow(other: Operand, options?: BothOptions): DataFrame;
  mod(other: Operand, options?: BothOptions): DataFrame;
  lt(other: Operand, options?: AxisOption): DataFrame;
  gt(other: Operand, options?: AxisOption): DataFrame;
  le(other: Operand, options?: AxisOption): DataFrame;
  ge(other: Operand, options?: AxisOption): DataFrame;
  eq(other: Operand, options?: AxisOption): DataFrame;
  ne(other: Operand, options?: AxisOption): DataFrame;

  /** With `axis: 0` one number per column; with 1, danfo's default, one per row. So the other reductions too. */
  sum(options?: AxisOption): Series;
  mean(options?: AxisOption): Series;
  median(options?: AxisOption): Series;
  mode(options?: AxisOption & { readonly keep?: number }): Series;
  min(options?: AxisOption): Series;
  max(options?: AxisOption): Series;
  std(options?: AxisOption): Series;
  var(options?: AxisOption): Series;
  count(options?: AxisOption): Series;
  nUnique(axis?: Axis): Series;
  /** Linear between the two nearest; per column unless `axis` is 1. */
  quantile(share?: number, options?: AxisOption): Series;
  describe(): DataFrame;
  /** Pearson's correlation of each column of numbers with each. */
  corr(): DataFrame;
  cumSum(options?: BothOptions): DataFrame;
  cumProd(options?: BothOptions): DataFrame;
  cumMin(options?: BothOptions): DataFrame;
  cumMax(options?: BothOptions): DataFrame;
  /** The difference to the row some rows before, or to another frame. */
  diff(other: Operand, options?: BothOptions): DataFrame;
  pctChange(other: Operand, options?: BothOptions): DataFrame;
  abs(options?: InplaceOption): DataFrame;
  /** Half away from zero, by decimal digits: 1.005 is 1.01. */
  round(places?: number, options?: InplaceOption): DataFrame;

  groupby(keys: readonly string[] | string): Grouped;
  /** A window of rows, or of time such as `'7D'` with `{ on: 'time' }`, that ends at each row. */
  rolling(window: number | string, options?: RollingOptions): Rolled<DataFrame>;
  /** Periods of time in UTC: `df.resample('1D', { on: 'time' }).agg({ interest: 'sum' })`. */
  resample(every: string, options: ResampleOptions): Resampled;
  /** One row per value of `index`, one column per value of `columns`. */
  pivot(options: PivotOptions): DataFrame;
  shift(periods?: number): DataFrame;
}
