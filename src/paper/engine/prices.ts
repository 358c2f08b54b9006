import { type Decimal, decimal } from '../../margin/decimal.ts';
import { indexPair, pairs } from '../market/catalogue.ts';
import { roundedRange } from '../market/market.ts';
import type { Series } from '../market/series.ts';
import type { World } from './draft.ts';
import type { State } from './state.ts';

/**
 * Prices as a state sees them. For each pair, the first that there is of: what a control holds in place, what is fed from
 * a live market, what a recording that is played back says, the seeded walk.
 */
export interface Prices {
  /** Quote per base. */
  readonly pair: (symbol: string) => Decimal;
  /** USDT per coin. */
  readonly index: (asset: string) => Decimal;
  /** Bounds of a pair's price over whole seconds from..to. */
  readonly range: (symbol: string, from: number, to: number) => readonly [low: number, high: number];
  /** What the market alone says of a second, whatever is held or fed now: for candles of the past. */
  readonly market: (symbol: string, second: number) => string;
}

const one = decimal('1');

export function prices({ market, recordings }: Pick<World, 'market' | 'recordings'>, current: () => State): Prices {
  // Decimals of one second; a command asks for the same few again and again.
  let second = -1;
  let seen: State | undefined;
  const known = new Map<string, Decimal>();

  /** The played back series of a pair, if it has begun by that second, and that second as it was recorded. */
  const recorded = (symbol: string, at: number): readonly [series: Series, at: number] | undefined => {
    const { recording } = current();
    if (!recording) return undefined;
    const series = recordings?.get(recording.id)?.series.get(symbol);
    return series && at - recording.shift >= series.first ? [series, at - recording.shift] : undefined;
  };
  const fixed = (symbol: string): string | undefined => {
    const { heldPrices, livePrices } = current();
    return heldPrices[symbol] ?? livePrices[symbol];
  };
  const isSet = (symbol: string, at: number): boolean => (fixed(symbol) ?? recorded(symbol, at)) !== undefined;
  /** A pair follows when only the USDT price of one of its coins is set: ETHBTC moves if BTCUSDT is put somewhere. */
  const follows = (base: string, quote: string, at: number): boolean =>
    quote !== 'USDT' && (isSet(indexPair(base), at) || isSet(indexPair(quote), at));

  const find = (symbol: string, at: number): Decimal => {
    const set = fixed(symbol);
    if (set !== undefined) return decimal(set);
    const played = recorded(symbol, at);
    const price = played?.[0].at(played[1]);
    if (price !== undefined) return decimal(price);
    const listed = pairs[symbol];
    if (listed && follows(listed.base, listed.quote, at))
      return index(listed.base).div(index(listed.quote)).toDecimalPlaces(listed.priceDecimals);
    return decimal(market.price(symbol, at));
  };
  const pair = (symbol: string): Decimal => {
    const state = current();
    const at = Math.floor(state.now / 1000);
    if (
      at !== second ||
      seen?.heldPrices !== state.heldPrices ||
      seen.livePrices !== state.livePrices ||
      seen.recording !== state.recording
    ) {
      second = at;
      seen = state;
      known.clear();
    }
    let price = known.get(symbol);
    if (!price) {
      price = find(symbol, at);
      known.set(symbol, price);
    }
    return price;
  };
  const index = (asset: string): Decimal => (asset === 'USDT' ? one : pair(indexPair(asset)));

  const range = (symbol: string, from: number, to: number): readonly [number, number] => {
    const set = fixed(symbol);
    if (set !== undefined) return [Number(set), Number(set)];
    const played = recorded(symbol, to);
    if (played) {
      const [series, end] = played;
      const start = end - (to - from);
      const inside = series.range(Math.max(start, series.first), end);
      if (start >= series.first) return inside;
      const before = unrecorded(symbol, from, to);
      return [Math.min(inside[0], before[0]), Math.max(inside[1], before[1])];
    }
    return unrecorded(symbol, from, to);
  };
  const unrecorded = (symbol: string, from: number, to: number): readonly [number, number] => {
    const listed = pairs[symbol];
    if (!listed || !follows(listed.base, listed.quote, to)) return market.range(symbol, from, to);
    const base = indexRange(listed.base, from, to);
    const quote = indexRange(listed.quote, from, to);
    const following = roundedRange(base[0] / quote[1], base[1] / quote[0], listed.priceDecimals);
    if (follows(listed.base, listed.quote, from)) return following;
    // It begins to follow somewhere in between.
    const before = market.range(symbol, from, to);
    return [Math.min(following[0], before[0]), Math.max(following[1], before[1])];
  };
  const indexRange = (asset: string, from: number, to: number): readonly [number, number] =>
    asset === 'USDT' ? [1, 1] : range(indexPair(asset), from, to);

  const past = (symbol: string, at: number): string => {
    const played = recorded(symbol, at);
    return played?.[0].at(played[1]) ?? market.price(symbol, at);
  };
  return { pair, index, range, market: past };
}
