// The global one does nothing for an interrupted cell.
import { clearTimeout, setTimeout } from 'node:timers';

/**
 * Messages that wait for the main thread. Handling one can run code of cells (a value that says itself how it is
 * shown), and an interrupt can cut that short in such a way that not even a `finally` is reached: the messages behind it
 * must be handled all the same.
 */
export class Inbox<Message> {
  readonly #handle: (message: Message) => void;
  readonly #onCut: (message: Message) => void;
  readonly #waiting: Message[] = [];
  #handling: Message | undefined;
  #held = false;

  /** @param onCut told of a message whose handling was cut short */
  constructor(handle: (message: Message) => void, onCut: (message: Message) => void) {
    this.#handle = handle;
    this.#onCut = onCut;
  }

  add(message: Message): void {
    this.#waiting.push(message);
  }

  /** Messages wait until {@link release}. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.drain();
  }

  drain(): void {
    const cut = this.#handling;
    this.#handling = undefined;
    if (cut !== undefined) this.#onCut(cut);
    if (this.#waiting.length === 0 || this.#held) return;
    const again = setTimeout(() => this.drain());
    for (const message of this.#taken()) {
      this.#handling = message;
      this.#handle(message);
      this.#handling = undefined;
    }
    clearTimeout(again);
  }

  /** One after the other, until a message that is being handled has the rest wait. */
  *#taken(): Generator<Message> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      yield next;
      if (this.#held) return;
    }
  }
}
