import type { Memory } from './profiles.ts';
import type { Profile } from './session.ts';

/** What was chosen in the questions of one profile, by question. */
export interface ChoiceMemory {
  last(question: string): string | undefined;
  keep(question: string, label: string): void;
}

const key = (profile: string): string => `marginalia.choices.${profile}`;

/** The last choice of each question, so that asking again begins there: kept over restarts, each profile's by itself. */
export class Choices {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  of({ id }: Profile): ChoiceMemory {
    return {
      last: (question) => this.#read(id)[question],
      keep: (question, label) => this.#write(id, { ...this.#read(id), [question]: label }),
    };
  }

  forget(profile: string): void {
    this.#write(profile, undefined);
  }

  #read(profile: string): Record<string, string> {
    const stored = this.#memory.get(key(profile));
    if (typeof stored !== 'object' || stored === null) return {};
    const texts = Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return Object.fromEntries(texts);
  }

  #write(profile: string, choices: Record<string, string> | undefined): void {
    // A full disk costs the memory, never the action.
    this.#memory.update(key(profile), choices).then(undefined, () => undefined);
  }
}
