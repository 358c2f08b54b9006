// How many tests ran and how they ended, handed from one process to another in a file.
import fs from 'node:fs';
import { Hindrance, say } from './say.ts';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** @throws Hindrance when there is none: the tests did not run to their end. */
export function readTally(file: string): Tally {
  if (!fs.existsSync(file)) throw new Hindrance('The tests did not run to their end; what they said is above.');
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Tally;
}

/** Says the result. A run without a single test has not shown anything, so it fails. */
export function tell({ passed, failed, skipped }: Tally): number {
  if (passed + failed === 0) throw new Hindrance('Not one test ran.');
  say(`${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
}
