/**
 * Frames as cells see them. danfo's own types let any member name through and say nothing of what was added, so these are
 * written out; the names and shapes are danfo's (https://danfo.jsdata.org/api-reference).
 */
import type { How } from './core/join.ts';
import type { Dtype } from './core/values.ts';
import type { DateRange } from './mend/dates.ts';
import type { CsvOptions } from './mend/files.ts';
import type { Label } from './mend/storage.ts';
import type { PivotOptions, ResampleOptions } from './mend/reshape.ts';
import type { RollingOptions } from './mend/rolling.ts';

export type { CsvOptions, DateRange, Dtype, How, Label, PivotOptions, ResampleOptions, RollingOptions };

/** A cell's value. */
export type Value = string | number | boolean | Date | null | undefined;
/** A cell's value where it comes out of a frame: what its column holds is known only once it runs, so nothing is checked. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- `unknown` would refuse `row[0] + row[1]` of danfo's documentation.
type Held = any;
export type Axis = 0 | 1;
type Rows = readonly (string | number | boolean)[] | Series;
/** An exact number: a Decimal or a bigint. It becomes a double here. */
type Exact = bigint | { toFixed(): string };
type Operand = DataFrame | Series | readonly number[] | number | Exact;

interface AxisOption {
  readonly axis?: Axis;
}
interface InplaceOption {
  readonly inplace?: boolean;
}
interface JsonOptions<Format> {
  readonly format?: Format;
  readonly filePath?: string;
}
interface BothOptions extends AxisOption, InplaceOption {}

/** What frames and series share. */
interface Common {
  /** Number of rows and of columns. */
  readonly shape: [rows: number, columns: number];
  /** Row labels, unique. */
  readonly index: Label[];
  readonly size: number;
  readonly ndim: number;
  /** CSV by RFC 4180: dates as ISO 8601, no text that a spreadsheet would run. Written to `filePath` if there is one. */
  toCSV(options?: CsvOptions): string | undefined;
  /** A GitHub-flavoured Markdown table. */
  toMarkdown(options?: { readonly rows?: number }): string;
  toHTML(options?: { readonly caption?: string }): string;
  /** Apache Parquet, for DuckDB, Spark, Trino, ClickHouse or pandas; bytes, unless written to `filePath`. */
  toParquet(options?: { readonly filePath?: string }): Promise<Uint8Array | undefined>;
  print(): void;
  /** The table that `print` writes. */
  toString(): string;
}

