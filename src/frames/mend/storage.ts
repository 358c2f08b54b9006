import * as danfo from 'danfojs-node';
import { infer, range, type Dtype, type Values } from '../core/values.ts';
import { dtypeNames, isDtype, isList, isPlain, normalise } from './column.ts';
import { namesOf, readAlike, readColumn } from './row-objects.ts';

export type Label = string | number | boolean;

/** What danfo keeps in a frame or series. Columns are the truth here; rows are made from them when asked for. */
export interface Inner {
  $isSeries: boolean;
  $columns: string[];
  $index: Label[];
  $dtypes: Dtype[];
  $config: object;
  /** A frame's columns, or a series' values. */
  $dataIncolumnFormat: unknown[][];
  $data: unknown[];
  [rowsKey]?: unknown[][] | undefined;
  readonly shape: [number, number];
}

export interface FrameInner extends Inner {
  readonly $isSeries: false;
}

export interface SeriesInner extends Inner {
  readonly $isSeries: true;
}

const rowsKey = Symbol('rows');

/** The classes that danfo itself makes its results from; the exported ones are subclasses of them. */
export const FrameClass = Object.getPrototypeOf(danfo.DataFrame) as {
  new (data: unknown, options?: Options): FrameInner;
  prototype: object;
};
export const SeriesClass = Object.getPrototypeOf(danfo.Series) as {
  new (data: unknown, options?: Options): SeriesInner;
  prototype: object;
};
const base = danfo.NDframe.prototype as object;

export interface Options {
  readonly index?: readonly Label[] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly dtypes?: readonly string[] | undefined;
  readonly config?: object | undefined;
}

interface Load {
  readonly data: unknown;
  readonly index?: readonly Label[];
  readonly columns?: readonly string[] | string;
  readonly dtypes?: readonly string[];
}

/** Passes finished columns through danfo's constructor, which takes them over without looking at every value again. */
class Carrier {
  readonly names: readonly string[];
  readonly columns: unknown[][];
  readonly length: number;
  readonly dtypes: readonly Dtype[];
  readonly index: Label[];

  constructor(
    names: readonly string[],
    columns: unknown[][],
    length: number,
    index?: Label[],
    dtypes?: readonly Dtype[],
  ) {
    this.names = names;
    this.columns = columns;
    this.length = length;
    this.index = index ?? range(length);
    this.dtypes = dtypes ?? columns.map(storedDtype);
  }
}

/** Text stays text here, even where it reads as numbers: these values have been through `normalise` before. */
function storedDtype(values: Values): Dtype {
  const { dtype, textual } = infer(values);
  return textual ? 'string' : dtype;
}

/** A frame of columns that nobody else holds; they are not copied. Column types are told by the values unless given. */
export function makeFrame(
  names: readonly string[],
  columns: unknown[][],
  index?: Label[],
  dtypes?: readonly Dtype[],
  config?: object,
): FrameInner {
  const length = columns[0]?.length ?? index?.length ?? 0;
  return new FrameClass([new Carrier(names, columns, length, index, dtypes)], { config });
}

/** A series of values that nobody else holds. */
export function makeSeries(
  values: unknown[],
  name: string,
  index?: Label[],
  dtype?: Dtype,
  config?: object,
): SeriesInner {
  return new SeriesClass([new Carrier([name], [values], values.length, index, dtype && [dtype])], { config });
}

/** The name of a series' only column. */
export function nameOf(series: Inner): string {
  return typeof series.$columns === 'string' ? series.$columns : (series.$columns[0] ?? '0');
}

export function columnAt(frame: Inner, name: string): unknown[] {
  const place = frame.$columns.indexOf(name);
  if (place < 0)
    throw new Error(`ParamError: column "${name}" not found. The columns are: ${frame.$columns.join(', ')}.`);
  return frame.$dataIncolumnFormat[place] ?? [];
}

export function rowCount(frame: Inner): number {
  return frame.$index.length;
}

/** Makes a frame or series hold what another holds, for operations asked to work in place. */
export function adopt(target: Inner, from: Inner): void {
  if (!target.$isSeries) {
    for (const name of target.$columns) {
      if (!from.$columns.includes(name) && isOwnColumn(target, name)) Reflect.deleteProperty(target, name);
    }
  }
  target.$dataIncolumnFormat = from.$dataIncolumnFormat;
  target[rowsKey] = undefined;
  target.$columns = from.$columns;
  target.$index = from.$index;
  target.$dtypes = from.$dtypes;
  if (!target.$isSeries) defineColumns(target, target.$columns);
}

/** danfo's convention: nothing is returned when the work was done in place. */
export function finish<T extends Inner>(target: Inner, result: T, inplace: boolean | undefined): T | undefined {
  if (!inplace) return result;
  adopt(target, result);
  return undefined;
}

