/** How a column's values are read, aligned and written. */
export type Kind = 'amount' | 'integer' | 'time' | 'flag' | 'text';

export interface ShownColumn {
  readonly name: string;
  readonly kind: Kind;
  /** Decimals that every amount of the column is written with, so that decimal points stand under each other. */
  readonly places?: number;
  /** About the longest value, so that a viewer can set widths before it has seen all rows. */
  readonly widest?: Cell;
}

/** More decimals of a double than this are noise: exchanges count in the eighth. Text is exact and keeps all of its own. */
const mostPlaces = 8;
const decimalText = /^-?(\d+(\.\d+)?|Infinity)$/;
const timeName = /time|date|stamp|^(t|day|hour|week|month|at)$|(_at|At)$/i;
/** 1973 to 2286 in milliseconds: what a time column's values look like. */
const earliest = 1e11;
const latest = 1e13;

/** A cell's value as the table carries it: what JSON can hold, exact where the value was exact, null where missing. */
export type Cell = string | number | boolean | null;

export function toCell(value: unknown): Cell {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : Number.isNaN(value) ? null : String(value);
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : objectCell(value);
    case 'symbol':
    case 'function':
      return String(value);
  }
}

function objectCell(value: object): Cell {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  // A Decimal prints all its digits with toFixed(); its toString may use an exponent.
  if ('toFixed' in value && typeof value.toFixed === 'function' && 's' in value)
    return (value as { toFixed(): string }).toFixed();
  try {
    return jsonOf(value) ?? '[object]';
  } catch {
    return '[object]';
  }
}

/** What is in it; undefined for what JSON leaves out. */
function jsonOf(value: object): string | undefined {
  if (value instanceof Error || value instanceof RegExp) return String(value);
  return JSON.stringify(value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value);
}

/** Decides by all values, not the first few: one word among a million numbers makes a text column. */
export function columnOf(name: string, values: readonly unknown[]): ShownColumn {
  let places = 0;
  let numbers = 0;
  let integers = 0;
  let times = 0;
  let flags = 0;
  let present = 0;
  let lowest = Infinity;
  let highest = -Infinity;
  let longest = '';
  for (const value of values) {
    const cell = typeof value === 'string' ? value : toCell(value);
    // Exchanges write '' for an amount that is not there.
    if (cell === null || cell === '') continue;
    present++;
    if (typeof cell === 'boolean') flags++;
    else if (typeof cell === 'number') {
      numbers++;
      if (cell < lowest) lowest = cell;
      if (cell > highest) highest = cell;
      if (Number.isInteger(cell)) {
        integers++;
        if (cell >= earliest && cell < latest) times++;
      } else if (places < mostPlaces) places = Math.max(places, placesOf(cell));
    } else {
      if (cell.length > longest.length) longest = cell.slice(0, longestShown);
      if (numbers + 1 < present || !decimalText.test(cell)) continue;
      numbers++;
      const point = cell.indexOf('.');
      if (point >= 0) places = Math.max(places, significantPlaces(cell, point));
    }
  }
  const ends = [lowest, highest].filter(Number.isFinite);
  const widest: Cell =
    longest !== ''
      ? longest
      : (ends.sort((a, b) => String(Math.trunc(b)).length - String(Math.trunc(a)).length)[0] ?? null);
  const shown = (kind: Kind) => ({ name, kind, ...(widest === null ? {} : { widest }) });
  if (present === 0) return shown('text');
  if (flags === present) return shown('flag');
  if (integers === present && times === present && timeName.test(name)) return shown('time');
  if (integers === present) return shown('integer');
  if (numbers === present && !/id$/i.test(name)) return { ...shown('amount'), places };
  return shown(isoTime.test(longest) && isoTimes(values) ? 'time' : 'text');
}

/** Of longer text the rest is cut off by its column anyway. */
const longestShown = 48;
const isoTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function isoTimes(values: readonly unknown[]): boolean {
  return values.every((value) => {
    const cell = toCell(value);
    return cell === null || cell === '' || (typeof cell === 'string' && isoTime.test(cell));
  });
}

/** Decimals a number needs when written without an exponent, at most eight. */
function placesOf(value: number): number {
  if (Math.abs(value) >= 1e15) return 0;
  const text = value.toFixed(mostPlaces);
  return significantPlaces(text, text.indexOf('.'));
}

function significantPlaces(text: string, point: number): number {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 48) end--;
  return Math.max(0, end - point - 1);
}
