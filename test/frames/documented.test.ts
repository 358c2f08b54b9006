import assert from 'node:assert/strict';
import { dfd, DataFrame, Series } from '../../src/frames/cells.ts';
import { decimal } from '../../src/margin/decimal.ts';

const columns = {
  A: ['foo', 'bar', 'foo', 'bar', 'foo', 'bar', 'foo', 'foo'],
  B: ['one', 'one', 'two', 'three', 'two', 'two', 'one', 'three'],
  C: [1, 3, 2, 4, 5, 2, 6, 7],
  D: [3, 2, 4, 1, 5, 6, 7, 8],
};
const pairs = [
  ['foo', 'one'],
  ['foo', 'two'],
  ['foo', 'three'],
  ['bar', 'one'],
  ['bar', 'three'],
  ['bar', 'two'],
];

/** What danfo's documentation shows of its results, where it is easily got wrong: names, order and shapes. */
describe("danfo's documentation", () => {
  describe('groupby', () => {
    const groups = new DataFrame(columns).groupby(['A', 'B']);

    it('lists groups by their first key and then by their second', () => {
      assert.deepEqual(groups.count().values, [
        ['foo', 'one', 2, 2],
        ['foo', 'two', 2, 2],
        ['foo', 'three', 1, 1],
        ['bar', 'one', 1, 1],
        ['bar', 'three', 1, 1],
        ['bar', 'two', 1, 1],
      ]);
      assert.deepEqual(groups.col(['C']).cumSum().values, [
        ['foo', 'one', 1],
        ['foo', 'one', 7],
        ['foo', 'two', 2],
        ['foo', 'two', 7],
        ['foo', 'three', 7],
        ['bar', 'one', 3],
        ['bar', 'three', 4],
        ['bar', 'two', 2],
      ]);
    });

    it('names the keys of size, first, last and apply as danfo does', () => {
      assert.deepEqual(groups.size().columns, ['A_Group', 'B_Group', 'applyOps']);
      assert.deepEqual(groups.first().columns, ['A_Group', 'B_Group', 'A', 'B', 'C', 'D']);
      assert.deepEqual(groups.last().column('C').values, [6, 5, 7, 3, 4, 2]);
      const least = groups.col(['C', 'D']).apply((rows) => rows.sub(rows.min({ axis: 0 })));
      assert.deepEqual(
        [least.columns, least.values[1]],
        [
          ['A', 'B', 'C', 'D'],
          ['foo', 'one', 5, 4],
        ],
      );
      assert.deepEqual(
        groups.apply((rows) => rows.count({ axis: 0 })).values,
        pairs.map(([a, b], place) => [a, b, ...Array<number>(4).fill(place < 2 ? 2 : 1)]),
      );
    });

    it('gives groups as columns under their joined keys, each under a key of its own', () => {
      assert.deepEqual(groups.groups['foo-one'], { A: ['foo', 'foo'], B: ['one', 'one'], C: [1, 6], D: [3, 7] });
      assert.deepEqual(Object.keys(groups.colDict).length, 6);
      assert.deepEqual(groups.getGroup(['foo', 'one']).index, [0, 1]);
      const alike = new DataFrame({ a: ['a-b', 'a'], b: ['c', 'b-c'], n: [1, 2] }).groupby(['a', 'b']);
      assert.deepEqual(Object.keys(alike.groups), ['a-b-c', '["a","b-c"]']);
    });

    it('has its columns also where there are no groups', () => {
      const none = new DataFrame({ A: [], B: [] }).groupby(['A']);
      assert.deepEqual(none.first().columns, ['A_Group', 'A', 'B']);
      assert.deepEqual(none.apply((rows) => rows).columns, ['A_Group', 'A', 'B']);
    });
  });

  it('a function decides what its results are: text stays text', () => {
    const numbers = new DataFrame({ a: [1, 2] });
    assert.deepEqual(numbers.applyMap((value) => `v${String(value)}`).values, [['v1'], ['v2']]);
    assert.deepEqual(numbers.applyMap(String).dtypes, ['string']);
    assert.deepEqual(numbers.apply((row) => row.map(String)).values, [['1'], ['2']]);
    assert.deepEqual(numbers.column('a').map((value) => Number(value).toFixed(2)).values, ['1.00', '2.00']);
    const years = new Series(['2024-01', '2023-05']).str.slice(0, 4);
    assert.deepEqual([years.values, years.dtype], [['2024', '2023'], 'string']);
    assert.deepEqual(numbers.addColumn('year', years).dtypes, ['int32', 'string']);
    assert.deepEqual(new Series(['constructor', 'b']).map({ b: 'c' }).values, ['constructor', 'c']);
    assert.deepEqual(new DataFrame({ a: ['x', 'y'] }).replace('x', 5).values, [[5], ['y']]);
  });

  it('compares and adds amounts as they come: numbers, decimals, big integers and the text of exchanges', () => {
    const amounts = new Series(['0.2', '1', null]);
    for (const half of [0.5, '0.5', decimal('0.5')]) {
      assert.deepEqual(amounts.gt(half).values, [false, true, false]);
      assert.deepEqual(amounts.eq([half, 1n, half]).values, [false, true, false]);
    }
    assert.deepEqual(amounts.add(decimal('0.5')).values, [0.7, 1.5, NaN]);
    assert.deepEqual(new DataFrame({ a: [1, 2] }).mul(2n).values, [[2], [4]]);
    assert.deepEqual(new Series(['5', 'x']).eq('5').values, [true, false]);
    assert.deepEqual(new Series(['true', 'false', '']).asType('boolean').values, [true, false, false]);
  });

  it('counts equal dates as one', () => {
    const days = new DataFrame({ k: [1, 1, 1], at: [new Date(0), new Date(0), new Date(1)] });
    assert.deepEqual([days.nUnique(0).values, days.column('at').nUnique()], [[1, 2], 2]);
    const found = days.groupby(['k']).agg({ at: ['mode', 'nunique', 'max'] });
    assert.deepEqual(found.values, [[1, new Date(0), 2, new Date(1)]]);
  });

  it('dropDuplicates keeps the first or the last of equal rows, and knows no other', () => {
    const rows = new DataFrame({ asset: ['BTC', 'ETH', 'BTC', null, null], n: [1, 2, 3, 4, 5] });
    assert.deepEqual(rows.dropDuplicates({ columns: ['asset'] }).index, [0, 1, 3]);
    assert.deepEqual(rows.dropDuplicates({ columns: ['asset'], keep: 'last' }).index, [1, 2, 4]);
    assert.deepEqual(rows.dropDuplicates().shape, [5, 2]);
    assert.deepEqual(rows.column('asset').dropDuplicates({ keep: 'last' }).index, [1, 2, 4]);
    for (const source of [rows, rows.column('n')])
      assert.throws(() => source.dropDuplicates({ keep: 'none' as never }), /Keep must be one of 'first' or 'last'/);
  });

  it('says what is wrong with what it is given', () => {
    const frame = new DataFrame({ a: [1, 2], t: [0, 1] });
    const any = frame as unknown as Record<string, (...given: unknown[]) => unknown>;
    const refusals: [() => unknown, RegExp][] = [
      [() => any['sortValues']?.(), /must specify a column to sort by/],
      [() => any['groupby']?.(), /groupby needs the names of columns/],
      [() => any['resample']?.('1D'), /resample needs the column of times/],
      [() => frame.head(1.5), /must be a whole number, not 1.5/],
      [() => any['addColumn']?.(5, [1, 2]), /column must be specified/],
      [() => frame.rename({ 0: 1 }, { axis: 0 }), /row labels must be unique/],
      [() => frame.shift(0.5), /whole number, not 0.5/],
      [() => dfd.concat({ dfList: [frame, [1] as never], axis: 0 }), /list of DataFrames and Series/],
    ];
    for (const [call, message] of refusals) assert.throws(call, message);
  });

  it('append numbers rows on where no labels are given', () => {
    const rows = new DataFrame([
      [0, 'b'],
      [360, 'a'],
    ]);
    assert.deepEqual(rows.append([[20, 'd']]).index, [0, 1, 2]);
    assert.deepEqual(new Series([1, 2], { index: ['a', 'b'] }).append([3, 4]).index, ['a', 'b', 0, 1]);
    assert.throws(() => rows.append([[20, 'd']], [1]), /row labels must be unique/);
  });

  it('makes a series of nothing, and of an object with one list', () => {
    const empty = new Series([]);
    assert.deepEqual(
      [empty.shape, empty.columns, empty.dtypes, empty.sum(), empty.add(1).values],
      [[0, 0], [], [], 0, []],
    );
    assert.match(String(empty), /no values/);
    assert.deepEqual(empty.str.toUpperCase().values, []);
    assert.deepEqual(new Series({ B: ['x', 'y'] }).values, ['x', 'y']);
  });

  it('makes a frame of series and of rows that have a class, and of nothing that it would lose', async () => {
    class Row {
      readonly a = 1;
      readonly at = new Date(0);
    }
    assert.deepEqual(new DataFrame([new Row(), new Row()]).columns, ['a', 'at']);
    assert.deepEqual(new Series([new Date(0), new Date(1)]).dtype, 'datetime');
    assert.deepEqual(new DataFrame({ a: new Series([1, 2]) }).values, [[1], [2]]);
    assert.throws(() => new DataFrame({ a: 5 } as never), /Column a is no list of values/);
    assert.throws(() => new DataFrame([{ a: 1 }, null] as never), /Row 1 is null/);
    const { readExcel } = dfd as unknown as { readExcel: (path: string) => Promise<unknown> };
    await assert.rejects(readExcel('none.xlsx'), /Use CSV/);
    const gaps = new DataFrame({ a: [1, NaN, 3] });
    assert.deepEqual(new dfd.MinMaxScaler().fitTransform(gaps).values, [[0], [NaN], [1]]);
  });

  it('concat puts series of different names in columns of their own', () => {
    const parts = [new Series([1], { columns: ['x'] }), new Series(['a'], { columns: ['y'] })];
    const below = dfd.concat({ dfList: parts, axis: 0 });
    assert.deepEqual(
      [below.columns, below.values],
      [
        ['x', 'y'],
        [
          [1, null],
          [NaN, 'a'],
        ],
      ],
    );
  });

  it('loc and iloc line flags up by label, and labels may have colons', () => {
    const frame = new DataFrame({ n: [3, 1, 2] }, { index: ['09:00', '10:00', '11:00'] });
    const sorted = frame.sortValues('n');
    assert.deepEqual(sorted.loc({ rows: frame.column('n').gt(1) }).values, [[2], [3]]);
    assert.deepEqual(sorted.iloc({ rows: frame.column('n').gt(1) }).values, [[2], [3]]);
    assert.deepEqual(frame.loc({ rows: ['09:00:11:00'] }).values, [[3], [1]]);
  });

  it('merge takes one name too, and says what it lacks', () => {
    const [left, right] = [new DataFrame({ k: [1], a: [2] }), new DataFrame({ k: [1], b: [3] })];
    assert.deepEqual(dfd.merge({ left, right, on: 'k' }).values, [[1, 2, 3]]);
    assert.throws(() => dfd.merge({ left, right } as never), /on must name the columns/);
  });

  it('exports what danfo does, and nothing about how it was loaded', () => {
    assert.ok(['Str', 'Dt', 'Utils', 'Config', 'getDummies', 'LabelEncoder', 'streamCSV'].every((name) => name in dfd));
    assert.ok(!('default' in dfd));
  });
});

