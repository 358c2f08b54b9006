import type { Endpoint } from '../../binance/table/endpoint.ts';
import type { CommandName } from '../engine/commands.ts';
import { pairs } from '../market/catalogue.ts';
import { fail, Failure } from './fault.ts';
import type { Sent } from './parameters.ts';

const MINUTE = 60_000;
/** Weight per minute: each `/sapi` endpoint has its own, `/api` (with the WebSocket API) shares one. */
const SAPI_IP = 12_000;
const SAPI_UID = 180_000;
const API_IP = 6_000;
const API = '/api';
/** Requests that are still answered 429 before the ban; the first ban, and the longest. */
const PATIENCE = 10;
const FIRST_BAN = 2 * MINUTE;
const LONGEST_BAN = 3 * 24 * 60 * MINUTE;

/** Orders that may be placed, on one account, in each interval. */
export const orderLimits = [
  { interval: 'SECOND', intervalNum: 10, ms: 10_000, limit: 10_000, header: '10S' },
  { interval: 'DAY', intervalNum: 1, ms: 86_400_000, limit: 20_000, header: '1D' },
] as const;
/** How many orders a request places, by its path. */
const ordersPlaced: Readonly<Record<string, number>> = {
  '/sapi/v1/margin/order': 1,
  '/sapi/v1/margin/order/oco': 2,
  '/sapi/v1/margin/order/oto': 2,
  '/sapi/v1/margin/order/otoco': 3,
};

/** A count that starts anew with each interval of the exchange's clock. */
class Count {
  #interval = -1;
  #used = 0;
  at(now: number, ms: number): number {
    const interval = Math.floor(now / ms);
    if (interval !== this.#interval) {
      this.#interval = interval;
      this.#used = 0;
    }
    return this.#used;
  }
  add(amount: number, now: number, ms: number): number {
    return (this.#used = this.at(now, ms) + amount);
  }
}

export interface Spent {
  readonly used: number;
  readonly most: number;
}

/**
 * What has been used of weights and order counts. Usage is always counted and shown; it is held against the user only if
 * the limits are on.
 */
export class Limits {
  readonly #counts = new Map<string, Count>();
  readonly #meters = new Map<Endpoint, Meter>();
  readonly #ignored = new Count();
  #bannedUntil = 0;
  #bans = 0;
  #lastLoan = -Infinity;
  readonly #on: boolean;
  readonly #loanSpacing: number;

  constructor(on: boolean, loanSpacing: number) {
    this.#on = on;
    this.#loanSpacing = loanSpacing;
  }

  get on(): boolean {
    return this.#on;
  }

