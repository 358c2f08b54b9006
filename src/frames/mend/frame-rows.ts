import { groupRows } from '../core/groups.ts';
import { orderOf } from '../core/order.ts';
import { isMissing, range, take, type Dtype, type Values } from '../core/values.ts';
import { aligned, checkAxis, isInner } from './arithmetic.ts';
import { normalise } from './column.ts';
import { firstRows, lastRows, pickColumns, pickRows, placesByLabel, placesByNumber, rowsWhere } from './select.ts';
import {
  adopt,
  columnAt,
  defineColumns,
  finish,
  makeFrame,
  makeSeries,
  rowCount,
  type FrameInner,
  type Label,
} from './storage.ts';

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

function placesOf(frame: FrameInner, names: readonly string[]): number[] {
  return names.map((name) => {
    const place = frame.$columns.indexOf(name);
    if (place < 0)
      throw new Error(`ParamError: column "${name}" not found. The columns are: ${frame.$columns.join(', ')}.`);
    return place;
  });
}

/** The values of a new column, lined up with the frame's rows by label where they carry labels. */
function columnValues(frame: FrameInner, values: unknown): Values {
  if (!isInner(values) && !Array.isArray(values) && !ArrayBuffer.isView(values))
    throw new TypeError(
      'ParamError: specified value not supported. It must either be an Array or a Series of the same length',
    );
  const list = isInner(values) ? [...values.$data] : Array.from(values as ArrayLike<unknown>);
  if (rowCount(frame) === 0 && frame.$columns.length === 0) return list;
  return aligned(list, isInner(values) ? values.$index : undefined, frame.$index);
}

function replaceColumn(frame: FrameInner, place: number, values: Values): void {
  const { values: stored, dtype } = normalise(values);
  const columns = [...frame.$dataIncolumnFormat];
  columns[place] = stored as unknown[];
  const dtypes = [...frame.$dtypes];
  dtypes[place] = dtype;
  adopt(frame, makeFrame(frame.$columns, columns, frame.$index, dtypes, frame.$config));
}

