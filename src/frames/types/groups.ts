import type { DataFrame } from './frame.ts';
import type { Series } from './series.ts';
import type { Held, Value } from './values.ts';

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
export type Aggregates = Readonly<Record<string, Aggregate | readonly Aggregate[]>>;

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
