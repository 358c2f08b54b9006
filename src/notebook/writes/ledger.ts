import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { english, type Localiser } from '../../connection/localiser.ts';

/** What became of a write that a cell asked for. */
export interface Entry {
  readonly id: number;
  /** ms since 1970, when it was sent. */
  readonly at: number;
  /** `unknown` while no answer has come: it may have happened, and still be so after a restart of the editor. */
  readonly outcome: 'done' | 'unknown';
  /** What the exchange answered. */
  readonly reply?: unknown;
}

/** The ledger cannot be read or written: a file that is no ledger, a folder that may not be written, a full disk. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/** The oldest entries beyond so many are forgotten. */
const mostEntries = 10_000;

/** `keys`: by which of two names the write may be found. `repeats`: the entry in whose place this one stands. */
const schema = `
  CREATE TABLE IF NOT EXISTS writes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    otherKey TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reply TEXT,
    repeats INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS byKey ON writes (key);
  CREATE INDEX IF NOT EXISTS byOtherKey ON writes (otherKey);
  CREATE INDEX IF NOT EXISTS byRepeats ON writes (repeats) WHERE repeats IS NOT NULL;`;

/** Of a write `one` by the names ?1 and ?2, without what was repeated later. */
const standing = `(one.key IN (?1, ?2) OR one.otherKey IN (?1, ?2))
  AND NOT EXISTS (SELECT 1 FROM writes AS later WHERE later.repeats = one.id)`;

/** By one or two names. */
export type Keys = readonly [string, string?];

/**
 * Remembers which cell has done which write, so that running the cell again does not do it twice unnoticed. A database on
 * this machine's disk, which all windows share, and in which an entry stands before the write leaves: neither a window
 * that is killed nor a machine that stops can make it forget.
 */
export class Ledger {
  readonly #file: string;
  readonly #l10n: Localiser;
  #database: DatabaseSync | undefined;

  /** @param file opened, and made, when it is first needed; `:memory:` for none */
  constructor(file: string, l10n: Localiser = english) {
    this.#file = file;
    this.#l10n = l10n;
  }

  /**
   * What is known of a write under any of its names, oldest first, without what was repeated later.
   * @throws LedgerError
   */
  find([key, otherKey = key]: Keys): Promise<readonly Entry[]> {
    return this.#use((database) =>
      database
        .prepare(`SELECT id, at, outcome, reply FROM writes AS one WHERE ${standing} ORDER BY id`)
        .all(key, otherKey)
        .map(({ id, at, outcome, reply }) => ({
          id: Number(id),
          at: Number(at),
          outcome: outcome === 'done' ? 'done' : 'unknown',
          ...(typeof reply === 'string' && { reply: JSON.parse(reply) as unknown }),
        })),
    );
  }

  /**
   * Notes a write that is about to be sent, as unknown. Returns its id; undefined, and notes nothing, where another window
   * has noted the same since it was looked for.
   * @param seen the newest entry of this write that was found, 0 for none
   * @param repeats the entry that it does again, and that stands no longer unless this one is forgotten
   * @throws LedgerError
   */
  begin([key, otherKey = key]: Keys, seen: number, repeats?: number): Promise<number | undefined> {
    return this.#use((database) => {
      const { changes, lastInsertRowid } = database
        .prepare(
          `INSERT INTO writes (key, otherKey, at, outcome, repeats) SELECT ?1, ?2, ?3, 'unknown', ?4
             WHERE NOT EXISTS (SELECT 1 FROM writes AS one WHERE id > ?5 AND ${standing})`,
        )
        .run(key, otherKey, Date.now(), repeats ?? null, seen);
      if (Number(changes) === 0) return undefined;
      const id = Number(lastInsertRowid);
      database.prepare('DELETE FROM writes WHERE id <= ?').run(id - mostEntries);
      return id;
    });
  }

  /** @throws LedgerError */
  done(id: number, reply: unknown): Promise<void> {
    const text = JSON.stringify(withoutSecret(reply)) as string | undefined;
    return this.#use(
      (database) =>
        void database.prepare(`UPDATE writes SET outcome = 'done', reply = ? WHERE id = ?`).run(text ?? null, id),
    );
  }

  /**
   * Forgets a write that is known not to have happened.
   * @throws LedgerError
   */
  forget(id: number): Promise<void> {
    return this.#use((database) => void database.prepare('DELETE FROM writes WHERE id = ?').run(id));
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  async #use<T>(act: (database: DatabaseSync) => T): Promise<T> {
    try {
      this.#database ??= await open(this.#file);
      return act(this.#database);
    } catch (error) {
      throw new LedgerError(
        this.#l10n.t(
          'Nothing was sent: what cells have done before is kept in {0}, and that cannot be used ({1}). Make it writable, or move it away to begin anew.',
          this.#file,
          (error as Error).message,
        ),
        { cause: error },
      );
    }
  }
}

async function open(file: string): Promise<DatabaseSync> {
  // Loaded with the first write of a cell: most windows see none.
  const { DatabaseSync } = await import('node:sqlite');
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    database.exec(`PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${schema}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The answer to a new special key holds its secret, which is kept nowhere but where its owner puts it. */
function withoutSecret(reply: unknown): unknown {
  const secret = typeof reply === 'object' && reply !== null && 'secretKey' in reply;
  return secret ? { ...reply, secretKey: null } : reply;
}
