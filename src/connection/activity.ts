import { Emitter, type Event } from './event.ts';
import type { Mode } from './session.ts';

export type Outcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The answer was lost and what could be looked up did not settle it. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'cancelled' };

/** One thing done from here. Holds the request's parameters, never a key or a signature. */
export interface Activity {
  readonly id: string;
  readonly startedAt: number;
  readonly profile: string;
  readonly mode: Mode;
  readonly title: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outcome: Outcome;
}

const kept = 500;

/** What was done from this window, newest first. */
export class ActivityLog {
  readonly #changed = new Emitter<void>();
  #entries: readonly Activity[] = [];
  #count = 0;
  readonly onDidChange: Event<void> = this.#changed.event;

  get entries(): readonly Activity[] {
    return this.#entries;
  }

  find(id: string): Activity | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  /** Notes the start; the returned function notes the outcome. */
  begin(started: Omit<Activity, 'id' | 'startedAt' | 'outcome'>): (outcome: Outcome) => void {
    this.#count += 1;
    const entry: Activity = {
      ...started,
      id: `${Date.now()}-${this.#count}`,
      startedAt: Date.now(),
      outcome: { kind: 'running' },
    };
    this.#entries = [entry, ...this.#entries].slice(0, kept);
    this.#changed.fire();
    return (outcome) => {
      this.#entries = this.#entries.map((known) => (known.id === entry.id ? { ...known, outcome } : known));
      this.#changed.fire();
    };
  }
}
