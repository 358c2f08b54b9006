import { pairs } from './catalogue.ts';

/** One recorded price. */
export interface PricePoint {
  /** Since 1970. */
  readonly second: number;
  readonly symbol: string;
  readonly price: string;
}

/** A recording cannot be read; the message says where and why. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

type Cells = readonly string[];

/**
 * The prices in a text, which is one of
 * - `time,symbol,price` lines under that header, or `time,BTCUSDT,ETHUSDT,…` with one pair in each column (an empty cell:
 *   unchanged);
 * - candles as Binance publishes them, without header or with one (`open_time,open,high,low,close,volume,close_time,…`),
 *   or as `GET /api/v3/klines` answers them (JSON). They name no pair, so `symbol` has to.
 *
 * Times are ISO (UTC unless they say otherwise), seconds, milliseconds or microseconds since 1970. A candle becomes its
 * open, the two extremes in thirds (the low first when it closes higher) and, in its last second, its close.
 * @throws RecordingError
 */
export function pointsFrom(text: string, symbol?: string): PricePoint[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed.startsWith('[')) return candles(rowsOfJson(trimmed), 1, symbol);
  const lines = trimmed.split(/\r?\n/);
  const rows = lines.map((line) => line.split(/[,;\t]/).map((cell) => cell.trim()));
  const [head = []] = rows;
  if (head.length < 2) throw new RecordingError('Line 1: a recording has at least a time and a price in each line.');
  if (isTime(head[0] ?? '')) return candles(rows, 1, symbol);
  const names = head.map((name) => name.toLowerCase().replaceAll(' ', '_'));
  if (names.includes('open') && names.includes('close')) return candles(arranged(rows, names), 2, symbol);
  if (!/^(time|timestamp|date|open_time)$/.test(names[0] ?? ''))
    throw new RecordingError(`Line 1: the first column is the time, not "${head[0] ?? ''}".`);
  if (names[1] === 'symbol' && names[2] === 'price') return longRows(rows);
  return wideRows(rows, head.slice(1));
}

function longRows(rows: readonly Cells[]): PricePoint[] {
  return rows.slice(1).map(([time = '', name = '', price = ''], index) => {
    const line = index + 2;
    return { second: secondOf(time, line), symbol: listed(name, line), price: priceOf(price, line) };
  });
}

function wideRows(rows: readonly Cells[], columns: Cells): PricePoint[] {
  const symbols = columns.map((name) => listed(name, 1));
  return rows.slice(1).flatMap(([time = '', ...prices], index) => {
    const line = index + 2;
    const second = secondOf(time, line);
    return symbols.flatMap((name, column) => {
      const price = prices[column] ?? '';
      return price === '' ? [] : [{ second, symbol: name, price: priceOf(price, line) }];
    });
  });
}

/** Candle rows with a header, brought into the order of those without one. */
function arranged(rows: readonly Cells[], names: Cells): Cells[] {
  const place = (...wanted: string[]): number => names.findIndex((name) => wanted.includes(name));
  const order = [
    place('open_time', 'time', 'timestamp', 'date'),
    place('open'),
    place('high'),
    place('low'),
    place('close'),
    -1,
    place('close_time'),
  ];
  if (order.slice(0, 5).includes(-1))
    throw new RecordingError('Line 1: candles have the columns open_time, open, high, low and close.');
  return rows.slice(1).map((row) => order.map((index) => row[index] ?? ''));
}

const MINUTE = 60;

function candles(rows: readonly Cells[], firstLine: number, named: string | undefined): PricePoint[] {
  if (named === undefined)
    throw new RecordingError('These are candles, which do not name their pair: say which it is.');
  const symbol = listed(named, 0);
  const opens = rows.map(([time = ''], index) => secondOf(time, index + firstLine));
  return rows.flatMap((row, index) => {
    const line = index + firstLine;
    const [open, high, low, close] = [1, 2, 3, 4].map((column) => priceOf(row[column] ?? '', line)) as [
      string,
      string,
      string,
      string,
    ];
    if (Number(low) > Math.min(Number(open), Number(close)) || Number(high) < Math.max(Number(open), Number(close)))
      throw new RecordingError(`Line ${line}: the high and the low of a candle hold its open and its close.`);
    const start = opens[index] ?? 0;
    const end = row[6] === undefined || row[6] === '' ? undefined : secondOf(row[6], line);
    const next = opens[index + 1] ?? start + (start - (opens[index - 1] ?? start - MINUTE));
    const last = Math.max(start, end ?? next - 1);
    const third = Math.floor((last - start) / 3);
    const [early, late] = Number(close) >= Number(open) ? [low, high] : [high, low];
    const point = (second: number, price: string): PricePoint => ({ second, symbol, price });
    return [point(start, open), point(start + third, early), point(start + 2 * third, late), point(last, close)];
  });
}

function rowsOfJson(text: string): Cells[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RecordingError('The recording begins like JSON and is not.');
  }
  if (!Array.isArray(value) || !value.every((row) => Array.isArray(row)))
    throw new RecordingError('Candles in JSON are a list of lists, as GET /api/v3/klines answers.');
  return (value as unknown[][]).map((row) =>
    row.map((cell) => (typeof cell === 'number' || typeof cell === 'string' ? String(cell) : '')),
  );
}

function listed(name: string, line: number): string {
  if (!pairs[name])
    throw new RecordingError(`${line === 0 ? '' : `Line ${line}: `}${name} is not a pair of this exchange.`);
  return name;
}

const plainPrice = /^\d{1,12}(\.\d{1,18})?$/;
function priceOf(text: string, line: number): string {
  if (!plainPrice.test(text) || !(Number(text) > 0))
    throw new RecordingError(`Line ${line}: "${text}" is not a price.`);
  return text;
}

const digits = /^\d{9,16}(\.0+)?$/;
const isTime = (text: string): boolean => digits.test(text) || /^\d{4}-\d\d-\d\d/.test(text);
/** Seconds, milliseconds and microseconds differ by their size; no recording is older than 1973 or younger than 5138. */
function secondOf(text: string, line: number): number {
  if (digits.test(text)) {
    const value = Number(text);
    return Math.floor(value >= 1e14 ? value / 1e6 : value >= 1e11 ? value / 1e3 : value);
  }
  const iso = text.replace(' ', 'T');
  const time = /^\d{4}-\d\d-\d\d/.test(text)
    ? Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`)
    : NaN;
  if (Number.isNaN(time)) throw new RecordingError(`Line ${line}: "${text}" is not a time.`);
  return Math.floor(time / 1000);
}

/** The pair that a file of candles is about, by its name: `BTCUSDT-1m-2024-03.csv` as the exchange names them. */
export function symbolOfFile(path: string): string | undefined {
  const name = path.replace(/^.*[\\/]/, '');
  return Object.keys(pairs)
    .filter((symbol) => name.startsWith(symbol))
    .sort((one, other) => other.length - one.length)[0];
}
