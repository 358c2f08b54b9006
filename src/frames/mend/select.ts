import { groupRows } from '../core/groups.ts';
import { range, take, type Values } from '../core/values.ts';
import { aligned, isInner } from './arithmetic.ts';
import {
  asLabel,
  makeFrame,
  makeSeries,
  nameOf,
  rowCount,
  type FrameInner,
  type Inner,
  type Label,
} from './storage.ts';

export type Selector = readonly (string | number | boolean)[];

/** The same frame or series with some of its rows, in the order given. */
export function pickRows<T extends Inner>(source: T, rows: ArrayLike<number>): T {
  const index = take(source.$index, rows);
  const { $dtypes, $config } = source;
  if (source.$isSeries)
    return makeSeries(take(source.$data, rows), nameOf(source), index, $dtypes[0], $config) as Inner as T;
  const columns = source.$dataIncolumnFormat.map((values) => take(values, rows));
  return makeFrame(source.$columns, columns, index, $dtypes, $config) as Inner as T;
}

export function pickColumns(source: Inner, places: readonly number[]): FrameInner {
  return makeFrame(
    places.map((place) => source.$columns[place] ?? ''),
    places.map((place) => source.$dataIncolumnFormat[place] ?? []),
    source.$index,
    places.map((place) => source.$dtypes[place] ?? 'undefined'),
    source.$config,
  );
}

/** A mask, numbers, or `["start:end"]`; the end is not included, and negative numbers count from the end. */
export function placesByNumber(selector: unknown, length: number, what: 'row' | 'column'): number[] {
  if (selector === undefined || selector === null) return range(length);
  const wanted = listOf(selector, what);
  if (isMask(wanted)) return Array.from(maskPlaces(wanted, length, what));
  const [only] = wanted;
  if (wanted.length === 1 && typeof only === 'string') return slicePlaces(only, length, what);
  return wanted.map((place) => {
    if (typeof place !== 'number' || !Number.isInteger(place))
      throw new TypeError(`Invalid ${what} parameter: ${what} index ${String(place)} must be a number or boolean`);
    const counted = place < 0 ? length + place : place;
    if (counted < 0 || counted >= length)
      throw new RangeError(`Invalid ${what} parameter: ${place} is outside the ${length} ${what}s.`);
    return counted;
  });
}

function slicePlaces(text: string, length: number, what: string): number[] {
  const match = /^\s*(-?\d*)\s*:\s*(-?\d*)\s*$/.exec(text);
  if (!match) throw new Error(`Invalid ${what} split parameter: a slice has the form ["start:end"], not ["${text}"].`);
  const bound = (digits: string | undefined, otherwise: number) => {
    if (digits === undefined || digits === '') return otherwise;
    const number = Number(digits);
    return Math.min(length, Math.max(0, number < 0 ? length + number : number));
  };
  const start = bound(match[1], 0);
  return range(Math.max(0, bound(match[2], length) - start)).map((place) => start + place);
}

/** A mask, labels, or `["start:end"]` with labels; the end is not included, as danfo has it. */
export function placesByLabel(selector: unknown, labels: readonly Label[], what: 'row' | 'column'): number[] {
  if (selector === undefined || selector === null) return range(labels.length);
  const wanted = listOf(selector, what);
  if (isMask(wanted) && !labels.some((label) => typeof label === 'boolean'))
    return Array.from(maskPlaces(wanted, labels.length, what));
  const places = new Map(labels.map((label, place) => [label, place]));
  const find = (label: Label): number => {
    const place = findLabel(asLabel(label), places);
    if (place === undefined) throw new Error(`IndexError: Specified ${what} label (${String(label)}) not found`);
    return place;
  };
  const [only] = wanted;
  if (wanted.length === 1 && typeof only === 'string' && !places.has(only) && only.includes(':')) {
    const [start, end] = sliceEnds(only, places);
    const from = start === '' ? 0 : find(start);
    const to = end === '' ? labels.length : find(end);
    return range(Math.max(0, to - from)).map((place) => from + place);
  }
  return wanted.map(find);
}

/** The two sides of a slice: labels, such as times, may have colons themselves. */
function sliceEnds(slice: string, places: ReadonlyMap<Label, number>): readonly [string, string] {
  const parts = slice.split(':');
  const splits = range(parts.length - 1).map(
    (place) => [parts.slice(0, place + 1).join(':'), parts.slice(place + 1).join(':')] as const,
  );
  const isEnd = (label: string) => label === '' || findLabel(label, places) !== undefined;
  return splits.find(([start, end]) => isEnd(start) && isEnd(end)) ?? splits[0] ?? ['', ''];
}

