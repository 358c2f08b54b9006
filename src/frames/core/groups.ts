import { orderOf } from './order.ts';
import { isMissing, take, type Values } from './values.ts';

export interface Groups {
  /** Each row's group, numbered by first appearance. */
  readonly ids: Uint32Array;
  /** Each group's first row. */
  readonly first: readonly number[];
  /** Rows in each group. */
  readonly sizes: Uint32Array;
}

/**
 * Groups rows by the values of one or more columns. Values are compared as values, never as joined text: 1 and '1' are two
 * groups, and so are ('a-b', 'c') and ('a', 'b-c'). Missing values make one group of their own.
 */
export function groupRows(columns: readonly Values[], length: number): Groups {
  const [head = [], ...rest] = columns;
  let { ids, count } = numberValues(head, length);
  for (const column of rest) {
    const next = numberValues(column, length);
    ({ ids, count } = combine(ids, next.ids, next.count, length));
  }
  const first = new Array<number>(count).fill(-1);
  const sizes = new Uint32Array(count);
  for (let row = 0; row < length; row++) {
    const id = ids[row] as number;
    if (first[id] === -1) first[id] = row;
    sizes[id] = (sizes[id] as number) + 1;
  }
  return { ids, first, sizes };
}

/**
 * The same groups by their first key, then their second and so on, each in the order of first appearance: all of foo
 * before all of bar.
 */
export function nested(groups: Groups, columns: readonly Values[]): Groups {
  if (columns.length < 2) return groups;
  const count = groups.first.length;
  const keys = columns.map((values) => take(values, groups.first));
  const order = orderOf(
    keys.map((_, last) => ({ values: Array.from(groupRows(keys.slice(0, last + 1), count).ids) })),
    count,
  );
  const places = new Uint32Array(count);
  order.forEach((group, place) => (places[group] = place));
  return {
    ids: groups.ids.map((group) => places[group] as number),
    first: take(groups.first, order),
    sizes: order.map((group) => groups.sizes[group] as number),
  };
}

/** The rows of each group, in their order, one group after the other; a group's rows start at `starts[group]`. */
export function rowsByGroup({ ids, sizes }: Groups): { rows: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(sizes.length + 1);
  for (let group = 0; group < sizes.length; group++)
    starts[group + 1] = (starts[group] as number) + (sizes[group] as number);
  const next = starts.slice();
  const rows = new Uint32Array(ids.length);
  for (let row = 0; row < ids.length; row++) {
    const group = ids[row] as number;
    const place = next[group] as number;
    rows[place] = row;
    next[group] = place + 1;
  }
  return { rows, starts };
}

const missing = Symbol('missing');

/** What equal values have in common: dates are equal by their time, and one missing value is like another. */
function keyOf(value: unknown): unknown {
  if (isOwnKey(value)) return value;
  return value instanceof Date && !isMissing(value) ? `\0date ${value.getTime()}` : isMissing(value) ? missing : value;
}

/** True for text and most numbers: columns are made of them. */
function isOwnKey(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value));
}

/** The different values in the order of their first appearance, a missing one among them if there is any. */
export function distinctValues(values: Values): unknown[] {
  const different = new Set(values);
  return areOwnKeys(different) ? [...different] : byKey(different);
}

/** How many different values there are, missing ones apart. */
export function countDistinct(values: Values): number {
  const different = new Set(values);
  return areOwnKeys(different) ? different.size : byKey(different).filter((value) => !isMissing(value)).length;
}

function areOwnKeys(different: ReadonlySet<unknown>): boolean {
  for (const value of different) if (!isOwnKey(value)) return false;
  return true;
}

function byKey(different: ReadonlySet<unknown>): unknown[] {
  const keys = new Set();
  return [...different].filter((value) => {
    const { size } = keys;
    return keys.add(keyOf(value)).size > size;
  });
}

/** How often each value occurs, missing ones left out, in the order of first appearance. */
export function countValues(values: Values): { readonly values: unknown[]; readonly counts: number[] } {
  const places = new Map<unknown, number>();
  const found: unknown[] = [];
  const counts: number[] = [];
  for (const value of values) {
    const key = keyOf(value);
    if (key === missing) continue;
    const place = places.get(key);
    if (place !== undefined) counts[place] = (counts[place] as number) + 1;
    else {
      places.set(key, found.length);
      found.push(value);
      counts.push(1);
    }
  }
  return { values: found, counts };
}

/** The most frequent values, in the order of their first appearance; missing ones do not count. */
export function modes(values: Values): unknown[] {
  const present = values.filter((value) => !isMissing(value));
  const { first, sizes } = groupRows([present], present.length);
  const most = sizes.reduce((largest, size) => Math.max(largest, size), 0);
  return first.filter((_, group) => sizes[group] === most).map((row) => present[row]);
}

function numberValues(values: Values, length: number): { ids: Uint32Array; count: number } {
  const numbers = new Map<unknown, number>();
  const ids = new Uint32Array(length);
  let last: unknown;
  let lastId = -1;
  for (let row = 0; row < length; row++) {
    const value = values[row];
    // Runs of the same value are common in histories; a comparison is cheaper than a look-up.
    if (lastId >= 0 && value === last) {
      ids[row] = lastId;
      continue;
    }
    const key = keyOf(value);
    let id = numbers.get(key);
    if (id === undefined) {
      id = numbers.size;
      numbers.set(key, id);
    }
    ids[row] = id;
    last = value;
    lastId = id;
  }
  return { ids, count: numbers.size };
}

function combine(
  left: Uint32Array,
  right: Uint32Array,
  width: number,
  length: number,
): { ids: Uint32Array; count: number } {
  const numbers = new Map<number, number>();
  const ids = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    const pair = (left[row] as number) * width + (right[row] as number);
    let id = numbers.get(pair);
    if (id === undefined) {
      id = numbers.size;
      numbers.set(pair, id);
    }
    ids[row] = id;
  }
  return { ids, count: numbers.size };
}
