/** A span of time, both ends included, in ms. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a span into spans that an endpoint takes, oldest first. Neighbours share one millisecond: whether Binance's ends
 * are inclusive is not said everywhere, and a row that comes twice can be dropped, one that never comes cannot be missed.
 */
export function splitSpan({ start, end }: Span, longestMs: number): Span[] {
  const spans: Span[] = [];
  for (let at = start; ; at += longestMs) {
    const last = Math.min(at + longestMs, end);
    spans.push({ start: at, end: last });
    if (last >= end) return spans;
  }
}

/** Two halves of a span, sharing one millisecond; undefined where it cannot be halved. */
export function halve({ start, end }: Span): [Span, Span] | undefined {
  if (end - start < 2) return undefined;
  const middle = start + Math.floor((end - start) / 2);
  return [
    { start, end: middle },
    { start: middle, end },
  ];
}

/** Takes rows in, gives each back once, however often it came. */
export class Seams<Row> {
  readonly #identity: readonly [string, ...string[]];
  /** The first row of each value of the first field, which for most histories is an id of its own. */
  readonly #first = new Map<string, Row>();
  /** All that differ from the first in the other fields. */
  readonly #others = new Set<string>();

  /** @param identity The fields that tell rows apart. */
  constructor(identity: readonly [string, ...string[]]) {
    this.#identity = identity;
  }

  fresh(rows: readonly Row[]): Row[] {
    return rows.filter((row) => this.#isFresh(row));
  }

  #isFresh(row: Row): boolean {
    const identity = this.#identity;
    const key = field(row, identity[0]);
    const first = this.#first.get(key);
    if (first === undefined) {
      this.#first.set(key, row);
      return true;
    }
    if (identity.every((name) => field(first, name) === field(row, name))) return false;
    const known = this.#others.size;
    return this.#others.add(identity.map((name) => field(row, name)).join(' ')).size > known;
  }
}

function field(row: unknown, name: string): string {
  return String((row as Record<string, unknown>)[name]);
}