/** Columns as properties, but never in the place of a member: a column called `count` leaves the method alone. */
export function defineColumns(frame: Inner, names: readonly string[]): void {
  for (const name of names) {
    if (name in FrameClass.prototype || name.startsWith('$') || isOwnColumn(frame, name)) continue;
    Object.defineProperty(frame, name, {
      configurable: true,
      get(this: FrameInner & { column(name: string): unknown }) {
        return this.column(name);
      },
      set(this: FrameInner & { $setColumnData(name: string, values: unknown): void }, values: unknown) {
        this.$setColumnData(name, values);
      },
    });
  }
}

function isOwnColumn(frame: Inner, name: string): boolean {
  return Object.getOwnPropertyDescriptor(frame, name)?.get !== undefined;
}

function store(target: Inner, carrier: Carrier): void {
  target.$dataIncolumnFormat = target.$isSeries ? ((carrier.columns[0] ?? []) as unknown[][]) : carrier.columns;
  target[rowsKey] = undefined;
  target.$index = carrier.index;
  target.$dtypes = [...carrier.dtypes];
  target.$columns = [...carrier.names];
}

/** Lists, rows or series values as danfo's constructor hands them on. */
function loadArray(this: Inner, { data, index, columns, dtypes }: Load): void {
  if (Array.isArray(data) && data[0] instanceof Carrier) {
    store(this, data[0]);
    return;
  }
  const given = typeof columns === 'string' ? [columns] : columns;
  if (this.$isSeries) {
    loadColumns(this, [Array.from(data as ArrayLike<unknown>)], given ?? ['0'], { index, dtypes });
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
  const lists = rows.map((row) => (isList(row) ? row : [row]));
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
  if (type === 2) {
    const entries = Object.entries(data as Record<string, ArrayLike<unknown>>);
    const stored = entries.map(([, values]) => Array.from(values));
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
  if (index && length > 0) checkIndex(index, length);
  const loaded = columns.map((values, place) => normalise(values, dtypes?.[place]));
  store(
    target,
    new Carrier(
      names.map(String),
      loaded.map(({ values }) => values as unknown[]),
      length,
      index && length > 0 ? [...index] : range(length),
      loaded.map(({ dtype }) => dtype),
    ),
  );
}

function checkIndex(index: readonly Label[], length: number): void {
  if (index.length !== length)
    throw new RangeError(`IndexError: ${index.length} labels were given for ${length} rows.`);
  if (new Set(index).size !== length) throw new Error('IndexError: row labels must be unique.');
}

/** Rows of a frame, made when they are first asked for; the values of a series. */
function readData(this: Inner): unknown[] {
  if (this.$isSeries) return this.$dataIncolumnFormat;
  return (this[rowsKey] ??= range(this.$index.length).map((row) =>
    this.$dataIncolumnFormat.map((values) => values[row]),
  ));
}

function writeData(this: Inner, data: unknown[]): void {
  if (this.$isSeries) this.$dataIncolumnFormat = data as unknown[][];
  else {
    const rows = data as unknown[][];
    this.$dataIncolumnFormat = (rows[0] ?? this.$columns).map((_, place) => rows.map((row) => row[place]));
    this[rowsKey] = undefined;
  }
}

function setValues(this: Inner, values: unknown[], checkLength = true): void {
  if (checkLength && values.length !== this.shape[0])
    throw new RangeError(`${values.length} rows were given for a frame of ${this.shape[0]}.`);
  const columns: unknown[][] = this.$isSeries
    ? [[...values]]
    : ((values[0] ?? this.$columns) as unknown[]).map((_, place) => (values as unknown[][]).map((row) => row[place]));
  const loaded = columns.map((column) => normalise(column));
  this.$dataIncolumnFormat = this.$isSeries
    ? ((loaded[0]?.values ?? []) as unknown[][])
    : loaded.map((column) => column.values as unknown[]);
  this[rowsKey] = undefined;
  this.$dtypes = loaded.map(({ dtype }) => dtype);
}

/** Puts columns at the bottom of danfo's frames and series, and keeps their construction from guessing. */
export function mendStorage(): void {
  define(base, '$data', { get: readData, set: writeData });
  define(base, 'shape', {
    get(this: Inner) {
      return this.$isSeries ? [this.$index.length, 1] : [this.$index.length, this.$columns.length];
    },
  });
  define(base, 'getColumnData', {
    get(this: Inner) {
      return this.$dataIncolumnFormat;
    },
  });
  const methods = {
    loadArrayIntoNdframe: loadArray,
    loadObjectIntoNdframe: loadObject,
    $setValues: setValues,
    $setIndex(this: Inner, index?: Label[]) {
      if (index) checkIndex(index, this.$index.length);
      this.$index = index ? [...index] : range(this.$index.length);
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
  const utilities = danfo.Utils.prototype as object;
  define(utilities, 'is1DArray', {
    value: (data: unknown) => isList(data) && data.length > 0 && !isList(data[0]) && !isPlain(data[0]),
    writable: true,
  });
  define(utilities, 'isObject', { value: isPlain, writable: true });
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

export function define(target: object, name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(target, name, { configurable: true, ...descriptor });
}

/** Replaces members of a class, and adds new ones; getters stay getters. */
export function install(target: object, members: object): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(members))) {
    Object.defineProperty(target, name, { ...descriptor, enumerable: false, configurable: true });
  }
}
