import type { Answer, Command, CommandName, CommandOf } from './engine/commands.ts';
import { Draft, type World } from './engine/draft.ts';
import { execute, type Outcome } from './engine/engine.ts';
import type { Event } from './engine/events.ts';
import { Refusal, refuse } from './engine/refusal.ts';
import type { State } from './engine/state.ts';
import type { Journal } from './journal/journal.ts';
import { Ledger } from './ledger/ledger.ts';
import { ledgerFrom, stateFrom, toText } from './ledger/stored.ts';

export interface Clock {
  readonly kind: 'real' | 'manual';
  now(): number;
}

interface Waiting {
  readonly record: { readonly time: number; readonly command: Command };
  readonly events: readonly Event[];
  readonly state: State;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Commands between snapshots, which a restart has to play again: at least this many, and half as many as the ledger has
 * rows. A snapshot writes every row; in proportion, they cost the same per command however long the past gets.
 */
const SNAPSHOT_EVERY = 20_000;

/**
 * The engine at work: one line of commands, a journal, and the past. Nothing is answered or shown before it is on disk:
 * commands run at once on the newest state (`head`), wait for the next commit together with whoever else arrived in the
 * same turn of the event loop or while the disk was busy with the commit before, and only then become what readers see.
 */
export class Venue {
  readonly world: World;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly ledger: Ledger;
  #head: State;
  #shown: State;
  #view: Draft | undefined;
  #waiting: Waiting[] = [];
  /** Written and on their way to the disk. */
  #underway: readonly Waiting[] = [];
  #rushing = false;
  #sinceSnapshot = 0;
  #saidFault = '';
  /** Get every event after it is durable, and an empty list when time passed without one. */
  readonly #listeners = new Set<(events: readonly Event[]) => void>();

  private constructor(parts: { world: World; clock: Clock; journal: Journal; ledger: Ledger; state: State }) {
    this.world = parts.world;
    this.clock = parts.clock;
    this.journal = parts.journal;
    this.ledger = parts.ledger;
    this.#head = parts.state;
    this.#shown = parts.state;
  }

  /** Brings back what the journal holds, from its newest snapshot on; `fresh` where it holds nothing. */
  static open(journal: Journal, world: World, clock: (state: State) => Clock, fresh: State): Venue {
    const snapshot = journal.snapshot();
    let state = snapshot ? stateFrom(snapshot.state) : fresh;
    const ledger = new Ledger(snapshot ? ledgerFrom(snapshot.ledger) : undefined);
    for (const { time, command } of journal.replay(snapshot?.number ?? 0)) {
      const outcome = execute(state, command, time, world);
      state = outcome.state;
      ledger.append(outcome.events);
    }
    return new Venue({ world, clock: clock(state), journal, ledger, state });
  }

