import { randomUUID } from 'node:crypto';
import { Emitter, type Event } from './event.ts';
import { english, type Localiser } from './localiser.ts';
import type { Memory } from './profiles.ts';
import type { Mode } from './session.ts';

export type Outcome =
  | { readonly kind: 'running' }
  /** It was cancelled after it had left: whether it happened is being found out. */
  | { readonly kind: 'checking' }
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
  readonly #l10n: Localiser;
  /** What this window began and has not ended. */
  readonly #running = new Set<string>();

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memory: Memory, l10n: Localiser = english) {
    this.#memory = memory;
    this.#l10n = l10n;
  }

  /** Read each time: other windows add to them, too. */
  get entries(): readonly Activity[] {
    const stored = this.#memory.get(key);
    if (!Array.isArray(stored)) return [];
    return stored
      .filter(isActivity)
      .map((entry) => (this.#running.has(entry.id) ? entry : interrupted(entry, this.#l10n)));
  }

  find(id: string): Activity | undefined {
    return this.entries.find((entry) => entry.id === id);
  }

  /** Notes the start; the returned function notes the outcome. */
  begin(started: Omit<Activity, 'id' | 'startedAt' | 'outcome'>): (outcome: Outcome) => void {
    const entry: Activity = {
      ...started,
      id: randomUUID(),
      startedAt: Date.now(),
      outcome: { kind: 'running' },
    };
    this.#running.add(entry.id);
    this.#keep([entry, ...this.entries].slice(0, kept));
    return (outcome) => {
      if (!underWay(outcome)) this.#running.delete(entry.id);
      this.#keep(this.entries.map((known) => (known.id === entry.id ? { ...known, outcome } : known)));
    };
  }

  clear(): void {
    this.#keep(this.entries.filter(({ outcome }) => underWay(outcome)));
  }

  #keep(entries: readonly Activity[]): void {
    // Losing the log to a full disk must not stop what it is a log of; this window remembers it in any case.
    this.#memory.update(key, entries).then(undefined, () => undefined);
    this.#changed.fire();
  }
}

const underWay = ({ kind }: Outcome): boolean => kind === 'running' || kind === 'checking';

/** Longer than any request of another window that is still open can take. */
const longestMs = 120_000;

/** What was under way when the editor was ended: whether it happened is not known any more. */
function interrupted(entry: Activity, l10n: Localiser): Activity {
  if (!underWay(entry.outcome) || Date.now() - entry.startedAt < longestMs) return entry;
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
