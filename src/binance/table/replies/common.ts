import type { DecimalString } from '../../../margin/decimal.ts';

export type { DecimalString };

/** Milliseconds since 1970, UTC. */
export type Milliseconds = number;

/** An id whose integers pass 2^53 at Binance; kept as its digits, so that none is lost. */
export type BigId = string;

/** One page of a history, newest row first. `total` counts all rows of the window. */
export interface Page<Row> {
  total: number;
  rows: Row[];
}
