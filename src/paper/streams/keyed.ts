import type { Event } from '../engine/events.ts';
import type { Connection, Session } from './connection.ts';
import { told } from './payloads.ts';
import type { Ticket, Tickets } from './tickets.ts';

/**
 * A socket opened with listen keys: `/ws/<key>` gives bare events, `/stream?streams=<key>/<key>` wraps each in the name
 * of its stream. Streams can be added and taken away with SUBSCRIBE and UNSUBSCRIBE.
 */
export class KeyedSession implements Session {
  readonly #tickets: Tickets;
  readonly #connection: Connection;
  readonly #now: () => number;
  readonly #wrapped: boolean;
  readonly #keys: Set<string>;

  constructor(parts: {
    tickets: Tickets;
    connection: Connection;
    now: () => number;
    wrapped: boolean;
    keys: readonly string[];
  }) {
    this.#tickets = parts.tickets;
    this.#connection = parts.connection;
    this.#now = parts.now;
    this.#wrapped = parts.wrapped;
    this.#keys = new Set(parts.keys);
  }

  receive(text: string): void {
    const request = parsed(text);
    const id = typeof request?.id === 'number' || typeof request?.id === 'string' ? request.id : null;
    const names = strings(request?.params);
    switch (request?.method) {
      case 'SUBSCRIBE': {
        const unknown = names.find((name) => !this.#tickets.key(name, this.#now()));
        if (names.length === 0 || unknown !== undefined) {
          this.#refuse(id, 'Invalid request: params has to name listen keys that exist.');
          return;
        }
        for (const name of names) this.#keys.add(name);
        this.#connection.send({ result: null, id });
        return;
      }
      case 'UNSUBSCRIBE':
        for (const name of names) this.#keys.delete(name);
        {
          this.#connection.send({ result: null, id });
          return;
        }
      case 'LIST_SUBSCRIPTIONS': {
        this.#connection.send({ result: [...this.#keys], id });
        return;
      }
      default: {
        this.#refuse(id, 'Invalid request: method is SUBSCRIBE, UNSUBSCRIBE or LIST_SUBSCRIPTIONS.');
        return;
      }
    }
  }

  deliver(events: readonly Event[]): void {
    for (const name of this.#keys) {
      // By the time the events happened, not by the present: an advance may have passed a key's end.
      const first = events[0];
      const ticket = first && this.#tickets.key(name, first.time);
      if (!ticket) continue;
      for (const { time, payload } of told(events, ticket.subject))
        if (time < ticket.expiresAt) this.#tell(ticket, payload);
    }
  }

  /** Says of keys that have ended that they have. */
  expire(now: number): void {
    for (const name of this.#keys) {
      if (this.#tickets.key(name, now)) continue;
      this.#keys.delete(name);
      this.#tell({ name }, { e: 'listenKeyExpired', E: now, listenKey: name });
    }
  }

  leave(): void {
    this.#connection.close(1001, 'The exchange is closing.');
  }

  #tell({ name }: Pick<Ticket, 'name'>, payload: unknown): void {
    this.#connection.send(this.#wrapped ? { stream: name, data: payload } : payload);
  }
  #refuse(id: unknown, msg: string): void {
    this.#connection.send({ error: { code: 2, msg }, id });
  }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string').slice(0, 200) : [];
