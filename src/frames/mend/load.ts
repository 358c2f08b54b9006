/** How danfo's constructors read what they are given: by name, by all rows, and into columns of their own. */
import * as danfo from 'danfojs-node';
import { infer, range, type Dtype, type Values } from '../core/values.ts';
import { isInner } from './arithmetic.ts';
import { dtypeNames, isDtype, isList, isRow, kept, normalise } from './column.ts';
import { namesOf, readAlike, readColumn } from './row-objects.ts';
import { asLabel, Carrier, define, FrameClass, SeriesClass, store, type Inner, type Label } from './storage.ts';

interface Load {
  readonly data: unknown;
  readonly index?: readonly Label[];
  readonly columns?: readonly string[] | string;
  readonly dtypes?: readonly string[];
}

/** Lists, rows or series values as danfo's constructor hands them on. */
function loadArray(this: Inner, { data, index, columns, dtypes }: Load): void {
  if (Array.isArray(data) && data[0] instanceof Carrier) {
    store(this, data[0]);
    return;
  }
  const given = typeof columns === 'string' ? [columns] : columns;
  if (this.$isSeries) {
    const values = Array.from(data as ArrayLike<unknown>);
    const named = given && given.length > 0;
    if (values.length === 0 && !named) store(this, new Carrier([], [[]], 0, [], []));
    else loadColumns(this, [values], named ? given : ['0'], { index, dtypes });
    return;
  }
  const rows = Array.from(data as ArrayLike<unknown>);
  if (rows.length === 0) {
    loadColumns(
      this,
      (given ?? []).map(() => []),
      given ?? [],
      { index: [], dtypes },
    );
    return;
  }
  const lists = rows.map((row) => (isInner(row) && row.$isSeries ? row.$data : isList(row) ? row : [row]));
  const width = lists[0]?.length ?? 0;
  const ragged = lists.findIndex((row) => row.length !== width);
  if (ragged >= 0)
    throw new RangeError(`Row ${ragged} has ${lists[ragged]?.length ?? 0} values; the first row has ${width}.`);
  const stored = range(width).map((place) => lists.map((row) => row[place]));
  loadColumns(this, stored, given ?? stored.map((_, place) => String(place)), { index, dtypes });
}

/** Rows that are objects (type 1), read by name over all rows, or an object of columns (type 2). */
function loadObject(this: Inner, { data, type, index, columns, dtypes }: Load & { type: 1 | 2 }): void {
  const given = typeof columns === 'string' ? [columns] : columns;
  if (type === 2 && this.$isSeries) {
    // danfo's documentation makes a series of an object with one list in it.
    const [only, ...more] = Object.values(data as Record<string, unknown>);
    const values = isList(only) && more.length === 0 ? Array.from(only) : Object.values(data as object);
    const [name = '0'] = given ?? (isList(only) ? Object.keys(data as object) : []);
    loadColumns(this, [values], [name], { index, dtypes });
    return;
  }
  if (type === 2) {
    const entries = Object.entries(data as Record<string, unknown>);
    const stored = entries.map(([name, values]) => {
      if (isInner(values)) return [...values.$data];
      if (!isList(values)) throw new TypeError(`Column ${name} is no list of values, but ${typeof values}.`);
      return Array.from(values);
    });
    const length = stored[0]?.length ?? 0;
    const odd = stored.findIndex((values) => values.length !== length);
    if (odd >= 0)
      throw new RangeError(
        `Column ${entries[odd]?.[0] ?? ''} has ${stored[odd]?.length ?? 0} values; the first column has ${length}.`,
      );
    loadColumns(this, stored, given ?? entries.map(([name]) => name), { index, dtypes });
    return;
  }
  const rows = data as Record<string, unknown>[];
  const odd = rows.findIndex((row) => typeof row !== 'object' || (row as unknown) === null);
  if (odd >= 0)
    throw new TypeError(
      `Row ${odd} is ${(rows[odd] as unknown) === null ? 'null' : typeof rows[odd]}, where the first row is an object.`,
    );
  const alike = given ? undefined : readAlike(rows);
  if (alike) {
    loadColumns(this, alike.columns, alike.names, { index, dtypes });
    return;
  }
  const known = namesOf(rows);
  const byName = given?.every((name) => known.includes(name)) === true;
  if (given && !byName && given.length !== known.length)
    throw new RangeError(`${given.length} column names were given for ${known.length} columns: ${known.join(', ')}.`);
  const read = byName ? given : known;
  const stored = read.map((name) => readColumn(rows, name));
  loadColumns(this, stored, given ?? known, { index, dtypes });
}

