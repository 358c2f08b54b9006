import { range } from '../core/values.ts';
import { aligned, checkAxis, isInner } from './arithmetic.ts';
import { isRow, kept, normalise, type Stored } from './column.ts';
import { readColumn } from './row-objects.ts';
import { labelsBelow, pickColumns, pickRows, placesOf } from './select.ts';
import {
  adopt,
  asLabel,
  columnAt,
  defineColumns,
  finish,
  makeFrame,
  makeSeries,
  rowCount,
  rowsOf,
  type FrameInner,
  type Label,
} from './storage.ts';

interface InplaceOptions {
  readonly inplace?: boolean;
}

/** The values of a new column, lined up with the frame's rows by label where they carry labels. */
function columnValues(frame: FrameInner, values: unknown): Stored {
  const isList = isInner(values) ? values.$isSeries : Array.isArray(values) || ArrayBuffer.isView(values);
  if (!isList)
    throw new TypeError(
      'ParamError: specified value not supported. It must either be an Array or a Series of the same length',
    );
  const list = isInner(values) ? [...values.$data] : Array.from(values as ArrayLike<unknown>);
  const isFirst = rowCount(frame) === 0 && frame.$columns.length === 0;
  const lined = isFirst ? list : aligned(list, isInner(values) ? values.$index : undefined, frame.$index);
  // A series has been read before: its text is text.
  return isInner(values) ? kept(lined) : normalise(lined);
}

function replaceColumn(frame: FrameInner, place: number, { values: stored, dtype }: Stored): void {
  const columns = [...frame.$dataIncolumnFormat];
  columns[place] = stored as unknown[];
  const dtypes = [...frame.$dtypes];
  dtypes[place] = dtype;
  adopt(frame, makeFrame(frame.$columns, columns, frame.$index, dtypes, frame.$config));
}

/** Rows in the order of a frame's columns: those with names by name, others by position, as danfo has it. */
function rowsToAppend(frame: FrameInner, values: unknown): readonly (readonly unknown[])[] {
  const names = frame.$columns;
  if (isInner(values)) {
    if (values.$isSeries) return [values.$data];
    const shared = values.$columns.filter((name) => names.includes(name)).length;
    if (shared === 0) return rowsOf(values);
    checkNames(names, values.$columns);
    return rowsOf(pickColumns(values, placesOf(values as FrameInner, names)));
  }
  const list = (Array.isArray(values) ? values : [values]) as unknown[];
  if (list.length > 0 && list.every(isRow)) {
    const columns = names.map((name) => readColumn(list, name));
    for (const row of list) checkNames(names, Object.keys(row));
    return list.map((_, row) => columns.map((column) => column[row]));
  }
  return Array.isArray(list[0]) ? (list as unknown[][]) : [list];
}

/** @throws RangeError when rows have a column that the frame has not, or lack one */
function checkNames(wanted: readonly string[], given: readonly string[]): void {
  const odd = given.find((name) => !wanted.includes(name)) ?? wanted.find((name) => !given.includes(name));
  if (odd !== undefined)
    throw new RangeError(
      `ValueError: only one side has a column "${odd}". Use concat to put different columns together.`,
    );
}

/** What a frame is made of: its columns and labels, and how they are added, named and dropped. */
export const frameColumns = {
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
  copy(this: FrameInner) {
    return makeFrame(
      [...this.$columns],
      this.$dataIncolumnFormat.map((values) => [...values]),
      [...this.$index],
      [...this.$dtypes],
      this.$config,
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
    const labels = (index ?? columnAt(this, column ?? '')).map(asLabel);
    if (labels.length !== rowCount(this))
      throw new RangeError('ParamError: index must be the same length as the number of rows');
    if (new Set(labels).size !== labels.length) throw new Error('IndexError: row labels must be unique.');
    const kept = range(this.$columns.length).filter((place) => !(drop && this.$columns[place] === column));
    const result = pickColumns(this, kept);
    result.$index = labels;
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
    if (typeof name !== 'string' || name === '') throw new Error('ParamError: column must be specified, by its name');
    if (values === undefined || values === null) throw new Error('ParamError: values must be specified');
    const known = this.$columns.indexOf(name);
    const stored = columnValues(this, values);
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
    const known = new Set(this.$index);
    const missing = labels.find((label) => !known.has(label));
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
    mapper: Readonly<Record<string, Label>>,
    { axis = 1, inplace }: InplaceOptions & { readonly axis?: 0 | 1 } = {},
  ) {
    checkAxis(axis);
    const renamed = (label: Label) => (Object.hasOwn(mapper, String(label)) ? (mapper[String(label)] ?? label) : label);
    const names = axis === 1 ? this.$columns.map((name) => String(renamed(name))) : this.$columns;
    if (new Set(names).size !== names.length) throw new Error('ColumnNamesError: column names must be unique.');
    const index = axis === 0 ? this.$index.map(renamed) : this.$index;
    if (new Set(index).size !== index.length) throw new Error('IndexError: row labels must be unique.');
    return finish(this, makeFrame(names, [...this.$dataIncolumnFormat], index, this.$dtypes, this.$config), inplace);
  },
  /** Adds rows below, in the order of the columns; without labels they are numbered on. */
  append(this: FrameInner, newValues: unknown, index?: Label | readonly Label[], { inplace }: InplaceOptions = {}) {
    if (newValues === undefined || newValues === null)
      throw new Error('ParamError: newValues must be a Series, DataFrame or Array');
    const rows = rowsToAppend(this, newValues);
    if (rows.some((row) => row.length !== this.$columns.length))
      throw new RangeError('ValueError: length of newValues must be the same as the number of columns.');
    const labels = labelsBelow(this, index, rows.length);
    const stored = this.$dataIncolumnFormat.map((values, place) =>
      (this.$dtypes[place] === 'string' ? kept : normalise)([...values, ...rows.map((row) => row[place])]),
    );
    const result = makeFrame(
      this.$columns,
      stored.map(({ values }) => values as unknown[]),
      labels,
      stored.map(({ dtype }) => dtype),
      this.$config,
    );
    return finish(this, result, inplace);
  },
};

function isCell(value: unknown): boolean {
  return value === null || value instanceof Date || ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
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
      if (isColumn && !(name in frame) && isCell(value))
        throw new TypeError(
          `ParamError: "${name}" would be lost: a column is a list of values. Use addColumn("${name}", frame.index.map(() => value)).`,
        );
      return Reflect.set(target, name, value, receiver);
    },
  });
  Object.setPrototypeOf(prototype, trap);
}
