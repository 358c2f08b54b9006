import { createInterface, type Interface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import type { Question } from '../notebook/host/session-host.ts';

/** Answers the questions of cells with the lines of a stream, which is not touched before the first question. */
export class LineInput {
  readonly #from: Readable;
  readonly #say: (text: string) => void;
  #reader: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;

  /** @param say shows a question, to a person who may be at the other end */
  constructor(from: Readable, say: (text: string) => void) {
    this.#from = from;
    this.#say = say;
  }

  /** The next line; nothing when there is none. An empty one takes what the question begins with. */
  async ask({ prompt, value }: Question, signal: AbortSignal): Promise<string | undefined> {
    this.#say(`${prompt}${value === undefined ? '' : ` [${value}]`} `);
    this.#reader ??= createInterface({ input: this.#from });
    this.#lines ??= this.#reader[Symbol.asyncIterator]();
    const lines = this.#lines;
    return await new Promise((resolve, reject) => {
      const abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      lines
        .next()
        .then(({ done, value: line }: IteratorResult<string, unknown>) =>
          resolve(done ? undefined : line === '' ? (value ?? '') : line),
        )
        .catch(reject)
        .finally(() => signal.removeEventListener('abort', abort));
    });
  }

  close(): void {
    this.#reader?.close();
    this.#from.pause();
  }
}
