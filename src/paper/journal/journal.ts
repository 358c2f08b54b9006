import { hash } from 'node:crypto';
import { closeSync, fdatasync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Command } from '../engine/commands.ts';

/** A command as it was carried out, and when. */
export interface JournalRecord {
  readonly number: number;
  readonly time: number;
  readonly command: Command;
}

/** Another process serves this file. */
export class LockedError extends Error {
  override readonly name = 'LockedError';
}
/** The file is there and is not what this version reads. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

/**
 * Format of the file; a file of another one than these is refused rather than guessed at. In the first, every record had
 * a row of its own; such rows are still read.
 */
const FORMAT = 2;
const READABLE: readonly string[] = ['1', '2'];

/** Records that stay readable behind the newest snapshot. Without an end, live prices alone would be tens of megabytes a day. */
const KEPT = 20_000;

/** Records that were written together, under the number and time of the last. */
interface Row {
  readonly number: number;
  readonly time: number;
  /** One command, or several with the times that they were carried out at. */
  readonly command: string;
  readonly digest: string;
}

/**
 * The commands that were carried out, in one SQLite file that one process owns. SQLite keeps the file whole, whatever
 * happens (WAL, synchronous NORMAL); that the newest records are on the disk is seen to here, by syncing the write-ahead
 * log. So the wait for the disk need not hold up the process: `append` writes, `sync` waits. Each row carries a digest that covers
 * the row before it, so one that was torn or changed is noticed, and everything from it on is cut off.
 */
export class Journal {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  /** The write-ahead log; undefined for a journal in memory. */
  readonly #log: number | undefined;
  #last = { number: 0, digest: '' };
  /** What opening had to mend, in words; empty when all was well. */
  readonly repairs: string[] = [];

  constructor(file: string) {
    this.#database = open(file);
    this.#begin = this.#database.prepare('BEGIN IMMEDIATE');
    this.#commit = this.#database.prepare('COMMIT');
    this.#insert = this.#database.prepare('INSERT INTO journal (number, time, command, digest) VALUES (?, ?, ?, ?)');
    this.#log = file === ':memory:' ? undefined : openLog(file);
    const format = this.setting('format');
    if (format !== undefined && !READABLE.includes(format)) {
      this.close();
      throw new JournalError(`${file} was written by another version (format ${format}); this one reads ${FORMAT}.`);
    }
    if (format !== String(FORMAT)) this.store('format', String(FORMAT));
  }

