import assert from 'node:assert/strict';
import { chartBundle, chartMime } from '../../src/analytics/charts/index.ts';
import { frame } from '../../src/frames/cells.ts';

const rows = Array.from({ length: 48 }, (_, hour) => ({
  time: Date.UTC(2026, 0, 30) + hour * 3_600_000,
  interest: hour * 0.0001,
  asset: hour % 2 ? 'BTC' : 'USDT',
}));
const spec = {
  title: 'Interest <hourly> & more',
  mark: 'line',
  encoding: {
    x: { field: 'time', type: 'temporal' },
    y: { field: 'interest', type: 'quantitative' },
    color: { field: 'asset' },
  },
};

describe('chartBundle', () => {
  it('draws the same picture twice, without a style and with a label', async () => {
    const [first, second] = [await chartBundle(spec, frame(rows)), await chartBundle(spec, frame(rows))];
    const svg = first['image/svg+xml'];
    assert.equal(svg, second['image/svg+xml']);
    assert.match(svg, /^<svg [^>]*role="img" aria-label="Interest &#60;hourly&#62; &#38; more/);
    assert.match(svg, /fill="#ffffff"/);
    assert.doesNotMatch(svg, /style|<\?xml|DOCTYPE|undefined|NaN/);
  });

  it('names its clips so that two pictures in one page leave each other alone', async () => {
    const bars = {
      mark: 'bar',
      encoding: {
        x: { field: 'time', timeUnit: 'utcyearmonthdate', type: 'ordinal' },
        y: { field: 'interest', aggregate: 'sum' },
        color: { field: 'asset' },
      },
    };
    const ids = async (data: unknown) =>
      [...(await chartBundle(bars, data))['image/svg+xml'].matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const [first, second] = [await ids(rows), await ids(rows.slice(0, 9))];
    assert.ok(first.length > 0);
    assert.deepEqual(
      first.filter((id) => second.includes(id)),
      [],
    );
  });

  it('labels days as UTC days wherever it is drawn', async () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      const svg = (await chartBundle(spec, frame(rows)))['image/svg+xml'];
      assert.match(svg, />Fri 30</);
      assert.match(svg, />12 PM</);
      assert.match(svg, />Sat 31</);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('says the chart in words', async () => {
    assert.equal(
      (await chartBundle(spec, rows))['text/plain'],
      'Interest <hourly> & more (chart of interest by time); 48 points; ' +
        'from 2026-01-30 00:00 to 2026-01-31 23:00 UTC; interest between 0 and 0.0047, last 0.0047.',
    );
  });

  it('carries only the columns it draws, missing numbers as gaps', async () => {
    const holed = frame([{ time: 1, interest: NaN, asset: 'x', note: 'no' }], {
      time: 'time',
      interest: 'amount',
      asset: 'text',
      note: 'text',
    });
    const output = (await chartBundle(spec, holed))[chartMime];
    assert.deepEqual(output?.data, { time: [1], interest: [null], asset: ['x'] });
  });

  it('thins a long line to what can be seen and keeps its peaks', async () => {
    const long = Array.from({ length: 50_000 }, (_, x) => ({ x, y: x === 31_234 ? 1000 : Math.sin(x / 500) }));
    const line = {
      mark: 'line',
      encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
    };
    const svg = (await chartBundle(line, long))['image/svg+xml'];
    assert.ok(svg.length < 60_000, `${svg.length} bytes`);
    const heights = [...svg.matchAll(/[ML][\d.]+,(-?[\d.]+)/g)].map(([, y]) => Number(y));
    assert.ok(heights.includes(0), 'the peak is drawn at the top');
  });

  it('is an image in HTML, too, for what strips pictures of their inside', async () => {
    const { 'text/html': html, 'image/svg+xml': svg } = await chartBundle(
      { mark: 'point', encoding: { x: { field: 'a', type: 'quantitative' } } },
      [{ a: 1 }],
      { caption: 'Less < "more"' },
    );
    const [, base64 = '', alt] = /^<img src="data:image\/svg\+xml;base64,([^"]+)" alt="([^"]+)">$/.exec(html) ?? [];
    assert.equal(Buffer.from(base64, 'base64').toString(), svg);
    assert.match(alt ?? '', /^Less &#60; &#34;more&#34;/);
  });

  it('draws nothing from an address', async () => {
    const remote = { data: { url: 'http://127.0.0.1:9/x.json' }, mark: 'point', encoding: { x: { field: 'a' } } };
    await assert.rejects(chartBundle(remote), /may not load data from an address/);
    await assert.rejects(chartBundle({ layer: [remote] }), /may not load data from an address/);
  });

  it('explains a wrong specification and wrong data', async () => {
    await assert.rejects(chartBundle({ mark: 'line', encoding: {} }, 5), /drawn over a DataFrame/);
    await assert.rejects(chartBundle({ nothing: true }, rows), /specification/i);
  });
});
