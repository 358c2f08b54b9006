import { type Decimal, decimal } from '../../margin/decimal.ts';
import { pairs } from './catalogue.ts';
import { chance } from './noise.ts';

export interface Level {
  readonly price: Decimal;
  readonly quantity: Decimal;
}

/** Half the gap between best bid and best ask, and the gap between levels, as shares of the price. */
const HALF_SPREAD = 0.00005;
const STEP = 0.0001;
const BOOK_STREAM = 100_000;
/** Levels on each side; what wants more is larger than the market. */
const BOOK_DEPTH = 500;

/**
 * One side of a pair's book around `price`, best level first. A function of seed, pair and second: every order of a
 * second meets the same book, the next second brings another. `touching` starts at the price itself instead of half a
 * spread away: what comes to a resting order when the price reaches it.
 */
export function* bookSide(
  seed: number,
  symbol: string,
  side: 'bids' | 'asks',
  price: Decimal,
  second: number,
  touching = false,
): Generator<Level> {
  const pair = pairs[symbol];
  if (!pair) return;
  const { tick, min } = pair.filters.price;
  const middle = Number(price.toFixed());
  const ticks = (share: number, least: number): Decimal =>
    tick.times(Math.max(least, Math.round((middle * share) / Number(tick.toFixed()))));
  const away = touching ? tick.times(0) : ticks(HALF_SPREAD, 1);
  const step = ticks(STEP, 1);
  const direction = side === 'asks' ? 1 : -1;
  const stream = BOOK_STREAM + (pair.index * 2 + (side === 'asks' ? 1 : 0)) * 1024;
  const coins = pair.depth / (middle * dollars(pair.quote));
  for (let index = 0; index < BOOK_DEPTH; index++) {
    const at = price.plus(away.plus(step.times(index)).times(direction));
    if (at.lt(min)) return;
    const share = (0.3 + chance(seed, stream + index, second)) * (1 + index / 8);
    const quantity = decimal((coins * share).toFixed(pair.quantityDecimals));
    if (quantity.gt(0)) yield { price: at, quantity };
  }
}

/** Rough dollars per unit of a quote asset, for the size of a level only. */
const dollars = (quote: string): number => ({ BTC: 64_000, ETH: 3_100 })[quote] ?? 1;
