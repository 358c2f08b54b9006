import assert from 'node:assert/strict';
import fs from 'node:fs';
import ts from 'typescript';
import { MarginClient } from '../../../src/binance/client.ts';
import { controlNames } from '../../../src/kernel/calls.ts';
import { methodsOf } from '../../../src/notebook/host/methods.ts';
import { KernelUnderTest } from '../../kernel/kernel-under-test.ts';
import { folderWith, Notebook } from './notebook.ts';

const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe('the scope that the editor declares', function () {
  this.timeout(240_000);
  let folder: string;
  let notebook: Notebook;
  let kernel: KernelUnderTest;

  before(() => {
    folder = folderWith();
    notebook = new Notebook(folder);
    kernel = new KernelUnderTest();
  });
  after(async () => {
    await kernel.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Names that the kernel adds to what Node has. */
  async function preloaded(): Promise<string[]> {
    const ran = await kernel.run('console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis)))');
    const own = new Set(Object.getOwnPropertyNames(globalThis));
    // Mocha's own globals are in this process and not in that one, which does not matter here.
    return (JSON.parse(ran.stdout) as string[]).filter((name) => !own.has(name) && !name.startsWith('__marginalia'));
  }

  const documentation = (cell: number, name: string): string => {
    const info = notebook.answers.getQuickInfoAtPosition(...notebook.at(cell, name))?.result;
    return ts.displayPartsToString(info?.documentation);
  };

  it('is the kernel’s: every preloaded name is known, typed and explained, and no other', async () => {
    const ours = (await preloaded()).filter((name) => !nodes.has(name));
    const file = fs.readFileSync(new URL('../../../src/notebook/intellisense/scope.ts', import.meta.url), 'utf8');
    const declared = [...file.matchAll(/^ {2}(?:const|let) (\w+):/gm)].map(([, name]) => name!);
    assert.deepEqual(sorted(ours), sorted([...declared, 'history']));
    notebook.cells(...ours);
    assert.deepEqual(notebook.problems(), []);
    for (const [cell, name] of ours.entries()) {
      assert.ok(documentation(cell, name).length > 20, `${name} is not explained`);
      // What a cell leaves there can be anything.
      if (!name.startsWith('_')) assert.doesNotMatch(notebook.hover(cell, name), /: any$/, name);
    }
  });

  it('has Node’s names, too', async () => {
    const given = (await preloaded()).filter((name) => nodes.has(name));
    assert.deepEqual(sorted(given), sorted(nodes));
    notebook.cells('require("node:fs"); module; exports; __dirname; __filename;');
    assert.deepEqual(notebook.problems(), []);
  });

  it('has the client’s methods, the paper exchange’s controls and the histories that there are', async () => {
    const client = new MarginClient({ restUrl: 'http://127.0.0.1:9', mode: 'READ-ONLY' });
    const methods = methodsOf(client);
    client.close();
    notebook.cells('client.', 'paper.', 'history.');
    assert.deepEqual(sorted(notebook.completions(0, 'client.')), methods);
    assert.deepEqual(sorted(notebook.completions(1, 'paper.')), sorted(controlNames));
    const ran = await kernel.run('console.log(Object.keys(history).join())');
    assert.deepEqual(sorted(notebook.completions(2, 'history.')), sorted(ran.stdout.trim().split(',')));
  });

  it('types histories as frames, iterations as rows, and takes their options', () => {
    notebook.cells(
      'const frame = await history.interest({ asset: "USDT", from: "2026-01-01" }); frame.groupby(["asset"])',
      'const rows = await client.iterateMarginTrades({ symbol: "BTCUSDT" }, { signal: AbortSignal.timeout(1) }); rows[0].price.length',
      'const loans = await client.iterateMarginLoans(); loans.map((loan) => loan.principal)',
      'await history.trades()',
      '(await input("Which?", { password: true }))?.length',
      'analytics.interestByDay',
    );
    assert.deepEqual(
      notebook.problems().map((problem) => problem.slice(0, 2)),
      ['3:', '5:'],
      notebook.problems().join('\n'),
    );
    assert.match(notebook.hover(0, 'frame'), /DataFrame/);
    assert.match(notebook.hover(2, 'iterateMarginLoans'), /\(parameters\?: .*, options\?: CallOptions/);
  });
});

/** What Node gives to modules. */
const nodes = new Set(['require', 'module', 'exports', '__dirname', '__filename']);
