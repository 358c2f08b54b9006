// The bundles, for tests that run the program people run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Builds what is out of date, and says where the command line is. To be called in `before`.
 *
 * @throws Error with what the build said when it fails: a test that needs the bundles is never left out.
 */
export function builtProgram(): string {
  const prepare = fileURLToPath(new URL('stage/prepare.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [prepare], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The bundles could not be built.\n${stderr}`);
  return fileURLToPath(new URL('../dist/cli.cjs', import.meta.url));
}
