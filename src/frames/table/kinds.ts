/** How a column's values are read, aligned and written. */
export type Kind = 'amount' | 'integer' | 'time' | 'flag' | 'text';

export interface ShownColumn {
  readonly name: string;
  readonly kind: Kind;
  /** Decimals that every amount of the column is written with, so that decimal points stand under each other. */
  readonly places?: number;
}

/** More decimals of a double than this are noise: exchanges count in the eighth. Text is exact and keeps all of its own. */
const mostPlaces = 8;
const decimalText = /^-?\d+(\.\d+)?$/;
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
    return JSON.stringify(value);
  } catch {
    return '[object]';
  }
}

/** Decides by all values, not the first few: one word among a million numbers makes a text column. */
export function columnOf(name: string, cells: readonly Cell[]): ShownColumn {
  let places = 0;
  let numbers = 0;
  let integers = 0;
  let times = 0;
  let flags = 0;
  let present = 0;
  for (const cell of cells) {
    if (cell === null) continue;
    present++;
    if (typeof cell === 'boolean') flags++;
    else if (typeof cell === 'number') {
      numbers++;
      if (Number.isInteger(cell)) {
        integers++;
        if (cell >= earliest && cell < latest) times++;
      } else places = Math.max(places, placesOf(cell));
    } else if (decimalText.test(cell)) {
      numbers++;
      const point = cell.indexOf('.');
      if (point >= 0) places = Math.max(places, significantPlaces(cell, point));
    } else break;
  }
  if (present === 0) return { name, kind: 'text' };
  if (flags === present) return { name, kind: 'flag' };
  if (integers === present && times === present && timeName.test(name)) return { name, kind: 'time' };
  if (integers === present) return { name, kind: 'integer' };
  if (numbers === present && !/id$/i.test(name)) return { name, kind: 'amount', places };
  if (isoTimes(cells)) return { name, kind: 'time' };
  return { name, kind: 'text' };
}

function isoTimes(cells: readonly Cell[]): boolean {
  return cells.every((cell) => cell === null || (typeof cell === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(cell)));
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
