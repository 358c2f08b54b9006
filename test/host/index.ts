// What VS Code calls to run the host tests: mocha over every bundled test beside this file.
import fs from 'node:fs';
import path from 'node:path';
import type Mocha from 'mocha';
import { contacted } from './network.ts';
import { Report } from './reporter.ts';

export async function run(): Promise<void> {
  const { default: Runner } = await import('mocha');
  contacted();
  const grep = process.env['MARGINALIA_GREP'];
  const mocha = new Runner({ ui: 'bdd', timeout: 120_000, forbidOnly: true, ...(grep && { grep }) });
  // It only listens, and needs nothing of the base class that the types ask for.
  mocha.reporter(Report as unknown as Mocha.ReporterConstructor);
  for (const name of fs.globSync('**/*.test.cjs', { cwd: __dirname }).sort()) mocha.addFile(path.join(__dirname, name));
  const tally = await new Promise<{ passed: number; failed: number; skipped: number }>((resolve) => {
    const runner = mocha.run((failed) => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed, skipped: pending });
    });
  });
  const file = process.env['MARGINALIA_TALLY'];
  if (file !== undefined) fs.writeFileSync(file, JSON.stringify(tally));
  if (tally.failed > 0) throw new Error(`${String(tally.failed)} host tests failed`);
  if (tally.passed === 0) throw new Error('Not one host test ran');
}
