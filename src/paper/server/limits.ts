import type { Endpoint } from '../../binance/table/endpoint.ts';
import type { CommandName } from '../engine/commands.ts';
import { Failure, fail } from './fault.ts';
import type { Sent } from './parameters.ts';

const MINUTE = 60_000;
/** Weight per minute: each `/sapi` endpoint has its own, `/api` shares one. */
const SAPI_IP = 12_000;
const SAPI_UID = 180_000;
const API_IP = 6_000;
/** Requests that are still answered 429 before the ban; the first ban, and the longest. */
const PATIENCE = 10;
const FIRST_BAN = 2 * MINUTE;
const LONGEST_BAN = 3 * 24 * 60 * MINUTE;

/** What has been used of the minute's weights. Usage is always counted and shown; it is held against the user if `on`. */
export class Limits {
  #minute = -1;
  readonly #used = new Map<string, number>();
  readonly #requests = new Map<string, number>();
  #ignored = 0;
  #bannedUntil = 0;
  #bans = 0;
  #lastLoan = -Infinity;
  readonly #on: boolean;
  readonly #loanSpacing: number;

  constructor(on: boolean, loanSpacing: number) {
    this.#on = on;
    this.#loanSpacing = loanSpacing;
  }

  /** Counts a request; refuses it with 429, and 418 after ignoring that. */
  take(endpoint: Endpoint, sent: Sent, now: number): void {
    this.#turn(now);
    if (this.#on && now < this.#bannedUntil)
      throw new Failure(418, -1003, `Way too much request weight used; IP banned until ${this.#bannedUntil}.`, {
        'Retry-After': String(Math.ceil((this.#bannedUntil - now) / 1000)),
      });
    const { weight } = endpoint;
    const amount = weight.or?.applies(sent) ? weight.or.amount : weight.amount;
    const name = budget(endpoint);
    const used = (this.#used.get(name) ?? 0) + amount;
    const most = limitOf(endpoint);
    const requests = (this.#requests.get(endpoint.path) ?? 0) + 1;
    const tooMany = weight.requests !== undefined && requests > weight.requests.most;
    if (this.#on && (used > most || tooMany)) this.#refuse(most, now);
    this.#used.set(name, used);
    this.#requests.set(endpoint.path, requests);
  }

  /** Loans have to be apart. */
  space(command: CommandName, now: number): void {
    if (command !== 'borrow' && command !== 'repay') return;
    if (this.#on && now - this.#lastLoan < this.#loanSpacing) throw fail(-3007);
    this.#lastLoan = now;
  }

  headers(endpoint: Endpoint): Record<string, string> {
    const used = String(this.#used.get(budget(endpoint)) ?? 0);
    if (endpoint.path.startsWith('/api/')) return { 'X-MBX-USED-WEIGHT-1M': used, 'X-MBX-USED-WEIGHT': used };
    return { [`X-SAPI-USED-${endpoint.weight.limit}-WEIGHT-1M`]: used };
  }

  #turn(now: number): void {
    const minute = Math.floor(now / MINUTE);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#used.clear();
    this.#requests.clear();
    this.#ignored = 0;
  }

  #refuse(most: number, now: number): never {
    this.#ignored += 1;
    if (this.#ignored > PATIENCE) {
      this.#bans += 1;
      this.#bannedUntil = now + Math.min(LONGEST_BAN, FIRST_BAN * 2 ** (this.#bans - 1));
    }
    const { message } = fail(-1003, most);
    throw new Failure(429, -1003, message, { 'Retry-After': String(Math.ceil((MINUTE - (now % MINUTE)) / 1000)) });
  }
}

const budget = ({ path, method, weight }: Endpoint): string =>
  path.startsWith('/api/') ? '/api' : `${weight.limit} ${method} ${path}`;
function limitOf({ path, weight }: Endpoint): number {
  if (path.startsWith('/api/')) return API_IP;
  return weight.limit === 'IP' ? SAPI_IP : SAPI_UID;
}