export const frameRows = {
  $setInternalColumnDataProperty(this: FrameInner, column?: string) {
    defineColumns(this, column === undefined ? this.$columns : [column]);
  },
  $getColumnData(this: FrameInner, name: string, asSeries = true) {
    const values = columnAt(this, name);
    return asSeries
      ? makeSeries(values, name, this.$index, this.$dtypes[this.$columns.indexOf(name)], this.$config)
      : values;
  },
  $setColumnData(this: FrameInner, name: string, values: unknown) {
    replaceColumn(this, placesOf(this, [name])[0] ?? 0, columnValues(this, values));
  },
  column(this: FrameInner, name: string) {
    return makeSeries(
      [...columnAt(this, name)],
      name,
      this.$index,
      this.$dtypes[this.$columns.indexOf(name)],
      this.$config,
    );
  },
  iloc(this: FrameInner, { rows, columns }: { rows?: unknown; columns?: unknown } = {}) {
    return located(
      this,
      placesByNumber(rows, rowCount(this), 'row'),
      placesByNumber(columns, this.$columns.length, 'column'),
    );
  },
  loc(this: FrameInner, { rows, columns }: { rows?: unknown; columns?: unknown } = {}) {
    return located(this, placesByLabel(rows, this.$index, 'row'), placesByLabel(columns, this.$columns, 'column'));
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
  copy(this: FrameInner) {
    return makeFrame(
      [...this.$columns],
      this.$dataIncolumnFormat.map((values) => [...values]),
      [...this.$index],
      [...this.$dtypes],
      this.$config,
    );
  },
  /** Sorts by one column or several; `ascending` is one flag for all, or one for each. Equals keep their order. */
  sortValues(
    this: FrameInner,
    by: string | readonly string[],
    options: InplaceOptions & { readonly ascending?: boolean | readonly boolean[] } = {},
  ) {
    const names = typeof by === 'string' ? [by] : by;
    if (names.length === 0) throw new Error('ParamError: must specify a column to sort by');
    const { ascending = true, inplace } = options;
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
  setIndex(
    this: FrameInner,
    {
      index,
      column,
      drop = false,
      inplace,
    }: InplaceOptions & { readonly index?: readonly Label[]; readonly column?: string; readonly drop?: boolean },
  ) {
    if (!index && column === undefined) throw new Error('ParamError: must specify either index or column');
    const labels = index ?? (columnAt(this, column ?? '') as Label[]);
    if (labels.length !== rowCount(this))
      throw new RangeError('ParamError: index must be the same length as the number of rows');
    if (new Set(labels).size !== labels.length) throw new Error('IndexError: row labels must be unique.');
    const kept = range(this.$columns.length).filter((place) => !(drop && this.$columns[place] === column));
    const result = pickColumns(this, kept);
    result.$index = [...labels];
    return finish(this, result, inplace);
  },
  resetIndex(this: FrameInner, { inplace }: InplaceOptions = {}) {
    const result = pickColumns(this, range(this.$columns.length));
    result.$index = range(rowCount(this));
    return finish(this, result, inplace);
  },
  addColumn(
    this: FrameInner,
    name: string,
    values: unknown,
    { atIndex = this.$columns.length, inplace }: InplaceOptions & { readonly atIndex?: number | string } = {},
  ) {
    if (!name) throw new Error('ParamError: column must be specified');
    if (values === undefined || values === null) throw new Error('ParamError: values must be specified');
    const known = this.$columns.indexOf(name);
    const stored = normalise(columnValues(this, values));
    const at = typeof atIndex === 'string' ? (placesOf(this, [atIndex])[0] ?? 0) : atIndex;
    const target = known >= 0 ? known : at;
    const replaced = known >= 0 ? 1 : 0;
    const result = makeFrame(
      this.$columns.toSpliced(target, replaced, name),
      this.$dataIncolumnFormat.toSpliced(target, replaced, stored.values as unknown[]),
      this.$columns.length === 0 ? undefined : this.$index,
      this.$dtypes.toSpliced(target, replaced, stored.dtype),
      this.$config,
    );
    return finish(this, result, inplace);
  },
  drop(
    this: FrameInner,
    {
      columns,
      index,
      inplace,
    }: InplaceOptions & { readonly columns?: string | readonly string[]; readonly index?: Label | readonly Label[] },
  ) {
    if (columns === undefined && index === undefined)
      throw new Error('ParamError: Must specify one of columns or index');
    if (columns !== undefined && index !== undefined)
      throw new Error('ParamError: Can only specify one of columns or index');
    if (columns !== undefined) {
      const dropped = new Set(placesOf(this, typeof columns === 'string' ? [columns] : columns));
      return finish(
        this,
        pickColumns(
          this,
          range(this.$columns.length).filter((place) => !dropped.has(place)),
        ),
        inplace,
      );
    }
    const labels = Array.isArray(index) ? (index as Label[]) : [index as Label];
    const dropped = new Set(labels);
    const missing = labels.find((label) => !this.$index.includes(label));
    if (missing !== undefined) throw new Error(`ParamError: specified index "${String(missing)}" not found in indices`);
    return finish(
      this,
      pickRows(
        this,
        range(rowCount(this)).filter((row) => !dropped.has(this.$index[row] ?? '')),
      ),
      inplace,
    );
  },
  rename(
    this: FrameInner,
    mapper: Readonly<Record<string, string>>,
    { axis = 1, inplace }: InplaceOptions & { readonly axis?: 0 | 1 } = {},
  ) {
    checkAxis(axis);
    const renamed = <L extends Label>(label: L) =>
      Object.hasOwn(mapper, String(label)) ? ((mapper[String(label)] ?? label) as L) : label;
    const names = axis === 1 ? this.$columns.map(renamed) : this.$columns;
    if (new Set(names).size !== names.length) throw new Error('ColumnNamesError: column names must be unique.');
    const index = axis === 0 ? this.$index.map(renamed) : this.$index;
    return finish(this, makeFrame(names, [...this.$dataIncolumnFormat], index, this.$dtypes, this.$config), inplace);
  },
  isNa(this: FrameInner) {
    return makeFrame(
      this.$columns,
      this.$dataIncolumnFormat.map((values) => values.map(isMissing)),
      this.$index,
      undefined,
      this.$config,
    );
  },
  /** With axis 1, danfo's default, rows that lack a value go; with axis 0, columns that do. */
  dropNa(this: FrameInner, { axis = 1, inplace }: InplaceOptions & { readonly axis?: 0 | 1 } = {}) {
    checkAxis(axis);
    const columns = this.$dataIncolumnFormat;
    const result =
      axis === 1
        ? pickRows(
            this,
            range(rowCount(this)).filter((row) => !columns.some((values) => isMissing(values[row]))),
          )
        : pickColumns(
            this,
            range(columns.length).filter((place) => !columns[place]?.some(isMissing)),
          );
    return finish(this, result, inplace);
  },
  fillNa(
    this: FrameInner,
    values: unknown,
    { columns, inplace }: InplaceOptions & { readonly columns?: readonly string[] } = {},
  ) {
    if (values === undefined || values === null) throw new Error('ParamError: value must be specified');
    const list = Array.isArray(values) ? (values as unknown[]) : undefined;
    if (list && list.length !== columns?.length)
      throw new Error('ParamError: specified column and values must have the same length');
    const places = columns ? placesOf(this, columns) : range(this.$columns.length);
    const filled = this.$dataIncolumnFormat.map((stored, place) => {
      const at = places.indexOf(place);
      return at < 0 ? stored : stored.map((value) => (isMissing(value) ? (list ? list[at] : values) : value));
    });
    return finish(this, makeFrame(this.$columns, filled, this.$index, undefined, this.$config), inplace);
  },
  asType(this: FrameInner, column: string, dtype: Dtype, { inplace }: InplaceOptions = {}) {
    const [place = 0] = placesOf(this, [column]);
    const series = makeSeries(columnAt(this, column), column, this.$index) as unknown as {
      asType(dtype: Dtype): FrameInner;
    };
    const cast = series.asType(dtype);
    const result = makeFrame(
      this.$columns,
      this.$dataIncolumnFormat.with(place, cast.$data),
      this.$index,
      this.$dtypes.with(place, dtype),
      this.$config,
    );
    return finish(this, result, inplace);
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
    const groups = groupRows(
      keys.map((place) => this.$dataIncolumnFormat[place] ?? []),
      rowCount(this),
    );
    let rows = groups.first;
    if (keep === 'last') {
      const last = new Map<number, number>();
      groups.ids.forEach((id, row) => last.set(id, row));
      rows = [...last.values()].sort((a, b) => a - b);
    }
    return finish(this, pickRows(this, rows), inplace);
  },
  /** Adds rows below, in the order of the columns. */
  append(this: FrameInner, newValues: unknown, index: Label | readonly Label[], { inplace }: InplaceOptions = {}) {
    if (newValues === undefined || newValues === null)
      throw new Error('ParamError: newValues must be a Series, DataFrame or Array');
    const rows = isInner(newValues)
      ? newValues.$isSeries
        ? [newValues.$data]
        : (newValues.$data as unknown[][])
      : Array.isArray(newValues) && !Array.isArray(newValues[0])
        ? [newValues as unknown[]]
        : (newValues as unknown[][]);
    const labels = Array.isArray(index) ? (index as Label[]) : [index as Label];
    if (rows.some((row) => row.length !== this.$columns.length))
      throw new RangeError('ValueError: length of newValues must be the same as the number of columns.');
    if (rows.length !== labels.length)
      throw new RangeError('ParamError: index must contain the same number of values as newValues');
    const all = [...this.$index, ...labels];
    if (new Set(all).size !== all.length) throw new Error('IndexError: row labels must be unique.');
    const stored = this.$dataIncolumnFormat.map((values, place) =>
      normalise([...values, ...rows.map((row) => row[place])]),
    );
    const result = makeFrame(
      this.$columns,
      stored.map(({ values }) => values as unknown[]),
      all,
      stored.map(({ dtype }) => dtype),
      this.$config,
    );
    return finish(this, result, inplace);
  },
  iat(this: FrameInner, row: number, column: number) {
    if (typeof row === 'string' || typeof column === 'string')
      throw new TypeError(
        'ParamError: row and column index must be an integer. Use .at to get a row or column by label.',
      );
    return this.$dataIncolumnFormat[column]?.[row];
  },
  at(this: FrameInner, row: Label, column: string) {
    if (typeof column !== 'string')
      throw new TypeError('ParamError: column index must be a string. Use .iat to get a row or column by index.');
    return columnAt(this, column)[this.$index.indexOf(row)];
  },
  async sample(this: FrameInner, count = 5, { seed = 1 }: { readonly seed?: number } = {}) {
    if (count > rowCount(this)) throw new RangeError('ParamError: Sample size cannot be bigger than number of rows');
    if (count <= 0) throw new RangeError('ParamError: Sample size cannot be less than 1');
    return Promise.resolve(pickRows(this, take(shuffled(rowCount(this), seed), range(count))));
  },
};

/** The numbers below a length in an order that the seed determines. */
export function shuffled(length: number, seed: number): number[] {
  let state = Math.imul(seed, 2654435761) | 0;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const places = range(length);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [places[last], places[other]] = [places[other] as number, places[last] as number];
  }
  return places;
}

/** `frame['new'] = values` adds a column, as people expect, and is not silently lost on the object. */
export function mendAssignment(prototype: object): void {
  const root = Object.getPrototypeOf(prototype) as object;
  const trap = new Proxy(root, {
    set(target, name, value: unknown, receiver: unknown) {
      const frame = receiver as FrameInner & { addColumn(name: string, values: unknown, options: object): void };
      const isColumn = typeof name === 'string' && !name.startsWith('$') && isInner(frame) && !frame.$isSeries;
      if (isColumn && (Array.isArray(value) || isInner(value) || ArrayBuffer.isView(value))) {
        frame.addColumn(name, value, { inplace: true });
        return true;
      }
      return Reflect.set(target, name, value, receiver);
    },
  });
  Object.setPrototypeOf(prototype, trap);
}
