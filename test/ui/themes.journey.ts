// What everything looks like in each theme; and whether it can be read there.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { continuing } from './steps.ts';
import { patienceMs } from './window.ts';
import { Workbench, type Theme } from './workbench.ts';

describe('in every theme there is', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.open({ name: 'themes', notebook: 'welcome.ipynb' });
    await bench.openMargin();
    // An account at its margin call, so that every colour of risk is there.
    await bench.control('POST', 'price', { symbol: 'XRPUSDT', price: '0.4' });
    await bench.openView('Variables');
    await bench.runAll();
    await bench.cellsDone();
  });
  continuing(() => bench);

  const themes = ['light', 'dark', 'hc-black', 'hc-light'] as const satisfies Theme[];
  async function inEach(look: (theme: Theme) => Promise<void>): Promise<void> {
    for (const theme of themes) {
      await bench.setTheme(theme);
      await look(theme);
    }
  }

  it('the trees, the status bar, the variables and a table', async () => {
    const table = await bench.reveal((outputs) => outputs.getByRole('grid').filter({ hasText: 'netAsset' }));
    await bench.find('Accounts', /^Isolated account XRPUSDT/);
    await inEach(async (theme) => {
      await readable(table.getByRole('columnheader').first());
      await readable(table.getByRole('gridcell').first());
      await bench.shoot(`sidebar, variables and a table, ${theme}`);
    });
  });

  it('a chart, a wizard with its preview, and a question', async () => {
    await bench.reveal((outputs) => outputs.getByRole('figure').locator('svg'));
    await inEach(async (theme) => {
      await bench.shoot(`chart, ${theme}`);
      await bench.command('Margin: Borrow');
      await bench.asked('Which account?');
      await bench.choose(/^Cross/);
      await bench.asked('Which asset to borrow?');
      await bench.choose(/^USDT/);
      await bench.asked(/How much USDT to borrow/);
      await bench.write('100');
      await bench.hint(/Interest/);
      await bench.shoot(`wizard with its preview, ${theme}`);
      await bench.enter();
      await bench.dialog.getByText('PAPER · Borrow 100 USDT (cross)?').waitFor();
      await bench.shoot(`question, ${theme}`);
      await bench.confirm('Cancel');
    });
  });

  it('the Risk panel', async () => {
    await bench.command('Margin: Show Risk');
    const panel = await bench.frame((frame) => frame.getByRole('heading', { name: 'Margin Risk' }));
    await panel.getByRole('table').first().waitFor();
    await inEach(async (theme) => {
      for (const level of await panel.locator('.level').all()) await readable(level);
      await readable(panel.getByRole('cell').first());
      await bench.shoot(`risk panel, ${theme}`);
    });
  });

  it('the walkthrough', async () => {
    await bench.openWalkthrough();
    await inEach((theme) => bench.shoot(`walkthrough, ${theme}`));
  });
});

/** Text against what lies behind it, at least 3 to 1 as WCAG asks of large text and of graphics. */
async function readable(text: Locator): Promise<void> {
  await text.waitFor();
  // A page in a frame takes the colours of a theme a moment after the window did.
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await contrastOf(text);
    if (found.contrast >= 3) return;
    assert.ok(Date.now() < deadline, `hard to read: ${JSON.stringify(found)}`);
    await text.page().evaluate(() => new Promise(requestAnimationFrame));
  }
}

function contrastOf(text: Locator): Promise<{ contrast: number; text: string | null }> {
  return text.evaluate((element) => {
    type Colour = [number, number, number, number];
    const colour = (value: string): Colour => {
      const [r = 0, g = 0, b = 0, a = 1] = (value.match(/[\d.]+/g) ?? []).map(Number);
      return [r, g, b, a];
    };
    const over = (front: Colour, back: Colour): Colour => {
      const mix = (index: 0 | 1 | 2) => front[index] * front[3] + back[index] * (1 - front[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const layers: Colour[] = [];
    for (let each: Element | null = element; each; each = each.parentElement)
      layers.push(colour(getComputedStyle(each).backgroundColor));
    // The frame itself is see-through: behind it is the editor.
    const editor = getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background');
    const probe = document.createElement('i');
    probe.style.color = editor;
    document.body.append(probe);
    const base = colour(getComputedStyle(probe).color);
    probe.remove();
    const back = layers.reduceRight((below, layer) => over(layer, below), base);
    const front = over(colour(getComputedStyle(element).color), back);
    const light = (value: Colour) => {
      const [r, g, b] = value.slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
    };
    const [one, other] = [light(front), light(back)];
    return { contrast: Math.max(one, other) / Math.min(one, other), front, back, text: element.textContent };
  });
}
