import { spawnSync } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Readable } from 'node:stream';
import type { Question } from '../notebook/host/session-host.ts';

/** Has the terminal of this process show what is typed, or not; Windows' cannot be told. Nothing where there is none. */
export function echoInTerminal(on: boolean): void {
  if (process.stdin.isTTY) spawnSync('stty', [on ? 'echo' : '-echo'], { stdio: ['inherit', 'ignore', 'ignore'] });
}

/** Answers the questions of cells with the lines of a stream, which is not touched before the first question. */
export class LineInput {
  readonly #from: Readable;
  readonly #say: (text: string) => void;
  readonly #echo: (on: boolean) => void;
  #reader: Interface | undefined;
  #lines: AsyncIterator<string> | undefined;

  /**
   * @param say shows a question, to a person who may be at the other end
   * @param echo whether the terminal shows what that person types
   */
  constructor(from: Readable, say: (text: string) => void, echo: (on: boolean) => void) {
    this.#from = from;
    this.#say = say;
    this.#echo = echo;
  }

  /** The next line; nothing when there is none. An empty one takes what the question begins with. */
  async ask(question: Question, signal: AbortSignal): Promise<string | undefined> {
    if (!question.password) return this.#ask(question, signal);
    this.#echo(false);
    try {
      return await this.#ask(question, signal);
    } finally {
      this.#echo(true);
      // The line end that was typed was not shown either.
      this.#say('\n');
    }
  }

  async #ask({ prompt, value, password }: Question, signal: AbortSignal): Promise<string | undefined> {
    this.#say(`${prompt}${value === undefined || password ? '' : ` [${value}]`} `);
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
