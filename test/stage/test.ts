// `npm test`: everything. Ends with one line that says how it went.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { editor } from './cache.ts';
import { root } from './paths.ts';
import { runProgram } from './say.ts';
import { readTally, type Tally } from './tally.ts';
import { Transcript } from './transcript.ts';

interface Step {
  title: string;
  /** A program of node_modules or of this folder, with its arguments. */
  command: [string, ...string[]];
  /** Counts tests, which it writes to a tally; other steps count as one. */
  counts?: boolean;
  /** Does not begin before this is there. */
  wants?: Promise<unknown>;
}

const checks: Step[] = [
  { title: 'Types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { title: 'Lint', command: ['node_modules/eslint/bin/eslint.js', '.'] },
  { title: 'Format', command: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'] },
];
const unit: Step = { title: 'Unit tests', command: ['test/stage/suite.ts', 'unit'], counts: true };
const conformance: Step = { title: 'Conformance', command: ['test/stage/suite.ts', 'conformance'], counts: true };
const host: Step = { title: 'Host tests', command: ['test/stage/host.ts'], counts: true };
const journeys: Step = { title: 'UI journeys', command: ['test/stage/suite.ts', 'ui'], counts: true };

async function main(): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-test-'));
  // Downloads while the compiler computes. Whoever needs it says why it failed.
  host.wants = editor().catch(() => undefined);
  const steps = [...checks, unit, conformance, host, journeys];
  const transcript = new Transcript(steps.map(({ title }) => title));
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const lines = new Map<string, string>();
  const oneAfterTheOther = async (list: Step[]) => {
    for (const step of list) {
      await step.wants;
      const begun = performance.now();
      const { passed, failed, skipped } = await runStep(step, path.join(folder, step.title), transcript);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      const left = skipped > 0 ? `, ${String(skipped)} skipped` : '';
      lines.set(
        step.title,
        `${step.title.padEnd(14)} ${String(passed)} passed, ${String(failed)} failed${left} (${seconds} s)`,
      );
    }
  };
  // Two cores, two lines: the unit tests wait for clocks and servers half of their time. The journeys have the machine to
  // themselves, for they are what a slow one troubles most.
  await Promise.all([oneAfterTheOther([unit]), oneAfterTheOther([...checks, conformance, host])]);
  await oneAfterTheOther([journeys]);
  fs.rmSync(folder, { recursive: true, force: true });
  const summary = steps.map(({ title }) => lines.get(title)).join('\n');
  process.stdout.write(`\n${summary}\n\n${String(total.passed)} passed, ${String(total.failed)} failed\n`);
  return total.failed === 0 ? 0 : 1;
}

async function runStep({ title, command, counts }: Step, file: string, transcript: Transcript): Promise<Tally> {
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, MARGINALIA_TALLY: file },
    });
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].on('data', (text: Buffer) => transcript.add(title, stream, text));
    child.once('error', () => resolve(1));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  transcript.end(title);
  const alone = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  if (!counts || !fs.existsSync(file)) return alone;
  const tally = readTally(file);
  // Ended badly although every test passed, for example because none ran.
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

await runProgram(main);
