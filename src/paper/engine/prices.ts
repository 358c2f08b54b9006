import { type Decimal, decimal } from '../../margin/decimal.ts';
import type { CrossLevels, Holding, HoldingValue } from '../../margin/levels.ts';
import { indexPair, pairs } from '../market/catalogue.ts';
import { type PriceSource, roundedRange } from '../market/market.ts';
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
  /** The same object as long as every price is the same; a place to keep what was worked out from prices. */
  readonly moment: () => Moment;
  /** Bounds of a pair's price over whole seconds from..to. */
  readonly range: (symbol: string, from: number, to: number) => readonly [low: number, high: number];
  /** What the market alone says of a second, whatever is held or fed now: for candles of the past. */
  readonly market: (symbol: string, second: number) => string;
}

const one = decimal('1');

/** What is known of one second with nothing else set. Kept values are looked up by what they were made from. */
export interface Moment {
  readonly second: number;
  readonly recordings: World['recordings'];
  /** The state it was first seen in; others with the same settings of prices share it. */
  readonly seen: State;
  readonly prices: Map<string, Decimal>;
  /** By asset of the cross account: the last holding that was valued. */
  readonly values: Map<string, { readonly holding: Holding; readonly value: HoldingValue }>;
  /** The last levels of the cross account. */
  cross: { readonly holdings: object; readonly levels: CrossLevels } | undefined;
}
/**
 * The newest moment of each market. Nearly everything happens at the same second for many commands and readers; a price
 * is a function of the second and of what the state sets, so they can share what was found.
 */
const newest = new WeakMap<PriceSource, Moment>();

export function prices({ market, recordings }: Pick<World, 'market' | 'recordings'>, current: () => State): Prices {
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
  const moment = (): Moment => {
    const state = current();
    const second = Math.floor(state.now / 1000);
    let found = newest.get(market);
    if (
      found?.second !== second ||
      found.recordings !== recordings ||
      found.seen.heldPrices !== state.heldPrices ||
      found.seen.livePrices !== state.livePrices ||
      found.seen.recording !== state.recording
    ) {
      found = { second, recordings, seen: state, prices: new Map(), values: new Map(), cross: undefined };
      newest.set(market, found);
    }
    return found;
  };
  const pair = (symbol: string): Decimal => {
    const { second, prices: known } = moment();
    let price = known.get(symbol);
    if (!price) {
      price = find(symbol, second);
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
  return { pair, index, moment, range, market: past };
}
