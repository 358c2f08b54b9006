import type { Memory } from './profiles.ts';

/**
 * VS Code's memory, written one change at a time. VS Code echoes each write back, as the whole memory, and takes the echo
 * for the truth: with two writes under way, the echo of the first undoes the second, or is sent out again under a third.
 * A write whose echo has come can be undone by none of this window's.
 */
export class OrderlyMemory implements Memory {
  readonly #memory: Memory;
  readonly #waiting = new Set<{ readonly key: string; readonly value: unknown }>();
  #last: Promise<void> = Promise.resolve();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  get(key: string): unknown {
    const waiting = [...this.#waiting].findLast((write) => write.key === key);
    return waiting ? waiting.value : this.#memory.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    const write = { key, value };
    this.#waiting.add(write);
    const written = this.#last.then(() => this.#memory.update(key, value)).finally(() => this.#waiting.delete(write));
    this.#last = written.catch(() => undefined);
    return written;
  }
}
