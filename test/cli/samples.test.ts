import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeCell, parseNotebook, type Cell, type Notebook } from '../../src/cli/ipynb.ts';
import { openSession, type OpenSession } from '../../src/cli/notebook-session.ts';
import { runNotebook } from '../../src/cli/run-notebook.ts';
import { startExchange, type RunningExchange } from '../../src/paper/exchange.ts';
import { builtProgram } from '../built.ts';

const folder = fileURLToPath(new URL('../../media/notebooks/', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
const sample = (name: string) => parseNotebook(readFileSync(join(folder, name), 'utf8'));

/** A cell that prints what the ones above it have found. */
const look = (code: string) => codeCell(`console.log(JSON.stringify(${code}))`, 'look', new Set());

function assertLevels(told: string, worked: readonly string[]): void {
  for (const level of worked) assert.ok(Math.abs(Number(level) - Number(told)) < 2e-8, `${level}, not ${told}`);
}

/** What some of them find on the demo account, beside what the exchange itself says. */
const figures: Readonly<Record<string, { readonly code: string; check(found: never): void }>> = {
  'liquidation-stress.ipynb': {
    code: '[account.marginLevel, analytics.summarise(held, prices).level, stressed.find(({ shock }) => shock === 0).level]',
    check: ([told, ...worked]: [string, string, string]) => assertLevels(told, worked),
  },
  'margin-level.ipynb': {
    code: '[(await client.getMarginAccount()).marginLevel, levels.at(-1).level, levels.length]',
    check: ([told, last, count]: [string, string, number]) => {
      assertLevels(told, [last]);
      assert.equal(count, 180);
    },
  },
  'profit-net-of-interest.ipynb': {
    code: 'found.flat().map(({ symbol, id }) => `${symbol} ${id}`)',
    check: (trades: string[]) => {
      assert.ok(trades.length > 10);
      assert.equal(new Set(trades).size, trades.length, 'a trade is counted twice');
    },
  },
};

describe('the sample notebooks', function () {
  this.timeout(120_000);
  let dist: string;
  let data: string;
  const running: RunningExchange[] = [];
  const opened: OpenSession[] = [];
  let demo: OpenSession;

  before(async () => {
    dist = dirname(builtProgram());
    data = mkdtempSync(join(tmpdir(), 'marginalia-samples-'));
    demo = await open('demo.db', false);
  });
  after(async () => {
    for (const session of opened) await session.close();
    for (const exchange of running) await exchange.close();
    rmSync(data, { recursive: true, force: true });
  });

  /** An exchange on which time stands still, and so do prices. */
  async function open(name: string, empty: boolean): Promise<OpenSession> {
    const file = join(data, name);
    running.push(await startExchange({ data: file, empty, clock: 'manual' }));
    const session = await openSession(`${file}.json`);
    opened.push(session);
    return session;
  }

  /** @returns what each look printed */
  async function run(notebook: Notebook, { session }: OpenSession): Promise<unknown[]> {
    let said = '';
    const failed = await runNotebook(notebook, {
      ...{ folder, dist, session, timeout: undefined, patience: 5_000, allowErrors: false, colors: false },
      print: (_name, text) => (said += text),
      input: () => Promise.resolve(undefined),
      onCell: () => undefined,
      signal: new AbortController().signal,
    });
    assert.equal(failed, false, said.slice(-2_000));
    return notebook.cells
      .filter(({ metadata }) => metadata.tags?.includes('look'))
      .map(({ outputs = [] }) => outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join(''))
      .map((text) => JSON.parse(text) as unknown);
  }

  for (const name of names) {
    const figure = figures[name];
    it(`${name} runs by itself, shows tables and charts${figure ? ', and finds what the exchange tells' : ''}`, async () => {
      const notebook = sample(name);
      const [found] = await run(
        { ...notebook, cells: [...notebook.cells, ...(figure ? [look(figure.code)] : [])] },
        demo,
      );
      figure?.check(found as never);
      const forms = formsIn(notebook.cells);
      for (const form of [
        'application/vnd.marginalia.table+json',
        'application/vnd.marginalia.chart+json',
        'image/svg+xml',
        'text/html',
      ])
        assert.ok(forms.has(form), `${name} shows no ${form}`);
    });
  }

  it('run on an account that has nothing, one after the other in one kernel', async () => {
    const levels = look('levels.every(({ level }) => level === "")');
    const profit = look('net.toFixed()');
    const all = names.flatMap((name) => [
      ...sample(name).cells,
      ...(name === 'margin-level.ipynb' ? [levels] : []),
      ...(name === 'profit-net-of-interest.ipynb' ? [profit] : []),
    ]);
    const first = sample(names[0]!);
    assert.deepEqual(await run({ ...first, cells: all }, await open('empty.db', true)), [true, '0']);
  });

  it('are committed without outputs, for these are of the account they ran on', () => {
    for (const name of names)
      assert.deepEqual(
        sample(name).cells.flatMap(({ outputs = [] }) => outputs),
        [],
      );
  });
});

function formsIn(cells: readonly Cell[]): Set<string> {
  const outputs = cells.flatMap(({ outputs = [] }) => outputs);
  return new Set(outputs.flatMap((output) => ('data' in output ? Object.keys(output.data) : [])));
}
