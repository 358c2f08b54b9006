// Runs one of the suites that need no VS Code around them, in this process.
//
//   node test/stage/suite.ts unit|conformance|ui [--grep TEXT] [--file PART-OF-NAME] [--vscode 1.105]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import Mocha from 'mocha';
import { editor, newestVsCode, vsCodeVersion } from './cache.ts';
import { artifactsFolder, root } from './paths.ts';
import { Hindrance, runProgram, say } from './say.ts';
import { tell } from './tally.ts';
import { packageExtension } from './vsix.ts';
import '../seed.ts';

interface Suite {
  files: string;
  timeoutMs: number;
  reporter: 'dot' | 'spec';
  prepare?: () => Promise<unknown>;
}

const suites: Record<string, Suite> = {
  unit: { files: 'test/!(host|ui|conformance)/**/*.test.ts', timeoutMs: 60_000, reporter: 'dot' },
  conformance: { files: 'test/conformance/**/*.test.ts', timeoutMs: 120_000, reporter: 'spec' },
  ui: { files: 'test/ui/**/*.journey.ts', timeoutMs: 600_000, reporter: 'spec', prepare: prepareJourneys },
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { grep: { type: 'string' }, file: { type: 'string' }, vscode: { type: 'string' } },
    allowPositionals: true,
  });
  const name = positionals[0] ?? '';
  const suite = suites[name];
  if (!suite) throw new Hindrance(`There is no suite "${name}"; there are ${Object.keys(suites).join(', ')}.`);
  const files = fs.globSync(suite.files, { cwd: root }).filter((file) => file.includes(values.file ?? ''));
  if (values.vscode !== undefined) process.env['MARGINALIA_VSCODE'] = vsCodeVersion(values.vscode);
  await suite.prepare?.();
  const mocha = new Mocha({
    ui: 'bdd',
    reporter: suite.reporter,
    timeout: suite.timeoutMs,
    forbidOnly: true,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
  });
  for (const file of files.sort()) mocha.addFile(path.join(root, file));
  await mocha.loadFilesAsync();
  const tally = await new Promise<{ passed: number; failed: number; skipped: number }>((resolve) => {
    const runner = mocha.run((failed) => {
      resolve({ passed: runner.stats?.passes ?? 0, failed, skipped: runner.stats?.pending ?? 0 });
    });
  });
  const file = process.env['MARGINALIA_TALLY'];
  if (file !== undefined) fs.writeFileSync(file, JSON.stringify(tally));
  return tell(tally);
}

async function prepareJourneys(): Promise<void> {
  await editor(vsCodeVersion(process.env['MARGINALIA_VSCODE'] ?? newestVsCode));
  await packageExtension();
  const pictures = path.join(artifactsFolder, 'ui');
  fs.rmSync(pictures, { recursive: true, force: true });
  fs.mkdirSync(pictures, { recursive: true });
  say(`Screenshots go to ${pictures}`);
}

await runProgram(main);
// A server that a failed test left open must not keep the run from ending.
process.exit();
