import { english, type Localiser } from './localiser.ts';
import type { Memory } from './profiles.ts';

/** How often a change that does not stand is made. */
const attempts = 5;

/**
 * One value in VS Code's memory, changed until the change stands. Another window's write replaces the whole memory, and
 * one that crosses ours on the way undoes it: a fired alert would be armed again, a removed profile come back, amounts
 * that were hidden be shown. So a change is not a new value but what is done to the one that is there: again and again,
 * so that done twice it must make no difference.
 */
export class Kept<T> {
  readonly #memory: Memory;
  readonly #key: string;
  readonly #read: (stored: unknown) => T;
  readonly #l10n: Localiser;
  #changes: ((value: T) => T)[] = [];
  #writing: Promise<void> | undefined;

  /** `read` makes the best of what is stored, which another version may have written, or a hand. */
  constructor(memory: Memory, key: string, read: (stored: unknown) => T, l10n: Localiser = english) {
    this.#memory = memory;
    this.#key = key;
    this.#read = read;
    this.#l10n = l10n;
  }

  /** With all changes, whether they stand yet or not. */
  get value(): T {
    return this.#changes.reduce((value, change) => change(value), this.#stored);
  }

  /**
   * Resolves when the change stands. Throws what the memory throws, such as for a full disk; this window has it even so.
   * Throws also where the change will not stand.
   */
  change(change: (value: T) => T): Promise<void> {
    this.#changes.push(change);
    this.#writing ??= this.#write();
    return this.#writing;
  }

  get #stored(): T {
    return this.#read(this.#memory.get(this.#key));
  }

  get #stands(): boolean {
    // Both as they are read, so that neither the order of properties nor what is left out makes a difference.
    return JSON.stringify(this.#read(this.value)) === JSON.stringify(this.#stored);
  }

  async #write(): Promise<void> {
    try {
      for (let attempt = 0, known = 0; attempt < attempts; attempt += 1) {
        if (this.#changes.length > known) attempt = 0;
        known = this.#changes.length;
        await this.#memory.update(this.#key, this.value);
        if (this.#stands) return;
      }
      throw new Error(
        this.#l10n.t(
          'VS Code took a change of {0} back {1} times, so it is not kept. Do it again; if that does not help, close the other windows first.',
          this.#key,
          attempts,
        ),
      );
    } finally {
      this.#changes = [];
      this.#writing = undefined;
    }
  }
}