/** What was asked for, in the order of the rows: a series of flags is lined up with them by its labels. */
export function selection(wanted: unknown, { $index }: Inner): unknown {
  const isFlags = isInner(wanted) && wanted.$isSeries && wanted.$dtypes[0] === 'boolean';
  return isFlags ? aligned(wanted.$data, wanted.$index, $index) : wanted;
}

/**
 * Where a row's label stands. Rows that were never labelled are found at once.
 * @throws RangeError when no row has the label
 */
export function placeOfLabel({ $index }: Inner, wanted: Label): number {
  const label = asLabel(wanted);
  const place = typeof label === 'number' && $index[label] === label ? label : $index.indexOf(label);
  if (place < 0) throw new RangeError(`IndexError: Specified row label (${String(label)}) not found`);
  return place;
}

/** All labels after some rows were added below: the given ones, or the next numbers. */
export function labelsBelow(source: Inner, given: Label | readonly Label[] | undefined, count: number): Label[] {
  const next =
    source.$index.reduce<number>((most, label) => (typeof label === 'number' ? Math.max(most, label) : most), -1) + 1;
  const labels = given ?? range(count).map((place) => next + place);
  const added = Array.isArray(labels) ? (labels as readonly Label[]) : [labels as Label];
  if (added.length !== count)
    throw new RangeError(
      `ParamError: index must contain the same number of values as newValues: ${added.length} labels for ${count} rows.`,
    );
  const all = [...source.$index, ...added];
  if (new Set(all).size !== all.length) throw new Error('IndexError: row labels must be unique.');
  return all;
}

/** danfo takes the text `5` for the number 5, and a label in quotes for text. */
function findLabel(label: string | number | boolean, places: ReadonlyMap<Label, number>): number | undefined {
  const exact = places.get(label);
  if (exact !== undefined || typeof label !== 'string') return exact;
  const bare = label.trim().replace(/^(["'`])(.*)\1$/, '$2');
  return places.get(bare) ?? (bare === '' ? undefined : places.get(Number(bare)));
}

function listOf(selector: unknown, what: string): Selector {
  if (isInner(selector)) return selector.$data as Selector;
  if (!Array.isArray(selector))
    throw new TypeError(`${what}s parameter must be an Array. For example: ${what}s: [1,2] or ${what}s: ["0:10"]`);
  return selector as Selector;
}

function isMask(selector: Selector): boolean {
  return selector.length > 0 && selector.every((value) => typeof value === 'boolean');
}

/** @throws RangeError when the mask is not as long as what it masks: a short one would drop rows unseen */
function maskPlaces(mask: Selector, length: number, what: string): Uint32Array {
  if (mask.length !== length)
    throw new RangeError(`LengthError: the condition has ${mask.length} values for ${length} ${what}s.`);
  const places = new Uint32Array(length);
  let count = 0;
  for (let place = 0; place < length; place++) if (mask[place] === true) places[count++] = place;
  return places.subarray(0, count);
}

/** Rows for which a condition holds. */
export function rowsWhere<T extends Inner>(source: T, condition: Values): T {
  const mask = condition as Selector;
  if (mask.length > 0 && !isMask(mask)) throw new TypeError('ParamError: a condition is made of true and false.');
  return pickRows(source, maskPlaces(mask, rowCount(source), 'row'));
}

/** Rows that differ in some columns, in their order; of equal ones the first or the last. */
export function differentRows(columns: readonly Values[], length: number, keep: 'first' | 'last'): readonly number[] {
  if (!['first', 'last'].includes(keep)) throw new Error("Params Error: Keep must be one of 'first' or 'last'");
  const groups = groupRows(columns, length);
  if (keep === 'first') return groups.first;
  const last = new Map<number, number>();
  groups.ids.forEach((id, row) => last.set(id, row));
  return [...last.values()].sort((a, b) => a - b);
}

function checkCount(count: number): void {
  if (!(count >= 1)) throw new RangeError('ParamError: Number of rows cannot be less than 1');
  if (!Number.isInteger(count)) throw new RangeError(`ParamError: Number of rows must be a whole number, not ${count}`);
}

export function firstRows<T extends Inner>(source: T, count: number): T {
  checkCount(count);
  return pickRows(source, range(Math.min(count, rowCount(source))));
}

export function lastRows<T extends Inner>(source: T, count: number): T {
  checkCount(count);
  const kept = Math.min(count, rowCount(source));
  return pickRows(
    source,
    range(kept).map((row) => rowCount(source) - kept + row),
  );
}

export function placesOf(frame: FrameInner, names: readonly string[]): number[] {
  return names.map((name) => {
    const place = frame.$columns.indexOf(name);
    if (place < 0)
      throw new Error(`ParamError: column "${name}" not found. The columns are: ${frame.$columns.join(', ')}.`);
    return place;
  });
}
