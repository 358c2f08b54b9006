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

  it('keeps a crowd of marks small, and where it is dense and how far it goes', async () => {
    const crowd = Array.from({ length: 9_000 }, (_, place) => ({ x: place % 997, y: (place * 7919) % 1009, size: 1 }));
    const one = { x: 2000, y: 500 };
    const kinds = ['tick', 'bar', 'text'];
    const encoding = { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative', stack: null } };
    for (const mark of kinds) {
      const svg = (await chartBundle({ mark, encoding }, [...crowd, one]))['image/svg+xml'];
      assert.ok(svg.length < 1_000_000, `${JSON.stringify(mark)}: ${svg.length} bytes`);
    }
    const svg = (await chartBundle({ mark: 'point', encoding }, [...crowd, one]))['image/svg+xml'];
    const places = [...svg.matchAll(/<path transform="translate\(([\d.]+),/g)].map(([, x]) => Number(x));
    assert.ok(places.length > 1_000, `${places.length} marks`);
    assert.equal(Math.max(...places), places.at(-1), 'the one far out is there');
    assert.ok(Math.max(...places) > 500);
    const few = (await chartBundle({ mark: 'point', encoding }, crowd.slice(0, 4_000)))['image/svg+xml'];
    assert.equal([...few.matchAll(/<path transform="translate/g)].length, 4_000);
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

  const x = (field: string, more: object = {}) => ({ encoding: { x: { field, ...more } } });
  const circle: Record<string, unknown> = { mark: 'point' };
  circle['self'] = circle;
  for (const [what, wrong, says] of [
    ['no specification', undefined, /takes a Vega-Lite specification first/],
    ['a word for one', 'line', /takes a Vega-Lite specification first/],
    ['no mark', x('asset'), /nothing to draw: it has none of mark, layer/],
    ['an unknown mark', { mark: 'pint', ...x('asset') }, /no mark "pint"; there are arc, area, bar/],
    ['a mark without a type', { layer: [{ mark: { color: 'red' } }] }, /no mark without a type/],
    [
      'an unknown type',
      { mark: 'bar', ...x('asset', { type: 'number' }) },
      /"x" has the type "number"; there are quant/,
    ],
    [
      'a column that is not there',
      { mark: 'bar', ...x('aset') },
      /field "aset", which the data does not have. It has time/,
    ],
    ['such a column in a layer', { layer: [{ mark: 'bar', ...x('aset') }] }, /field "aset"/],
    [
      'a format that is none',
      { mark: 'bar', ...x('time', { type: 'quantitative', axis: { format: '%%%q' } }) },
      /invalid format: %%%q/,
    ],
    ['a circle', circle, /circular/],
  ] as const)
    it(`explains ${what}`, () => assert.rejects(chartBundle(wrong as never, rows), says));

  for (const [what, right] of [
    [
      'made by a transform',
      { transform: [{ calculate: 'datum.interest * 2', as: 'twice' }], mark: 'bar', ...x('twice') },
    ],
    [
      'of a layer’s own data',
      {
        layer: [
          { data: { values: [{ own: 1 }] }, mark: 'rule', ...x('own') },
          { mark: 'bar', ...x('asset') },
        ],
      },
    ],
    ['reached by a path', { mark: 'bar', ...x('asset.length') }],
    [
      'that repeat names',
      { repeat: ['asset'], spec: { mark: 'bar', encoding: { x: { field: { repeat: 'repeat' } } } } },
    ],
    ['of a facet', { facet: { row: { field: 'asset' } }, spec }],
  ] as const)
    it(`draws a field ${what}`, async () => {
      assert.match((await chartBundle(right, rows))['image/svg+xml'], /^<svg/);
    });

  describe('draws nothing that nobody could wait for:', () => {
    const many = Array.from({ length: 6_000 }, (_, place) => ({ id: `k${place}`, a: place }));
    const a = { field: 'a', type: 'quantitative' };
    const made = (data: object) => ({ data, mark: 'line', ...x('x', { type: 'quantitative' }) });
    const calculated = (calculate: string) => ({ transform: [{ calculate, as: 'x' }], mark: 'text', ...x('x') });
    for (const [what, endless, says] of [
      ['a long sequence', made({ sequence: { start: 0, stop: 1e7, as: 'x' } }), /"sequence" would make 10,000,000/],
      ['a sequence without an end', made({ sequence: { start: 0, stop: 1, step: 0, as: 'x' } }), /"sequence"/],
      ['a fine graticule', { data: { graticule: { step: [0.01, 0.01] } }, mark: 'geoshape' }, /"graticule"/],
      ['a long sequence in an expression', calculated('sequence(3e8)'), /sequence\(\) would make 300,000,000/],
      ['a long text', calculated("pad('', 3e8)"), /pad\(\) would make 300,000,000/],
      ['a fine density', { transform: [{ density: 'a', steps: 1e7 }], mark: 'area', ...x('value') }, /"density"/],
      ['fine quantiles', { transform: [{ quantile: 'a', step: 1e-7 }], mark: 'line', ...x('prob') }, /"quantile"/],
      [
        'imputed values',
        { transform: [{ impute: 'a', key: 'a', keyvals: { start: 0, stop: 1e8 } }], mark: 'line', ...x('a') },
        /"keyvals"/,
      ],
      [
        'fine bins',
        { mark: 'bar', encoding: { x: { ...a, bin: { step: 1e-5 } }, y: { aggregate: 'count' } } },
        /bins; at most 5,000/,
      ],
      [
        'an axis of names',
        { mark: 'bar', encoding: { x: { field: 'id', type: 'ordinal' }, y: a } },
        /"id" has 6,000 different values/,
      ],
      [
        'a legend of names',
        { mark: 'point', encoding: { x: a, color: { field: 'id' } } },
        /"id" has 6,000 different values/,
      ],
      [
        'a chart for each row',
        { mark: 'point', encoding: { x: a, row: { field: 'id' } } },
        /6,000 small charts, one for each "id"/,
      ],
      [
        'a wrapped chart for each row',
        { mark: 'point', encoding: { x: a, facet: { field: 'id', columns: 3 } } },
        /6,000 small charts/,
      ],
    ] as const)
      it(what, () => assert.rejects(chartBundle(endless, 'data' in endless ? undefined : many), says));

    it('but as many ticks as there is room for', async () => {
      const ticks = { mark: 'point', encoding: { x: { ...a, axis: { tickCount: 1e9 } } } };
      assert.ok((await chartBundle(ticks, many.slice(0, 2)))['image/svg+xml'].length < 500_000);
    });

    it('and the rest is as it was', async () => {
      const sine = { sequence: { start: 0, stop: 12.7, step: 0.1, as: 'x' } };
      const transform = [
        { calculate: "sin(datum.x) + length(sequence(0, 3)) + length(pad('a', 5, '-', 'center'))", as: 'y' },
      ];
      const y = { field: 'y', type: 'quantitative' };
      const svg = (
        await chartBundle({
          data: sine,
          transform,
          mark: 'line',
          encoding: { x: { field: 'x', type: 'quantitative' }, y },
        })
      )['image/svg+xml'];
      assert.match(svg, />9\.0<|>9</);
    });
  });
});