export interface DataFrame extends Common {
  readonly columns: string[];
  /** `float32` stands for double and `int32` for whole numbers: all are 64-bit floats. */
  readonly dtypes: Dtype[];
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
  rename(names: Readonly<Record<string, string>>, options?: BothOptions): DataFrame;
  append(
    rows: DataFrame | Series | readonly Value[] | readonly (readonly Value[])[],
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
  apply(callable: (values: Held[]) => Value | Value[], options?: AxisOption): DataFrame | Series;
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
  getDummies(options?: object): DataFrame;
}

export type Aggregate =
  | 'sum'
  | 'mean'
  | 'count'
  | 'std'
  | 'var'
  | 'median'
  | 'mode'
  | 'min'
  | 'max'
  | 'first'
  | 'last'
  | 'nunique'
  | 'cumsum'
  | 'cumprod'
  | 'cummin'
  | 'cummax';
type Aggregates = Readonly<Record<string, Aggregate | readonly Aggregate[]>>;

/** Groups of rows; results name their columns `interest_sum`, `interest_mean` and so on. */
export interface Grouped {
  col(columns: readonly string[]): Grouped;
  agg(aggregates: Aggregates): DataFrame;
  sum(): DataFrame;
  mean(): DataFrame;
  count(): DataFrame;
  std(): DataFrame;
  var(): DataFrame;
  median(): DataFrame;
  mode(): DataFrame;
  min(): DataFrame;
  max(): DataFrame;
  nUnique(): DataFrame;
  cumSum(): DataFrame;
  cumProd(): DataFrame;
  cumMin(): DataFrame;
  cumMax(): DataFrame;
  first(): DataFrame;
  last(): DataFrame;
  size(): DataFrame;
  readonly ngroups: number;
  /** The columns of each group by its key; keys of several columns are joined with a dash. */
  readonly groups: Record<string, Record<string, Held[]>>;
  readonly colDict: Record<string, Record<string, Held[]>>;
  getGroup(keys: readonly Value[]): DataFrame;
  apply(callable: (rows: DataFrame) => DataFrame | Series | Value): DataFrame;
}

export interface Rolled<T> {
  sum(): T;
  mean(): T;
  median(): T;
  min(): T;
  max(): T;
  std(): T;
  var(): T;
  count(): T;
  apply(calculate: (numbers: readonly number[]) => number): T;
}

export interface Resampled {
  agg(aggregates: Aggregates): DataFrame;
  sum(): DataFrame;
  mean(): DataFrame;
  min(): DataFrame;
  max(): DataFrame;
  count(): DataFrame;
  first(): DataFrame;
  last(): DataFrame;
}

/** Parts of dates, in UTC. */
export interface DateParts {
  year(): Series;
  /** 1 to 12. */
  month(): Series;
  monthName(): Series;
  dayOfMonth(): Series;
  /** 0 for Sunday. */
  dayOfWeek(): Series;
  dayOfWeekName(): Series;
  hours(): Series;
  minutes(): Series;
  seconds(): Series;
  /** ISO 8601. */
  date(): Series;
  /** Milliseconds since 1970. */
  time(): Series;
  /** The start of the period each date falls in, in milliseconds: `floor('1D')`. */
  floor(frequency: string): Series;
}

type SeriesOperand = Series | readonly number[] | number | Exact;
type Comparable = Series | readonly (Value | Exact)[] | Value | Exact;

export interface Series extends Common {
  readonly values: Held[];
  readonly columns: string[];
  readonly dtype: Dtype;
  readonly dtypes: Dtype[];
  /** Parts of the dates of a column of Dates, ISO text or milliseconds. */
  readonly dt: DateParts;
  /** danfo's text methods: `toLowerCase`, `split`, `includes` and so on. */
  readonly str: Record<string, (...args: unknown[]) => Series>;

