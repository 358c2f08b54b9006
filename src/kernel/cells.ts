import { AsyncLocalStorage } from 'node:async_hooks';
import type { Interrupts } from './interrupts.ts';

/** One run of a cell. Everything it starts (timers, promises, callbacks) carries it along. */
export class Cell {
  /** The `n` of `In[n]`. */
  readonly number: number;
  /** Shows the parent that a call comes from this run. */
  readonly ticket: string | undefined;
  readonly #interruption = new AbortController();

  constructor(number: number, ticket?: string) {
    this.number = number;
    this.ticket = ticket;
  }

  get interrupted(): boolean {
    return this.#interruption.signal.aborted;
  }

  /** Aborted when the user interrupts this run. */
  get signal(): AbortSignal {
    return this.#interruption.signal;
  }

  interrupt(): void {
    this.#interruption.abort(new InterruptedError());
  }
}

/** Thrown into what an interrupted cell left running, when it next prints, displays or calls the exchange. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly #own = true;
  constructor() {
    super('The cell was interrupted.');
  }

  /** Unlike `instanceof`, runs no code of a cell: what cells throw can be a proxy, revoked even. */
  static is(thrown: unknown): boolean {
    return typeof thrown === 'object' && thrown !== null && #own in thrown;
  }
}

/** Tells which cell the running code belongs to, also after the cell has ended. */
export class Cells {
  readonly #storage = new AsyncLocalStorage<Cell | undefined>();
  readonly #interrupts: Interrupts;
  #latest = new Cell(0);

  constructor(interrupts: Interrupts) {
    this.#interrupts = interrupts;
  }

  /** The cell that started the code now running; the latest one for code that belongs to none. */
  get current(): Cell {
    return this.#storage.getStore() ?? this.#latest;
  }

  /** What shows that the running code is its cell's own; undefined for code that belongs to none. */
  get ticket(): string | undefined {
    return this.#storage.getStore()?.ticket;
  }

  get latest(): Cell {
    return this.#latest;
  }

  /** Runs what belongs to this cell. */
  run<T>(cell: Cell, body: () => T): T {
    this.#latest = cell;
    return this.#storage.run(cell, body);
  }

  /** Runs what belongs to no cell. */
  outside<T>(body: () => T): T {
    return this.#storage.run(undefined, body);
  }

  /** Whether this cell is to end: the main thread may have had no time yet to hear of it. */
  isInterrupted(cell: Cell): boolean {
    return cell.interrupted || (cell === this.#latest && this.#interrupts.unread);
  }

  /** @throws InterruptedError when the running code belongs to an interrupted cell. */
  checkInterrupt(): Cell {
    const cell = this.current;
    if (this.isInterrupted(cell)) throw new InterruptedError();
    return cell;
  }
}
