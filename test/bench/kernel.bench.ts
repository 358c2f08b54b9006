// `npm run bench -- kernel`: the kernel process through its whole path, as the editor drives it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtParts, KernelProcess } from '../../src/kernel/process.ts';
import type { StreamName } from '../../src/kernel/protocol.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const lines = 100_000;

/** A kernel whose printed text is counted, not kept by cell. */
class Bench {
  readonly process: KernelProcess;
  printed: string[] = [];
  #cell = 0;
  #awaited: (() => void) | undefined;

  constructor() {
    this.process = new KernelProcess({
      ...builtParts(dist),
      folder: path.dirname(dist),
      scope: { profile: undefined, mode: undefined, methods: [], controls: false },
      colors: true,
      memory: 2048,
      host: { call: () => Promise.reject(new Error('nothing is connected')) },
      onExit: () => undefined,
      outputs: {
        stream: (_cell: number, _name: StreamName, text: string) => {
          this.printed.push(text);
          this.#awaited?.();
        },
        display: () => undefined,
        update: () => undefined,
        clear: () => undefined,
        error: (_cell, error) => console.error(error.stack),
      },
    });
  }

  run(code: string): Promise<unknown> {
    return this.process.run(++this.#cell, code);
  }

  untilPrinted(): Promise<void> {
    return new Promise((resolve) => (this.#awaited = resolve));
  }
}

async function coldStart(): Promise<number> {
  const from = performance.now();
  const bench = new Bench();
  await bench.run('1 + 1');
  const took = performance.now() - from;
  bench.process.stop();
  return took;
}

async function trivialCells(bench: Bench, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < count; n++) {
    const from = performance.now();
    await bench.run(`const turn: number = ${n}; turn + 1`);
    took.push(performance.now() - from);
  }
  return took;
}

async function flood(bench: Bench): Promise<{ ms: number; complete: boolean }> {
  bench.printed = [];
  const from = performance.now();
  await bench.run(`for (let n = 0; n < ${lines}; n++) console.log('line ' + n);`);
  const ms = performance.now() - from;
  const expected = Array.from({ length: lines }, (_, n) => `line ${n}\n`).join('');
  return { ms, complete: bench.printed.join('') === expected };
}

async function interrupt(bench: Bench): Promise<number> {
  bench.printed = [];
  const looping = bench.run('let turns = 0; console.log("on"); for (;;) turns++;');
  await bench.untilPrinted();
  const from = performance.now();
  bench.process.interrupt();
  await looping;
  return performance.now() - from;
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Resident megabytes, where the system tells. */
function memoryOf(pid: number | undefined): number {
  try {
    const pages = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1];
    return Number(pages) / 1024;
  } catch {
    return NaN;
  }
}

function line(what: string, measured: string, goal: string, reached: boolean): void {
  console.log(
    `${what.padEnd(34)} ${measured.padStart(22)}   goal ${goal.padEnd(18)} ${reached ? 'reached' : 'MISSED'}`,
  );
}

const starts: number[] = [];
for (let n = 0; n < 7; n++) starts.push(await coldStart());
const cold = at(
  starts.toSorted((a, b) => a - b),
  0.5,
);

const bench = new Bench();
await bench.run('1');
const idle = memoryOf(bench.process.pid);
await trivialCells(bench, 50);
const took = (await trivialCells(bench, 1_000)).sort((a, b) => a - b);
const [median, p99] = [at(took, 0.5), at(took, 0.99)];
const used = memoryOf(bench.process.pid);
const printed = await flood(bench);
const interrupts: number[] = [];
for (let n = 0; n < 5; n++) interrupts.push(await interrupt(bench));
const slowest = Math.max(...interrupts);
bench.process.stop();

console.log(`Marginalia's kernel on Node ${process.versions.node}`);
line('cold start to first result', `${cold.toFixed(0)} ms`, '120 ms', cold <= 120);
line('trivial cell, median', `${median.toFixed(2)} ms`, '0.4 ms', median <= 0.4);
line('trivial cell, p99', `${p99.toFixed(2)} ms`, '2 ms', p99 <= 2);
line(
  `${lines} lines printed`,
  `${printed.ms.toFixed(0)} ms, ${printed.complete ? 'complete' : 'LINES LOST'}`,
  '300 ms, complete',
  printed.ms <= 300 && printed.complete,
);
line('memory when idle', `${idle.toFixed(0)} MB`, '70 MB', idle <= 70);
console.log(`(${used.toFixed(0)} MB after 1,050 cells)`);
line('interrupt of a loop, slowest of 5', `${slowest.toFixed(0)} ms`, '50 ms', slowest <= 50);
if (!printed.complete) process.exitCode = 1;
