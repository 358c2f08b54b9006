/**
 * `npm run bench -- frames`: the frames that cells get, beside stock danfo (the same package without our mends) and arquero.
 * Each library has a process of its own, and they take turns at every task, so that a busy moment of the machine hits all of
 * them. What is compared is the CPU time of the thread that works: medians of the rounds, and of the rounds' ratios, how
 * many times quicker ours is. The median time on the clock stands beside it. Every result is checked. A number of rows
 * behind the name (`npm run bench -- frames 100000`) measures those alone.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const tasks = ['build', 'groupSum', 'sort', 'filter', 'join', 'csv'] as const;
type Task = (typeof tasks)[number];
type Library = 'ours' | 'stock' | 'arquero';
const libraries: readonly Library[] = ['ours', 'stock', 'arquero'];
const sizes = [10_000, 100_000, 1_000_000];
/** Stock danfo looks each row up by its label while sorting; a million rows took more than 150 seconds. */
const tooSlow = (library: Library, task: Task, rows: number) =>
  library === 'stock' && task === 'sort' && rows > 200_000;

interface Row {
  id: number;
  time: number;
  asset: string;
  principal: number;
  rate: number;
  interest: number;
}

function makeRows(count: number): Row[] {
  let state = 42;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Array.from({ length: count }, (_, id) => {
    const principal = Math.round(random() * 1e8) / 1e4;
    return {
      id,
      time: 1_733_000_000_000 + id * 3_600_000,
      asset: `A${Math.floor(random() * 12)}`,
      principal,
      rate: 0.0001 + random() / 1e4,
      interest: principal * random() * 1e-5,
    };
  });
}

/** What a library's run leaves behind to be checked against a plain loop. */
interface Check {
  readonly groups: number;
  readonly total: number;
  /** Rows out of order after sorting. */
  readonly unsorted: number;
  readonly filtered: number;
  readonly joined: number;
  /** The sum of a column, read back from the CSV text. */
  readonly written: number;
}

type Work = Readonly<Record<Task, () => unknown>> & { check(): Check };

const prices = Array.from({ length: 12 }, (_, place) => ({ asset: `A${place}`, price: place + 1 }));

async function loadOurs(rows: Row[]): Promise<Work> {
  const { DataFrame, dfd } = await import('../../src/frames/cells.ts');
  const frame = new DataFrame(rows);
  const right = new DataFrame(prices);
  const group = () => frame.groupby(['asset']).col(['interest']).sum();
  const sort = () => frame.sortValues('principal');
  const filter = () => frame.query(frame.column('principal').gt(5000));
  const join = () => dfd.merge({ left: frame, right, on: ['asset'], how: 'inner' });
  const csv = () => dfd.toCSV(frame);
  return {
    build: () => new DataFrame(rows),
    groupSum: group,
    sort,
    filter,
    join,
    csv,
    check: () => ({
      groups: group().shape[0],
      total: group().column('interest_sum').sum(),
      unsorted: unsorted(sort().column('principal').values as number[]),
      filtered: filter().shape[0],
      joined: join().shape[0],
      written: sumOfCsv(csv()),
    }),
  };
}

async function loadStock(rows: Row[]): Promise<Work> {
  const dfd = await import('danfojs-node');
  const frame = new dfd.DataFrame(rows);
  const right = new dfd.DataFrame(prices);
  const column = (source: unknown, name: string) =>
    (source as Record<string, { values: number[]; gt(other: number): never }>)[name]!;
  const group = () => frame.groupby(['asset']).col(['interest']).sum();
  const sort = () => frame.sortValues('principal');
  const filter = () => frame.query(column(frame, 'principal').gt(5000));
  const join = () => dfd.merge({ left: frame, right, on: ['asset'], how: 'inner' });
  const csv = () => String(dfd.toCSV(frame));
  return {
    build: () => new dfd.DataFrame(rows),
    groupSum: group,
    sort,
    filter,
    join,
    csv,
    check: () => ({
      groups: group().shape[0]!,
      total: column(group(), 'interest_sum').values.reduce((sum, value) => sum + value, 0),
      unsorted: tooSlow('stock', 'sort', rows.length) ? NaN : unsorted(column(sort(), 'principal').values),
      filtered: filter().shape[0]!,
      joined: join().shape[0]!,
      written: sumOfCsv(csv()),
    }),
  };
}

async function loadArquero(rows: Row[]): Promise<Work> {
  const aq = await import('arquero');
  const frame = aq.from(rows);
  const right = aq.from(prices);
  const group = () => frame.groupby('asset').rollup({ interest: aq.op.sum('interest') });
  // Arquero sorts and filters when the result is read; `reify` is that reading.
  const sort = () => frame.orderby('principal').reify();
  const filter = () => frame.filter(aq.escape((row: Row) => row.principal > 5000)).reify();
  const join = () => frame.join(right, 'asset');
  const csv = () => frame.toCSV();
  return {
    build: () => aq.from(rows),
    groupSum: group,
    sort,
    filter,
    join,
    csv,
    check: () => ({
      groups: group().numRows(),
      total: (group().array('interest') as number[]).reduce((sum, value) => sum + value, 0),
      unsorted: unsorted(sort().array('principal') as number[]),
      filtered: filter().numRows(),
      joined: join().numRows(),
      written: sumOfCsv(csv()),
    }),
  };
}