function loadColumns(
  target: Inner,
  columns: Values[],
  names: readonly string[],
  { index, dtypes }: { index?: readonly Label[] | undefined; dtypes?: readonly string[] | undefined },
): void {
  if (names.length !== columns.length)
    throw new RangeError(`${names.length} column names were given for ${columns.length} columns.`);
  if (new Set(names).size !== names.length) throw new Error('ColumnNamesError: column names must be unique.');
  const length = columns[0]?.length ?? 0;
  if (dtypes) {
    if (length > 0 && dtypes.length !== columns.length)
      throw new RangeError(`${dtypes.length} dtypes were given for ${columns.length} columns.`);
    const unknown = dtypes.find((dtype) => !isDtype(dtype));
    if (unknown !== undefined)
      throw new Error(`DtypeError: dtype "${unknown}" is not supported. Use one of: ${dtypeNames.join(', ')}.`);
  }
  const labels = index && length > 0 ? checkedIndex(index, length) : range(length);
  const loaded = columns.map((values, place) => normalise(values, dtypes?.[place]));
  store(
    target,
    new Carrier(
      names.map(String),
      loaded.map(({ values }) => values as unknown[]),
      length,
      labels,
      loaded.map(({ dtype }) => dtype),
    ),
  );
}

export function checkedIndex(index: readonly Label[], length: number): Label[] {
  if (index.length !== length)
    throw new RangeError(`IndexError: ${index.length} labels were given for ${length} rows.`);
  const labels = index.map(asLabel);
  if (new Set(labels).size !== length) throw new Error('IndexError: row labels must be unique.');
  return labels;
}

/** New values of the same rows: the results of functions, so text stays text even where it reads as numbers. */
function setValues(this: Inner, values: unknown[], checkLength = true): void {
  if (checkLength && values.length !== this.shape[0])
    throw new RangeError(`${values.length} rows were given for a frame of ${this.shape[0]}.`);
  const rows = values as unknown[][];
  const columns = this.$isSeries ? [[...values]] : this.$columns.map((_, place) => rows.map((row) => row[place]));
  const loaded = columns.map(kept);
  const stored = loaded.map((column) => column.values as unknown[]);
  const dtypes = loaded.map(({ dtype }) => dtype);
  store(this, new Carrier(this.$columns, stored, values.length, this.$index, dtypes));
}

/** Keeps the construction of frames and series from guessing. */
export function mendLoading(): void {
  const base = danfo.NDframe.prototype as object;
  const methods = {
    loadArrayIntoNdframe: loadArray,
    loadObjectIntoNdframe: loadObject,
    $setValues: setValues,
    $setIndex(this: Inner, index?: Label[]) {
      this.$index = index ? checkedIndex(index, this.$index.length) : range(this.$index.length);
    },
    $resetIndex(this: Inner) {
      this.$index = range(this.$index.length);
    },
    $setDtypes(this: Inner, dtypes?: Dtype[]) {
      this.$dtypes =
        dtypes ??
        (this.$isSeries ? [infer(this.$data).dtype] : this.$dataIncolumnFormat.map((values) => infer(values).dtype));
    },
  };
  for (const [name, value] of Object.entries(methods)) define(base, name, { value, writable: true });
  const isObject = (value: unknown) => isRow(value) && !(value instanceof Carrier);
  const utilities = danfo.Utils.prototype as object;
  define(utilities, 'is1DArray', {
    value: (data: unknown) => isList(data) && data.length > 0 && !isList(data[0]) && !isObject(data[0]),
    writable: true,
  });
  define(utilities, 'isObject', { value: isObject, writable: true });
  define(utilities, 'inferDtype', {
    value: (data: unknown[]) => {
      if (!Array.isArray(data[0])) return [infer(data).dtype];
      const rows = data as unknown[][];
      return (rows[0] ?? []).map((_, place) => infer(rows.map((row) => row[place])).dtype);
    },
    writable: true,
  });
  define(utilities, 'createNdframeFromNewDataWithOldProps', {
    // The old column types say nothing about new values: half of an integer is none.
    value: ({ ndFrame, newData, isSeries }: { ndFrame: Inner; newData: unknown[]; isSeries: boolean }) =>
      new (isSeries ? SeriesClass : FrameClass)(newData, {
        index: ndFrame.$index,
        columns: ndFrame.$columns,
        config: ndFrame.$config,
      }),
    writable: true,
  });
}
