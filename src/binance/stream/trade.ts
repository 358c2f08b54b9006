import { NotSentError, RefusedError, UnknownOutcomeError } from '../errors.ts';
import type { Logger } from '../options.ts';
import type { Pauses } from '../pause.ts';
import type { CrossAccount, IsolatedPair, ListenToken, Order, TradeEvent } from '../table/index.ts';
import { Feed } from './feed.ts';
import { Snapshots } from './snapshot.ts';
import type { SteadySocket } from './socket.ts';
import { mostWaiting, UserStream, type SnapshotReason } from './stream.ts';

/** The account as it is, where events may have been missed: at the start and after every gap. */
export interface TradeSnapshot {
  e: 'snapshot';
  /** The exchange's time in ms when it was complete. */
  E: number;
  reason: SnapshotReason;
  /** The cross account, or the pair's. */
  account: CrossAccount | IsolatedPair;
  openOrders: Order[];
}

export interface TradeStreamSources {
  readonly wsApiUrl: string;
  token(): Promise<ListenToken>;
  account(): Promise<CrossAccount | IsolatedPair>;
  openOrders(): Promise<Order[]>;
  now(): number;
  readonly pauses: Pauses;
  readonly proxy: URL | undefined;
  readonly logger: Logger;
}

/** A token is replaced when this part of its life has passed, so that nothing is missed when it ends. */
const renewAfter = 0.8;
/** Of a token that does not tell its end: tokens live for a day. */
const hourMs = 3_600_000;
const longestLifeMs = 24 * hourMs;
const answerMs = 10_000;

interface Pending {
  readonly resolve: (result: Record<string, unknown>) => void;
  readonly reject: (error: Error) => void;
}

/** Orders, fills and balances of the cross account or of one isolated pair, as they happen. */
export class TradeStream extends UserStream<TradeEvent | TradeSnapshot> {
  protected readonly feed: Feed<TradeEvent | TradeSnapshot>;
  protected readonly socket: SteadySocket;
  readonly #sources: TradeStreamSources;
  readonly #snapshots: Snapshots<Omit<TradeSnapshot, 'e' | 'E' | 'reason'>>;
  readonly #pending = new Map<string, Pending>();
  #send: ((message: object) => void) | undefined;
  #subscription: number | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #opened = false;
  #requests = 0;

  constructor(sources: TradeStreamSources, onClosed: () => void) {
    super();
    this.#sources = sources;
    this.feed = new Feed(mostWaiting, () => void this.#snapshot('overrun').catch(() => undefined));
    this.#snapshots = new Snapshots(async () => {
      const [account, openOrders] = await Promise.all([sources.account(), sources.openOrders()]);
      return { account, openOrders };
    });
    this.socket = this.connect(
      {
        name: 'Trade stream',
        url: () => Promise.resolve(sources.wsApiUrl),
        opened: (send) => this.#open(send),
        message: (message) => this.#hear(message),
        lost: () => this.#forget(),
      },
      sources,
      onClosed,
    );
  }

  /** Replaces the token now instead of shortly before it ends. */
  async renew(): Promise<void> {
    await this.#subscribe();
  }

  async #open(send: (message: object) => void): Promise<void> {
    this.#send = send;
    await this.#subscribe();
    await this.#snapshot(this.#opened ? 'reconnected' : 'opened');
    this.#opened = true;
  }

  /** Subscribes with a new token, then lets the old subscription go: events come under one of them at every moment. */
  async #subscribe(): Promise<void> {
    const { token, expirationTime } = await this.#sources.token();
    const connection = this.#send;
    const before = this.#subscription;
    const result = await this.#request('userDataStream.subscribe.listenToken', { listenToken: token });
    this.#subscription = Number(result.subscriptionId);
    if (before !== undefined && before !== this.#subscription)
      await this.#request('userDataStream.unsubscribe', { subscriptionId: before }).catch(() => undefined);
    // Lost meanwhile: the next connection subscribes by itself, and after the last there is nothing to renew.
    if (this.#send !== connection) return;
    clearTimeout(this.#renewal);
    const leftMs = renewalMs(expirationTime - this.#sources.now());
    this.#renewal = setTimeout(() => {
      this.#subscribe().catch(() => {
        this.#sources.logger.warn('Trade stream: the listen token could not be renewed; connecting again.');
        this.socket.reconnect();
      });
    }, leftMs);
  }

  async #snapshot(reason: SnapshotReason): Promise<void> {
    const snapshot = await this.#snapshots.take();
    this.feed.publish({ e: 'snapshot', E: Math.floor(this.#sources.now()), reason, ...snapshot });
  }

  #hear(message: Record<string, unknown>): void {
    const { id, event, subscriptionId } = message;
    if (typeof id === 'string') {
      this.#answered(id, message);
      return;
    }
    if (typeof event !== 'object' || event === null || !('e' in event)) return;
    // Before the first answer its events may already come; they can be of no other subscription.
    if (this.#subscription !== undefined && subscriptionId !== this.#subscription) return;
    switch (event.e) {
      case 'eventStreamTerminated':
      case 'serverShutdown':
        this.socket.reconnect();
        return;
      case 'outboundAccountPosition':
      case 'balanceUpdate':
      case 'executionReport':
      case 'listStatus':
        this.#snapshots.moved();
        this.feed.publish(event as TradeEvent);
    }
  }

  #request(method: string, params: object): Promise<Record<string, unknown>> {
    const call = { method, endpoint: `WebSocket ${method}` };
    return new Promise((resolve, reject) => {
      const send = this.#send;
      if (!send) {
        reject(new NotSentError('unreachable', `${method} was not sent: there is no connection.`, call));
        return;
      }
      const id = `mgl-${(this.#requests += 1)}`;
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new UnknownOutcomeError(`${method} got no answer within ${answerMs} ms.`, call));
      }, answerMs);
      const finish = () => {
        clearTimeout(timer);
        this.#pending.delete(id);
      };
      this.#pending.set(id, {
        resolve: (result) => {
          finish();
          resolve(result);
        },
        reject: (error) => {
          finish();
          reject(error);
        },
      });
      send({ id, method, params });
    });
  }

  #answered(id: string, message: Record<string, unknown>): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    const { status, result, error } = message as {
      status?: number;
      result?: Record<string, unknown>;
      error?: { code: number; msg: string };
    };
    if (status === 200 && result) {
      // At once, not when the promise is heard: the next message may be an event of the new subscription.
      if ('subscriptionId' in result && 'expirationTime' in result) this.#subscription = Number(result.subscriptionId);
      pending.resolve(result);
      return;
    }
    const says = error ? `${error.code} ${error.msg}` : `status ${status ?? 'none'}`;
    const call = { method: 'tradeStream', endpoint: 'WebSocket API' };
    // A refused token is replaced by the next attempt.
    pending.reject(
      error?.code === -1209
        ? new UnknownOutcomeError(`The trade stream was not opened: ${says}`, call, error)
        : new RefusedError(`The trade stream was refused: ${says}`, call, {
            code: error?.code,
            says: error?.msg,
            status,
          }),
    );
  }

  #forget(): void {
    clearTimeout(this.#renewal);
    this.#send = undefined;
    this.#subscription = undefined;
    for (const pending of [...this.#pending.values()])
      pending.reject(new UnknownOutcomeError('The connection of the trade stream was lost.', undefined));
  }
}

/** When a token is replaced that seems to live `leftMs` more; no end that could be true makes a loop of renewals. */
function renewalMs(leftMs: number): number {
  return leftMs > 0 ? Math.max(1_000, Math.min(leftMs, longestLifeMs) * renewAfter) : hourMs;
}
