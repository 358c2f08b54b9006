/**
 * `npm run bench -- frames`: the frames that cells get, beside stock danfo (the same package without our mends) and arquero,
 * each in a process of its own: medians in milliseconds, and how many times quicker ours is. Every result is checked.
 */
import { execFileSync } from 'node:child_process';
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
  readonly first: number;
  readonly filtered: number;
  readonly joined: number;
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
  return {
    build: () => new DataFrame(rows),
    groupSum: group,
    sort,
    filter,
    join,
    csv: () => dfd.toCSV(frame),
    check: () => ({
      groups: group().shape[0],
      total: group().column('interest_sum').sum(),
      first: sort().iat(0, 3) as number,
      filtered: filter().shape[0],
      joined: join().shape[0],
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
  return {
    build: () => new dfd.DataFrame(rows),
    groupSum: group,
    sort,
    filter,
    join,
    csv: () => dfd.toCSV(frame),
    check: () => ({
      groups: group().shape[0]!,
      total: column(group(), 'interest_sum').values.reduce((sum, value) => sum + value, 0),
      first: tooSlow('stock', 'sort', rows.length) ? NaN : (column(sort(), 'principal').values[0] as number),
      filtered: filter().shape[0]!,
      joined: join().shape[0]!,
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
  return {
    build: () => aq.from(rows),
    groupSum: group,
    sort,
    filter,
    join,
    csv: () => frame.toCSV(),
    check: () => ({
      groups: group().numRows(),
      total: (group().array('interest') as number[]).reduce((sum, value) => sum + value, 0),
      first: sort().get('principal', 0) as number,
      filtered: filter().numRows(),
      joined: join().numRows(),
    }),
  };
}

function expected(rows: readonly Row[]): Check {
  return {
    groups: new Set(rows.map(({ asset }) => asset)).size,
    total: rows.reduce((sum, { interest }) => sum + interest, 0),
    first: rows.reduce((least, { principal }) => Math.min(least, principal), Infinity),
    filtered: rows.filter(({ principal }) => principal > 5000).length,
    joined: rows.length,
  };
}

async function measure(library: Library, count: number): Promise<void> {
  const rows = makeRows(count);
  const work = await { ours: loadOurs, stock: loadStock, arquero: loadArquero }[library](rows);
  const rounds = count > 200_000 ? 3 : 5;
  const medians = tasks.map((task) => {
    if (tooSlow(library, task, count)) return null;
    const times = Array.from({ length: task === 'sort' && library === 'stock' ? 1 : rounds }, () => {
      (globalThis as { gc?: () => void }).gc?.();
      const start = performance.now();
      work[task]();
      return performance.now() - start;
    }).sort((a, b) => a - b);
    return times[Math.floor(times.length / 2)] ?? null;
  });
  const found = work.check();
  const wanted = expected(rows);
  const wrong = (Object.keys(wanted) as (keyof Check)[]).filter(
    (name) =>
      !Number.isNaN(found[name]) && Math.abs(found[name] - wanted[name]) > 1e-6 * Math.max(1, Math.abs(wanted[name])),
  );
  process.stdout.write(`${JSON.stringify({ medians, wrong })}\n`);
}

function report(): void {
  const here = fileURLToPath(import.meta.url);
  for (const count of sizes) {
    const results = libraries.map((library) => {
      const output = execFileSync(
        process.execPath,
        ['--expose-gc', '--max-old-space-size=6144', here, '--one', library, String(count)],
        {
          encoding: 'utf8',
          maxBuffer: 1e8,
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      return JSON.parse(output.trim().split('\n').at(-1) ?? '{}') as { medians: (number | null)[]; wrong: string[] };
    });
    console.log(
      `\n${count.toLocaleString('en-US')} rows${' '.repeat(8)}ours    stock  arquero   (ms)   times stock   times arquero`,
    );
    tasks.forEach((task, place) => {
      const [ours, stock, arquero] = results.map(({ medians }) => medians[place] ?? null);
      const text = (value: number | null | undefined, width = 9) =>
        (value === null || value === undefined ? '–' : value.toFixed(value < 10 ? 1 : 0)).padStart(width);
      const times = (other: number | null | undefined, width: number) =>
        (!other || !ours ? '–' : `${(other / ours).toFixed(1)}x`).padStart(width);
      console.log(
        `${task.padEnd(12)}${text(ours)}${text(stock)}${text(arquero)}${times(stock, 21)}${times(arquero, 16)}`,
      );
    });
    results.forEach(({ wrong }, place) =>
      console.log(
        `  ${libraries[place] ?? ''}: ${wrong.length === 0 ? 'all results right' : `WRONG: ${wrong.join(', ')}`}`,
      ),
    );
  }
}

const [flag, library, count] = process.argv.slice(2);
if (flag === '--one') await measure(library as Library, Number(count));
else report();
