import type { Dtype } from '../core/values.ts';
import type { RollingOptions } from '../mend/rolling.ts';
import type { Label } from '../mend/storage.ts';
import type { Rolled } from './groups.ts';
import type { Common, Exact, Held, InplaceOption, JsonOptions, Rows, Value } from './values.ts';

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

/** What can be done with each text of a column; what is missing stays so. */
export interface TextMethods {
  toLowerCase(options?: InplaceOption): Series;
  toUpperCase(options?: InplaceOption): Series;
  capitalize(options?: InplaceOption): Series;
  trim(options?: InplaceOption): Series;
  len(options?: InplaceOption): Series;
  charAt(place: number, options?: InplaceOption): Series;
  /** Puts one text, or one for each row, before (0) or behind (1). */
  concat(other: string | readonly string[], position: 0 | 1, options?: InplaceOption): Series;
  join(other: string, between: string, options?: InplaceOption): Series;
  repeat(times: number, options?: InplaceOption): Series;
  replace(search: string | RegExp, replacement: string, options?: InplaceOption): Series;
  slice(start: number, end?: number, options?: InplaceOption): Series;
  substr(start: number, length: number, options?: InplaceOption): Series;
  substring(start: number, end: number, options?: InplaceOption): Series;
  split(separator: string, options?: InplaceOption): Series;
  startsWith(text: string, options?: InplaceOption): Series;
  endsWith(text: string, options?: InplaceOption): Series;
  includes(text: string, options?: InplaceOption): Series;
  indexOf(text: string, options?: InplaceOption): Series;
  lastIndexOf(text: string, options?: InplaceOption): Series;
  search(text: string | RegExp, options?: InplaceOption): Series;
}

export type SeriesOperand = Series | readonly number[] | number | Exact;
export type Comparable = Series | readonly (Value | Exact)[] | Value | Exact;

export interface Series extends Common {
  readonly values: Held[];
  readonly columns: string[];
  readonly dtype: Dtype;
  readonly dtypes: Dtype[];
  /** Parts of the dates of a column of Dates, ISO text or milliseconds. */
  readonly dt: DateParts;
  /** danfo's methods for each text of a column. */
  readonly str: TextMethods;

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
