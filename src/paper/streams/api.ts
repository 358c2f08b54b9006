import type { Event } from '../engine/events.ts';
import type { AccountId } from '../engine/state.ts';
import { fail, Failure } from '../server/fault.ts';
import type { Connection, Session } from './connection.ts';
import { told } from './payloads.ts';
import type { Ticket, Tickets } from './tickets.ts';

/** What a session needs of the exchange. */
export interface Surroundings {
  readonly tickets: Tickets;
  readonly now: () => number;
  /** Counts request weight; returns what is used of how much in this minute. Throws a Failure when it is too much. */
  readonly spend: (weight: number) => { readonly used: number; readonly most: number };
}

interface Subscription {
  readonly id: number;
  readonly account: AccountId;
  ticket: Ticket;
}

/** Subscriptions open at once on one socket, and over its whole life. */
const MOST_ACTIVE = 1000;
const MOST_EVER = 65_535;

type Parameters = Readonly<Record<string, unknown>>;
interface Method {
  readonly weight: number;
  run(session: ApiSession, parameters: Parameters): unknown;
}

/** The methods of the WebSocket API. A new one is one entry. */
const methods: Readonly<Record<string, Method>> = {
  ping: { weight: 1, run: () => ({}) },
  time: { weight: 1, run: (session) => ({ serverTime: session.now() }) },
  'userDataStream.subscribe.listenToken': {
    weight: 2,
    run: (session, { listenToken }) => session.subscribe(listenToken),
  },
  'userDataStream.unsubscribe': {
    weight: 2,
    run: (session, { subscriptionId }) => session.unsubscribe(subscriptionId),
  },
  'session.subscriptions': { weight: 2, run: (session) => session.subscriptions() },
  'session.status': { weight: 2, run: (session) => session.status() },
};

interface Request {
  readonly id: string | number | null;
  readonly method: string;
  readonly params: Parameters;
}

/** One socket of the WebSocket API: requests with answers, and the events of what it subscribed to in between. */
export class ApiSession implements Session {
  readonly #around: Surroundings;
  readonly #connection: Connection;
  readonly #active = new Map<number, Subscription>();
  readonly #connectedAt: number;
  #returnsLimits: boolean;
  #nextId = 0;

  constructor(around: Surroundings, connection: Connection, returnsLimits: boolean) {
    this.#around = around;
    this.#connection = connection;
    this.#connectedAt = around.now();
    this.#returnsLimits = returnsLimits;
  }

  receive(text: string): void {
    let id: Request['id'] = null;
    let spent = { used: 0, most: 0 };
    let outcome: { status: number; result?: unknown; error?: { code: number; msg: string } };
    try {
      const request = requestFrom(text);
      id = request.id;
      const method = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
      spent = this.#around.spend(method?.weight ?? 1);
      if (!method) throw fail(-1020);
      if (typeof request.params.returnRateLimits === 'boolean') this.#returnsLimits = request.params.returnRateLimits;
      outcome = { status: 200, result: method.run(this, request.params) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      outcome = { status: error.status, error: { code: error.code, msg: error.message } };
    }
    this.#connection.send({ id, ...outcome, ...(this.#returnsLimits && { rateLimits: limitsRow(spent) }) });
  }

  now(): number {
    return this.#around.now();
  }

  /**
   * Opens the stream of a token. A new token for an account this socket already listens to renews that subscription and
   * keeps its id; the same token again is refused.
   */
  subscribe(token: unknown): { subscriptionId: number; expirationTime: number } {
    if (token === undefined || token === '') throw fail(-1102, 'listenToken');
    const ticket = typeof token === 'string' ? this.#around.tickets.token(token, this.now()) : undefined;
    if (!ticket) throw fail(-1209);
    const { account } = ticket.subject;
    let subscription = [...this.#active.values()].find((other) => other.account === account);
    if (subscription) {
      if (subscription.ticket.name === ticket.name) throw fail(-2035);
      subscription.ticket = ticket;
    } else {
      if (this.#active.size >= MOST_ACTIVE || this.#nextId > MOST_EVER) throw fail(-2042);
      subscription = { id: this.#nextId++, account, ticket };
      this.#active.set(subscription.id, subscription);
    }
    // The WebSocket API prints this time in microseconds, where REST prints the token's in milliseconds.
    return { subscriptionId: subscription.id, expirationTime: ticket.expiresAt * 1000 };
  }

  /** Closes one stream, or all of them when none is named. */
  unsubscribe(id: unknown): Record<string, never> {
    if (id === undefined) this.#active.clear();
    else if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw fail(-1130, 'subscriptionId');
    else if (!this.#active.delete(id)) throw fail(-2036);
    return {};
  }

  subscriptions(): { subscriptionId: number }[] {
    return [...this.#active.keys()].map((subscriptionId) => ({ subscriptionId }));
  }

  status(): unknown {
    return {
      apiKey: null,
      authorizedSince: null,
      connectedSince: this.#connectedAt,
      returnRateLimits: this.#returnsLimits,
      serverTime: this.now(),
      userDataStream: this.#active.size > 0,
    };
  }

  deliver(events: readonly Event[]): void {
    for (const { id, ticket } of this.#active.values())
      for (const { time, payload } of told(events, ticket.subject)) {
        if (time >= ticket.expiresAt) break;
        this.#connection.send({ subscriptionId: id, event: payload });
      }
  }

  /** Ends the streams whose token has expired. */
  expire(now: number): void {
    for (const { id, ticket } of this.#active.values()) {
      if (now < ticket.expiresAt) continue;
      this.#active.delete(id);
      this.#connection.send({ subscriptionId: id, event: { e: 'eventStreamTerminated', E: ticket.expiresAt } });
    }
  }

  /** Tells the client that the exchange goes away, then closes. */
  leave(): void {
    this.#connection.send({ event: { e: 'serverShutdown', E: this.now() } });
    this.#connection.close(1001, 'The exchange is closing.');
  }
}

function requestFrom(text: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail(-1135);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fail(-1135);
  const { id = null, method, params = {} } = value as Record<string, unknown>;
  const named = id === null || Number.isSafeInteger(id) || (typeof id === 'string' && id.length <= 36);
  if (!named) throw fail(-1130, 'id');
  if (typeof method !== 'string' || method === '') throw fail(-1102, 'method');
  if (typeof params !== 'object' || params === null || Array.isArray(params)) throw fail(-1130, 'params');
  return { id: id as Request['id'], method, params: params as Parameters };
}

const limitsRow = ({ used, most }: { used: number; most: number }): unknown => [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: most, count: used },
];
