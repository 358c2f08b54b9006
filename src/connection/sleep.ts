import type { Disposable } from './event.ts';

export interface SleepWatchOptions {
  readonly onWake: () => void;
  readonly now?: () => number;
  /** Runs `task` each `ms`; returns what ends it. */
  readonly every?: (ms: number, task: () => void) => () => void;
}

const tickMs = 10_000;
/** A busy machine delays a tick by seconds, never by this much. */
const lateMs = 20_000;

/**
 * Notices that the machine slept, or that its clock was set: between two ticks of a timer far more time (or less than
 * none) has passed than the timer waited. Whatever was read before is old then, and connections are dead without knowing.
 */
export class SleepWatch implements Disposable {
  readonly #end: () => void;

  constructor({ onWake, now = Date.now, every = interval }: SleepWatchOptions) {
    let before = now();
    this.#end = every(tickMs, () => {
      const jump = now() - before - tickMs;
      before = now();
      if (Math.abs(jump) > lateMs) onWake();
    });
  }

  dispose(): void {
    this.#end();
  }
}

function interval(ms: number, task: () => void): () => void {
  const timer = setInterval(task, ms);
  timer.unref();
  return () => clearInterval(timer);
}