  /** Writes records in one row: all of them or, if it throws, none. They last once `sync` has come back. */
  append(records: readonly { readonly time: number; readonly command: Command }[]): void {
    const last = records.at(-1);
    if (!last) return;
    const text = JSON.stringify(
      records.length === 1 ? last.command : records.map(({ time, command }) => [time, command]),
    );
    const number = this.#last.number + records.length;
    const digest = chain(this.#last.digest, number, last.time, text);
    // One statement is a transaction of its own.
    this.#insert.run(number, last.time, text, digest);
    this.#last = { number, digest };
  }

  /** Calls back when everything written before is on the disk, or with what went wrong. */
  sync(done: (error: Error | null) => void): void {
    if (this.#log === undefined) done(null);
    else fdatasync(this.#log, done);
  }
  #syncNow(): void {
    if (this.#log !== undefined) fdatasyncSync(this.#log);
  }

  /** Takes back the records after `number`, which were written together and could not be brought to the disk. */
  takeBack(number: number): void {
    const digest = this.#row(number)?.digest ?? this.#snapshotDigest(number);
    this.#database.prepare('DELETE FROM journal WHERE number > ?').run(number);
    this.#last = { number, digest };
    this.#syncNow();
  }

  get length(): number {
    return this.#last.number;
  }

  /** Records after `after`, checked. Cuts the journal off at the first that does not hold. */
  *replay(after: number): Generator<JournalRecord> {
    let last = { number: after, digest: this.#row(after)?.digest ?? this.#snapshotDigest(after) };
    const rows = this.#database.prepare('SELECT * FROM journal WHERE number > ? ORDER BY number').iterate(after);
    let torn: string | undefined;
    for (const row of rows as unknown as Iterable<Row>) {
      const digest = chain(last.digest, row.number, row.time, row.command);
      const records = digest === row.digest ? recordsOf(row) : [];
      if (records[0]?.number !== last.number + 1) {
        torn = `Journal record ${last.number + 1} is torn; it and everything after it were cut off.`;
        break;
      }
      last = { number: row.number, digest };
      yield* records;
    }
    if (torn !== undefined) {
      this.#database.prepare('DELETE FROM journal WHERE number > ?').run(last.number);
      this.repairs.push(torn);
    }
    this.#last = last;
  }

  records(after: number, limit: number): JournalRecord[] {
    const rows = this.#database
      .prepare('SELECT * FROM journal WHERE number > ? ORDER BY number LIMIT ?')
      .all(after, limit) as unknown as Row[];
    return rows
      .flatMap(recordsOf)
      .filter(({ number }) => number > after)
      .slice(0, limit);
  }

  setting(name: string): string | undefined {
    const row = this.#database.prepare('SELECT value FROM settings WHERE name = ?').get(name);
    return typeof row?.value === 'string' ? row.value : undefined;
  }
  settingNames(prefix: string): string[] {
    const rows = this.#database
      .prepare('SELECT name FROM settings WHERE substr(name, 1, ?) = ? ORDER BY name')
      .all(prefix.length, prefix);
    return rows.map(({ name }) => String(name));
  }
  store(name: string, value: string): void {
    this.#database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(name, value);
    if (!this.#database.isTransaction) this.#syncNow();
  }

  /** The newest stored form of everything, and the last record it contains. */
  snapshot(name = ''): { number: number; state: string; ledger: string } | undefined {
    const row = this.#database.prepare('SELECT number, state, ledger FROM snapshots WHERE name = ?').get(name);
    return row as { number: number; state: string; ledger: string } | undefined;
  }
  storeSnapshot(state: string, ledger: string, name = ''): void {
    this.#together(() => {
      this.#putSnapshot(name, state, ledger);
      // What a snapshot stands for is not played again.
      if (name === '') this.#database.prepare('DELETE FROM journal WHERE number <= ?').run(this.#last.number - KEPT);
    });
  }

  /** Forgets every command and begins anew from this snapshot, or, if it throws, forgets nothing; settings stay. */
  startOver(state: string, ledger: string): void {
    const before = this.#last;
    try {
      this.#together(() => {
        this.#database.exec('DELETE FROM journal');
        this.#last = { number: 0, digest: '' };
        this.#putSnapshot('', state, ledger);
      });
    } catch (error) {
      this.#last = before;
      throw error;
    }
  }

  #putSnapshot(name: string, state: string, ledger: string): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO snapshots (name, number, state, ledger) VALUES (?, ?, ?, ?)')
      .run(name, this.#last.number, state, ledger);
    if (name === '') this.store('snapshot-digest', this.#last.digest);
  }
  /** All of it or nothing, and on the disk. */
  #together(work: () => void): void {
    this.#begin.run();
    try {
      work();
      this.#commit.run();
    } catch (error) {
      // A full disk may have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#syncNow();
  }

  /** Lets the file grow by this many pages from now on; nothing more fits then, as on a full disk. */
  limitSize(pages: number): void {
    const { page_count: now } = this.#database.prepare('PRAGMA page_count').get() as { page_count: number };
    this.#database.exec(`PRAGMA max_page_count = ${now + pages}`);
  }

  close(): void {
    this.#database.close();
    if (this.#log !== undefined) closeSync(this.#log);
  }

  /** The digest of record `number` where a snapshot stands in for it. */
  #snapshotDigest(number: number): string {
    return number === 0 ? '' : (this.setting('snapshot-digest') ?? '');
  }

  #row(number: number): Row | undefined {
    return this.#database.prepare('SELECT * FROM journal WHERE number = ?').get(number) as Row | undefined;
  }
}

const chain = (before: string, number: number, time: number, text: string): string =>
  hash('sha1', `${before}\n${number}\n${time}\n${text}`, 'base64');

/** The records of a row; none where it is no JSON. */
function recordsOf({ number, time, command: text }: Row): JournalRecord[] {
  try {
    const written = JSON.parse(text) as Command | [time: number, command: Command][];
    if (!Array.isArray(written)) return [{ number, time, command: written }];
    const first = number - written.length + 1;
    return written.map(([at, command], index) => ({ number: first + index, time: at, command }));
  } catch {
    return [];
  }
}

/** Opens the write-ahead log that SQLite has just made or found, and sees to it that the folder remembers it. */
function openLog(file: string): number {
  const log = openSync(`${file}-wal`, 'r+');
  try {
    const folder = openSync(dirname(file), 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Where folders cannot be opened (Windows), they need no syncing either.
  }
  return log;
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    // Exclusive before the first access: the lock is held until the process ends, however it ends, and the write-ahead
    // log needs no shared memory file.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS journal (
        number INTEGER PRIMARY KEY, time INTEGER NOT NULL, command TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS snapshots (
        name TEXT PRIMARY KEY, number INTEGER NOT NULL, state TEXT NOT NULL, ledger TEXT NOT NULL) STRICT;
      COMMIT;`);
    return database;
  } catch (error) {
    database?.close();
    const message = error instanceof Error ? error.message : String(error);
    if (/locked|busy/i.test(message)) throw new LockedError(`${file} is in use by another paper exchange.`);
    if (/not a database|malformed/i.test(message))
      throw new JournalError(`${file} is not a paper exchange's data file, or it is damaged: ${message}.`);
    throw new JournalError(`${file} cannot be opened: ${message}.`);
  }
}
