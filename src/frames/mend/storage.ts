import * as danfo from 'danfojs-node';
import { labelOf } from '../core/calendar.ts';
import { infer, range, type Dtype, type Values } from '../core/values.ts';

export type Label = string | number | boolean;

/** A value as the label of a row: a date by its text, for two dates of one time are two objects. */
export function asLabel(value: unknown): Label {
  return value instanceof Date ? labelOf(value) : (value as Label);
}

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
  [views]?: Views | undefined;
  readonly shape: [number, number];
}

export interface FrameInner extends Inner {
  readonly $isSeries: false;
}

export interface SeriesInner extends Inner {
  readonly $isSeries: true;
}

/** What a frame has shown of itself: copies, made when first asked for, so that nobody can change what frames may share. */
interface Views {
  /** What was copied; other storage is looked at anew. */
  readonly ofColumns: readonly unknown[];
  readonly ofIndex: readonly Label[];
  rows?: unknown[][];
  columns?: unknown[][];
  index?: Label[];
}

const views = Symbol('views');

/** The classes that danfo itself makes its results from; the exported ones are subclasses of them. */
export const FrameClass = Object.getPrototypeOf(danfo.DataFrame) as {
  new (data: unknown, options?: Options): FrameInner;
  prototype: object;
};
export const SeriesClass = Object.getPrototypeOf(danfo.Series) as {
  new (data: unknown, options?: Options): SeriesInner;
  prototype: object;
};
export interface Options {
  readonly index?: readonly Label[] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly dtypes?: readonly string[] | undefined;
  readonly config?: object | undefined;
}

/** Passes finished columns through danfo's constructor, which takes them over without looking at every value again. */
export class Carrier {
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

/** Makes a frame or series hold what a carrier brings. */
export function store(target: Inner, carrier: Carrier): void {
  target.$dataIncolumnFormat = target.$isSeries ? ((carrier.columns[0] ?? []) as unknown[][]) : carrier.columns;
  target.$index = carrier.index;
  target.$dtypes = [...carrier.dtypes];
  target.$columns = [...carrier.names];
}

export function rowsOf(frame: Inner): unknown[][] {
  return range(frame.$index.length).map((row) => frame.$dataIncolumnFormat.map((values) => values[row]));
}

/** Rows of a frame; the values of a series. */
function readData(this: Inner): unknown[] {
  return this.$isSeries ? this.$dataIncolumnFormat : (viewsOf(this).rows ??= rowsOf(this));
}

function writeData(this: Inner, data: unknown[]): void {
  if (this.$isSeries) this.$dataIncolumnFormat = data as unknown[][];
  else {
    const rows = data as unknown[][];
    this.$dataIncolumnFormat = (rows[0] ?? this.$columns).map((_, place) => rows.map((row) => row[place]));
  }
}

function viewsOf(frame: Inner): Views {
  const { $dataIncolumnFormat: ofColumns, $index: ofIndex } = frame;
  const known = frame[views];
  return known?.ofColumns === ofColumns && known.ofIndex === ofIndex ? known : (frame[views] = { ofColumns, ofIndex });
}

/** Puts columns at the bottom of danfo's frames and series. */
export function mendStorage(): void {
  const base = danfo.NDframe.prototype as object;
  define(base, '$data', { get: readData, set: writeData });
  install(base, {
    get shape(): [number, number] {
      const { $isSeries, $index, $columns } = this as unknown as Inner;
      // danfo gives a series that was made of nothing no name, and so no column.
      return [$index.length, $isSeries ? Math.min(1, $columns.length) : $columns.length];
    },
    get index(): Label[] {
      const frame = this as unknown as Inner;
      return (viewsOf(frame).index ??= [...frame.$index]);
    },
    get columns(): string[] {
      return [...(this as unknown as Inner).$columns];
    },
    get dtypes(): Dtype[] {
      return [...(this as unknown as Inner).$dtypes];
    },
    get getColumnData(): unknown[] {
      const frame = this as unknown as Inner;
      if (frame.$isSeries) return frame.$data;
      return (viewsOf(frame).columns ??= frame.$dataIncolumnFormat.map((values) => [...values]));
    },
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
