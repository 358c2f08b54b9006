// `npm test`: everything, in the order in which a failure is cheapest to find. Ends with one line that says how it went.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { editor } from './cache.ts';
import { root } from './paths.ts';
import { runProgram, say } from './say.ts';
import { readTally, type Tally } from './tally.ts';

interface Step {
  title: string;
  /** A program of node_modules or of this folder, with its arguments. */
  command: [string, ...string[]];
  /** Counts tests, which it writes to a tally; other steps count as one. */
  counts?: boolean;
}

const steps: Step[] = [
  { title: 'Types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { title: 'Lint', command: ['node_modules/eslint/bin/eslint.js', '.'] },
  { title: 'Format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
  { title: 'Unit tests', command: ['test/stage/suite.ts', 'unit'], counts: true },
  { title: 'Conformance', command: ['test/stage/suite.ts', 'conformance'], counts: true },
  { title: 'Host tests', command: ['test/stage/host.ts'], counts: true },
  { title: 'UI journeys', command: ['test/stage/suite.ts', 'ui'], counts: true },
];

async function main(): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-test-'));
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  // Downloads while the compiler computes.
  const fetched = editor().catch((error: unknown) => error);
  for (const step of steps) {
    if (step.title === 'Host tests') await fetched;
    say(`\n== ${step.title}`);
    const begun = performance.now();
    const { passed, failed, skipped } = await runStep(step, path.join(folder, 'tally.json'));
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    lines.push(`${step.title.padEnd(14)} ${String(passed)} passed, ${String(failed)} failed (${seconds} s)`);
  }
  fs.rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`\n${lines.join('\n')}\n\n${String(total.passed)} passed, ${String(total.failed)} failed\n`);
  return total.failed === 0 ? 0 : 1;
}

async function runStep({ command, counts }: Step, file: string): Promise<Tally> {
  fs.rmSync(file, { force: true });
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, MARGINALIA_TALLY: file },
    });
    child.once('error', () => resolve(1));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  const alone = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  if (!counts || !fs.existsSync(file)) return alone;
  const tally = readTally(file);
  // Ended badly although every test passed, for example because none ran.
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

await runProgram(main);