  /** Counts a request; refuses it with 429, and with 418 those who do not heed that. */
  take(endpoint: Endpoint, sent: Sent, now: number): void {
    const { weight } = endpoint;
    const { requests } = weight;
    const meter = this.#meter(endpoint);
    const amount = weight.or?.applies(sent) ? weight.or.amount : weight.amount;
    // Whoever is banned is told so, whatever else he has used up.
    this.#checkBan(now);
    if (this.#on && requests && meter.requests.at(now, requests.perMs) >= requests.most) this.#refuse(now, requests);
    this.#spend(meter.weight, amount, meter.most, now);
    if (requests) meter.requests.add(1, now, requests.perMs);
    if (this.#on && meter.orders > 0) this.#checkOrders(sent, now);
  }

  /** Counts a request of the WebSocket API, which shares the budget of `/api`. */
  spend(weight: number, now: number): Spent {
    return { used: this.#spend(this.#count(API), weight, API_IP, now), most: API_IP };
  }

  /** Loans have to be apart. */
  space(command: CommandName, now: number): void {
    if (command !== 'borrow' && command !== 'repay') return;
    if (this.#on && now - this.#lastLoan < this.#loanSpacing) throw fail(-3007);
    this.#lastLoan = now;
  }

  /** Counts the orders of a request that was carried out, and returns the headers that say so: names and values in turn. */
  placed(endpoint: Endpoint, sent: Sent, now: number): readonly string[] {
    const { orders } = this.#meter(endpoint);
    if (orders === 0) return [];
    return orderLimits.flatMap(({ header, ms }) => [
      `X-MBX-ORDER-COUNT-${header}`,
      String(this.#count(`orders ${header} ${accountName(sent)}`).add(orders, now, ms)),
    ]);
  }
  /** Orders placed on the account of these parameters, interval by interval as in `orderLimits`. */
  orderCounts(sent: Sent, now: number): number[] {
    return orderLimits.map(({ header, ms }) => this.#count(`orders ${header} ${accountName(sent)}`).at(now, ms));
  }

  /** The headers that say what is used of an endpoint's weight: names and values in turn. */
  headers(endpoint: Endpoint, now: number): readonly string[] {
    const { weight, headers } = this.#meter(endpoint);
    const used = String(weight.at(now, MINUTE));
    const [first, second] = headers;
    return second === undefined ? [first, used] : [first, used, second, used];
  }

  #checkBan(now: number): void {
    if (this.#on && now < this.#bannedUntil)
      throw new Failure(418, -1003, `Way too much request weight used; IP banned until ${this.#bannedUntil}.`, {
        'Retry-After': String(Math.ceil((this.#bannedUntil - now) / 1000)),
      });
  }

  #spend(count: Count, amount: number, most: number, now: number): number {
    this.#checkBan(now);
    if (this.#on && count.at(now, MINUTE) + amount > most) this.#refuse(now, { most, perMs: MINUTE });
    return count.add(amount, now, MINUTE);
  }

  /** The order limits answer without `Retry-After`: waiting is not the only way out, cancelling less is another. */
  #checkOrders(sent: Sent, now: number): void {
    const counts = this.orderCounts(sent, now);
    orderLimits.forEach(({ limit, interval, intervalNum }, index) => {
      if ((counts[index] ?? 0) >= limit) throw fail(-1015, limit, `${intervalNum} ${interval}`);
    });
  }

  #refuse(now: number, { most, perMs }: { readonly most: number; readonly perMs: number }): never {
    if (this.#ignored.add(1, now, MINUTE) > PATIENCE) {
      this.#bans += 1;
      this.#bannedUntil = now + Math.min(LONGEST_BAN, FIRST_BAN * 2 ** (this.#bans - 1));
    }
    const { message } = fail(-1003, most);
    throw new Failure(429, -1003, message, { 'Retry-After': String(Math.ceil((perMs - (now % perMs)) / 1000)) });
  }

  #count(name: string): Count {
    let count = this.#counts.get(name);
    if (!count) this.#counts.set(name, (count = new Count()));
    return count;
  }
  #meter(endpoint: Endpoint): Meter {
    let meter = this.#meters.get(endpoint);
    if (!meter) this.#meters.set(endpoint, (meter = this.#newMeter(endpoint)));
    return meter;
  }
  #newMeter({ method, path, weight }: Endpoint): Meter {
    const shared = path.startsWith(`${API}/`);
    return {
      weight: this.#count(shared ? API : `${weight.limit} ${method} ${path}`),
      most: shared ? API_IP : weight.limit === 'IP' ? SAPI_IP : SAPI_UID,
      requests: this.#count(`requests ${method} ${path}`),
      orders: method === 'POST' ? (ordersPlaced[path] ?? 0) : 0,
      headers: shared ? ['X-MBX-USED-WEIGHT', 'X-MBX-USED-WEIGHT-1M'] : [`X-SAPI-USED-${weight.limit}-WEIGHT-1M`],
    };
  }
}

/** What is counted for an endpoint, and how it is called. */
interface Meter {
  readonly weight: Count;
  readonly most: number;
  readonly requests: Count;
  /** Orders that one request places. */
  readonly orders: number;
  /** Names of the headers that say what of the weight is used. */
  readonly headers: readonly [string, string?];
}

/** Whose orders are counted. Of a pair that is not there, one count is enough. */
const accountName = ({ isIsolated, symbol = '' }: Sent): string =>
  isIsolated?.toUpperCase() === 'TRUE' ? (pairs[symbol]?.symbol ?? '') : 'cross';
