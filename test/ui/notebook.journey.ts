// Cells: what the editor knows about them, the interrupt button, restart, variables, breakpoints.
import assert from 'node:assert/strict';
import { continuing } from './steps.ts';
import { Workbench } from './workbench.ts';

const cells = [
  'interface Row { asset: string; amount: number }\nconst rows: Row[] = [{ asset: "BTC", amount: 1 }, { asset: "USDT", amount: 250 }];',
  'let sum = 0;\nfor (const row of rows) {\n  sum += row.amount;\n}\nsum;',
  'const wrong: number = rows[0].asset;',
  'let turns = 0;\nfor (;;) turns += 1;',
  '`turned ${turns > 0}, ${rows.length} rows`;',
  'for (let line = 0; line < 45_000; line++) console.log(`line ${line}`.padEnd(100));',
];

describe('cells', () => {
  let bench: Workbench;
  const notebook = () => bench.page.locator('.notebookOverlay');
  const cell = (index: number) => bench.cell(index);
  const word = (index: number, text: string) => cell(index).locator('.view-line span span', { hasText: text }).first();
  const run = (index: number) => bench.runCell(index);

  before(async () => {
    bench = await Workbench.open({ name: 'notebook', theme: 'dark' });
    await bench.openCells(cells);
  });
  continuing(() => bench);

  it('are checked: a type error is marked, a name of another cell is known', async () => {
    await cell(2).locator('.squiggly-error').first().waitFor();
    await bench.gone(cell(1).locator('.squiggly-error').first());
    const hover = bench.page.locator('.monaco-hover').filter({ hasText: 'const rows: Row[]' });
    await bench.insist(async () => {
      await bench.page.mouse.move(0, 0);
      await word(1, 'rows').hover();
    }, hover);
    await bench.shoot('hover over a name of another cell');
  });

  it('complete the margin client', async () => {
    await cell(2).locator('.view-lines').click();
    await bench.page.keyboard.press('Control+A');
    await bench.page.keyboard.type('client.getMarginA');
    const offered = bench.page.locator('.suggest-widget').getByRole('option', { name: /^getMarginAccount/ });
    // Asked for once more where it was asked before the answers were ready.
    let asks = 0;
    await bench.insist(async () => {
      if (asks++ > 0) await bench.page.keyboard.press('Control+Space');
    }, offered);
    await bench.shoot('completions');
    await bench.page.keyboard.press('Escape');
    await bench.page.keyboard.press('Control+A');
    await bench.page.keyboard.type('1;');
  });

  it('list their variables after a run, and show one as a table', async () => {
    await bench.openMargin();
    await bench.openView('Variables');
    await run(0);
    await run(1);
    const row = await bench.find('Variables', /^rows, Array, 2/);
    await bench.insist(() => row.click(), bench.page.getByRole('tab', { name: 'rows' }));
    const viewer = await bench.frame((frame) => frame.locator('main').getByText('USDT'));
    await viewer.getByRole('grid').waitFor();
    await bench.shoot('variables, and one of them as a table');
    // Once more, and another: each in a tab of its own in the same place, and no further column of the window.
    const groups = bench.page.locator('.editor-group-container');
    await (await bench.find('Variables', /^sum, /)).click();
    await bench.page.getByRole('tab', { name: 'sum' }).waitFor();
    await row.click();
    await bench.page.getByRole('tab', { name: 'rows', selected: true }).waitFor();
    assert.deepEqual([await bench.page.getByRole('tab', { name: 'rows' }).count(), await groups.count()], [1, 2]);
    await viewer.getByRole('button', { name: 'CSV' }).click();
    assert.match(await bench.saved('rows.csv'), /^asset,amount\r?\nBTC,1\r?\nUSDT,250\r?\n$/);
    for (const name of ['rows', 'sum']) {
      const tab = bench.page.getByRole('tab', { name });
      await tab.click({ button: 'middle' });
      await tab.waitFor({ state: 'hidden' });
    }
  });

  it('stop at a breakpoint, show variables, step, and go on', async () => {
    await bench.page.getByRole('tab', { name: 'cells.ipynb' }).click();
    await bench.insist(async () => {
      await word(1, 'amount').click();
      await bench.page.keyboard.press('F9');
    }, cell(1).locator('[class*="codicon-debug-breakpoint"]'));
    await bench.command('Margin: Debug the Notebook Cell');
    const toolbar = bench.page.locator('.debug-toolbar');
    await toolbar.waitFor();
    await cell(1).locator('.debug-top-stack-frame-line, .codicon-debug-stackframe').first().waitFor();
    await bench.command('Run and Debug: Focus on Variables View');
    await bench.expand(bench.row(/Script/));
    await bench.row(/^sum, value 0/).waitFor();
    await bench.shoot('stopped at a breakpoint');
    await toolbar.getByRole('button', { name: /^Step Over/ }).click();
    await bench.row(/^sum, value 1/).waitFor();
    await bench.shoot('stepped');
    await bench.command('Remove All Breakpoints');
    await toolbar.getByRole('button', { name: /^Continue/ }).click();
    await bench.reveal((outputs) => outputs.getByText(/^251$/));
    await toolbar
      .getByRole('button', { name: /^Disconnect/ })
      .first()
      .click();
    await toolbar.waitFor({ state: 'hidden' });
  });

  it('are interrupted by the button, and keep what they have', async () => {
    await run(3);
    const stop = notebook().getByRole('button', { name: /^(Interrupt|Stop Execution)/ });
    await stop.first().waitFor();
    await bench.shoot('an endless loop');
    await stop.first().click();
    await bench.cellsDone();
    await cell(3).getByText('Interrupted').waitFor();
    await bench.shoot('interrupted');
    await run(4);
    await bench.reveal((outputs) => outputs.getByText('turned true, 2 rows'));
    await bench.shoot('variables kept');
  });

  it('forget everything at a restart, and say what became of the one that ran', async () => {
    await run(3);
    await notebook()
      .getByRole('button', { name: /^(Interrupt|Stop Execution)/ })
      .first()
      .waitFor();
    await notebook().getByRole('button', { name: 'Restart the Notebook Kernel', exact: true }).click();
    await bench.cellsDone();
    await cell(3).getByText('Kernel restarted').waitFor();
    await run(4);
    await bench.reveal((outputs) => outputs.getByText(/turns is not defined/));
    await bench.shoot('restarted');
  });

  it('open the full text where more was printed than is shown, also once the notebook was closed', async () => {
    await run(5);
    const text = bench.page.getByRole('tab', { name: /^marginalia-.*\.txt/ });
    const opens = async () => {
      const link = cell(5).getByText('Open the full text');
      await link.scrollIntoViewIfNeeded();
      await link.click();
      await text.waitFor();
      await bench.page.locator('.editor-instance .view-line', { hasText: 'line 1' }).first().waitFor();
    };
    await opens();
    await bench.shoot('the full text');
    await bench.command('File: Save All Files');
    await bench.command('View: Close All Editors');
    await text.waitFor({ state: 'hidden' });
    await bench.openNotebook('cells.ipynb');
    await opens();
    await bench.shoot('the full text of a notebook that was opened again');
  });
});
