import { didNotHappen, type Write } from '../host/session-host.ts';
import type { Entry, Keys, Ledger } from './ledger.ts';

/** The run of a cell that a write belongs to. */
export interface WritingRun {
  /** The names by which the cell is found again, also when it was edited or moved, and after a restart: one, or two. */
  readonly cellIds: readonly [string, string?];
  /** Whether the user ran this cell alone: only then may one answer cover all its writes. */
  readonly alone: boolean;
  readonly ended: boolean;
}

/** Asks the user. */
export interface Questions {
  /** LIVE only. `run`: allow the rest of this run, too. `none`: refuse the rest of it, too. */
  allow(write: Write, offer: Offer): Promise<'call' | 'run' | 'no' | 'none'>;
  /** The cell has done this before, or may have: what now? `earlier`: take the answer of that time. */
  repeat(write: Write, entry: Entry): Promise<'again' | 'earlier' | 'no'>;
  /** Tells a user who has agreed that it was too late: nobody waits for the write any more, and nothing was sent. */
  tooLate(write: Write): void;
}

/** Which answers make sense for the whole run. */
export interface Offer {
  readonly mayArm: boolean;
  /** The user has refused a write of this run and is asked again: a loop may ask for ever. */
  readonly refusedBefore: boolean;
}

/** A write that the user did not agree to. */
export class DeclinedError extends Error {
  override readonly name = 'DeclinedError';
}

type Decision = { readonly send: number } | { readonly reply: unknown };

/**
 * Decides which writes of cells are sent. PAPER sends them; READ-ONLY none; LIVE asks for each, or once for a run of one
 * cell. In every mode a write that the cell has done before is not done again unasked.
 */
export class WriteGuard {
  readonly #ledger: Ledger;
  readonly #questions: Questions;
  /** For which session a run is armed: a switch of profile disarms it. */
  readonly #armed = new WeakMap<WritingRun, Write['session']>();
  /** Runs of which the user has refused a write, or all. */
  readonly #refused = new WeakMap<WritingRun, 'no' | 'none'>();
  /** Entries that a run has made or dealt with: what else is found was done by an earlier one. */
  readonly #known = new WeakMap<WritingRun, Set<number>>();
  /** Questions are asked one after the other: two that lie over each other cannot be read. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(ledger: Ledger, questions: Questions) {
    this.#ledger = ledger;
    this.#questions = questions;
  }

  /**
   * @throws DeclinedError when the user says no
   * @throws LedgerError when what was done before cannot be known, or this not noted: then nothing is sent
   */
  async guard(write: Write, run: WritingRun, send: () => Promise<unknown>): Promise<unknown> {
    const decision = await this.#inTurn(async () => {
      for (;;) {
        const decided = await this.#decide(write, run);
        if (decided) return decided;
      }
    }, write.signal);
    if ('reply' in decision) return decision.reply;
    const { send: id } = decision;
    try {
      const reply = await send();
      // It was done, also where that cannot be written down: then the next run asks as after a lost answer.
      await this.#ledger.done(id, reply).catch(() => undefined);
      return reply;
    } catch (error) {
      // Why it did not happen matters more than a disk that is full.
      if (didNotHappen(error)) await this.#ledger.forget(id).catch(() => undefined);
      throw error;
    }
  }

  /** Undefined where another window has sent the same meanwhile: then that has to be asked about. */
  async #decide(write: Write, run: WritingRun): Promise<Decision | undefined> {
    const { session, method } = write;
    const declined = (what: string) => new DeclinedError(`${method} was not ${what}: nothing was sent.`);
    if (session.mode === 'READ-ONLY') throw declined('sent with READ-ONLY');
    const known = this.#known.get(run) ?? new Set();
    this.#known.set(run, known);
    const keys = keysOf(write, run);
    // One after the other: a cell that has done this three times may have done it three times.
    const entries = await this.#ledger.find(keys);
    const earlier = entries.find(({ id }) => !known.has(id));
    if (earlier) {
      const answer = await this.#questions.repeat(write, earlier);
      this.#throwIfGivenUp(write, answer === 'again');
      if (answer === 'no') throw declined('repeated');
      if (answer === 'earlier') {
        known.add(earlier.id);
        return { reply: earlier.reply };
      }
    }
    if (session.mode === 'LIVE' && !this.#isArmed(write, run)) {
      const refused = this.#refused.get(run);
      if (refused === 'none') throw declined('allowed');
      const mayArm = run.alone && write.own && !run.ended;
      const answer = await this.#questions.allow(write, { mayArm, refusedBefore: refused !== undefined });
      this.#throwIfGivenUp(write, answer === 'call' || answer === 'run');
      if (answer === 'no' || answer === 'none') {
        this.#refused.set(run, answer);
        throw declined('allowed');
      }
      if (answer === 'run' && mayArm) this.#armed.set(run, session);
    }
    // Written down before it is sent: whatever happens now, the next run will ask.
    const id = await this.#ledger.begin(keys, entries.at(-1)?.id ?? 0, earlier?.id);
    if (id === undefined) return undefined;
    if (earlier) known.add(earlier.id);
    known.add(id);
    return { send: id };
  }

  /** A question stays on the screen when its cell is interrupted, or its kernel ends; whatever is answered then sends nothing. */
  #throwIfGivenUp(write: Write, agreed: boolean): void {
    if (write.signal.aborted && agreed) this.#questions.tooLate(write);
    write.signal.throwIfAborted();
  }

  /** What another run has left behind (a timer, a promise) does not share in the trust that this one was given. */
  #isArmed({ session, own }: Write, run: WritingRun): boolean {
    return own && !run.ended && this.#armed.get(run) === session;
  }

  /** Nobody is asked about a write that was given up while it waited. */
  #inTurn<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const turn = this.#asking.then(() => {
      signal.throwIfAborted();
      return ask();
    });
    this.#asking = turn.catch(() => undefined);
    return turn;
  }
}

/** A write is the same when the profile, the cell, and what travels are. */
function keysOf({ endpoint, parameters, session }: Write, run: WritingRun): Keys {
  const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
  const keyOf = (cell: string) => JSON.stringify([session.mode, session.profile.id, cell, endpoint, sorted]);
  const [cell, otherwise] = run.cellIds;
  return otherwise === undefined ? [keyOf(cell)] : [keyOf(cell), keyOf(otherwise)];
}
