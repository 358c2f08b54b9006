import { type Decimal, decimal } from '../../margin/decimal.ts';
import type { CrossLevels, Holding, HoldingValue } from '../../margin/levels.ts';
import { indexPair, pairs } from '../market/catalogue.ts';
import { type PriceSource, roundedRange } from '../market/market.ts';
import type { Series } from '../market/series.ts';
import type { World } from './draft.ts';
import type { State } from './state.ts';

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
  cross: { readonly holdings: Readonly<Record<string, Holding>>; readonly levels: CrossLevels } | undefined;
}
/**
 * The newest moment of each market. Nearly everything happens at the same second for many commands and readers; a price
 * is a function of the second and of what the state sets, so they can share what was found.
 */
const newest = new WeakMap<PriceSource, Moment>();

/**
 * Prices as the state of a draft sees them. For each pair, the first that there is of: what a control holds in place,
 * what is fed from a live market, what a recording that is played back says, the seeded walk.
 */
export class Prices {
  readonly #world: Pick<World, 'market' | 'recordings'>;
  readonly #draft: { readonly state: State };

  constructor(world: Pick<World, 'market' | 'recordings'>, draft: { readonly state: State }) {
    this.#world = world;
    this.#draft = draft;
  }

  /** Quote per base. */
  pair(symbol: string): Decimal {
    const { second, prices } = this.moment();
    let price = prices.get(symbol);
    if (!price) {
      price = this.#find(symbol, second);
      prices.set(symbol, price);
    }
    return price;
  }
  /** USDT per coin. */
  index(asset: string): Decimal {
    return asset === 'USDT' ? one : this.pair(indexPair(asset));
  }

  /** The same object as long as every price is the same; a place to keep what was worked out from prices. */
  moment(): Moment {
    const { state } = this.#draft;
    const { market, recordings } = this.#world;
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
  }

  /** Bounds of a pair's price over whole seconds from..to. */
  range(symbol: string, from: number, to: number): readonly [low: number, high: number] {
    const set = this.#fixed(symbol);
    if (set !== undefined) return [Number(set), Number(set)];
    const played = this.#recorded(symbol, to);
    if (played) {
      const [series, end] = played;
      const start = end - (to - from);
      const inside = series.range(Math.max(start, series.first), end);
      if (start >= series.first) return inside;
      const before = this.#unrecorded(symbol, from, to);
      return [Math.min(inside[0], before[0]), Math.max(inside[1], before[1])];
    }
    return this.#unrecorded(symbol, from, to);
  }

  /** What the market alone says of a second, whatever is held or fed now: for candles of the past. */
  market(symbol: string, second: number): string {
    const played = this.#recorded(symbol, second);
    return played?.[0].at(played[1]) ?? this.#world.market.price(symbol, second);
  }

  /** The played back series of a pair, if it has begun by that second, and that second as it was recorded. */
  #recorded(symbol: string, at: number): readonly [series: Series, at: number] | undefined {
    const { recording } = this.#draft.state;
    if (!recording) return undefined;
    const series = this.#world.recordings?.get(recording.id)?.series.get(symbol);
    return series && at - recording.shift >= series.first ? [series, at - recording.shift] : undefined;
  }
  #fixed(symbol: string): string | undefined {
    const { heldPrices, livePrices } = this.#draft.state;
    return heldPrices[symbol] ?? livePrices[symbol];
  }
  #isSet(symbol: string, at: number): boolean {
    return (this.#fixed(symbol) ?? this.#recorded(symbol, at)) !== undefined;
  }
  /** A pair follows when only the USDT price of one of its coins is set: ETHBTC moves if BTCUSDT is put somewhere. */
  #follows(base: string, quote: string, at: number): boolean {
    return quote !== 'USDT' && (this.#isSet(indexPair(base), at) || this.#isSet(indexPair(quote), at));
  }

  #find(symbol: string, at: number): Decimal {
    const set = this.#fixed(symbol);
    if (set !== undefined) return decimal(set);
    const played = this.#recorded(symbol, at);
    const price = played?.[0].at(played[1]);
    if (price !== undefined) return decimal(price);
    const listed = pairs[symbol];
    if (listed && this.#follows(listed.base, listed.quote, at))
      return this.index(listed.base).div(this.index(listed.quote)).toDecimalPlaces(listed.priceDecimals);
    return decimal(this.#world.market.price(symbol, at));
  }

  #unrecorded(symbol: string, from: number, to: number): readonly [number, number] {
    const { market } = this.#world;
    const listed = pairs[symbol];
    if (!listed || !this.#follows(listed.base, listed.quote, to)) return market.range(symbol, from, to);
    const base = this.#indexRange(listed.base, from, to);
    const quote = this.#indexRange(listed.quote, from, to);
    const following = roundedRange(base[0] / quote[1], base[1] / quote[0], listed.priceDecimals);
    if (this.#follows(listed.base, listed.quote, from)) return following;
    // It begins to follow somewhere in between.
    const before = market.range(symbol, from, to);
    return [Math.min(following[0], before[0]), Math.max(following[1], before[1])];
  }
  #indexRange(asset: string, from: number, to: number): readonly [number, number] {
    return asset === 'USDT' ? [1, 1] : this.range(indexPair(asset), from, to);
  }
}
