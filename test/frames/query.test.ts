import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tableMime } from '../../src/frames/table/bundle.ts';
import { toCsv } from '../../src/frames/table/csv.ts';
import { doubtIn } from '../../src/frames/table/filter.ts';
import type { ShownColumn } from '../../src/frames/table/kinds.ts';
import { answer, type TableRequest } from '../../src/frames/table/query.ts';
import { readTable } from '../../src/frames/table/table.ts';
import { page, tableBundle } from '../../src/frames/tables.ts';

const table = readTable([
  { asset: 'USDT', interest: '10.5', time: Date.UTC(2026, 0, 31, 23), note: 'a, "b"' },
  { asset: 'BTC', interest: '9.25', time: Date.UTC(2026, 1, 1), note: '=1+1' },
  { asset: 'USDT', interest: '100', time: Date.UTC(2026, 1, 1, 5), note: null },
  { asset: 'ETH', interest: null, time: Date.UTC(2026, 1, 2), note: '-5' },
]);
const places = (request: TableRequest) => answer(table, request).labels;

describe('asking a table for rows', () => {
  it('sorts decimal text by value, missing values last both ways', () => {
    assert.deepEqual(places({ sort: [{ column: 1 }] }), [1, 0, 2, 3]);
    assert.deepEqual(places({ sort: [{ column: 1, descending: true }] }), [2, 0, 1, 3]);
  });

  it('sorts by several columns', () => {
    assert.deepEqual(
      places({
        sort: [
          { column: 0, descending: true },
          { column: 1, descending: true },
        ],
      }),
      [2, 0, 3, 1],
    );
  });

  const filters: [string, number[]][] = [
    ['usdt', [0, 2]],
    ['asset = usdt, interest > 10.5', [2]],
    ['interest <= 10.5', [0, 1]],
    ['interest != 100', [0, 1, 3]],
    ['time >= 2026-02-01', [1, 2, 3]],
    ['time < 2026-02-01 00:00:00', [0]],
    ['note : b', [0]],
    ['nobody = 1', []],
    ['', [0, 1, 2, 3]],
  ];
  for (const [filter, expected] of filters) {
    it(`filters "${filter}"`, () => assert.deepEqual(places({ filter }), expected));
  }

  it('tells what in a filter is perhaps not what it looks like', () => {
    const columns: ShownColumn[] = [
      { name: 'asset', kind: 'text' },
      { name: 'price', kind: 'amount' },
      { name: 'time', kind: 'time' },
    ];
    assert.deepEqual(doubtIn('asset = ETH, prise > 3', columns), { about: 'column', text: 'prise' });
    assert.deepEqual(doubtIn('price >>> 3', columns), { about: 'number', text: '>> 3' });
    assert.deepEqual(doubtIn('time < next week', columns), { about: 'time', text: 'next week' });
    for (const fine of ['', 'eth', 'BTC:USDT', 'price > 3, Asset = x', 'time >= 2026-02-01', 'price !=', ','])
      assert.equal(doubtIn(fine, columns), undefined, fine);
  });

  it('reads the times of a filter in UTC, however they are written and wherever the reader is', () => {
    const home = process.env['TZ'];
    process.env['TZ'] = 'America/New_York';
    try {
      for (const day of ['2026-02-01', '2026-2-1', '1 Feb 2026', String(Date.UTC(2026, 1, 1))])
        assert.deepEqual(places({ filter: `time >= ${day}` }), [1, 2, 3], day);
    } finally {
      if (home === undefined) delete process.env['TZ'];
      else process.env['TZ'] = home;
    }
  });

  it('gives a page and the size of the whole', () => {
    const reply = answer(table, { filter: 'usdt', from: 1, count: 1 });
    assert.deepEqual([reply.length, reply.from, reply.data[1]], [2, 1, ['100']]);
    assert.deepEqual(answer(table, { from: 99 }).data[0], []);
  });

  it('holds every row exactly once, in order, whatever is sorted', () => {
    const cell = fc.option(fc.oneof(fc.integer(), fc.double(), fc.string()), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell }), { minLength: 1 }), fc.boolean(), (rows, descending) => {
        const request = { sort: [{ column: 0, descending }, { column: 1 }], count: 1000 };
        const order = answer(readTable(rows), request).labels;
        assert.deepEqual(
          [...order].sort((x, y) => Number(x) - Number(y)),
          rows.map((_, place) => place),
        );
      }),
    );
  });

  it('serves the rows of a long table that the output did not carry', () => {
    const long = Array.from({ length: 3000 }, (_, n) => ({ n, odd: n % 2 === 1 }));
    const source = tableBundle(long)?.data[tableMime].source ?? '';
    assert.deepEqual(page(source, { from: 2500, count: 2 })?.data[0], [2500, 2501]);
    assert.equal(page(source, { filter: 'odd = true' })?.length, 1500);
    assert.equal(page('gone/1', {}), undefined);
    assert.equal(tableBundle(5), undefined);
  });
});

describe('CSV', () => {
  it('quotes, dates, guards formulas and leaves numbers alone', () => {
    const csv = toCsv(
      ['text', 'number', 'when'],
      [
        ['a,b', 'say "x"', 'two\nlines', '=SUM(A1)', '@x', '-5', '- 5', null],
        [1e-7, -0.5, NaN, 1e21, 0, 1, 2, 3],
        [new Date(0), null, undefined, true, '', 'é', ' x', 1n],
      ],
      8,
    );
    assert.deepEqual(csv.split('\r\n'), [
      'text,number,when',
      '"a,b",0.0000001,1970-01-01T00:00:00.000Z',
      '"say ""x""",-0.5,',
      '"two\nlines",,',
      "'=SUM(A1),1000000000000000000000,true",
      "'@x,0,",
      '-5,1,é',
      '\'- 5,2," x"',
      ',3,1',
      '',
    ]);
  });
});
