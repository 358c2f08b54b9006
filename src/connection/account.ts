import { Emitter, type Disposable, type Event } from './event.ts';
import { readSnapshot, type AccountSource } from './read-snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/** How far what is on screen can be trusted. */
export type Condition =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'fresh' }
  /** The last reading failed; what is shown is as old as the snapshot says. */
  | { readonly kind: 'stale'; readonly error: unknown; readonly since: number; readonly retryAt: number };

export interface AccountState {
  readonly snapshot: Snapshot | undefined;
  readonly condition: Condition;
}

export interface Pace {
  /** Milliseconds between two readings while somebody looks. */
  readonly watched: number;
  /** Milliseconds between two readings while nobody looks; 0 means none. */
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

/**
 * The account of the profile in use, as one observable snapshot. Readings never overlap: whoever asks while one runs
 * gets the next one, because the running one may have started before the change they want to see.
 */
export class AccountModel implements Disposable {
  readonly #changed = new Emitter<AccountState>();
  readonly #pace: () => Pace;
  readonly #now: () => number;
  readonly #after: (ms: number, task: () => void) => () => void;
  readonly #backOff: (error: unknown, failures: number) => number;
  #source: AccountSource | undefined;
  #state: AccountState = { snapshot: undefined, condition: { kind: 'idle' } };
  #stop = new AbortController();
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;
  #watchers = 0;
  #failures = 0;

  readonly onDidChange: Event<AccountState> = this.#changed.event;

  constructor(options: AccountModelOptions) {
    this.#pace = options.pace;
    this.#now = options.now ?? Date.now;
    this.#after = options.after ?? afterTimer;
    this.#backOff = options.backOff ?? ((_error, failures) => Math.min(60_000, 2_000 * 2 ** (failures - 1)));
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
  follow(source: AccountSource | undefined): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#cancelTimer?.();
    this.#running = undefined;
    this.#next = undefined;
    this.#failures = 0;
    this.#source = source;
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
        if (this.#watchers === 0) this.#schedule();
      },
    };
  }

  /** Resolves when a reading that began after this call has ended, well or badly; it never rejects. */
  refresh(): Promise<void> {
    if (!this.#source) return Promise.resolve();
    if (!this.#running) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#start();
    });
    return this.#next;
  }

  /** The settings changed: the next reading comes at the new pace. */
  repace(): void {
    this.#schedule();
  }

  dispose(): void {
    this.#stop.abort();
    this.#cancelTimer?.();
    this.#source = undefined;
    this.#changed.dispose();
  }

  #lookedAt(): void {
    const taken = this.#state.snapshot?.takenAt ?? 0;
    if (this.#source && !this.#running && this.#now() - taken >= this.#pace().watched) void this.refresh();
    else this.#schedule();
  }

  #start(): Promise<void> {
    const source = this.#source;
    if (!source) return Promise.resolve();
    this.#cancelTimer?.();
    const { signal } = this.#stop;
    const reading = this.#read(source, signal).finally(() => {
      if (signal.aborted) return;
      this.#running = undefined;
      this.#schedule();
    });
    this.#running = reading;
    return reading;
  }

  async #read(source: AccountSource, signal: AbortSignal): Promise<void> {
    try {
      const snapshot = await readSnapshot(source, this.#now, signal);
      if (signal.aborted) return;
      this.#failures = 0;
      this.#set({ snapshot, condition: { kind: 'fresh' } });
    } catch (error) {
      if (signal.aborted) return;
      this.#failures += 1;
      const before = this.#state.condition;
      this.#set({
        snapshot: this.#state.snapshot,
        condition: {
          kind: 'stale',
          error,
          since: before.kind === 'stale' ? before.since : this.#now(),
          retryAt: this.#now() + this.#backOff(error, this.#failures),
        },
      });
    }
  }

  #schedule(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (!this.#source || this.#running) return;
    const { condition } = this.#state;
    const pace = this.#watchers > 0 ? this.#pace().watched : this.#pace().unwatched;
    if (pace <= 0) return;
    const wait = condition.kind === 'stale' ? Math.max(condition.retryAt - this.#now(), 0) : pace;
    this.#cancelTimer = this.#after(wait, () => void this.refresh());
  }

  #set(state: AccountState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

function afterTimer(ms: number, task: () => void): () => void {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
}
