import { pairs } from './market/catalogue.ts';
import type { Venue } from './venue.ts';

/** Where live prices come from: what of these pairs it knows, as decimal strings. */
export type LiveSource = (signal: AbortSignal) => Promise<Readonly<Record<string, string>>>;

/** Binance's host for public market data; it takes no key and no order. */
export const PUBLIC_DATA = 'https://data-api.binance.vision';

const PATIENCE_MS = 3_000;
const plainPrice = /^\d{1,12}(\.\d{1,18})?$/;

/** The last prices of all listed pairs from an exchange's public ticker. The first answer tells which of them it knows. */
export function publicTicker(url: string): LiveSource {
  let known: string | undefined;
  return async (signal) => {
    const query = known === undefined ? '' : `?symbols=${encodeURIComponent(known)}`;
    const response = await fetch(new URL(`/api/v3/ticker/price${query}`, url), { signal, redirect: 'error' });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const rows: unknown = await response.json();
    if (!Array.isArray(rows)) throw new Error('its answer is not a list of prices');
    const prices = pricesOf(rows);
    if (Object.keys(prices).length === 0) throw new Error('it knows none of the pairs');
    known = JSON.stringify(Object.keys(prices));
    return prices;
  };
}

/** What of a ticker's rows is a price of a listed pair. */
function pricesOf(rows: readonly unknown[]): Record<string, string> {
  const prices: Record<string, string> = {};
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) continue;
    const { symbol, price } = row as { symbol?: unknown; price?: unknown };
    const pair = typeof symbol === 'string' ? pairs[symbol] : undefined;
    if (!pair || typeof price !== 'string' || !plainPrice.test(price)) continue;
    const text = Number(price).toFixed(pair.priceDecimals);
    if (Number(text) > 0) prices[pair.symbol] = text;
  }
  return prices;
}

export interface LivePricesOptions {
  readonly source: LiveSource;
  /** How the source is called in messages. */
  readonly name: string;
  /** Between two askings while it answers, and while it does not. */
  readonly everyMs?: number;
  readonly retryMs?: number;
  readonly say: (line: string) => void;
}

/** Keeps an exchange at a live market's prices. While the market cannot be heard, the last prices stay. */
export class LivePrices {
  readonly #options: Required<LivePricesOptions>;
  readonly #aborter = new AbortController();
  #venue: Venue | undefined;
  #heard = false;
  #lost = false;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<unknown> = Promise.resolve();

  constructor(options: LivePricesOptions) {
    this.#options = { everyMs: 2_000, retryMs: 30_000, ...options };
  }

  /** The prices of the moment; undefined, and said so, when they cannot be had. */
  async ask(): Promise<Readonly<Record<string, string>> | undefined> {
    const { source, name, say } = this.#options;
    try {
      const prices = await source(AbortSignal.any([this.#aborter.signal, AbortSignal.timeout(PATIENCE_MS)]));
      if (this.#lost) say(`Live prices: ${name} answers again.`);
      this.#heard = true;
      this.#lost = false;
      return prices;
    } catch (error) {
      if (this.#aborter.signal.aborted) return undefined;
      const instead = this.#heard ? 'The last prices stay' : 'Prices are the seeded walk';
      if (!this.#lost) say(`Live prices: ${name} cannot be had (${reasonOf(error)}). ${instead} until it answers.`);
      this.#lost = true;
      return undefined;
    }
  }

  /** Feeds the exchange from now on. */
  start(venue: Venue): void {
    this.#venue = venue;
    this.#wait(0);
  }

  async stop(): Promise<void> {
    this.#aborter.abort();
    clearTimeout(this.#timer);
    await this.#asking;
  }

  #wait(ms: number): void {
    if (this.#aborter.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#asking = this.#turn();
    }, ms);
    this.#timer.unref();
  }

  async #turn(): Promise<void> {
    const prices = await this.ask();
    const { everyMs, retryMs } = this.#options;
    if (prices && this.#venue && !this.#aborter.signal.aborted) await feed(this.#venue, prices);
    this.#wait(prices ? everyMs : retryMs);
  }
}

/** Only what has changed is written down. */
async function feed(venue: Venue, prices: Readonly<Record<string, string>>): Promise<void> {
  const { livePrices } = venue.state;
  const changed = Object.fromEntries(Object.entries(prices).filter(([symbol, price]) => livePrices[symbol] !== price));
  if (Object.keys(changed).length === 0) return;
  // A full disk: the next asking tries again.
  await venue.submit({ do: 'feed', prices: changed }).catch(() => undefined);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${PATIENCE_MS / 1000} s`;
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
