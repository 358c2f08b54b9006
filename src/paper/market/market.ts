import { assets, indexPair, pairs } from './catalogue.ts';
import { exponential, noise, walk, walkRange } from './noise.ts';

/** Where prices come from: the seeded walk, or a recording. Times are whole seconds since 1970. */
export interface PriceSource {
  /** Quote per base, with the pair's decimals. */
  price(symbol: string, second: number): string;
  /** Bounds of the price over from..to, both included; may be too wide, never too narrow. */
  range(symbol: string, from: number, to: number): readonly [low: number, high: number];
}

const assetStream: Readonly<Record<string, number>> = Object.fromEntries(
  Object.keys(assets).map((name, index) => [name, index + 1]),
);
const MARKET_STREAM = 0;
/** Shares of a coin's movement that are the whole market's and its own. */
const COMMON = 0.75;
const OWN = 0.65;

/** What the walk's usual prices are multiplied with, by asset, so that it passes through given prices. */
export type Anchors = Readonly<Record<string, number>>;

/** The anchors with which the walk is at these prices (of USDT pairs) at a second. */
export function anchorsFor(seed: number, second: number, priceOf: (symbol: string) => string | undefined): Anchors {
  const walk = seededWalk(seed);
  return Object.fromEntries(
    Object.keys(assets).flatMap((asset) => {
      const symbol = indexPair(asset);
      const price = pairs[symbol] && priceOf(symbol);
      return price === undefined ? [] : [[asset, Number(price) / Number(walk.price(symbol, second))]];
    }),
  );
}

/** The seeded walk: every coin moves with the market and on its own; pairs are quotients, so there is no arbitrage. */
export function seededWalk(seed: number, anchors: Anchors = {}): PriceSource {
  const anchorOf = (asset: string): number => listed(asset).anchor * (anchors[asset] ?? 1);
  // One second is asked for again and again (a command looks at several pairs); remembering it is all the cache needed.
  let cachedSecond = -1;
  let common = 0;
  const cached = new Map<string, number>();
  const value = (asset: string, second: number): number => {
    if (second !== cachedSecond) {
      cachedSecond = second;
      cached.clear();
      common = walk(seed, MARKET_STREAM, second);
    }
    const known = cached.get(asset);
    if (known !== undefined) return known;
    const { swing } = listed(asset);
    const anchor = anchorOf(asset);
    const height = swing === 0 ? 0 : COMMON * common + OWN * walk(seed, assetStream[asset] ?? 0, second);
    const found = anchor * exponential(height * swing);
    cached.set(asset, found);
    return found;
  };
  let spanFrom = -1;
  let spanTo = -1;
  let commonSpan: [number, number] = [0, 0];
  const spans = new Map<string, [number, number]>();
  const valueRange = (asset: string, from: number, to: number): [number, number] => {
    if (from !== spanFrom || to !== spanTo) {
      [spanFrom, spanTo] = [from, to];
      spans.clear();
      commonSpan = walkRange(seed, MARKET_STREAM, from, to);
    }
    const known = spans.get(asset);
    if (known) return known;
    const { swing } = listed(asset);
    const anchor = anchorOf(asset);
    let found: [number, number] = [anchor, anchor];
    if (swing !== 0) {
      const own = walkRange(seed, assetStream[asset] ?? 0, from, to);
      found = [
        anchor * exponential((COMMON * commonSpan[0] + OWN * own[0]) * swing),
        anchor * exponential((COMMON * commonSpan[1] + OWN * own[1]) * swing),
      ];
    }
    spans.set(asset, found);
    return found;
  };
  return {
    price(symbol, second) {
      const { base, quote, priceDecimals } = pair(symbol);
      return (value(base, second) / value(quote, second)).toFixed(priceDecimals);
    },
    range(symbol, from, to) {
      const { base, quote, priceDecimals } = pair(symbol);
      const [baseLow, baseHigh] = valueRange(base, from, to);
      const [quoteLow, quoteHigh] = valueRange(quote, from, to);
      return roundedRange(baseLow / quoteHigh, baseHigh / quoteLow, priceDecimals);
    },
  };
}

/**
 * Bounds of a rounded price: rounding keeps order, so the rounded bounds bound the rounded price, and a price that stands
 * still has no slack. The factors cover the last bits of the quotients.
 */
export const roundedRange = (low: number, high: number, decimals: number): readonly [number, number] => [
  Number((low * (1 - 1e-12)).toFixed(decimals)),
  Number((high * (1 + 1e-12)).toFixed(decimals)),
];

function listed(asset: string): { anchor: number; swing: number } {
  const found = assets[asset];
  if (!found) throw new RangeError(`${asset} is not listed on the paper exchange.`);
  return found;
}
function pair(symbol: string): { base: string; quote: string; priceDecimals: number } {
  const found = pairs[symbol];
  if (!found) throw new RangeError(`${symbol} is not listed on the paper exchange.`);
  return found;
}

const RATE_STREAM = 10_000;
/** Each VIP level pays this share less interest than the one below. */
export const VIP_STEP = 0.03;

/**
 * Daily interest rate that holds during the clock hour of `time` (ms), in units of 1e-8: 13233 is 0.00013233 a day.
 * It drifts by a fifth over days and a little by the hour.
 */
export function dailyRateUnits(seed: number, asset: string, vipLevel: number, time: number): number {
  const found = assets[asset];
  if (!found) return 0;
  const hour = Math.floor(time / 3_600_000);
  const stream = RATE_STREAM + (assetStream[asset] ?? 0) * 2;
  const day = Math.floor(hour / 24);
  const share = (hour % 24) / 24;
  const slow = noise(seed, stream, day) * (1 - share) + noise(seed, stream, day + 1) * share;
  const factor = (1 + 0.2 * slow + 0.03 * noise(seed, stream + 1, hour)) * (1 - VIP_STEP * vipLevel);
  return Math.max(1, Math.round(Number(found.dailyRate) * 1e8 * factor));
}
