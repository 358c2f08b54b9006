import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeCell, parseNotebook, type Notebook } from '../../src/cli/ipynb.ts';
import { openSession } from '../../src/cli/notebook-session.ts';
import { runNotebook } from '../../src/cli/run-notebook.ts';
import { startExchange, type RunningExchange } from '../../src/paper/exchange.ts';
import { builtProgram } from '../built.ts';

const samples = fileURLToPath(new URL('../../media/notebooks/', import.meta.url));

/** All samples as one notebook, each followed by a look at what it found: one kernel is enough for them. */
function all(looks: Readonly<Record<string, string>>): Notebook {
  const [first, ...rest] = readdirSync(samples)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => {
      const sample = parseNotebook(readFileSync(join(samples, name), 'utf8'));
      const look = looks[name.replace('.ipynb', '')];
      if (look !== undefined) sample.cells.push(codeCell(look, 'look', new Set()));
      return sample;
    });
  assert.ok(first);
  return { ...first, cells: [first, ...rest].flatMap(({ cells }) => cells) };
}

describe('the sample notebooks', function () {
  this.timeout(120_000);
  let dist: string;
  let folder: string;
  const running: RunningExchange[] = [];
  before(() => {
    dist = dirname(builtProgram());
    folder = mkdtempSync(join(tmpdir(), 'marginalia-samples-'));
  });
  after(async () => {
    for (const exchange of running) await exchange.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the looks printed. Time stands still, and so do prices. */
  async function run(empty: boolean, looks: Readonly<Record<string, string>>): Promise<unknown[]> {
    const data = join(folder, `${String(empty)}.db`);
    running.push(await startExchange({ data, empty, clock: 'manual' }));
    const opened = await openSession(`${data}.json`);
    const notebook = all(looks);
    let said = '';
    const failed = await runNotebook(notebook, {
      ...{
        folder: samples,
        dist,
        session: opened.session,
        timeout: undefined,
        patience: 5_000,
        allowErrors: false,
        colors: false,
      },
      print: (_name, text) => (said += text),
      input: () => Promise.resolve(undefined),
      onCell: () => undefined,
      signal: new AbortController().signal,
    });
    await opened.close();
    assert.equal(failed, false, said.slice(-2_000));
    return notebook.cells
      .filter(({ metadata }) => metadata.tags?.includes('look'))
      .map(({ outputs = [] }) => outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join(''))
      .map((text) => JSON.parse(text) as unknown);
  }

  it('run on an account that has nothing', async () => {
    const [levels, profit] = await run(true, {
      'margin-level': 'console.log(JSON.stringify(levels.every(({ level }) => level === "")))',
      'profit-net-of-interest': 'console.log(JSON.stringify(net.toFixed()))',
    });
    assert.deepEqual([levels, profit], [true, '0']);
  });

  it('find the level that the exchange tells, and count every trade and charge once', async () => {
    const [levels, costs, found] = (await run(false, {
      'liquidation-stress':
        'console.log(JSON.stringify([account.marginLevel, analytics.summarise(held, prices).level, stressed.find(({ shock }) => shock === 0).level]))',
      'margin-level':
        'console.log(JSON.stringify([(await client.getMarginAccount()).marginLevel, levels.at(-1).level, String(levels.length)]))',
      'profit-net-of-interest':
        'console.log(JSON.stringify([found.flat().length, new Set(found.flat().map(({ symbol, id }) => `${symbol} ${id}`)).size]))',
    })) as [string[], string[], number[]];
    for (const [told = '', ...worked] of [levels, costs.slice(0, 2)])
      for (const level of worked) assert.ok(Math.abs(Number(level) - Number(told)) < 2e-8, `${level}, not ${told}`);
    assert.equal(costs[2], '180');
    assert.ok(found[0]! > 10);
    assert.equal(found[0], found[1]);
  });
});
