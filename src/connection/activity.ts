import { Emitter, type Event } from './event.ts';
import { english, type Localiser } from './localiser.ts';
import type { Memory } from './profiles.ts';
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

const kept = 200;
const key = 'marginalia.activity';

/** What was done from here, newest first, kept over restarts. */
export class ActivityLog {
  readonly #changed = new Emitter<void>();
  readonly #memory: Memory;
  #entries: readonly Activity[];
  #count = 0;
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memory: Memory, l10n: Localiser = english) {
    this.#memory = memory;
    const stored = memory.get(key);
    this.#entries = Array.isArray(stored) ? stored.filter(isActivity).map((entry) => interrupted(entry, l10n)) : [];
  }

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
    this.#keep([entry, ...this.#entries].slice(0, kept));
    return (outcome) => {
      this.#keep(this.#entries.map((known) => (known.id === entry.id ? { ...known, outcome } : known)));
    };
  }

  clear(): void {
    this.#keep(this.#entries.filter(({ outcome }) => outcome.kind === 'running'));
  }

  #keep(entries: readonly Activity[]): void {
    this.#entries = entries;
    // Losing the log to a full disk must not stop what it is a log of.
    this.#memory.update(key, entries).then(undefined, () => undefined);
    this.#changed.fire();
  }
}

/** What was under way when the editor was ended: whether it happened is not known any more. */
function interrupted(entry: Activity, l10n: Localiser): Activity {
  if (entry.outcome.kind !== 'running') return entry;
  return { ...entry, outcome: { kind: 'unknown', reason: l10n.t('The editor ended before the answer came.') } };
}

function isActivity(value: unknown): value is Activity {
  if (typeof value !== 'object' || value === null) return false;
  const { id, startedAt, title, method, parameters, outcome } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    typeof startedAt === 'number' &&
    typeof title === 'string' &&
    typeof method === 'string' &&
    typeof parameters === 'object' &&
    typeof outcome === 'object' &&
    outcome !== null
  );
}
