import { orderOf } from '../core/order.ts';
import { shuffled } from '../core/shuffle.ts';
import { range, take } from '../core/values.ts';
import { aligned, isInner } from './arithmetic.ts';
import {
  differentRows,
  firstRows,
  lastRows,
  pickColumns,
  pickRows,
  placeOfLabel,
  placesByLabel,
  placesByNumber,
  placesOf,
  rowsWhere,
  selection,
} from './select.ts';
import { columnAt, finish, rowCount, type FrameInner, type Label } from './storage.ts';

interface InplaceOptions {
  readonly inplace?: boolean;
}

/** Picks rows and columns, danfo's `iloc` (by number) and `loc` (by label). */
function located(frame: FrameInner, rows: readonly number[], columns: readonly number[]): FrameInner {
  const narrowed =
    columns.length === frame.$columns.length && columns.every((place, at) => place === at)
      ? frame
      : pickColumns(frame, columns);
  return pickRows(narrowed, rows);
}

/** Which of a frame's rows there are, and in what order. */
export const frameRows = {
  iloc(this: FrameInner, { rows, columns }: { rows?: unknown; columns?: unknown } = {}) {
    return located(
      this,
      placesByNumber(selection(rows, this), rowCount(this), 'row'),
      placesByNumber(columns, this.$columns.length, 'column'),
    );
  },
  loc(this: FrameInner, { rows, columns }: { rows?: unknown; columns?: unknown } = {}) {
    return located(
      this,
      placesByLabel(selection(rows, this), this.$index, 'row'),
      placesByLabel(columns, this.$columns, 'column'),
    );
  },
  head(this: FrameInner, rows = 5) {
    return firstRows(this, rows);
  },
  tail(this: FrameInner, rows = 5) {
    return lastRows(this, rows);
  },
  /** Rows for which the condition, a mask as long as the frame, holds. */
  query(this: FrameInner, condition: unknown, { inplace }: InplaceOptions = {}) {
    if (condition === undefined || condition === null) throw new Error('ParamError: condition must be specified');
    if (!isInner(condition) && !Array.isArray(condition))
      throw new TypeError('ParamError: condition must be a Series or an Array');
    const mask = isInner(condition)
      ? aligned(condition.$data, condition.$index, this.$index)
      : (condition as unknown[]);
    return finish(this, rowsWhere(this, mask), inplace);
  },
  /** Sorts by one column or several; `ascending` is one flag for all, or one for each. Equals keep their order. */
  sortValues(
    this: FrameInner,
    by: string | readonly string[],
    options: InplaceOptions & { readonly ascending?: boolean | readonly boolean[] } = {},
  ) {
    const names = typeof by === 'string' ? [by] : by;
    if (!Array.isArray(names) || names.length === 0) throw new Error('ParamError: must specify a column to sort by');
    const { ascending = true, inplace } = options;
    if (typeof ascending !== 'boolean' && ascending.length !== names.length)
      throw new RangeError(`ParamError: ${ascending.length} directions were given for ${names.length} columns.`);
    const keys = placesOf(this, names).map((place, key) => ({
      values: this.$dataIncolumnFormat[place] ?? [],
      descending: typeof ascending === 'boolean' ? !ascending : ascending[key] === false,
    }));
    return finish(this, pickRows(this, orderOf(keys, rowCount(this))), inplace);
  },
  sortIndex(this: FrameInner, { ascending = true, inplace }: InplaceOptions & { readonly ascending?: boolean } = {}) {
    return finish(
      this,
      pickRows(this, orderOf([{ values: this.$index, descending: !ascending }], rowCount(this))),
      inplace,
    );
  },
  /** Rows that differ in some columns (all of them unless named); of equal ones the first or the last stays. */
  dropDuplicates(
    this: FrameInner,
    {
      columns,
      keep = 'first',
      inplace,
    }: InplaceOptions & { readonly columns?: readonly string[]; readonly keep?: 'first' | 'last' } = {},
  ) {
    const keys = columns ? placesOf(this, columns) : range(this.$columns.length);
    const compared = keys.map((place) => this.$dataIncolumnFormat[place] ?? []);
    return finish(this, pickRows(this, differentRows(compared, rowCount(this), keep)), inplace);
  },
  iat(this: FrameInner, row: number, column: number) {
    if (typeof row === 'string' || typeof column === 'string')
      throw new TypeError(
        'ParamError: row and column index must be an integer. Use .at to get a row or column by label.',
      );
    if (!(row in this.$index) || !(column in this.$columns))
      throw new RangeError(
        `IndexError: there is no cell (${row}, ${column}) in ${rowCount(this)} rows and ${this.$columns.length} columns.`,
      );
    return this.$dataIncolumnFormat[column]?.[row];
  },
  at(this: FrameInner, row: Label, column: string) {
    if (typeof column !== 'string')
      throw new TypeError('ParamError: column index must be a string. Use .iat to get a row or column by index.');
    return columnAt(this, column)[placeOfLabel(this, row)];
  },
  async sample(this: FrameInner, count = 5, { seed = 1 }: { readonly seed?: number } = {}) {
    if (count > rowCount(this)) throw new RangeError('ParamError: Sample size cannot be bigger than number of rows');
    if (!(count >= 1)) throw new RangeError('ParamError: Sample size cannot be less than 1');
    if (!Number.isInteger(count)) throw new RangeError(`ParamError: Sample size must be a whole number, not ${count}`);
    return Promise.resolve(pickRows(this, take(shuffled(rowCount(this), seed), range(count))));
  },
};
