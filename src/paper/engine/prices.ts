import { type Decimal, decimal } from '../../margin/decimal.ts';
import { indexPair, pairs } from '../market/catalogue.ts';
import { type PriceSource, roundedRange } from '../market/market.ts';
import type { State } from './state.ts';

/** Prices as a state sees them: the market's, unless a control holds one in place. */
export interface Prices {
  /** Quote per base. */
  readonly pair: (symbol: string) => Decimal;
  /** USDT per coin. */
  readonly index: (asset: string) => Decimal;
  /** Bounds of a pair's price over whole seconds from..to. */
  readonly range: (symbol: string, from: number, to: number) => readonly [low: number, high: number];
}

const one = decimal('1');

export function prices(market: PriceSource, current: () => State): Prices {
  // Decimals of one second; a command asks for the same few again and again.
  let second = -1;
  let held: State['heldPrices'] | undefined;
  const known = new Map<string, Decimal>();

  /** A pair follows when the USDT price of one of its coins is held: ETHBTC moves if BTCUSDT is put somewhere. */
  const follows = (base: string, quote: string): boolean =>
    quote !== 'USDT' && (current().heldPrices[indexPair(base)] ?? current().heldPrices[indexPair(quote)]) !== undefined;

  const find = (symbol: string, at: number): Decimal => {
    const fixed = current().heldPrices[symbol];
    if (fixed !== undefined) return decimal(fixed);
    const listed = pairs[symbol];
    if (listed && follows(listed.base, listed.quote))
      return index(listed.base).div(index(listed.quote)).toDecimalPlaces(listed.priceDecimals);
    return decimal(market.price(symbol, at));
  };
  const pair = (symbol: string): Decimal => {
    const state = current();
    const at = Math.floor(state.now / 1000);
    if (at !== second || held !== state.heldPrices) {
      second = at;
      held = state.heldPrices;
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
    const fixed = current().heldPrices[symbol];
    if (fixed !== undefined) return [Number(fixed), Number(fixed)];
    const listed = pairs[symbol];
    if (!listed || !follows(listed.base, listed.quote)) return market.range(symbol, from, to);
    const base = range(indexPair(listed.base), from, to);
    const quote = range(indexPair(listed.quote), from, to);
    return roundedRange(base[0] / quote[1], base[1] / quote[0], listed.priceDecimals);
  };
  return { pair, index, range };
}
