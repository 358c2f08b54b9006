// Restricted Mode, with a notebook that a stranger wrote: it is shown and not run, until its reader trusts it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { continuing } from './steps.ts';
import { startTrap, type Trap } from './trap.ts';
import { Workbench } from './workbench.ts';

describe('a folder that is not trusted', () => {
  let bench: Workbench;
  let trap: Trap;
  before(async () => {
    trap = await startTrap();
    bench = await Workbench.open({ name: 'trust', theme: 'light', asksForTrust: true });
  });
  continuing(() => bench);
  after(() => trap.close());

  const ran = () => fs.existsSync(path.join(bench.workspace, 'ran.txt'));
  const cell = `require('node:fs').writeFileSync('ran.txt', 'yes'); (await client.getMarginAccount()).userAssets.length > 0`;

  it('opens its notebooks, and runs nothing of their outputs', async () => {
    await bench.statusBar.getByText('Restricted Mode').waitFor();
    await bench.openCells([cell], 'foreign', outputs(trap.url));
    const shown = await bench.outputs();
    await shown.locator('.mg-table').getByText('<img src=x').first().waitFor();
    await shown.locator('.mg-chart svg').first().waitFor();
    await shown.getByText('This chart cannot be shown').waitFor();
    await bench.shoot('a stranger’s notebook');
    assert.deepEqual(trap.caught, []);
  });

  it('runs none of their cells', async () => {
    await bench.runCell(0);
    await bench.confirm('Cancel');
    await bench.shoot('not run');
    assert.equal(ran(), false);
  });

  it('shows the account', async () => {
    await bench.openMargin();
    await bench.row(/^Cross/).waitFor();
    await bench.shoot('the account, in Restricted Mode');
  });

  it('runs them once it is trusted', async () => {
    await bench.runCell(0);
    await bench.confirm(/^(Trust|Yes)/);
    await bench.cellsDone();
    await bench.reveal((frame) => frame.getByText(/^true$/));
    assert.equal(ran(), true);
    await bench.shoot('trusted');
  });
});

/** Outputs that would all call the trap, if they could. */
function outputs(url: string): object[] {
  const call = `fetch('${url}/called')`;
  const display = (data: object) => ({ output_type: 'display_data', data, metadata: {} });
  const encoding = { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } };
  const chart = (spec: object) => ({ version: 1, caption: 'c', data: { a: [1, 2], b: [3, 4] }, spec });
  return [
    display({
      'text/html': `<b>html</b><script>${call}</script><img src="data:," onerror="${call}"><iframe srcdoc="<script>${call}</script>"></iframe>`,
    }),
    display({ 'application/javascript': call }),
    display({
      'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="${call}"><script>${call}</script></svg>`,
    }),
    display({ 'text/markdown': `markdown <img src="data:," onerror="${call}">` }),
    display({
      'application/vnd.marginalia.table+json': {
        version: 1,
        columns: [{ name: 'text', kind: 'text' }],
        data: [[`<img src=x onerror="${call}">`]],
        length: 1,
      },
    }),
    display({
      'application/vnd.marginalia.chart+json': chart({ mark: { type: 'image', url: `${url}/picture` }, encoding }),
    }),
    display({ 'application/vnd.marginalia.chart+json': { version: 1 } }),
  ];
}
