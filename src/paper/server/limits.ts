import type { Endpoint } from '../../binance/table/endpoint.ts';
import type { CommandName } from '../engine/commands.ts';
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
    const amount = weight.or?.applies(sent) ? weight.or.amount : weight.amount;
    const { requests } = weight;
    const name = `requests ${endpoint.method} ${endpoint.path}`;
    if (this.#on && requests && this.#count(name).at(now, requests.perMs) >= requests.most) this.#refuse(now, requests);
    this.#spend(budget(endpoint), amount, limitOf(endpoint), now);
    if (requests) this.#count(name).add(1, now, requests.perMs);
    if (this.#on && endpoint.method === 'POST' && endpoint.path in ordersPlaced) this.#checkOrders(sent, now);
  }

  /** Counts a request of the WebSocket API, which shares the budget of `/api`. */
  spend(weight: number, now: number): Spent {
    return { used: this.#spend(API, weight, API_IP, now), most: API_IP };
  }

  /** Loans have to be apart. */
  space(command: CommandName, now: number): void {
    if (command !== 'borrow' && command !== 'repay') return;
    if (this.#on && now - this.#lastLoan < this.#loanSpacing) throw fail(-3007);
    this.#lastLoan = now;
  }

  /** Counts the orders of a request that was carried out, and returns the headers that say so. */
  placed(endpoint: Endpoint, sent: Sent, now: number): Record<string, string> {
    const orders = endpoint.method === 'POST' ? ordersPlaced[endpoint.path] : undefined;
    if (orders === undefined) return {};
    return Object.fromEntries(
      orderLimits.map(({ header, ms }) => [
        `X-MBX-ORDER-COUNT-${header}`,
        String(this.#count(`orders ${header} ${accountName(sent)}`).add(orders, now, ms)),
      ]),
    );
  }
  /** Orders placed on the account of these parameters, interval by interval as in `orderLimits`. */
  orderCounts(sent: Sent, now: number): number[] {
    return orderLimits.map(({ header, ms }) => this.#count(`orders ${header} ${accountName(sent)}`).at(now, ms));
  }

  headers(endpoint: Endpoint, now: number): Record<string, string> {
    const used = String(this.#count(budget(endpoint)).at(now, MINUTE));
    if (endpoint.path.startsWith(API)) return { 'X-MBX-USED-WEIGHT': used, 'X-MBX-USED-WEIGHT-1M': used };
    return { [`X-SAPI-USED-${endpoint.weight.limit}-WEIGHT-1M`]: used };
  }

  #spend(name: string, amount: number, most: number, now: number): number {
    if (this.#on && now < this.#bannedUntil)
      throw new Failure(418, -1003, `Way too much request weight used; IP banned until ${this.#bannedUntil}.`, {
        'Retry-After': String(Math.ceil((this.#bannedUntil - now) / 1000)),
      });
    const count = this.#count(name);
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
}

const accountName = ({ isIsolated, symbol }: Sent): string =>
  isIsolated?.toUpperCase() === 'TRUE' ? (symbol ?? '') : 'cross';
const budget = ({ path, method, weight }: Endpoint): string =>
  path.startsWith(`${API}/`) ? API : `${weight.limit} ${method} ${path}`;
function limitOf({ path, weight }: Endpoint): number {
  if (path.startsWith(`${API}/`)) return API_IP;
  return weight.limit === 'IP' ? SAPI_IP : SAPI_UID;
}