describe('a frame that is changed', () => {
  it('leaves those it was made from, and those made from it, as they are', () => {
    const frame = new DataFrame({ a: [1, 2], b: [3, 4] });
    const made = [
      frame.drop({ columns: ['b'] }),
      frame.rename({ a: 'z' }),
      frame.setIndex({ index: ['x', 'y'] }),
      frame.addColumn('c', [5, 6]),
      frame.loc({ columns: ['a'] }),
      frame.head(2),
      frame.copy(),
    ];
    for (const each of made) {
      (each.getColumnData[0] as unknown[])[0] = 99;
      (each.values[0] as unknown[])[0] = 99;
      each.index[0] = 'changed';
      each.columns[0] = 'changed';
      each.dtypes[0] = 'string';
    }
    assert.deepEqual(
      [frame.values, frame.index, frame.columns],
      [
        [
          [1, 3],
          [2, 4],
        ],
        [0, 1],
        ['a', 'b'],
      ],
    );
    assert.deepEqual(frame.dtypes, ['int32', 'int32']);
    frame.addColumn('a', [7, 8], { inplace: true });
    assert.ok(made.every((each) => each.iat(0, 0) === 1));
  });
});

describe('dates', () => {
  const elsewhere = ['America/New_York', 'Asia/Shanghai', 'Pacific/Apia'];
  const home = process.env['TZ'];
  after(() => {
    if (home === undefined) delete process.env['TZ'];
    else process.env['TZ'] = home;
  });

  /** Text without an offset, in hours that clocks leave out or run through twice, and before 1970. */
  const texts = ['2024-03-10 02:30:00', '2024-11-03T01:30', '3/10/2024', 'Jan 5, 2024', '1969-12-31 23:59:59', '2024'];

  const answers = () => {
    const frame = new DataFrame({
      at: texts.slice(0, 2).map((text) => new Date(`${text.replace(' ', 'T').slice(0, 16)}Z`)),
      n: [1, 2],
    });
    return JSON.stringify([
      dfd.toDateTime(texts).date().values,
      dfd.toDateTime(texts).hours().values,
      new Series(texts.slice(0, 5)).asType('datetime').values,
      frame.column('at').gt('2024-03-10 02:00').values,
      Object.keys(frame.groupby(['at']).groups),
      frame.addColumn('one', [1, 1]).pivot({ index: 'one', columns: 'at', values: 'n' }).columns,
      frame.column('at').valueCounts().index,
      frame.resample('1M', { on: 'at' }).sum().values,
      frame.toCSV(),
      frame.toMarkdown(),
      String(frame),
      String(frame.column('at')),
      dfd.dateRange({ start: '2024-03-09', period: 3 }),
    ]);
  };

  it('are the same wherever the process runs', () => {
    process.env['TZ'] = 'UTC';
    const here = answers();
    assert.match(here, /"2024-03-10T02:30:00.000Z","2024-11-03T01:30:00.000Z","2024-03-10T00:00:00.000Z","2024-01-05T/);
    for (const zone of elsewhere) {
      process.env['TZ'] = zone;
      assert.equal(answers(), here, zone);
    }
  });

  it('keep the zone they are written with, and are none where the calendar has none', () => {
    const dates = dfd.toDateTime([
      'March 10 2024 02:30 PST',
      '2024-06-15T12:00:00+08:00',
      '2024-02-30',
      '2024-13-01',
      'soon',
    ]);
    assert.deepEqual(dates.date().values, ['2024-03-10T10:30:00.000Z', '2024-06-15T04:00:00.000Z', null, null, null]);
  });

  it('are not resampled into more periods than memory holds', () => {
    const apart = new DataFrame({ t: [0, 1e12], n: [1, 2] });
    assert.throws(() => apart.resample('1s', { on: 't' }).sum(), /more than 5000000 periods/);
  });
});