  /** The state that readers see: everything in it is durable. */
  get state(): State {
    return this.#shown;
  }
  /**
   * The same with prices and valuations, shared by all readers of that state. It is another object whenever the state or
   * the ledger is another: who keeps something made of them keeps it as long as this stays the same.
   */
  get view(): Draft {
    return (this.#view ??= new Draft(this.#shown, this.world));
  }

  listen(listener: (events: readonly Event[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Carries a command out now (or at `time`, for scripts) and answers once it is on disk. Rejects with the engine's
   * Refusal, with -1001 when the journal cannot be written, or with a fault of the engine's own; then nothing has
   * happened. It never throws: a timer that submits must not take the exchange down.
   */
  submit<K extends CommandName>(command: CommandOf<K>, time = this.clock.now()): Promise<Answer<K>> {
    let outcome: Outcome<Answer<K>>;
    try {
      outcome = execute(this.#head, command, time, this.world);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
    const idle = outcome.refusal !== undefined || command.do === 'tick';
    if (idle && outcome.events.length === 0) {
      this.#passTime(outcome.state);
      return outcome.refusal ? Promise.reject(outcome.refusal) : Promise.resolve(outcome.answer);
    }
    this.#head = outcome.state;
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0 && this.#underway.length === 0) setImmediate(() => this.#commit());
      this.#waiting.push({
        // Of a refused command only the passing of time remains.
        record: {
          time: outcome.state.now,
          command: outcome.refusal ? { do: 'tick' } : (command as unknown as Command),
        },
        events: outcome.events,
        state: outcome.state,
        done: () => {
          if (outcome.refusal) reject(outcome.refusal);
          else resolve(outcome.answer);
        },
        failed: reject,
      });
    });
  }

  /** Lets time pass up to now, so that a reader sees this second. */
  catchUp(): void {
    const now = this.clock.now();
    if (Math.floor(now / 1000) <= Math.floor(this.#head.now / 1000)) return;
    // What time brings is durable before it is shown, like everything else; a failing disk only delays it.
    this.submit({ do: 'tick' }, now).catch((error: unknown) => this.#sayFault(error));
  }

  /** A fault of the engine's own would come again every second: it is said once. */
  #sayFault(error: unknown): void {
    if (error instanceof Refusal || String(error) === this.#saidFault) return;
    this.#saidFault = String(error);
    process.stderr.write(
      `Time stands still: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
  }

  /** Everything back to `state` with an empty past. */
  async restart(state: State): Promise<void> {
    await this.settled();
    this.#startOver(state, new Ledger());
  }

  /** Keeps the present under a name, and comes back to it. */
  async keep(name: string): Promise<void> {
    await this.settled();
    this.journal.storeSnapshot(toText(this.#shown), toText(this.ledger.snapshot()), `kept:${name}`);
  }
  async comeBack(name: string): Promise<boolean> {
    await this.settled();
    const kept = this.journal.snapshot(`kept:${name}`);
    if (!kept) return false;
    this.#startOver(stateFrom(kept.state), new Ledger(ledgerFrom(kept.ledger)));
    return true;
  }

  /** Writes everything down as it is, so that a restart plays nothing again. */
  async checkpoint(): Promise<void> {
    await this.settled();
    this.#snapshot();
  }

  /** Resolves when nothing waits for the disk. */
  async settled(): Promise<void> {
    while (this.#waiting.length > 0 || this.#underway.length > 0) await new Promise((resolve) => setImmediate(resolve));
  }

  /**
   * Lets commands of `work` be answered before they are on disk; all of them are when this resolves. For work that is
   * done again from the start if it is interrupted.
   */
  async inOneGo(work: () => Promise<void>): Promise<void> {
    this.#rushing = true;
    try {
      await work();
      await this.settled();
    } finally {
      this.#rushing = false;
    }
    await new Promise<void>((resolve, reject) => this.journal.sync((error) => (error ? reject(error) : resolve())));
  }

  async close(): Promise<void> {
    await this.settled();
    try {
      if (this.#sinceSnapshot > 0) this.#snapshot();
    } catch {
      // A full disk: the journal has everything a snapshot would.
    }
    this.journal.close();
  }

  #startOver(state: State, ledger: Ledger): void {
    this.journal.startOver(toText(state), toText(ledger.snapshot()));
    this.#sinceSnapshot = 0;
    this.#head = state;
    Object.assign(this, { ledger });
    this.#show(state);
  }
  #show(state: State): void {
    this.#shown = state;
    this.#view = undefined;
  }

  #passTime(state: State): void {
    if (state === this.#head) return;
    this.#head = state;
    if (this.#waiting.length > 0 || this.#underway.length > 0) return;
    this.#show(state);
    for (const listener of this.#listeners) listener([]);
  }

  #commit(): void {
    if (this.#underway.length > 0) return;
    const batch = this.#waiting;
    this.#waiting = [];
    if (batch.length === 0) return;
    try {
      this.journal.append(batch.map(({ record }) => record));
    } catch (error) {
      this.#refuse(batch, error);
      return;
    }
    if (this.#rushing) {
      this.#finish(batch);
      return;
    }
    this.#underway = batch;
    this.journal.sync((error) => {
      this.#underway = [];
      if (error) this.#giveUp(batch, error);
      else this.#finish(batch);
      // Answers go out when this returns; the disk is at work on the next group by then.
      this.#commit();
    });
  }

  /** What is durable is shown, remembered and answered, in the order it happened. */
  #finish(batch: readonly Waiting[]): void {
    for (const { events } of batch) this.ledger.append(events);
    // Time may have passed since the last command without anything happening.
    this.#show(this.#waiting.length === 0 ? this.#head : (batch.at(-1)?.state ?? this.#head));
    for (const { done } of batch) done();
    for (const listener of this.#listeners) for (const { events } of batch) listener(events);
    this.#sinceSnapshot += batch.length;
    if (this.#sinceSnapshot >= Math.max(SNAPSHOT_EVERY, this.ledger.size / 2)) setImmediate(() => this.#trySnapshot());
  }

  /** Nothing of a batch has happened. */
  #refuse(batch: readonly Waiting[], error: unknown): void {
    this.#head = this.#shown;
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The journal cannot be written (${message}); the request was refused.\n`);
    for (const { failed } of batch) failed(refuse(-1001));
  }

  /** A batch is written and cannot be brought to the disk: it is taken back, with whatever was built on it meanwhile. */
  #giveUp(batch: readonly Waiting[], error: Error): void {
    const built = this.#waiting;
    this.#waiting = [];
    try {
      this.journal.takeBack(this.journal.length - batch.length);
    } catch {
      // The disk takes nothing at all; the next start will find the batch there, or cut it off as torn.
    }
    this.#refuse([...batch, ...built], error);
  }

  #trySnapshot(): void {
    try {
      if (this.#waiting.length === 0 && this.#underway.length === 0) this.#snapshot();
    } catch (error) {
      process.stderr.write(`No snapshot: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  #snapshot(): void {
    this.journal.storeSnapshot(toText(this.#shown), toText(this.ledger.snapshot()));
    this.#sinceSnapshot = 0;
  }
}

export { Refusal };
