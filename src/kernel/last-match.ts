/**
 * Keeps what `RegExp.$1` to `RegExp.$9` give a cell for the next one: between the two, the kernel matches patterns of its
 * own.
 */
export class LastMatch {
  #groups = nine.map(() => '');

  save(): void {
    this.#groups = nine.map((group) => (RegExp as unknown as Record<string, string>)[group] ?? '');
  }

  restore(): void {
    match.exec(this.#groups.join('\0'));
  }
}

const nine = Array.from({ length: 9 }, (_, index) => `$${index + 1}`);
/** Matches nine texts with a zero between each. */
const match = new RegExp(`^${nine.map(() => '([^\\0]*)').join('\\0')}$`);
