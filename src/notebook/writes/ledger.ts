/** What became of a write that a cell asked for. */
export interface Entry {
  /** ms since 1970, when it was sent. */
  readonly at: number;
  /** `unknown` while no answer has come: it may have happened, and still be so after a restart of the editor. */
  readonly outcome: 'done' | 'unknown';
  /** What the exchange answered. */
  readonly reply?: unknown;
}

/** Where the ledger is kept from one session of the editor to the next. */
export interface Storage {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const storageKey = 'marginalia.writes';
/** The oldest entries beyond so many are forgotten. */
const mostEntries = 1_000;

/**
 * Remembers which cell has done which write, so that running the cell again does not do it twice unnoticed. A write is
 * the same when the profile, the cell, the method, its parameters and its place among equal ones in the run are.
 */
export class Ledger {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  find(key: string): Entry | undefined {
    return this.#entries()[key];
  }

  async note(key: string, entry: Entry): Promise<void> {
    const kept = this.#others(key).slice(-(mostEntries - 1));
    await this.#storage.update(storageKey, Object.fromEntries([...kept, [key, withoutSecret(entry)]]));
  }

  /** Forgets a write that is known not to have happened. */
  async forget(key: string): Promise<void> {
    await this.#storage.update(storageKey, Object.fromEntries(this.#others(key)));
  }

  #others(key: string): [string, Entry][] {
    return Object.entries(this.#entries()).filter(([other]) => other !== key);
  }

  #entries(): Readonly<Record<string, Entry>> {
    return (this.#storage.get(storageKey) as Record<string, Entry> | undefined) ?? {};
  }
}

/** The answer to a new special key holds its secret, which is kept nowhere but where its owner puts it. */
function withoutSecret(entry: Entry): Entry {
  const { reply } = entry;
  const secret = typeof reply === 'object' && reply !== null && 'secretKey' in reply;
  return secret ? { ...entry, reply: { ...reply, secretKey: null } } : entry;
}
