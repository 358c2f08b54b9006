/**
 * `npm run bench -- kernel`: our kernel process beside two Jupyter kernels for TypeScript, each driven over its own wire
 * and through the same measures. The kernels take turns, so that a busy moment of the machine hits all of them. A result
 * counts when its cell is done and all its outputs have arrived.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf, type BenchKernel } from './kernel/bench-kernel.ts';
import { startOurs } from './kernel/ours.ts';
import { findPeers } from './kernel/peers.ts';

const starts = 7;
const [blocks, cellsInBlock] = [5, 200];
/** Cells that open each block and do not count: the others have had the processor and its caches meanwhile. */
const awakening = 20;
const lines = 100_000;
const interrupts = 5;
/** Longest wait for one answer, in ms. */
const limit = 120_000;
/** A kernel may print on after it has said that it is done; so long without a line means that it will not, in ms. */
const quiet = 1_000;

interface Contender {
  readonly name: string;
  readonly start: () => Promise<BenchKernel>;
}

interface Figures {
  cold: number;
  median: number;
  p99: number;
  flood: { ms: number; arrived: number; inOrder: boolean };
  idle: number;
  used: number;
  interrupt: { slowest: number; kept: boolean };
}

/** @throws Error when there is no answer in time */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const waiting = new AbortController();
  const late = delay(limit, undefined, { signal: waiting.signal }).then(() => {
    throw new Error(`no answer within ${limit / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    waiting.abort();
  }
}

/** @throws Error when the cell fails */
async function run(kernel: BenchKernel, code: string): Promise<void> {
  kernel.complaints = '';
  if (!(await inTime(kernel.run(code)))) throw new Error(`"${code}" failed: ${kernel.complaints.slice(0, 200)}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await inTime(work());
  return performance.now() - from;
}

async function coldStart({ start }: Contender): Promise<number> {
  const from = performance.now();
  const kernel = await start();
  try {
    await run(kernel, '1 + 1');
    // The reply counts: who listens on a socket from the start may yet miss what is published on it.
    return kernel.heard - from;
  } finally {
    kernel.stop();
  }
}

/** One cell after the other; a guard of its own for each would be measured with it. */
async function typeCells(kernel: BenchKernel, took: number[]): Promise<void> {
  for (let n = -awakening; n < cellsInBlock; n++) {
    const from = performance.now();
    const done = await kernel.run(`const turn: number = ${n}; turn + 1`);
    if (!done) throw new Error(`a trivial cell failed: ${kernel.complaints.slice(0, 200)}`);
    if (n >= 0) took.push(performance.now() - from);
  }
}

async function flood(kernel: BenchKernel): Promise<Figures['flood']> {
  kernel.printed = [];
  const from = performance.now();
  await run(kernel, `for (let n = 0; n < ${lines}; n++) console.log('line ' + n);`);
  while (performance.now() - kernel.heard < quiet) await delay(quiet);
  const text = kernel.printed.join('');
  const expected = Array.from({ length: lines }, (_, n) => `line ${n}\n`).join('');
  return { ms: kernel.heard - from, arrived: text.match(/^line \d+$/gm)?.length ?? 0, inOrder: text === expected };
}

async function interrupt(kernel: BenchKernel): Promise<Figures['interrupt']> {
  await run(kernel, 'let turns = 0;');
  let slowest = 0;
  for (let n = 0; n < interrupts; n++) {
    const printed = kernel.nextPrinted();
    const looping = kernel.run('console.log("on"); for (;;) turns++;');
    await inTime(printed);
    slowest = Math.max(
      slowest,
      await timed(() => {
        kernel.interrupt();
        return looping;
      }),
    );
    // Some refuse what is sent just after a cell has failed.
    await delay(quiet / 2);
  }
  kernel.printed = [];
  const kept = await inTime(kernel.run('console.log(turns > 0 ? "kept" : "lost");'));
  return { slowest, kept: kept && kernel.printed.join('').includes('kept') };
}

function at(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Everybody in turn, one task at a time. Who fails at one has said why, and goes on with the next. */
async function measure(contenders: readonly Contender[]): Promise<Partial<Figures>[]> {
  const figures = contenders.map((): Partial<Figures> => ({}));
  const inTurn = async (what: string, task: (place: number) => Promise<void>): Promise<void> => {
    for (const [place, { name }] of contenders.entries()) {
      try {
        await task(place);
      } catch (error) {
        console.log(`${name}, ${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };

  const cold = contenders.map((): number[] => []);
  for (let round = 0; round < starts; round++)
    await inTurn('cold start', async (place) => void cold[place]!.push(await coldStart(contenders[place]!)));

  const kernels: BenchKernel[] = [];
  await inTurn('start', async (place) => {
    const kernel = await contenders[place]!.start();
    await run(kernel, '1');
    kernels[place] = kernel;
    figures[place]!.cold = at(cold[place]!, 0.5);
  });
  await delay(quiet);
  await inTurn('memory', (place) => {
    figures[place]!.idle = memoryOf(kernels[place]!.pid);
    return Promise.resolve();
  });

  const cells = contenders.map((): number[] => []);
  for (let block = 0; block < blocks; block++) {
    await inTurn('trivial cells', (place) => inTime(typeCells(kernels[place]!, cells[place]!)));
  }
  await delay(quiet);
  await inTurn('memory after cells', (place) => {
    const took = cells[place]!;
    Object.assign(figures[place]!, { median: at(took, 0.5), p99: at(took, 0.99), used: memoryOf(kernels[place]!.pid) });
    return Promise.resolve();
  });
  await inTurn('flood', async (place) => void (figures[place]!.flood = await flood(kernels[place]!)));
  for (const kernel of kernels) (kernel as BenchKernel | undefined)?.stop();
  // Fresh ones: not everybody gets over the flood.
  await inTurn('interrupt', async (place) => {
    const kernel = await contenders[place]!.start();
    try {
      figures[place]!.interrupt = await interrupt(kernel);
    } finally {
      kernel.stop();
    }
  });
  return figures;
}

const ms = (value: number | undefined, digits: number) => (value === undefined ? '–' : `${value.toFixed(digits)} ms`);
const megabytes = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? '–' : `${value.toFixed(0)} MB`;

interface Measure {
  readonly what: string;
  readonly goal: string;
  readonly show: (figures: Partial<Figures>) => string;
  readonly reached: (figures: Figures) => boolean;
}

const measures: readonly Measure[] = [
  {
    what: 'cold start to first result',
    goal: '120 ms',
    show: ({ cold }) => ms(cold, 0),
    reached: ({ cold }) => cold <= 120,
  },
  {
    what: 'trivial cell, median',
    goal: '0.4 ms',
    show: ({ median }) => ms(median, 2),
    reached: ({ median }) => median <= 0.4,
  },
  { what: 'trivial cell, p99', goal: '2 ms', show: ({ p99 }) => ms(p99, 2), reached: ({ p99 }) => p99 <= 2 },
  {
    what: `${lines.toLocaleString('en-US')} lines printed`,
    goal: '300 ms',
    show: ({ flood }) => ms(flood?.ms, 0),
    reached: ({ flood }) => flood.ms <= 300,
  },
  {
    what: '  of which arrived',
    goal: 'all, in order',
    show: ({ flood }) => (flood ? `${flood.arrived}${flood.inOrder ? ', in order' : ''}` : '–'),
    reached: ({ flood }) => flood.inOrder,
  },
  {
    what: 'memory when idle',
    goal: '70 MB',
    show: ({ idle }) => megabytes(idle),
    reached: ({ idle }) => idle <= 70,
  },
  {
    what: `  after ${blocks * (awakening + cellsInBlock)} cells more`,
    goal: '',
    show: ({ used }) => megabytes(used),
    reached: () => true,
  },
  {
    what: `interrupt of a loop, slowest of ${interrupts}`,
    goal: '50 ms',
    show: ({ interrupt }) => ms(interrupt?.slowest, 0),
    reached: ({ interrupt }) => interrupt.slowest <= 50,
  },
  {
    what: '  variables after it',
    goal: 'kept',
    show: ({ interrupt }) => (interrupt ? (interrupt.kept ? 'kept' : 'LOST') : '–'),
    reached: ({ interrupt }) => interrupt.kept,
  },
];

const peers = await findPeers();
const contenders: Contender[] = [
  { name: 'ours', start: () => Promise.resolve(startOurs()) },
  ...peers.filter((peer) => 'start' in peer),
];
const figures = await measure(contenders);

console.log(`\nNode ${process.versions.node}`.padEnd(37) + contenders.map(({ name }) => name.padStart(17)).join(''));
for (const { what, goal, show, reached } of measures) {
  const verdict = goal && `goal ${goal.padEnd(14)} ${reached(figures[0] as Figures) ? 'reached' : 'MISSED'}`;
  console.log(`${what.padEnd(36)}${figures.map((each) => show(each).padStart(17)).join('')}   ${verdict}`.trimEnd());
}
for (const peer of peers) if ('missing' in peer) console.log(`${peer.name} is missing: ${peer.missing}.`);
if (figures[0]?.flood?.inOrder !== true || figures[0].interrupt?.kept !== true) process.exitCode = 1;