function expected(rows: readonly Row[]): Check {
  return {
    groups: new Set(rows.map(({ asset }) => asset)).size,
    total: rows.reduce((sum, { interest }) => sum + interest, 0),
    unsorted: 0,
    filtered: rows.filter(({ principal }) => principal > 5000).length,
    joined: rows.length,
    written: rows.reduce((sum, { principal }) => sum + principal, 0),
  };
}

function unsorted(values: ArrayLike<number>): number {
  let count = 0;
  for (let row = 1; row < values.length; row++) if (values[row - 1]! > values[row]!) count++;
  return count;
}

function sumOfCsv(text: string): number {
  const lines = text.trimEnd().split(/\r?\n/);
  const place = lines[0]!.split(',').indexOf('principal');
  return lines.slice(1).reduce((sum, line) => sum + Number(line.split(',')[place]), 0);
}

interface Measured {
  /** CPU time of the thread, and time on the clock, in ms. */
  readonly cpu: number;
  readonly wall: number;
}

/** A process that does one task, or the checks, at each message. */
async function serve(library: Library, count: number): Promise<void> {
  const rows = makeRows(count);
  const work = await { ours: loadOurs, stock: loadStock, arquero: loadArquero }[library](rows);
  const collect = (globalThis as { gc?: () => void }).gc;
  process.on('message', (task: Task | 'check') => {
    if (task === 'check') {
      process.send?.(wrongAnswers(work.check(), expected(rows)));
      return;
    }
    collect?.();
    // The system counts CPU time in steps of milliseconds: short tasks are done several times.
    const times = Math.max(1, Math.round(200_000 / count / (library === 'stock' && task === 'sort' ? 10 : 1)));
    const [start, used] = [performance.now(), process.threadCpuUsage()];
    for (let time = 0; time < times; time++) work[task]();
    const { user, system } = process.threadCpuUsage(used);
    process.send?.({
      cpu: (user + system) / 1000 / times,
      wall: (performance.now() - start) / times,
    } satisfies Measured);
  });
  process.send?.('ready');
}

function wrongAnswers(found: Check, wanted: Check): string[] {
  return (Object.keys(wanted) as (keyof Check)[]).filter(
    (name) =>
      !Number.isNaN(found[name]) && Math.abs(found[name] - wanted[name]) > 1e-6 * Math.max(1, Math.abs(wanted[name])),
  );
}

async function ask(child: ChildProcess, task: Task | 'check'): Promise<unknown> {
  child.send(task);
  const [answer] = (await once(child, 'message')) as [unknown];
  return answer;
}

async function start(library: Library, count: number): Promise<ChildProcess> {
  const child = fork(fileURLToPath(import.meta.url), ['--one', library, String(count)], {
    execArgv: ['--expose-gc', '--max-old-space-size=6144'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}

const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

async function compare(count: number): Promise<void> {
  const children: ChildProcess[] = [];
  const say = (text: string) => process.stderr.write(`${count.toLocaleString('en-US')} rows: ${text} …\n`);
  say('making them');
  for (const library of libraries) children.push(await start(library, count));
  const rounds = count > 200_000 ? 3 : 9;
  const times = new Map<Task, Measured[][]>();
  for (const task of tasks) {
    say(task);
    const measured = libraries.map((): Measured[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const [place, library] of libraries.entries()) {
        if (tooSlow(library, task, count) || (round > 1 && library === 'stock' && task === 'sort')) continue;
        measured[place]!.push((await ask(children[place]!, task)) as Measured);
      }
    }
    times.set(task, measured);
  }
  say('checking the results');
  print(count, times);
  for (const [place, child] of children.entries()) {
    const wrong = (await ask(child, 'check')) as string[];
    const verdict = wrong.length === 0 ? 'all results right' : `WRONG: ${wrong.join(', ')}`;
    console.log(`  ${libraries[place]!}: ${verdict}`);
    child.kill();
  }
}

function print(count: number, times: ReadonlyMap<Task, readonly Measured[][]>): void {
  console.log(
    `\n${`${count.toLocaleString('en-US')} rows`.padEnd(15)}CPU ms: ours  stock arquero   clock ms: ours  stock arquero   times stock   times arquero`,
  );
  const text = (value: number, width: number) =>
    (Number.isNaN(value) ? '–' : value.toFixed(value < 10 ? 1 : 0)).padStart(width);
  for (const [task, measured] of times) {
    const [cpu, wall] = (['cpu', 'wall'] as const).map((kind) =>
      measured.map((each) => median(each.map((one) => one[kind]))),
    ) as [number[], number[]];
    const ours = measured[0]!;
    const ratio = (place: number, width: number) => {
      const ratios = measured[place]!.map((other, round) => other.cpu / ours[round]!.cpu);
      return (ratios.length === 0 ? '–' : `${median(ratios).toFixed(1)}x`).padStart(width);
    };
    const [mine, stock, arquero] = cpu as [number, number, number];
    const [mineWall, stockWall, arqueroWall] = wall as [number, number, number];
    console.log(
      `${task.padEnd(15)}${text(mine, 12)}${text(stock, 7)}${text(arquero, 8)}${text(mineWall, 17)}${text(stockWall, 7)}${text(arqueroWall, 8)}${ratio(1, 14)}${ratio(2, 16)}`,
    );
  }
}

const [flag, library, count] = process.argv.slice(2);
if (flag === '--one') await serve(library as Library, Number(count));
else for (const size of flag === undefined ? sizes : [Number(flag)]) await compare(size);
