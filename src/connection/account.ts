import type { RiskEvent, TradeEvent } from '../binance/table/index.ts';
import { applyEvent } from './apply-event.ts';
import { Emitter, type Disposable, type Event } from './event.ts';
import { AccountFeed, type FeedState, type StreamSource } from './feed.ts';
import { owes, readSnapshot, type AccountSource } from './read-snapshot.ts';
import { balancesOf, cross, isolated, sameAccount, type AccountRef, type Snapshot, keepUnchanged } from './snapshot.ts';
import { Terms } from './terms.ts';
import { retryIn, troubleOf, type Trouble } from './trouble.ts';

/** How far what is on screen can be trusted. */
export type Condition =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'fresh' }
  /** The last reading failed; what is shown is as old as the snapshot says. */
  | {
      readonly kind: 'stale';
      readonly trouble: Trouble;
      readonly error: unknown;
      readonly since: number;
      readonly retryAt: number;
    };

export interface AccountState {
  readonly snapshot: Snapshot | undefined;
  readonly condition: Condition;
  /** Whether changes come by themselves. */
  readonly feed: FeedState;
}

export interface Pace {
  /** Milliseconds between two readings while somebody looks. */
  readonly watched: number;
  /** Milliseconds between two readings while nobody looks; 0 means none, and no streams either. */
  readonly unwatched: number;
}

export interface AccountModelOptions {
  readonly pace: () => Pace;
  readonly now?: () => number;
  /** Runs `task` after `ms`; returns what prevents it. Replaced in tests, which do not wait. */
  readonly after?: (ms: number, task: () => void) => () => void;
  /** Milliseconds to wait after `failures` failed readings in a row. */
  readonly backOff?: (error: unknown, failures: number) => number;
}

/** Readings that events ask for come this much later, so that a burst of events makes one reading ... */
const soonMs = 500;
/** ... and this far apart at least, or further while nobody looks. */
const apartMs = 2_000;
const apartUnwatchedMs = 10_000;
/** How long the exchange may take to say whether it is in maintenance. */
const statusMs = 5_000;
/** Events that come together are shown together. */
const drawMs = 40;
/** Orders are asked for now and then although a stream tells of them. */
const wholeEveryMs = 5 * 60_000;
/** Each isolated pair has a stream of its own; more than these are read instead. */
const mostPairs = 8;

type Heard = readonly [account: AccountRef, event: TradeEvent | RiskEvent];

/**
 * The account of the profile in use, as one observable snapshot. Streams tell what happens; levels, prices, and the debts
 * of isolated pairs, of which no stream tells, are read. Readings never overlap: whoever asks while one runs gets the
 * next one, because the running one may have started before the change they want to see.
 */
export class AccountModel implements Disposable {
  readonly #changed = new Emitter<AccountState>();
  readonly #pace: () => Pace;
  readonly #now: () => number;
  readonly #after: (ms: number, task: () => void) => () => void;
  readonly #backOff: ((error: unknown, failures: number) => number) | undefined;
  #source: (AccountSource & StreamSource) | undefined;
  #terms: Terms | undefined;
  #feed: AccountFeed | undefined;
  #state: AccountState = { snapshot: undefined, condition: { kind: 'idle' }, feed: 'off' };
  #stop = new AbortController();
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #cancelDrawing: (() => void) | undefined;
  /** Events not yet shown, and those that came while a reading ran. */
  #unshown: Heard[] = [];
  #meanwhile: Heard[] | undefined;
  /** Since when an event asks for a reading. */
  #wantedAt: number | undefined;
  #startedAt = -Infinity;
  #endedAt = -Infinity;
  #wholeAt = -Infinity;
  #watchers = 0;
  #failures = 0;

  readonly onDidChange: Event<AccountState> = this.#changed.event;

  constructor(options: AccountModelOptions) {
    this.#pace = options.pace;
    this.#now = options.now ?? Date.now;
    this.#after = options.after ?? afterTimer;
    this.#backOff = options.backOff;
  }

  get snapshot(): Snapshot | undefined {
    return this.#state.snapshot;
  }

  get condition(): Condition {
    return this.#state.condition;
  }

  get state(): AccountState {
    return this.#state;
  }

