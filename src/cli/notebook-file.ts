import {
  accessSync,
  chmodSync,
  constants,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { indentOf, NotebookFormatError, parseNotebook, type Notebook } from './ipynb.ts';

/** The name that stands for standard input and standard output. */
const standard = '-';

export class OutputError extends Error {}

export interface NotebookFile {
  readonly notebook: Notebook;
  /** One level of the file's indentation. */
  readonly indent: string;
}

/** @throws NotebookFormatError that names the file */
export async function readNotebook(path: string): Promise<NotebookFile> {
  const name = path === standard ? 'Standard input' : path;
  let bytes: Buffer;
  try {
    // Not at once from its descriptor: whoever is at the other end, npm say, may have made that one which does not wait.
    bytes = path === standard ? await buffer(process.stdin) : readFileSync(path);
  } catch (error) {
    throw new NotebookFormatError(`${name} cannot be read: ${(error as Error).message}`);
  }
  try {
    const text = textOf(bytes);
    return { notebook: parseNotebook(text), indent: indentOf(text) };
  } catch (error) {
    if (error instanceof NotebookFormatError) throw new NotebookFormatError(`${name}: ${error.message}`);
    throw error;
  }
}

/** Without the mark that Windows' programs begin a text with. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new NotebookFormatError('It is not text in UTF-8.');
  }
}

export function isStandard(path: string): boolean {
  return path === standard;
}

/**
 * Fails where the file could not be written later: what took an hour to run should not be lost to a typing mistake.
 * @throws OutputError
 */
export function checkWritable(path: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new Error('it is a folder');
    accessSync(found ? path : dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/**
 * Writes a file so that there is the old one or the new one at any moment, whatever ends this process.
 * @throws OutputError
 */
export function writeNotebook(path: string, text: string): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    const file = found ? realpathSync(path) : resolve(path);
    if ((found && !found.isFile()) || !isWritable(dirname(file))) writeFileSync(path, text);
    else replace(file, text, found?.mode);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function replace(file: string, text: string, mode: number | undefined): void {
  const fresh = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    writeFileSync(fresh, text, { flush: true });
    if (mode !== undefined) chmodSync(fresh, mode);
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function cannotWrite(path: string, error: unknown): OutputError {
  return new OutputError(`--output ${path} cannot be written: ${(error as Error).message}`);
}
