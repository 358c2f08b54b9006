import { isMissing, isWholeText, toNumber, type Values } from './values.ts';

export interface OrderKey {
  readonly values: Values;
  readonly descending?: boolean;
}

/**
 * The places of rows in sorted order: by the first key, equals by the next, and what is equal in all in its old order.
 * Missing values come last, whichever way a key is turned. A radix sort: its time grows with the rows, not their square.
 */
export function orderOf(keys: readonly OrderKey[], length: number): Uint32Array {
  let order: Uint32Array<ArrayBuffer> = new Uint32Array(length);
  for (let place = 0; place < length; place++) order[place] = place;
  // From the last key to the first: each pass keeps the order that the passes before it made among equals.
  for (const key of [...keys].reverse()) order = sortBy(sortable(key, length), order);
  return order;
}

/** Sixty-four bits per row, in two halves, that order as unsigned integers the way the values do. */
interface Bits {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

function sortable({ values, descending = false }: OrderKey, length: number): Bits {
  const numbers = numbersOf(values, length);
  const halves = new Uint32Array(numbers.buffer);
  const high = new Uint32Array(length);
  const low = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    const number = numbers[row] as number;
    if (Number.isNaN(number)) {
      high[row] = low[row] = 0xffffffff;
      continue;
    }
    // IEEE 754 orders like an integer once negative numbers are turned over.
    let top = halves[2 * row + 1] as number;
    let bottom = halves[2 * row] as number;
    if (top >>> 31) {
      top = ~top;
      bottom = ~bottom;
    } else top ^= 0x80000000;
    high[row] = descending ? ~top : top;
    low[row] = descending ? ~bottom : bottom;
  }
  return { high, low };
}

function numbersOf(values: Values, length: number): Float64Array {
  const numbers = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const value = values[row];
    if (typeof value === 'number') numbers[row] = value + 0;
    else if (isMissing(value)) numbers[row] = NaN;
    else if (typeof value === 'boolean' || value instanceof Date) numbers[row] = toNumber(value);
    else return ranksOf(values, length);
  }
  return numbers;
}

/** Each value's rank among the distinct ones: numbers before text, text regardless of case and then by case. */
function ranksOf(values: Values, length: number): Float64Array {
  const distinct = [...new Set(values)].filter((value) => !isMissing(value));
  if (distinct.every(isWholeText)) distinct.sort(compareWhole);
  else distinct.sort(compareMixed);
  const ranks = new Map(distinct.map((value, rank) => [value, rank]));
  const numbers = new Float64Array(length);
  for (let row = 0; row < length; row++) numbers[row] = ranks.get(values[row]) ?? NaN;
  return numbers;
}

function compareMixed(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const [leftIsText, rightIsText] = [typeof left === 'string', typeof right === 'string'];
  if (leftIsText !== rightIsText) return leftIsText ? 1 : -1;
  if (typeof left === 'object' || typeof right === 'object') return compareText(String(left), String(right));
  const [a, b] = [left as number, right as number];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How some texts are ordered: as numbers if all are whole ones, such as identifiers that a double cannot hold. */
export function orderOfTexts(texts: readonly string[]): (left: string, right: string) => number {
  return texts.every(isWholeText) ? compareWhole : compareText;
}

/** By their digits: the longer number is the larger one. */
export function compareWhole(left: string, right: string): number {
  const [leftIsNegative, rightIsNegative] = [left.startsWith('-'), right.startsWith('-')];
  if (leftIsNegative !== rightIsNegative) return leftIsNegative ? -1 : 1;
  const order = left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
  return leftIsNegative ? -order : order;
}

export function compareText(left: string, right: string): number {
  const [a, b] = [left.toUpperCase(), right.toUpperCase()];
  if (a !== b) return a < b ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

const buckets = 0x10000;
/** Below this, clearing the buckets costs more than comparing. */
const fewRows = 2000;

function sortBy({ high, low }: Bits, order: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  if (order.length < fewRows)
    return order.sort((a, b) => (high[a] as number) - (high[b] as number) || (low[a] as number) - (low[b] as number));
  const { length } = order;
  let from = order;
  let to = new Uint32Array(order.length);
  for (const [bits, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    const counts = new Uint32Array(buckets);
    for (let row = 0; row < length; row++) {
      const bucket = ((bits[row] as number) >>> shift) & 0xffff;
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    const only = ((bits[0] as number) >>> shift) & 0xffff;
    if (counts[only] === order.length) continue;
    let next = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = counts[bucket] as number;
      counts[bucket] = next;
      next += count;
    }
    for (let row = 0; row < length; row++) {
      const place = from[row] as number;
      const bucket = ((bits[place] as number) >>> shift) & 0xffff;
      const target = counts[bucket] as number;
      counts[bucket] = target + 1;
      to[target] = place;
    }
    [from, to] = [to, from];
  }
  return from;
}
