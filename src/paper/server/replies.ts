/**
 * What a reply was made from. Reading a part of the call notes it here, so no handler has to say what it relies on and
 * none can say it wrongly.
 */
export interface Reliance {
  /** The engine's state, or the past. */
  present: boolean;
  /** The clock, to the millisecond. */
  moment: boolean;
  /** Anything else: keys, tickets, limits, or a command. */
  other: boolean;
}
export const nothingYet = (): Reliance => ({ present: false, moment: false, other: false });

interface Kept {
  readonly text: string;
  /** The only time at which it holds. */
  readonly at: number | undefined;
}

/** More questions than anyone asks of one state; what comes beyond starts over. */
const MOST = 500;

/**
 * Replies to reads, as text, to be given again while nothing that they were made from has changed. The engine's states
 * are immutable, so "nothing has changed" is one comparison.
 */
export class Replies {
  /** Hold for one present only. */
  readonly #passing = new Map<string, Kept>();
  /** Hold for ever: lists of what is traded, and the like. */
  readonly #lasting = new Map<string, Kept>();
  #present: unknown;

  find(question: string, present: unknown, now: number): string | undefined {
    if (present !== this.#present) {
      this.#present = present;
      this.#passing.clear();
    }
    const kept = this.#passing.get(question) ?? this.#lasting.get(question);
    return kept && (kept.at === undefined || kept.at === now) ? kept.text : undefined;
  }

  /** Keeps the reply to a question that was just looked for in vain. */
  keep(question: string, now: number, reliance: Reliance, text: string): void {
    if (reliance.other) return;
    const kept = { text, at: reliance.moment ? now : undefined };
    const shelf = reliance.present || reliance.moment ? this.#passing : this.#lasting;
    if (shelf.size >= MOST) shelf.clear();
    shelf.set(question, kept);
  }
}
