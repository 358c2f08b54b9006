import { randomBytes } from 'node:crypto';
import type { AccountId } from '../engine/state.ts';

/** What a stream tells: an account's orders and balances, or the risk of the cross account. */
export type Subject =
  { readonly kind: 'trades'; readonly account: AccountId } | { readonly kind: 'risk'; readonly account: AccountId };

export interface Ticket {
  readonly name: string;
  readonly subject: Subject;
  /** Exchange time, ms. */
  readonly expiresAt: number;
}

/** Longest (and usual) life of a listen token. */
export const LONGEST_TOKEN_MS = 86_400_000;

/**
 * What lets a socket listen: tokens for the WebSocket API, which end, and keys for `/ws/<key>`, which can be kept alive.
 * They live with the process; after a restart clients ask for new ones, as they do when one has expired.
 */
export class Tickets {
  readonly #tokens = new Map<string, Ticket>();
  readonly #keys = new Map<string, Ticket>();
  readonly #keyLifeMs: number;

  /** `keyLifeMs`: how long a listen key lives without being kept alive. */
  constructor(keyLifeMs: number) {
    this.#keyLifeMs = keyLifeMs;
  }

  issueToken(account: AccountId, now: number, validityMs = LONGEST_TOKEN_MS): Ticket {
    this.#forget(now);
    const name = randomBytes(52).toString('base64');
    const ticket: Ticket = { name, subject: { kind: 'trades', account }, expiresAt: now + validityMs };
    this.#tokens.set(name, ticket);
    return ticket;
  }
  token(name: string, now: number): Ticket | undefined {
    const ticket = this.#tokens.get(name);
    return ticket && now < ticket.expiresAt ? ticket : undefined;
  }

  /** The key of a subject: the one there is, extended, or a new one. */
  openKey(subject: Subject, now: number): Ticket {
    this.#forget(now);
    const old = [...this.#keys.values()].find(
      (ticket) => ticket.subject.kind === subject.kind && ticket.subject.account === subject.account,
    );
    const name = old?.name ?? letters(randomBytes(64));
    const ticket: Ticket = { name, subject, expiresAt: now + this.#keyLifeMs };
    this.#keys.set(name, ticket);
    return ticket;
  }
  key(name: string, now: number): Ticket | undefined {
    const ticket = this.#keys.get(name);
    return ticket && now < ticket.expiresAt ? ticket : undefined;
  }
  /** Extends a key. False when there is no such key. */
  keepKey(name: string, kind: Subject['kind'], now: number): boolean {
    const ticket = this.key(name, now);
    if (ticket?.subject.kind !== kind) return false;
    this.#keys.set(name, { ...ticket, expiresAt: now + this.#keyLifeMs });
    return true;
  }
  /** Ends a key, or every key of that kind. */
  closeKeys(kind: Subject['kind'], name?: string): void {
    for (const [key, ticket] of this.#keys)
      if (ticket.subject.kind === kind && (name === undefined || key === name)) this.#keys.delete(key);
  }

  #forget(now: number): void {
    for (const tickets of [this.#tokens, this.#keys])
      for (const [name, { expiresAt }] of tickets) if (expiresAt <= now) tickets.delete(name);
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const letters = (bytes: Buffer): string => [...bytes].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
