import { orAborted } from './pause.ts';

/** Lets at most `places` calls be under way. Waiting happens before signing, so that no timestamp grows old here. */
export class Gate {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Undefined where a place is free at once. Each entry has to be followed by one `leave`. */
  enter(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#free += 1;
  }
}

/**
 * Runs tasks of one lane one after the other, with a gap between the end of one and the start of the next. One that is
 * aborted waits no longer: it begins, to find that out by itself.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(lane: string, gap: () => Promise<void>, task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const before = this.#tails.get(lane);
    let done: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.#tails.set(lane, mine);
    try {
      if (before) await orAborted(before, signal);
      return await task();
    } finally {
      // The gap passes after the task, while nobody waits, and is not part of the caller's wait. Whoever comes next still
      // waits for the one before, where this one did not.
      void (before ?? Promise.resolve()).then(gap).then(() => {
        done();
        if (this.#tails.get(lane) === mine) this.#tails.delete(lane);
      });
    }
  }
}
