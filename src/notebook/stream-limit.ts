import { appendFileSync } from 'node:fs';

/** Characters of printed text that an output shows; about 200,000 short lines. */
const mostCharacters = 4_000_000;

/** Cuts a flood of printed text off with a note, and keeps the whole of it in a file. */
export class StreamLimit {
  readonly #file: string;
  readonly #note: (file: string) => string;
  #taken: string[] = [];
  #length = 0;
  #cut = false;

  /**
   * @param file where the full text goes once an output has been cut off
   * @param note what says so, in the reader's language
   */
  constructor(file: string, note: (file: string) => string) {
    this.#file = file;
    this.#note = note;
  }

  /** What of the text to show. */
  take(text: string): string {
    if (this.#cut) {
      appendFileSync(this.#file, text);
      return '';
    }
    this.#taken.push(text);
    this.#length += text.length;
    if (this.#length <= mostCharacters) return text;
    this.#cut = true;
    appendFileSync(this.#file, this.#taken.join(''));
    this.#taken = [];
    const lineEnd = text.indexOf('\n', text.length - (this.#length - mostCharacters));
    const shown = lineEnd < 0 ? text : text.slice(0, lineEnd + 1);
    return `${shown}\n${this.#note(this.#file)}\n`;
  }
}
