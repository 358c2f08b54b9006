/** A change of a text that leaves every line where it was, so that only columns of touched lines move. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Collects replacements in a text by offset, applies them at once, and finds old columns for new ones. */
export class Edits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  get empty(): boolean {
    return this.#edits.length === 0;
  }

  /** Replaces a range. The lines it spanned are kept by appending as many line breaks. */
  replace(start: number, end: number, text: string): void {
    const breaks = this.#source.slice(start, end).split('\n').length - text.split('\n').length;
    this.#edits.push({ start, end, text: text + '\n'.repeat(Math.max(0, breaks)) });
  }

  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text });
  }

  /** Removes a range, its line breaks excepted. */
  blank(start: number, end: number): void {
    this.#edits.push({ start, end, text: this.#source.slice(start, end).replace(/[^\n]/g, ' ') });
  }

  apply(): string {
    let from = 0;
    let result = '';
    for (const edit of this.#sorted()) {
      result += this.#source.slice(from, edit.start) + edit.text;
      from = edit.end;
    }
    return result + this.#source.slice(from);
  }

  /** Where a column of the edited text was before. Both count from 0; `line` is the same in both texts. */
  oldColumn(line: number, column: number): number {
    const lineStart = lineOffset(this.#source, line);
    let shift = 0;
    for (const edit of this.#sorted()) {
      const removed = edit.end - edit.start;
      const at = edit.start - lineStart;
      if (at < 0 || edit.start >= lineOffset(this.#source, line + 1) || edit.text.includes('\n')) continue;
      if (at + shift > column) break;
      if (at + shift + edit.text.length > column) return Math.max(at, Math.min(column - shift, at + removed));
      shift += edit.text.length - removed;
    }
    return column - shift;
  }

  #sorted(): readonly Edit[] {
    return this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  }
}

function lineOffset(text: string, line: number): number {
  let offset = 0;
  for (let n = 0; n < line; n++) {
    const end = text.indexOf('\n', offset);
    if (end < 0) return text.length + 1;
    offset = end + 1;
  }
  return offset;
}
