import type { Clock } from './venue.ts';

/** The machine's clock, which never runs backwards here even if someone sets it back. */
export function realClock(): Clock {
  let latest = 0;
  return {
    kind: 'real',
    now() {
      latest = Math.max(latest, Date.now());
      return latest;
    },
  };
}

/** A clock that stands still until it is set. */
export class ManualClock implements Clock {
  readonly kind = 'manual';
  #now: number;
  constructor(start: number) {
    this.#now = start;
  }
  now(): number {
    return this.#now;
  }
  set(now: number): void {
    this.#now = Math.max(now, this.#now);
  }
  /** To a time that may lie before: with a snapshot, its time comes back too. */
  jump(now: number): void {
    this.#now = now;
  }
}