  /** An object of one column. */
  toJSON(options?: JsonOptions<'column' | 'row'>): Record<string, Held[]>;
  iloc(rows: Rows): Series;
  loc(rows: Rows): Series;
  head(rows?: number): Series;
  tail(rows?: number): Series;
  sample(count?: number, options?: { readonly seed?: number }): Promise<Series>;
  iat(row: number): Held;
  at(row: Label): Held;
  add(other: SeriesOperand, options?: InplaceOption): Series;
  sub(other: SeriesOperand, options?: InplaceOption): Series;
  mul(other: SeriesOperand, options?: InplaceOption): Series;
  div(other: SeriesOperand, options?: InplaceOption): Series;
  pow(other: SeriesOperand, options?: InplaceOption): Series;
  mod(other: SeriesOperand, options?: InplaceOption): Series;
  minimum(other: SeriesOperand): Series;
  maximum(other: SeriesOperand): Series;
  lt(other: Comparable): Series;
  gt(other: Comparable): Series;
  le(other: Comparable): Series;
  ge(other: Comparable): Series;
  eq(other: Comparable): Series;
  ne(other: Comparable): Series;
  and(other: Series | readonly boolean[] | boolean): Series;
  or(other: Series | readonly boolean[] | boolean): Series;
  sum(): number;
  mean(): number;
  median(): number;
  mode(): number[];
  min(): number;
  max(): number;
  std(): number;
  var(): number;
  count(): number;
  quantile(share?: number): number;
  unique(): Series;
  nUnique(): number;
  valueCounts(): Series;
  describe(): Series;
  cumSum(options?: InplaceOption): Series;
  cumProd(options?: InplaceOption): Series;
  cumMin(options?: InplaceOption): Series;
  cumMax(options?: InplaceOption): Series;
  diff(periods?: number): Series;
  pctChange(periods?: number): Series;
  shift(periods?: number): Series;
  rolling(window: number, options?: RollingOptions): Rolled<Series>;
  abs(options?: InplaceOption): Series;
  round(places?: number, options?: InplaceOption): Series;
  map(
    callable: ((value: Held, row: number) => Value) | Readonly<Record<string, Value>> | ReadonlyMap<Value, Value>,
    options?: InplaceOption,
  ): Series;
  apply(callable: (value: Held) => Value, options?: InplaceOption): Series;
  isNa(): Series;
  fillNa(value: Value, options?: InplaceOption): Series;
  dropNa(options?: InplaceOption): Series;
  dropDuplicates(options?: InplaceOption & { readonly keep?: 'first' | 'last' }): Series;
  replace(oldValue: Value, newValue: Value, options?: InplaceOption): Series;
  sortValues(options?: InplaceOption & { readonly ascending?: boolean }): Series;
  argSort(options?: { readonly ascending?: boolean }): Series;
  argMax(): number;
  argMin(): number;
  asType(dtype: Dtype, options?: InplaceOption): Series;
  append(value: Value | Series | readonly Value[], index?: Label | readonly Label[], options?: InplaceOption): Series;
  setIndex(index: readonly Label[], options?: InplaceOption): Series;
  resetIndex(options?: InplaceOption): Series;
  copy(): Series;
}

export interface FrameOptions {
  readonly index?: readonly Label[];
  readonly columns?: readonly string[];
  readonly dtypes?: readonly Dtype[];
  readonly config?: object;
}

type Columns = Readonly<Record<string, ArrayLike<unknown>>>;
type FrameData = readonly (readonly unknown[])[] | readonly object[] | Columns;

/** Rows as objects (read by name) or arrays, or an object of columns. The data is copied. */
export interface DataFrameConstructor {
  new (data?: FrameData, options?: FrameOptions): DataFrame;
  readonly prototype: DataFrame;
}

export interface SeriesConstructor {
  new (data?: ArrayLike<unknown>, options?: FrameOptions): Series;
  readonly prototype: Series;
}

interface Scaler {
  fit(data: DataFrame | Series | readonly number[] | readonly number[][]): this;
  transform<T extends DataFrame | Series | number[] | number[][]>(data: T): T;
  fitTransform<T extends DataFrame | Series | number[] | number[][]>(data: T): T;
  inverseTransform<T extends DataFrame | Series | number[] | number[][]>(data: T): T;
}

/** Numbers for the different values of a column: their place among them, or a row of zeros with a one. A series gives a series. */
interface Encoder {
  fit(data: Series | readonly Value[]): this;
  transform(data: Series | readonly Value[]): Held;
  fitTransform(data: Series | readonly Value[]): Held;
}

/** danfo, as https://danfo.jsdata.org describes it, in 64-bit arithmetic. */
export interface Dfd {
  readonly DataFrame: DataFrameConstructor;
  readonly Series: SeriesConstructor;
  /** Joins on columns that both have; left order is kept, and a missing key matches nothing. */
  merge(options: {
    readonly left: DataFrame;
    readonly right: DataFrame;
    readonly on: readonly string[] | string;
    readonly how?: How;
  }): DataFrame;
  /** Below each other (axis 0), columns matched by name, or beside each other (axis 1). */
  concat(options: { readonly dfList: readonly (DataFrame | Series)[]; readonly axis: Axis }): DataFrame | Series;
  dateRange(options: DateRange): string[];
  toDateTime(data: Series | readonly Value[]): DateParts;
  readCSV(path: string, options?: object): Promise<DataFrame>;
  readJSON(path: string, options?: object): Promise<DataFrame>;
  toCSV(source: DataFrame | Series, options?: CsvOptions): string | undefined;
  toJSON(source: DataFrame, options?: JsonOptions<'column'>): Record<string, Held>[];
  toJSON(source: DataFrame | Series, options?: JsonOptions<'column' | 'row'>): Record<string, Held[]>;
  streamCSV(path: string, callback: (rows: DataFrame) => void, options?: object): Promise<unknown>;
  streamJSON(path: string, callback: (rows: DataFrame) => void, options?: object): Promise<unknown>;
  getDummies(data: DataFrame | Series, options?: object): DataFrame;
  readonly MinMaxScaler: new () => Scaler;
  readonly StandardScaler: new () => Scaler;
  readonly LabelEncoder: new () => Encoder & { inverseTransform(codes: Series | readonly number[]): Held };
  readonly OneHotEncoder: new () => Encoder;
  readonly tensorflow: unknown;
  readonly Utils: unknown;
  readonly Config: unknown;
  readonly __version: string;
}
