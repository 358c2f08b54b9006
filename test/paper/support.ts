import { createHmac } from 'node:crypto';
import { type ExchangeOptions, type RunningExchange, startExchange } from '../../src/paper/exchange.ts';

export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
  readonly headers: Headers;
}
type Values = Readonly<Record<string, string | number | boolean>>;

/** A small client of the tests' own: signs what it sends, so that the server is not tested with the product's client. */
export class Trader {
  readonly exchange: RunningExchange;
  constructor(exchange: RunningExchange) {
    this.exchange = exchange;
  }

  get now(): number {
    return this.exchange.venue.clock.now();
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    values: Values = {},
    change: { secret?: string; timestamp?: number; inBody?: boolean; extra?: string; unsigned?: boolean } = {},
  ): Promise<Reply<T>> {
    const { restUrl, apiKey, apiSecret } = this.exchange.announcement;
    const text = new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)]));
    if (!change.unsigned) text.set('timestamp', String(change.timestamp ?? this.now));
    let payload = text.toString();
    if (!change.unsigned) {
      const signature = createHmac('sha256', change.secret ?? apiSecret)
        .update(payload)
        .digest('hex');
      payload += `&signature=${signature}`;
    }
    payload += change.extra ?? '';
    const response = await fetch(change.inBody ? restUrl + path : `${restUrl}${path}?${payload}`, {
      method,
      headers: {
        'X-MBX-APIKEY': apiKey,
        // An exchange that is started again on its old port would be met on the old connection.
        Connection: 'close',
        ...(change.inBody && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      },
      ...(change.inBody && { body: payload }),
    });
    const answer = await response.text();
    return { status: response.status, body: JSON.parse(answer) as T, text: answer, headers: response.headers };
  }

  async control<T = Record<string, unknown>>(method: string, name: string, body?: unknown): Promise<Reply<T>> {
    const { controlUrl, controlToken } = this.exchange.announcement;
    const response = await fetch(`${controlUrl}/${name}`, {
      method,
      headers: { Authorization: `Bearer ${controlToken}`, Connection: 'close' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    return { status: response.status, body: JSON.parse(answer) as T, text: answer, headers: response.headers };
  }

  async borrow(asset: string, amount: string, symbol?: string): Promise<Reply> {
    return this.call('POST', '/sapi/v1/margin/borrow-repay', {
      asset,
      amount,
      type: 'BORROW',
      isIsolated: symbol === undefined ? 'FALSE' : 'TRUE',
      ...(symbol !== undefined && { symbol }),
    });
  }
  async order(values: Values): Promise<Reply> {
    return this.call('POST', '/sapi/v1/margin/order', values);
  }
}

/** 2026-03-02 10:20 UTC: a quiet Monday between two full hours. */
export const START = Date.parse('2026-03-02T10:20:00Z');

/** A limit order that rests where Bitcoin is held at 50,000. */
export const restingBuy = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.01',
  price: '40000',
} as const;

/** An exchange with a clock that stands still and nothing on it. */
export async function quietExchange(options: ExchangeOptions = {}): Promise<Trader> {
  return new Trader(await startExchange({ clock: 'manual', start: START, empty: true, seed: 7, ...options }));
}

/** The same with USDT on the cross account and the price of Bitcoin held at 50,000. */
export async function fundedExchange(amount = '10000', options: ExchangeOptions = {}): Promise<Trader> {
  const trader = await quietExchange(options);
  await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '50000' });
  await trader.control('POST', 'deposit', { wallet: 'CROSS', asset: 'USDT', amount });
  return trader;
}