  /** Reads through `source` from now on. What was shown goes at once, so that nothing of another profile stays. */
  follow(source: (AccountSource & StreamSource) | undefined): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#cancelTimer?.();
    this.#cancelDrawing?.();
    this.#cancelTimer = this.#cancelDrawing = undefined;
    this.#feed?.close();
    this.#running = undefined;
    this.#next = undefined;
    this.#unshown = [];
    this.#meanwhile = undefined;
    this.#wantedAt = undefined;
    this.#failures = 0;
    this.#startedAt = this.#endedAt = this.#wholeAt = -Infinity;
    this.#source = source;
    this.#terms = source && new Terms(source, this.#now);
    this.#feed = source && this.#createFeed(source);
    this.#set({ snapshot: undefined, condition: { kind: source ? 'loading' : 'idle' } });
    if (source) void this.refresh();
  }

  /** Somebody looks: readings come at the quicker pace until the returned handle is disposed. */
  watch(): Disposable {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#lookedAt();
    let watching = true;
    return {
      dispose: () => {
        if (!watching) return;
        watching = false;
        this.#watchers -= 1;
        if (this.#watchers === 0) this.#pacesChanged();
      },
    };
  }

  /** Reads everything. Resolves when a reading that began after this call has ended, well or badly; it never rejects. */
  refresh(): Promise<void> {
    this.#terms?.forget();
    this.#wholeAt = -Infinity;
    return this.#read();
  }

  /** The machine slept: streams are connected anew and everything is read, whatever was waited for before. */
  wake(): void {
    if (!this.#source) return;
    this.#failures = 0;
    this.#feed?.restart();
    void this.refresh();
  }

  /** The settings changed: the next reading comes at the new pace. */
  repace(): void {
    this.#pacesChanged();
  }

  dispose(): void {
    this.#stop.abort();
    this.#cancelTimer?.();
    this.#cancelDrawing?.();
    this.#feed?.close();
    this.#feed = undefined;
    this.#source = undefined;
    this.#changed.dispose();
  }

  #createFeed(source: StreamSource): AccountFeed {
    return new AccountFeed({
      source,
      now: this.#now,
      after: this.#after,
      onEvent: (account, event) => this.#hear([account, event]),
      onGap: () => this.#readSoon(),
      onState: () => {
        if (this.#feed && this.#feed.state !== this.#state.feed) this.#set({});
      },
    });
  }

  #lookedAt(): void {
    this.#listen();
    const { condition } = this.#state;
    const due = condition.kind === 'stale' ? condition.retryAt : this.#endedAt + this.#pace().watched;
    if (this.#source && !this.#running && this.#now() >= due) void this.#read();
    else this.#schedule();
  }

  #pacesChanged(): void {
    this.#listen();
    this.#schedule();
  }

  /** Streams are open while readings are made: with nothing visible and no readings wanted they would serve nobody. */
  #listen(): void {
    const { snapshot } = this.#state;
    const pace = this.#watchers > 0 ? this.#pace().watched : this.#pace().unwatched;
    if (snapshot) this.#feed?.follow(pace > 0 ? accountsToHear(snapshot) : []);
  }

  #read(): Promise<void> {
    if (!this.#source) return Promise.resolve();
    if (!this.#running) return this.#start();
    const { signal } = this.#stop;
    this.#next ??= this.#running.then(() => {
      // Another profile is read by now, and by itself.
      if (signal.aborted) return undefined;
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  #readSoon(): void {
    this.#wantedAt ??= this.#now();
    this.#schedule();
  }

  #start(): Promise<void> {
    const source = this.#source;
    const terms = this.#terms;
    if (!source || !terms) return Promise.resolve();
    this.#cancelTimer?.();
    this.#wantedAt = undefined;
    this.#meanwhile = [];
    const { signal } = this.#stop;
    const reading = this.#readOnce(source, terms, signal).finally(() => {
      if (signal.aborted) return;
      this.#running = undefined;
      this.#meanwhile = undefined;
      this.#endedAt = this.#now();
      this.#listen();
      this.#schedule();
    });
    this.#running = reading;
    return reading;
  }

  async #readOnce(source: AccountSource, terms: Terms, signal: AbortSignal): Promise<void> {
    const before = this.#startedAt;
    this.#startedAt = this.#now();
    const whole = this.#startedAt - this.#wholeAt >= wholeEveryMs;
    const known = (account: AccountRef) =>
      whole || !this.#feed?.tells(account)
        ? undefined
        : this.#state.snapshot?.orders.filter((order) => sameAccount(order.account, account));
    try {
      const read = await readSnapshot({ source, terms, now: this.#now, signal, known });
      if (signal.aborted) return;
      this.#show();
      this.#compare(read, before);
      // What was told while the reading ran may be newer than what it read.
      const snapshot = (this.#meanwhile ?? []).reduce((result, heard) => applyEvent(result, ...heard), read);
      this.#failures = 0;
      if (whole) this.#wholeAt = this.#startedAt;
      this.#set({ snapshot: keepUnchanged(snapshot, this.#state.snapshot), condition: { kind: 'fresh' } });
    } catch (error) {
      if (signal.aborted) return;
      const found = troubleOf(error, this.#now());
      const trouble = found.kind === 'maintenance' ? await this.#askWhether(found, source, signal) : found;
      // The profile may have changed while the exchange was asked.
      if ((signal as { readonly aborted: boolean }).aborted) return;
      this.#failures += 1;
      this.#set({ condition: this.#stale(error, trouble) });
    }
  }

  /** Where the exchange answers badly, it may still tell whether it is in maintenance. */
  async #askWhether(found: Trouble, source: AccountSource, signal: AbortSignal): Promise<Trouble> {
    const patience = new AbortController();
    const cancel = this.#after(statusMs, () => patience.abort());
    try {
      const call = { signal: AbortSignal.any([signal, patience.signal]), maxWaitMs: 0 };
      const status = await source.getSystemStatus?.({}, call);
      return status ? { kind: 'maintenance', announced: status.status === 1 } : found;
    } catch {
      return found;
    } finally {
      cancel();
    }
  }

  #stale(error: unknown, found: Trouble): Condition {
    const now = this.#now();
    const before = this.#state.condition;
    // During a ban the client refuses by itself, which must not hide why and until when.
    const banned = before.kind === 'stale' && before.trouble.kind === 'banned' && before.trouble.until > now;
    const trouble = found.kind === 'busy' && banned ? before.trouble : found;
    return {
      kind: 'stale',
      trouble,
      error,
      since: before.kind === 'stale' ? before.since : now,
      retryAt: now + (this.#backOff?.(error, this.#failures) ?? retryIn(trouble, this.#failures, now)),
    };
  }

  /** Finds streams that say nothing although something happened. */
  #compare(read: Snapshot, since: number): void {
    const shown = this.#state.snapshot;
    if (!shown || !this.#feed) return;
    for (const account of accountsToHear(shown)) this.#feed.check(account, !sameFunds(shown, read, account), since);
  }

  #hear(heard: Heard): void {
    this.#meanwhile?.push(heard);
    this.#unshown.push(heard);
    this.#cancelDrawing ??= this.#after(drawMs, () => this.#show());
    this.#readSoon();
  }

  #show(): void {
    this.#cancelDrawing?.();
    this.#cancelDrawing = undefined;
    const heard = this.#unshown.splice(0);
    const { snapshot } = this.#state;
    if (!snapshot || heard.length === 0) return;
    this.#set({ snapshot: heard.reduce((result, each) => applyEvent(result, ...each), snapshot) });
  }

  #schedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#source || this.#running) return;
    const now = this.#now();
    const at = this.#nextAt();
    if (at !== undefined) this.#cancelTimer = this.#after(Math.max(at - now, 0), () => void this.#read());
  }

  /** When the next reading is due; undefined when none is. */
  #nextAt(): number | undefined {
    const { condition } = this.#state;
    const looked = this.#watchers > 0;
    const pace = looked ? this.#pace().watched : this.#pace().unwatched;
    if (pace <= 0) return undefined;
    if (condition.kind === 'stale') return condition.retryAt;
    const byPace = this.#endedAt + pace;
    if (this.#wantedAt === undefined) return byPace;
    return Math.min(byPace, Math.max(this.#wantedAt + soonMs, this.#endedAt + (looked ? apartMs : apartUnwatchedMs)));
  }

  #set(change: Partial<AccountState>): void {
    this.#state = { ...this.#state, ...change, feed: this.#feed?.state ?? 'off' };
    this.#changed.fire(this.#state);
  }
}

/** The cross account, and the pairs that hold or owe something: those that owe first. */
function accountsToHear({ isolated: pairs }: Snapshot): AccountRef[] {
  const rank = ({ base, quote }: (typeof pairs)[number]) =>
    owes(base) || owes(quote) ? 2 : base.net.isZero() && quote.net.isZero() ? 0 : 1;
  const heard = pairs.filter((pair) => pair.enabled && rank(pair) > 0).toSorted((a, b) => rank(b) - rank(a));
  return [cross, ...heard.slice(0, mostPairs).map(({ symbol }) => isolated(symbol))];
}

/** Both say the same of what is free and locked, of which the streams tell. */
function sameFunds(a: Snapshot, b: Snapshot, account: AccountRef): boolean {
  const held = new Map(balancesOf(a, account).map((balance) => [balance.asset, balance]));
  return balancesOf(b, account).every(({ asset, free, locked }) => {
    const other = held.get(asset);
    return other ? free.eq(other.free) && locked.eq(other.locked) : free.isZero() && locked.isZero();
  });
}

function afterTimer(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
