/**
 * Files with what cells have printed where that was too much to show. A notebook that is closed, and saved with a link to
 * such a file, may be opened again: so they stay for a week, and not just until then.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const uuid = String.raw`[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}`;
const fileName = new RegExp(`^marginalia-${uuid}\\.txt$`);
const address = new RegExp(`file://\\S*/(marginalia-${uuid}\\.txt)`);
/** In ms. */
const kept = 7 * 24 * 3600 * 1000;

export function newFullText(): string {
  return join(tmpdir(), `marginalia-${randomUUID()}.txt`);
}

/**
 * The file that the text of an output links to. Of what a stranger's notebook links to nothing is taken but the name that
 * a file of ours may have.
 */
export function fullTextIn(text: string): string | undefined {
  const name = address.exec(text)?.[1];
  return name && join(tmpdir(), name);
}

/** Removes the files that nothing has been added to for a week; another window, or another user, may have been quicker. */
export function sweepFullTexts(now = Date.now()): void {
  for (const name of readdirSync(tmpdir()).filter((each) => fileName.test(each))) {
    const file = join(tmpdir(), name);
    try {
      if (now - statSync(file).mtimeMs > kept) rmSync(file, { force: true });
    } catch {
      // Not ours to remove.
    }
  }
}
