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
  readonly #seen = new Set<string>();
  readonly #identity: (row: Row) => string;

  constructor(identity: (row: Row) => string) {
    this.#identity = identity;
  }

  fresh(rows: readonly Row[]): Row[] {
    return rows.filter((row) => {
      const known = this.#seen.size;
      return this.#seen.add(this.#identity(row)).size > known;
    });
  }
}
