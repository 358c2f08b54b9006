import type { MarginClient, RiskSnapshot, StreamState, TradeSnapshot } from '../binance/client.ts';
import type { RiskEvent, TradeEvent } from '../binance/table/index.ts';
import { accountKey, cross, type AccountRef } from './snapshot.ts';

/** How changes become known: `live` as they happen; otherwise by reading again and again. */
export type FeedState =
  | 'off'
  | 'connecting'
  | 'live'
  /** Connected, but changes were found that a stream did not tell of. */
  | 'silent';

/** The part of the client that opens streams. */
export type StreamSource = Partial<Pick<MarginClient, 'tradeStream' | 'riskStream'>>;

export interface FeedOptions {
  readonly source: StreamSource;
  readonly now: () => number;
  readonly after: (ms: number, task: () => void) => () => void;
  readonly onEvent: (account: AccountRef, event: TradeEvent | RiskEvent) => void;
  /** Something may have been missed: the account has to be read. */
  readonly onGap: () => void;
  readonly onState: () => void;
}

type Event = TradeEvent | RiskEvent | TradeSnapshot | RiskSnapshot;

/** What a stream of trades and one of risk have in common. */
interface Stream {
  onEvent(listener: (event: Event) => void): () => void;
  onState(listener: (state: StreamState) => void): () => void;
  close(): void;
}

interface Line {
  readonly account: AccountRef;
  readonly open: () => Stream;
  stream: Stream | undefined;
  state: StreamState;
  heardAt: number;
  /** When a change was first found that this line has not told of; undefined while it tells all. */
  missingSince: number | undefined;
  /** Shown as silent until it tells something, or has not been found wanting for a while. */
  silentSince: number | undefined;
  cancelRetry: (() => void) | undefined;
}

/** An event may come a little after the reading that shows its effect. */
const graceMs = 5_000;
const forgiveMs = 5 * 60_000;
/** A stream that ended for good (no permission, no address) is tried again now and then: the key may have been mended. */
const retryMs = 5 * 60_000;

/** The user streams of one session: the cross account's trades and risk, and the trades of chosen isolated pairs. */
export class AccountFeed {
  readonly #options: FeedOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get state(): FeedState {
    const lines = [...this.#lines.values()];
    if (lines.length === 0) return 'off';
    if (lines.some((line) => line.silentSince !== undefined)) return 'silent';
    return lines.every((line) => line.state === 'open') ? 'live' : 'connecting';
  }

  /** Listens to these accounts and no others; none closes everything. */
  follow(accounts: readonly AccountRef[]): void {
    const wanted = new Map(accounts.flatMap((account) => [...this.#linesOf(account)]));
    for (const [key, line] of this.#lines)
      if (!wanted.has(key)) {
        this.#lines.delete(key);
        end(line);
      }
    for (const [key, line] of wanted)
      if (!this.#lines.has(key)) {
        this.#lines.set(key, line);
        this.#connect(line);
      }
    this.#options.onState();
  }

  /** Every change of this account's balances and orders becomes known by itself. */
  tells(account: AccountRef): boolean {
    const line = this.#lines.get(tradesKey(account));
    return line?.state === 'open' && line.silentSince === undefined && line.missingSince === undefined;
  }

  /**
   * Compares a reading with what the stream told: `differs` when they do not agree and nothing was heard since `since`.
   * A line that still owes an explanation some seconds later is connected anew.
   */
  check(account: AccountRef, differs: boolean, since: number): void {
    const line = this.#lines.get(tradesKey(account));
    if (line?.state !== 'open') return;
    const now = this.#options.now();
    if (differs && line.heardAt < since) line.missingSince ??= now;
    if (line.missingSince !== undefined && now - line.missingSince >= graceMs) {
      line.silentSince = now;
      this.#reconnect(line);
    } else if (line.silentSince !== undefined && now - line.silentSince >= forgiveMs) line.silentSince = undefined;
    this.#options.onState();
  }

  /** Connects everything anew: after sleep a connection is dead and does not know it. */
  restart(): void {
    for (const line of this.#lines.values()) this.#reconnect(line);
    this.#options.onState();
  }

  close(): void {
    for (const line of this.#lines.values()) end(line);
    this.#lines.clear();
  }

  *#linesOf(account: AccountRef): Iterable<[string, Line]> {
    const { source } = this.#options;
    const { tradeStream, riskStream } = source;
    const stream = account.kind === 'cross' ? {} : { symbol: account.symbol, isIsolated: true };
    if (tradeStream) yield [tradesKey(account), line(account, () => tradeStream.call(source, stream))];
    if (riskStream && account.kind === 'cross') yield ['cross risk', line(cross, () => riskStream.call(source))];
  }

  #connect(line: Line): void {
    const { now, onEvent, onGap, onState } = this.#options;
    let stream: Stream;
    try {
      stream = line.open();
    } catch {
      // The session has no address for streams; reading does without.
      line.state = 'closed';
      this.#retryLater(line);
      return;
    }
    line.stream = stream;
    line.state = 'connecting';
    const mine = () => line.stream === stream;
    stream.onState((state) => {
      if (!mine()) return;
      line.state = state;
      if (state === 'closed') this.#retryLater(line);
      onState();
    });
    stream.onEvent((event) => {
      if (!mine()) return;
      if (event.e === 'snapshot') {
        onGap();
        return;
      }
      line.heardAt = now();
      line.missingSince = undefined;
      if (line.silentSince !== undefined) {
        line.silentSince = undefined;
        onState();
      }
      onEvent(line.account, event);
    });
  }

  #reconnect(line: Line): void {
    end(line);
    line.missingSince = undefined;
    this.#connect(line);
  }

  #retryLater(line: Line): void {
    line.cancelRetry?.();
    line.cancelRetry = this.#options.after(retryMs, () => this.#reconnect(line));
  }
}

const tradesKey = (account: AccountRef): string => `${accountKey(account)} trades`;

const line = (account: AccountRef, open: () => Stream): Line => ({
  account,
  open,
  stream: undefined,
  state: 'connecting',
  heardAt: -Infinity,
  missingSince: undefined,
  silentSince: undefined,
  cancelRetry: undefined,
});

function end(line: Line): void {
  line.cancelRetry?.();
  line.cancelRetry = undefined;
  const { stream } = line;
  // First, so that its last state is not taken for a failure.
  line.stream = undefined;
  stream?.close();
}
