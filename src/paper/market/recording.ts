import { createHash } from 'node:crypto';
import { pairs } from './catalogue.ts';
export { RecordingError } from './recording-text.ts';
import { type PricePoint, pointsFrom, RecordingError } from './recording-text.ts';
import { Series } from './series.ts';

/** Recorded prices of some pairs, to be played back. Times are whole seconds since 1970, as they were recorded. */
export interface Recording {
  /** Follows from the content, so that a journal can name it. */
  readonly id: string;
  readonly first: number;
  readonly last: number;
  readonly series: ReadonlyMap<string, Series>;
  /** The content in one form, whatever form it came in: `second,symbol,price` lines in order. */
  readonly text: string;
}

/** Points that a recording may have; more belongs into several. */
const MOST_POINTS = 3_000_000;

export interface RecordedText {
  readonly text: string;
  /** The pair of candles, which do not name one; a file's name may (`BTCUSDT-1m-2024-03.csv`). */
  readonly symbol?: string | undefined;
  /** Of the file, for messages. */
  readonly name?: string;
}

/**
 * Reads recordings in any of the forms that `pointsFrom` knows, several into one.
 * @throws RecordingError saying what is wrong, in which line
 */
export function readRecording(parts: readonly RecordedText[]): Recording {
  const all: PricePoint[] = [];
  for (const { text, symbol, name } of parts)
    try {
      for (const point of pointsFrom(text, symbol)) all.push(point);
    } catch (error) {
      if (!(error instanceof RecordingError) || name === undefined) throw error;
      throw new RecordingError(`${name}: ${error.message}`);
    }
  if (all.length === 0) throw new RecordingError('A recording has at least one price.');
  if (all.length > MOST_POINTS) throw new RecordingError(`A recording has at most ${MOST_POINTS} prices.`);
  return recordingOf(all);
}

/** A recording of points in any order; of two for one pair and second the later one counts. */
export function recordingOf(points: readonly PricePoint[]): Recording {
  const bySymbol = new Map<string, Map<number, string>>();
  for (const { second, symbol, price } of points) {
    const pair = pairs[symbol];
    if (!pair) throw new RecordingError(`${symbol} is not a pair of this exchange.`);
    const value = Number(price);
    const text = value.toFixed(pair.priceDecimals);
    if (!(Number(text) > 0)) throw new RecordingError(`${price} is not a price of ${symbol}.`);
    let prices = bySymbol.get(symbol);
    if (!prices) bySymbol.set(symbol, (prices = new Map<number, string>()));
    prices.set(second, text);
  }
  const series = new Map<string, Series>();
  const lines: string[] = ['time,symbol,price'];
  let first = Infinity;
  let last = -Infinity;
  for (const symbol of [...bySymbol.keys()].sort()) {
    const rows = [...(bySymbol.get(symbol) ?? [])].sort(([one], [other]) => one - other);
    series.set(symbol, new Series(rows));
    first = Math.min(first, rows[0]?.[0] ?? first);
    last = Math.max(last, rows.at(-1)?.[0] ?? last);
    for (const [second, price] of rows) lines.push(`${second},${symbol},${price}`);
  }
  const text = lines.join('\n');
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return { id, first, last, series, text };
}
