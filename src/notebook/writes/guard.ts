import type { Write } from '../host/session-host.ts';
import type { Entry, Ledger } from './ledger.ts';

/** The run of a cell that a write belongs to. */
export interface WritingRun {
  /** Stays the same when the cell is edited or moved, and after a restart. */
  readonly cellId: string;
  /** Whether the user ran this cell alone: only then may one answer cover all its writes. */
  readonly alone: boolean;
  readonly ended: boolean;
}

/** Asks the user. */
export interface Questions {
  /** LIVE only. `run`: allow the rest of this run, too; offered when `mayArm`. */
  allow(write: Write, mayArm: boolean): Promise<'call' | 'run' | 'no'>;
  /** The cell has done this before, or may have: what now? `earlier`: take the answer of that time. */
  repeat(write: Write, entry: Entry): Promise<'again' | 'earlier' | 'no'>;
}

/** A write that the user did not agree to. */
export class DeclinedError extends Error {
  override readonly name = 'DeclinedError';
}

/**
 * Decides which writes of cells are sent. PAPER sends them; READ-ONLY leaves the refusal to the client; LIVE asks for
 * each, or once for a run of one cell. In every mode a write that the cell has done before is not done again unasked.
 */
export class WriteGuard {
  readonly #ledger: Ledger;
  readonly #questions: Questions;
  /** For which session a run is armed: a switch of profile disarms it. */
  readonly #armed = new WeakMap<WritingRun, Write['session']>();
  readonly #counts = new WeakMap<WritingRun, Map<string, number>>();
  /** Questions are asked one after the other: two that lie over each other cannot be read. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(ledger: Ledger, questions: Questions) {
    this.#ledger = ledger;
    this.#questions = questions;
  }

  /**
   * @param didNotHappen tells whether an error means that nothing was changed
   * @throws DeclinedError when the user says no
   */
  async guard(
    write: Write,
    run: WritingRun,
    send: () => Promise<unknown>,
    didNotHappen: (error: unknown) => boolean,
  ): Promise<unknown> {
    if (write.session.mode === 'READ-ONLY') return await send();
    const key = this.#keyOf(write, run);
    const decision = await this.#inTurn(() => this.#decide(write, run, key));
    if (decision === 'no') throw new DeclinedError(`${write.method} was not allowed: nothing was sent.`);
    const at = Date.now();
    if (decision === 'earlier') return this.#ledger.find(key)?.reply;
    // Written down before it is sent: whatever happens now, the next run will ask.
    await this.#ledger.note(key, { at, outcome: 'unknown' });
    try {
      const reply = await send();
      // It was done, also where that cannot be written down: then the next run asks as after a lost answer.
      await this.#ledger.note(key, { at, outcome: 'done', reply }).catch(() => undefined);
      return reply;
    } catch (error) {
      // Why it did not happen matters more than a disk that is full.
      if (didNotHappen(error)) await this.#ledger.forget(key).catch(() => undefined);
      throw error;
    }
  }

  async #decide(write: Write, run: WritingRun, key: string): Promise<'send' | 'earlier' | 'no'> {
    const entry = this.#ledger.find(key);
    if (entry) {
      const answer = await this.#questions.repeat(write, entry);
      if (answer !== 'again') return answer;
    }
    if (write.session.mode === 'PAPER' || (this.#armed.get(run) === write.session && !run.ended)) return 'send';
    const answer = await this.#questions.allow(write, run.alone && !run.ended);
    if (answer === 'run') this.#armed.set(run, write.session);
    return answer === 'no' ? 'no' : 'send';
  }

  #keyOf({ method, parameters, session }: Write, run: WritingRun): string {
    const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1));
    const same = JSON.stringify([session.mode, session.profile.name, run.cellId, method, sorted]);
    const counts = this.#counts.get(run) ?? new Map<string, number>();
    const count = (counts.get(same) ?? 0) + 1;
    this.#counts.set(run, counts.set(same, count));
    return `${same}#${count}`;
  }

  #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const turn = this.#asking.then(ask);
    this.#asking = turn.catch(() => undefined);
    return turn;
  }
}
