import assert from 'node:assert/strict';
import { dfd, frame } from '../../src/frames/cells.ts';
import { tableBundle, tableMime } from '../../src/frames/table/bundle.ts';
import { isTabular } from '../../src/frames/table/table.ts';

describe('tableBundle', () => {
  const rows = [
    { asset: 'BTC', interest: '0.00010000', time: 1733000000000 },
    { asset: '<b>&"', interest: '1234.5', time: 1733000000500 },
  ];

  it('shows a DataFrame as a table with kinds, for our renderer', () => {
    const output = tableBundle(frame(rows), { caption: 'Interest' })[tableMime];
    assert.deepEqual(output.columns, [
      { name: 'asset', kind: 'text', widest: '<b>&"' },
      { name: 'interest', kind: 'amount', widest: 1234.5, places: 4 },
      { name: 'time', kind: 'time', widest: 1733000000000 },
    ]);
    assert.deepEqual(output.data[1], [0.0001, 1234.5]);
    assert.deepEqual([output.length, output.caption], [2, 'Interest']);
  });

  it('escapes what would be HTML, heads its columns, and tells how much is shown', () => {
    const html = tableBundle(frame(rows))['text/html'];
    assert.match(html, /&#60;b&#62;&#38;&#34;/);
    assert.match(html, /<caption>2 rows × 3 columns<\/caption>/);
    assert.match(html, /<th scope="col"[^>]*>interest<\/th>/);
    const long = tableBundle(Array.from({ length: 1200 }, (_, n) => ({ n })))['text/html'];
    assert.equal(long.match(/<tr>/g)?.length, 51);
    assert.match(long, /1,200 rows × 1 column, first 50 shown/);
  });

  it('aligns decimal points in text', () => {
    const lines = tableBundle(frame(rows))['text/plain'].split('\n');
    assert.equal(lines[2], 'BTC        0.0001  2024-11-30 20:53:20');
    assert.equal(lines[3], '<b>&"  1,234.5000  2024-11-30 20:53:20.500');
  });

  it('keeps every digit of amounts that are still text', () => {
    const exact = tableBundle([{ free: '123456789012345.123456789' }, { free: '0.1' }]);
    assert.match(exact['text/plain'], /123,456,789,012,345\.123456789/);
    assert.equal(exact[tableMime].data[0]?.[0], '123456789012345.123456789');
  });

  it('shows series, rows with different keys, and labels that say something', () => {
    assert.match(tableBundle(frame(rows).column('interest'))['text/plain'], /^ *interest\n/);
    assert.match(tableBundle([{ a: 1 }, { b: 2 }])['text/plain'], /^a {2}b\n/);
    const labelled = new dfd.DataFrame({ x: [1, 2] }, { index: ['first', 'second'] });
    assert.match(tableBundle(labelled)['text/plain'], /first {3}1/);
  });

  it('aligns wide characters by the places they take, and shows no control characters', () => {
    const lines = tableBundle([
      { 币: '比特币', n: 1.5 },
      { 币: 'e\u0301😀', n: 10 },
      { 币: '\u001B[31mx\u202E', n: 100.25 },
      { 币: '以'.repeat(30), n: 1 },
    ])['text/plain'].split('\n');
    assert.deepEqual(lines, [
      `币${' '.repeat(37)}       n`,
      `${'─'.repeat(39)}  ──────`,
      `比特币${' '.repeat(33)}    1.50`,
      `e\u0301😀${' '.repeat(36)}   10.00`,
      `·[31mx·${' '.repeat(32)}  100.25`,
      `${'以'.repeat(19)}…    1.00`,
      '4 rows × 2 columns',
    ]);
  });

  it('keeps a column of amounts where one is infinite or an empty text', () => {
    const output = tableBundle([
      { a: '1.5', n: Infinity },
      { a: '', n: 2.5 },
      { a: '10', n: NaN },
    ]);
    assert.deepEqual(
      output[tableMime].columns.map(({ kind, places }) => [kind, places]),
      [
        ['amount', 1],
        ['amount', 1],
      ],
    );
    assert.match(output['text/plain'], /\n 1\.5 {2}Infinity\n {11}2\.5\n10\.0\n/);
  });

  it('shows what is in maps, sets and errors, and refuses what refuses to be looked at', () => {
    const row = { m: new Map([['a', 1]]), s: new Set([1]), e: new Error('boom'), j: { toJSON: () => undefined } };
    assert.deepEqual(
      tableBundle([row])[tableMime].data.map(([cell]) => cell),
      ['[["a",1]]', '[1]', 'Error: boom', '[object]'],
    );
    const hostile = new Proxy(
      {},
      { ownKeys: () => assert.fail('looked at'), getPrototypeOf: () => assert.fail('looked at') },
    );
    assert.ok(!isTabular([hostile]));
  });

  it('has the labels in Markdown and HTML too', () => {
    const labelled = new dfd.DataFrame({ n: [1.5, 20] }, { index: ['x|y', 'z'] });
    assert.equal(labelled.toMarkdown(), '|  | n |\n| --- | ---: |\n| x\\|y | 1.5 |\n| z | 20.0 |');
    assert.match(labelled.toHTML(), /<th scope="row">z<\/th><td[^>]*>20\.0<\/td>/);
  });

  it('says what is a table', () => {
    assert.ok(isTabular(frame(rows)));
    assert.ok(isTabular(rows));
    assert.ok(!isTabular([]));
    assert.ok(!isTabular([1, 2]));
    assert.ok(!isTabular([{ a: 1 }, new Date()]));
    assert.ok(!isTabular({ a: 1 }));
  });

  it('runs no getter', () => {
    const trap = Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: () => assert.fail('the getter ran') });
    assert.match(tableBundle([trap])['text/plain'], /^a {2}b\n/);
  });

  it('keeps a long table aside and embeds its first rows', () => {
    const kept: number[] = [];
    const long = Array.from({ length: 5000 }, (_, n) => ({ n }));
    const output = tableBundle(long, { keep: (table) => `t${kept.push(table.length)}` })[tableMime];
    assert.deepEqual([output.length, output.data[0]?.length, output.source, kept], [5000, 1000, 't1', [5000]]);
  });
});
