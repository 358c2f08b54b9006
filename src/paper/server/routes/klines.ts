import { pairs } from '../../market/catalogue.ts';
import { chance } from '../../market/noise.ts';
import { type Call, type Handler, symbolOf } from '../call.ts';
import { fail } from '../fault.ts';

/** Candles of the market that the engine itself trades against. */

const SECOND = 1000;
const lengths: Readonly<Record<string, number>> = {
  '1s': 1,
  '1m': 60,
  '3m': 180,
  '5m': 300,
  '15m': 900,
  '30m': 1800,
  '1h': 3600,
  '2h': 7200,
  '4h': 14_400,
  '6h': 21_600,
  '8h': 28_800,
  '12h': 43_200,
  '1d': 86_400,
  '3d': 259_200,
  '1w': 604_800,
};
/** Weeks start on Mondays; the epoch was a Thursday. */
const MONDAY = 4 * 86_400;
/** Prices looked at inside a candle for its high and low. */
const SAMPLES = 30;
const VOLUME_STREAM = 50_000;

/** Start of the candle that holds `second`, and of the next one. */
function candle(interval: string, second: number): [open: number, next: number] {
  if (interval === '1M') {
    const date = new Date(second * SECOND);
    const month = (add: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + add) / SECOND;
    return [month(0), month(1)];
  }
  const length = lengths[interval];
  if (length === undefined) throw fail(-1120);
  const shift = interval === '1w' ? MONDAY : 0;
  const open = Math.floor((second - shift) / length) * length + shift;
  return [open, open + length];
}

function klines({ sent, view }: Call): unknown {
  const symbol = symbolOf(sent);
  const interval = sent.interval ?? '';
  const limit = Number(sent.limit ?? 500);
  const end = Math.min(Number(sent.endTime ?? Infinity) / SECOND, view.second);
  const opens: [number, number][] = [];
  if (sent.startTime === undefined) {
    for (let at = candle(interval, end); opens.length < limit; at = candle(interval, at[0] - 1)) opens.unshift(at);
  } else {
    const start = Number(sent.startTime) / SECOND;
    let at = candle(interval, start);
    if (at[0] < start) at = candle(interval, at[1]);
    for (; opens.length < limit && at[0] <= end; at = candle(interval, at[1])) opens.push(at);
  }
  return opens.map(([open, next]) => row(view, symbol, open, next));
}

function row(view: Call['view'], symbol: string, open: number, next: number): unknown {
  const pair = pairs[symbol];
  const decimals = pair?.priceDecimals ?? 2;
  const last = Math.min(next - 1, view.second);
  // The newest candle ends at the price of the moment, which a control may hold.
  const priceAt = (second: number): number =>
    Number(second === view.second ? view.prices.pair(symbol).toFixed() : view.prices.market(symbol, second));
  const step = Math.max(1, Math.floor((last - open) / SAMPLES));
  const first = priceAt(open);
  const close = priceAt(last);
  let high = Math.max(first, close);
  let low = Math.min(first, close);
  for (let second = open + step; second < last; second += step) {
    const price = priceAt(second);
    high = Math.max(high, price);
    low = Math.min(low, price);
  }
  const seconds = last - open + 1;
  const share = 0.5 + chance(view.state.seed, VOLUME_STREAM + (pair?.index ?? 0), open);
  const volume = ((pair?.depth ?? 0) / close / 300) * seconds * share;
  const price = (value: number): string => value.toFixed(Math.max(8, decimals));
  const trades = Math.max(1, Math.round(seconds * share * 2));
  return [
    open * SECOND,
    price(first),
    price(high),
    price(low),
    price(close),
    volume.toFixed(8),
    next * SECOND - 1,
    (volume * ((high + low) / 2)).toFixed(8),
    trades,
    (volume * 0.5).toFixed(8),
    (volume * 0.5 * ((high + low) / 2)).toFixed(8),
    '0',
  ];
}

export const klineRoutes = { getKlines: klines } satisfies Record<string, Handler>;
