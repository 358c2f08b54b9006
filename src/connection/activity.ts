import { randomUUID } from 'node:crypto';
import { Emitter, type Event } from './event.ts';
import { Kept } from './kept.ts';
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

const most = 200;
const key = 'marginalia.activity';

/** What was done from here, newest first, kept over restarts. */
export class ActivityLog {
  readonly #changed = new Emitter<void>();
  readonly #kept: Kept<readonly Activity[]>;
  readonly #l10n: Localiser;
  readonly #log: (line: string) => void;
  /** What this window began and has not ended. */
  readonly #running = new Set<string>();

  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memory: Memory, l10n: Localiser = english, log: (line: string) => void = () => undefined) {
    const read = (stored: unknown) => (Array.isArray(stored) ? stored.filter(isActivity) : []);
    this.#kept = new Kept<readonly Activity[]>(memory, key, read, l10n);
    this.#l10n = l10n;
    this.#log = log;
  }

  /** Read each time: other windows add to them, too. */
  get entries(): readonly Activity[] {
    return this.#kept.value.map((entry) => this.#told(entry));
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
    this.#change((entries) => put(entries, entry));
    return (outcome) => {
      if (!underWay(outcome)) this.#running.delete(entry.id);
      this.#change((entries) => put(entries, { ...entry, outcome }));
    };
  }

  clear(): void {
    this.#change((entries) => entries.filter((entry) => underWay(this.#told(entry).outcome)));
  }

  #told(entry: Activity): Activity {
    return this.#running.has(entry.id) ? entry : interrupted(entry, this.#l10n);
  }

  #change(change: (entries: readonly Activity[]) => readonly Activity[]): void {
    // Losing the log to a full disk must not stop what it is a log of.
    this.#kept.change(change).catch((error: unknown) => {
      this.#log(`The activity log could not be written, and may miss an action of this window. ${String(error)}`);
    });
    this.#changed.fire();
  }
}

/** The entry in its place, or in front of the others. */
function put(entries: readonly Activity[], entry: Activity): readonly Activity[] {
  return entries.some(({ id }) => id === entry.id)
    ? entries.map((known) => (known.id === entry.id ? entry : known))
    : [entry, ...entries].slice(0, most);
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
