// Outputs that a stranger wrote into a notebook: they show something or say what is wrong with them, run nothing, and
// call nobody. The renderer alone in a page without any policy, so that whatever gets through does its harm.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../stage/paths.ts';
import { site } from './site.ts';
import { startTrap, type Trap } from './trap.ts';

const table = 'application/vnd.marginalia.table+json';
const chart = 'application/vnd.marginalia.chart+json';

describe('a stranger’s output', () => {
  let page: Page;
  let trap: Trap;
  before(async () => {
    const files = path.join(root, 'dist', 'renderer');
    trap = await startTrap((name) => {
      if (name === 'page') return { type: 'text/html', body: '<!DOCTYPE html><main></main>' };
      const file = path.join(files, path.basename(name));
      return fs.existsSync(file) ? { type: 'text/javascript', body: fs.readFileSync(file) } : undefined;
    });
    page = await (await site()).browser.newPage({ viewport: { width: 900, height: 600 } });
    await page.goto(`${trap.url}/page`);
  });
  after(async () => {
    await page.close();
    await trap.close();
  });

  /** What the page says of an output, once it has drawn it, followed and clicked everything in it. */
  async function show(mime: string, json: unknown): Promise<string> {
    await page.evaluate(
      async ({ mime, json, script }) => {
        const { activate } = (await import(script)) as {
          activate: (context: object) => {
            renderOutputItem: (item: object, target: Element) => Promise<void>;
          };
        };
        const target = document.querySelector('main')!;
        target.replaceChildren();
        const renderer = activate({ getState: () => undefined, setState: () => undefined });
        await renderer.renderOutputItem({ id: 'one', mime, json: () => json }, target);
        // Drawn when there is something to read, and nothing has changed for a few frames.
        const drawn = async () => {
          for (let before = '', still = 0; still < 3;) {
            await new Promise(requestAnimationFrame);
            const now = target.innerHTML;
            still = now === before && target.querySelector('.mg-trouble:not(:empty), svg, [role=row]') ? still + 1 : 0;
            before = now;
          }
        };
        await drawn();
        const parts = [
          ...target.querySelectorAll('svg *, input'),
          ...[...target.querySelectorAll('[role$=r], [role$=cell]')].slice(0, 9),
        ];
        for (const each of parts) {
          for (const type of ['pointermove', 'mousemove', 'mouseover', 'click', 'focus'])
            each.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: 100, clientY: 100 }));
        }
        await drawn();
        // Behind whatever the output has sent.
        await fetch('/page');
      },
      { mime, json, script: '/renderer.js' },
    );
    return page.locator('main').innerText();
  }

  it('is not drawn over what has taken its place while the code of charts was fetched', async () => {
    const shows = await page.evaluate(
      async ({ chart, table, script }) => {
        const { activate } = (await import(script)) as {
          activate: (context: object) => {
            renderOutputItem: (item: object, target: Element) => Promise<void>;
          };
        };
        const target = document.querySelector('main')!;
        const renderer = activate({ getState: () => undefined, setState: () => undefined });
        const item = (mime: string, json: unknown) => ({ id: 'updated', mime, json: () => json });
        const first = renderer.renderOutputItem(
          item(chart, { version: 1, caption: 'c', data: { a: [1] }, spec: { mark: 'point', encoding: {} } }),
          target,
        );
        const second = renderer.renderOutputItem(
          item(table, { version: 1, columns: [{ name: 'a', kind: 'text' }], data: [['x']], length: 1 }),
          target,
        );
        await Promise.all([first, second]);
        return [...target.children].map((child) => child.className);
      },
      { chart, table, script: '/renderer.js' },
    );
    assert.deepEqual(shows, ['mg-view mg-table']);
  });

  it('shows the rows that a table brought along, also where nobody answers for the rest', async () => {
    await page.evaluate(
      async ({ table, script }) => {
        const { activate } = (await import(script)) as {
          activate: (context: object) => {
            renderOutputItem: (item: object, target: Element) => Promise<void>;
          };
        };
        const silent = { postMessage: () => undefined, onDidReceiveMessage: () => undefined };
        const renderer = activate({ getState: () => undefined, setState: () => undefined, ...silent });
        const data = [Array.from({ length: 100 }, (_, row) => `row ${row}`)];
        const json = { version: 1, columns: [{ name: 'a', kind: 'text' }], data, length: 5000, source: 'gone/1' };
        await renderer.renderOutputItem({ id: 'long', mime: table, json: () => json }, document.querySelector('main')!);
      },
      { table, script: '/renderer.js' },
    );
    await page.getByRole('gridcell', { name: 'row 3', exact: true }).waitFor({ timeout: 10_000 });
    await page.getByText('5,000 rows × 1').waitFor();
  });

  const harm = () => page.evaluate(() => (window as { harmed?: unknown }).harmed);

  function safe(title: string, mime: string, json: (trap: string) => unknown, shows: RegExp) {
    it(title, async () => {
      const text = await show(mime, json(trap.url));
      assert.match(text, shows);
      assert.equal(await harm(), undefined, 'ran a script');
      assert.deepEqual(trap.caught, [], 'called somebody');
    });
  }

  const script = '<img src=x onerror="window.harmed = 1"><script>window.harmed = 1</script>';
  const data = { a: [1, 2], b: [3, 4] };
  const encoding = { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } };

  safe(
    'shows markup in a table as text',
    table,
    () => ({
      version: 1,
      caption: script,
      columns: [{ name: script, kind: 'text' }],
      data: [[script, 'plain']],
      labels: [script, script],
      length: 2,
    }),
    /<img src=x[^]*plain/,
  );
  for (const [what, json] of Object.entries({
    null: null,
    text: script,
    'no columns': { version: 1, data: [], length: 1 },
    'columns that are none': { version: 1, columns: [null, 3], data: [[1], [2]], length: 1 },
    'data that is none': { version: 1, columns: [{ name: 'a', kind: 'text' }], data: 'abc', length: 1 },
    'another version': { version: 2, rows: [] },
  }))
    safe(`says that a table cannot be shown: ${what}`, table, () => json, /table cannot be shown/i);
  safe(
    'shows a table of strange values and sizes',
    table,
    (url) => ({
      version: 1,
      columns: [
        { name: 'amount', kind: 'amount', places: 1e9, widest: 'x'.repeat(1e6) },
        { name: 'time', kind: 'time' },
        { name: 'kind', kind: 'constructor', places: -1 },
        { name: 'objects', kind: 'amount' },
      ],
      data: [
        ['1.5', '9'.repeat(200_000)],
        [1e300, 'never'],
        [{ a: 1 }, [2]],
        [{ toString: url }, null, 7],
      ],
      labels: [{}, []],
      length: 1e308,
      source: '../../1',
    }),
    /1\.5/,
  );
  safe(
    'shows the first of thousands of columns',
    table,
    () => ({
      version: 1,
      columns: Array.from({ length: 5_000 }, (_, place) => ({ name: `c${place}`, kind: 'integer' })),
      data: Array.from({ length: 5_000 }, () => [1]),
      length: 1,
    }),
    /of 5,000 columns/,
  );

  const refused = /draws only the data it is given|may not load/;
  safe(
    'loads no data for a chart',
    chart,
    (url) => ({ version: 1, caption: 'c', spec: { data: { url: `${url}/data` }, mark: 'point', encoding } }),
    refused,
  );
  safe(
    'loads no data for a part of a chart',
    chart,
    (url) => ({
      version: 1,
      caption: 'c',
      data,
      spec: {
        mark: 'point',
        encoding,
        transform: [{ lookup: 'a', from: { data: { url: `${url}/lookup` }, key: 'a', fields: ['z'] } }],
      },
    }),
    refused,
  );
  safe(
    'loads no picture for a chart',
    chart,
    (url) => ({
      version: 1,
      caption: 'c',
      data,
      spec: { mark: { type: 'image', url: `${url}/picture`, width: 50, height: 50 }, encoding },
    }),
    /^/,
  );
  safe(
    'follows no link of a chart',
    chart,
    (url) => ({
      version: 1,
      caption: 'c',
      data: { ...data, link: [`${url}/link`, 'javascript:window.harmed=1'] },
      spec: {
        mark: { type: 'point', size: 5000, filled: true, cursor: `url(${url}/cursor), auto` },
        background: `url(${url}/background)`,
        encoding: { ...encoding, href: { field: 'link' }, color: { value: `url(${url}/paint#a)` } },
      },
    }),
    /^/,
  );
  safe(
    'binds a parameter of a chart to a plain input only',
    chart,
    (url) => ({
      version: 1,
      caption: 'c',
      data,
      spec: {
        params: [
          { name: 'one', value: 1, bind: { input: 'image', src: `${url}/input`, onfocus: 'harmed=1', autofocus: '' } },
          { name: 'two', value: 1, bind: { input: 'range', min: 0, max: 9, style: `background: url(${url}/style)` } },
          { name: 'three', value: 1, bind: { element: 'body', event: 'click' } },
        ],
        mark: 'point',
        encoding,
      },
    }),
    /two/,
  );
  safe(
    'computes nothing but expressions in a chart, and shows a tooltip as text',
    chart,
    () => ({
      version: 1,
      caption: script,
      data: { ...data, tip: [script, script] },
      spec: {
        title: script,
        transform: [
          { calculate: "constructor.constructor('window.harmed = 1')()", as: 'c' },
          { calculate: "[].filter.constructor('window.harmed = 1')()", as: 'd' },
        ],
        mark: { type: 'point', size: 5000, filled: true, tooltip: true },
        encoding: { ...encoding, tooltip: { field: 'tip' } },
      },
    }),
    /^/,
  );
  for (const [what, json] of Object.entries({
    null: null,
    'no specification': { version: 1, caption: 'c' },
    'a specification that is none': { version: 1, caption: 'c', spec: 'bar', data },
    'data that is none': { version: 1, caption: 'c', spec: { mark: 'bar', encoding }, data: { a: 1, b: null } },
  }))
    safe(`says that a chart cannot be shown: ${what}`, chart, () => json, /chart cannot be shown/i);
});
