import { appendFileSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { sweepFullTexts } from './full-texts.ts';

/** Characters of printed text that an output shows; about 200,000 short lines. */
const mostCharacters = 4_000_000;

/** Cuts a flood of printed text off with a note, and keeps the whole of it in a file that only the user can read. */
export class StreamLimit {
  readonly #file: string;
  readonly #note: (address: string) => string;
  #taken: string[] = [];
  #length = 0;
  #cut = false;

  /**
   * @param file where the full text goes once an output has been cut off
   * @param note what says so, in the reader's language; the address it is given becomes a link in VS Code
   */
  constructor(file: string, note: (address: string) => string) {
    this.#file = file;
    this.#note = note;
  }

  /** The file with the full text, once there is one. */
  get fullText(): string | undefined {
    return this.#cut ? this.#file : undefined;
  }

  /** What of the text to show. */
  take(text: string): string {
    if (this.#cut) {
      this.#keep(text);
      return '';
    }
    this.#taken.push(text);
    this.#length += text.length;
    if (this.#length <= mostCharacters) return text;
    this.#cut = true;
    sweepFullTexts();
    this.#keep(this.#taken.join(''));
    this.#taken = [];
    const lineEnd = text.indexOf('\n', text.length - (this.#length - mostCharacters));
    const shown = lineEnd < 0 ? text : text.slice(0, lineEnd + 1);
    return `${shown}\n${this.#note(pathToFileURL(this.#file).href)}\n`;
  }

  /** Forgets what was printed, the file too: nothing shows it any more. */
  release(): void {
    if (this.#cut) rmSync(this.#file, { force: true });
    this.#cut = false;
    this.#taken = [];
    this.#length = 0;
  }

  #keep(text: string): void {
    appendFileSync(this.#file, text, { mode: 0o600 });
  }
}
