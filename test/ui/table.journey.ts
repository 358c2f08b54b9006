// A table of a million rows, with hands and keys.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { continuing } from './steps.ts';
import { Workbench } from './workbench.ts';

const count = 1_000_000;
const cell = `const column = (make) => Array.from({ length: ${String(count)} }, (_, place) => make(place));
const start = Date.UTC(2026, 0, 1);
const fills = new DataFrame({
  time: column((place) => new Date(start + place * 1000)),
  asset: column((place) => ['BTC', 'ETH', 'SOL'][place % 3]),
  side: column((place) => (place % 2 ? 'SELL' : 'BUY')),
  price: column((place) => (place * 7) % 1000),
  amount: column((place) => (place % 500) / 100),
  note: column(() => 'filled by the book, as the maker, in one part only'),
  remark: column(() => 'nothing to say about this one, nor about the one after'),
});
display(fills);`;

describe('a table of a million rows', () => {
  let bench: Workbench;
  let table: Locator;
  before(async () => {
    bench = await Workbench.open({ name: 'table', theme: 'light' });
    await bench.openCells([cell], 'table');
    await bench.runAll();
    await bench.cellsDone();
    table = (await bench.outputs()).locator('.mg-table').first();
    await table.getByText('1,000,000 rows × 7').waitFor();
  });
  continuing(() => bench);

  const grid = () => table.getByRole('grid');
  const head = (name: string) => table.getByRole('columnheader', { name: new RegExp(`^${name}\\b`) });
  /** A row by its place among those shown, counted from 1; the head is row 1 of the grid. */
  const row = (place: number) => grid().locator(`[role="row"][aria-rowindex="${String(place + 1)}"]`);
  const sorted = (name: string, order: string) =>
    head(name)
      .and(table.locator(`[aria-sort="${order}"]`))
      .waitFor();
  /** A cell by its place in the table: only the columns in sight are drawn. */
  const at = (place: number, column: number) =>
    row(place).locator(`[role="gridcell"][aria-colindex="${String(column + 2)}"]`);

  it('goes to the last row and back by keyboard, drawing only what is in sight', async () => {
    await at(1, 0).click();
    await grid().press('Control+End');
    await row(count).getByRole('rowheader', { name: '999999' }).waitFor();
    await bench.shoot('last row');
    assert.ok((await grid().getByRole('row').count()) < 100);
    await grid().press('Control+Home');
    await at(1, 0).getByText('2026-01-01 00:00:00').waitFor();
    await grid().press('ArrowDown');
    await grid().press('ArrowRight');
    await bench.eventually(
      async () => [await grid().getAttribute('aria-activedescendant'), await at(2, 1).getAttribute('id')],
      ([active, second]) => active === second,
      'the active cell',
    );
  });

  it('scrolls by wheel', async () => {
    await grid().hover();
    await bench.page.mouse.wheel(0, 5000);
    await row(340).waitFor();
    await bench.page.mouse.wheel(0, -6000);
    await row(1).waitFor();
  });

  it('sorts by one column, and within it by another', async () => {
    await head('asset').click();
    await sorted('asset', 'ascending');
    await head('price').click({ modifiers: ['Shift'] });
    await sorted('price', 'ascending');
    await at(1, 3).getByText(/^0$/).waitFor();
    await head('price').click({ modifiers: ['Shift'] });
    await at(1, 3).getByText(/^999$/).waitFor();
    await at(1, 1).getByText(/^BTC$/).waitFor();
    await sorted('asset', 'ascending');
    await sorted('price', 'descending');
    await bench.shoot('sorted by two columns');
  });

  it('filters by a condition on each of two columns', async () => {
    await table.getByRole('searchbox').fill('asset = ETH, price > 998');
    await table.getByText('333 of 1,000,000 rows × 7').waitFor();
    await at(1, 1).getByText(/^ETH$/).waitFor();
    await at(1, 3).getByText(/^999$/).waitFor();
    await bench.shoot('filtered');
  });

  it('says why a filter leaves nothing', async () => {
    await table.getByRole('searchbox').fill('asset = ETH, prise > 998');
    await table.getByText('No rows: there is no column “prise”').waitFor();
    await table.getByRole('searchbox').fill('asset = ETH, price > 998');
    await table.getByText('333 of 1,000,000 rows × 7').waitFor();
  });

  it('has all its tools in a narrow window, too', async () => {
    const size = bench.page.viewportSize();
    assert.ok(size);
    await bench.page.setViewportSize({ width: 850, height: size.height });
    const edges = () => Promise.all([grid(), table.getByRole('button', { name: 'CSV' })].map(rightOf));
    await bench.eventually(edges, ([grid = 0, last = NaN]) => grid < 850 && last <= grid + 1, 'where the tools end');
    await bench.shoot('in a narrow window');
    await bench.page.setViewportSize(size);
  });

  it('shows times in UTC or in local time', async () => {
    // Sorted by asset and price, equal rows stay in their order: the first is the first in time.
    const utc = await at(1, 0).innerText();
    await table.getByRole('button', { name: 'UTC' }).click();
    await head('time').getByText('local').waitFor();
    await bench.eventually(
      () => at(1, 0).innerText(),
      (local) => Date.parse(`${local}Z`) - Date.parse(`${utc}Z`) === bench.hoursFromUtc * 3_600_000,
      `local time of ${utc}`,
    );
    await bench.shoot('local time');
    await table.getByRole('button', { name: 'Local' }).click();
    await head('time').getByText('UTC').waitFor();
  });

  it('makes a column wider by its edge, and by keys', async () => {
    const width = async () => (await head('asset').boundingBox())?.width ?? 0;
    const before = await width();
    const edge = await head('asset').locator('.mg-edge').boundingBox();
    assert.ok(edge);
    await bench.page.mouse.move(edge.x + 3, edge.y + 10);
    await bench.page.mouse.down();
    await bench.page.mouse.move(edge.x + 83, edge.y + 10, { steps: 4 });
    await bench.page.mouse.up();
    const grown = await bench.eventually(
      width,
      (now) => Math.abs(now - before - 80) < 4,
      `wider than ${String(before)}`,
    );
    await at(1, 1).click();
    await grid().press('ArrowUp');
    await grid().press('Shift+ArrowLeft');
    await bench.eventually(width, (now) => Math.abs(now - grown + 16) < 4, `narrower than ${String(grown)}`);
  });

  it('keeps the first column in sight when frozen', async () => {
    await table.getByRole('button', { name: 'Freeze' }).click();
    await at(1, 0).click();
    await grid().press('End');
    await at(1, 6).waitFor();
    await bench.shoot('first column frozen');
    await bench.eventually(
      async () => ({
        table: (await grid().boundingBox())?.x ?? NaN,
        time: (await at(1, 0).boundingBox())?.x ?? NaN,
        scrolled: await grid().evaluate((element) => element.scrollLeft),
      }),
      (at) => at.time >= at.table && at.time < at.table + 120 && at.scrolled > 0,
      'the frozen column',
    );
    await grid().press('Home');
  });

  it('copies what is selected, with the names of its columns', async () => {
    await at(1, 1).click();
    await grid().press('Shift+ArrowDown');
    await grid().press('Shift+ArrowRight');
    await grid().press('Shift+ArrowRight');
    await bench.shoot('selected');
    await grid().press('Control+c');
    await table.getByText('Copied 2 rows').waitFor({ state: 'attached' });
    const copied = await bench.page.evaluate(() => navigator.clipboard.readText());
    const [names, ...rows] = copied.trim().split(/\r?\n/);
    assert.equal(names, 'asset\tside\tprice');
    assert.equal(rows.length, 2);
    assert.match(rows[0] ?? '', /^ETH\t(BUY|SELL)\t999$/);
    await at(1, 3).click();
    await grid().press('Control+c');
    await table.getByText('Copied the cell').waitFor({ state: 'attached' });
    assert.equal(await bench.page.evaluate(() => navigator.clipboard.readText()), '999');
  });

  it('shows in the Margin view what a row is about', async () => {
    await at(1, 1).click();
    await table.getByRole('button', { name: 'Show' }).click();
    await bench.page.locator('.sidebar [role="treeitem"][aria-selected="true"]', { hasText: 'ETH' }).first().waitFor();
    await bench.shoot('the row in the Margin view');
  });

  it('saves the rows that are left as CSV', async () => {
    await table.getByRole('button', { name: 'CSV' }).click();
    const text = await bench.saved('table.csv');
    const [names, ...rows] = text.trim().split(/\r?\n/);
    assert.equal(names, 'time,asset,side,price,amount,note,remark');
    assert.equal(rows.length, 333);
    assert.match(rows[0] ?? '', /^2026-01-\d\dT[\d:.]+Z,ETH,(BUY|SELL),999,/);
  });
});

/** Where an element ends, in pixels from the left. */
async function rightOf(element: Locator): Promise<number> {
  const box = await element.boundingBox();
  return box ? box.x + box.width : NaN;
}
