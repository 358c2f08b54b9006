import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dfd, DataFrame, Series } from '../../src/frames/cells.ts';

/** What lies beside the usual: identifiers beyond doubles, keys in two forms, rows by name, and calls that cannot be meant. */
describe('frames at their edges', () => {
  describe('identifiers that a double cannot hold', () => {
    const ids = [9007199254740993n, 100n, 99n, -9007199254740993n];

    it('are sorted, compared and searched for their ends as the numbers they are', () => {
      const series = new Series(ids);
      assert.deepEqual(series.sortValues().index, [3, 2, 1, 0]);
      assert.deepEqual(series.sortValues({ ascending: false }).index, [0, 1, 2, 3]);
      assert.deepEqual(series.gt(99n).values, [true, true, false, false]);
      assert.deepEqual(series.eq(9007199254740993n).values, [true, false, false, false]);
      assert.deepEqual(series.lt('100').values, [false, false, true, true]);
      const ends = new DataFrame({ all: [1, 1, 1, 1], id: ids }).groupby(['all']).agg({ id: ['min', 'max'] });
      assert.deepEqual(ends.values, [[1, '-9007199254740993', '9007199254740993']]);
    });

    it('leave words and codes in the order of text', () => {
      assert.deepEqual(new Series(['b', '10', '9']).sortValues().values, ['10', '9', 'b']);
      assert.deepEqual(new Series(['007', '06']).sortValues().values, ['007', '06']);
    });
  });

  it('amounts are numbers also where one is not there, or is written as JavaScript writes small ones', () => {
    assert.equal(new Series(['1.5', '', '2']).sum(), 3.5);
    assert.deepEqual(new DataFrame([{ price: '' }, { price: '0.1' }]).dtypes, ['float32']);
    assert.deepEqual(new Series(['1e-8', '0.2', '1.5e-7']).values, [1e-8, 0.2, 1.5e-7]);
    assert.deepEqual(new Series(['', 'x']).values, ['', 'x']);
    assert.deepEqual(new Series(['', '']).dtype, 'string');
    assert.deepEqual(new Series(['1e5', '2e7']).dtype, 'string');
  });

  describe('merge', () => {
    const merged = (left: unknown[], right: unknown[], how: 'inner' | 'outer' = 'inner') =>
      dfd.merge({
        left: new DataFrame({ k: left, a: left.map((_, row) => row) }),
        right: new DataFrame({ k: right }),
        on: 'k',
        how,
      }).values;

    it('finds the numbers of one side in the text of the other, which has a word among them', () => {
      assert.deepEqual(merged(['12', 'x', '007'], ['12', '7']), [['12', 0]]);
      assert.deepEqual(merged(['12', '7'], ['x', '12', '007']), [[12, 0]]);
      assert.deepEqual(merged(['x', '1.50'], ['1.5', '2'], 'outer'), [
        ['x', 0],
        ['1.50', 1],
        ['2', NaN],
      ]);
    });

    it('keeps numbers and texts of one column apart', () => {
      assert.deepEqual(merged([1, '1', true], ['1', 'x']), [['1', 1]]);
      assert.deepEqual(merged([], [1], 'outer'), [[1, null]]);
      assert.deepEqual(merged([null], ['5', 'x'], 'outer').slice(1), [
        ['5', NaN],
        ['x', NaN],
      ]);
    });

    it('finds times as dates, milliseconds and text', () => {
      const [first, second] = [new Date('2024-03-10T02:30:00Z'), new Date('2024-03-11T00:00:00Z')];
      assert.deepEqual(merged([first, second], [second.getTime()]), [[second, 1]]);
      assert.deepEqual(merged([first.getTime()], [second, first]), [[first.getTime(), 0]]);
      assert.deepEqual(merged([first, second], ['2024-03-11', 'later', '1'], 'outer').slice(0, 3), [
        [first, 0],
        [second, 1],
        ['later', NaN],
      ]);
    });
  });

  it('rows of one label stand beside each other, and totals of columns meet their columns', () => {
    const prices = new DataFrame({ n: [3, 1, 2] }, { index: ['a', 'b', 'c'] });
    const others = new DataFrame({ m: [30, 20, 10] }, { index: ['a', 'c', 'b'] });
    const both = dfd.concat({ dfList: [prices.sortValues('n'), others], axis: 1 });
    assert.deepEqual(
      [both.index, both.values],
      [
        ['b', 'c', 'a'],
        [
          [1, 10],
          [2, 20],
          [3, 30],
        ],
      ],
    );
    const numbered = new DataFrame({ n: [3, 1, 2] });
    const found = numbered.query(numbered.column('n').gt(1));
    const beside = dfd.concat({ dfList: [found, new DataFrame({ m: [5, 6, 7] })], axis: 1 });
    assert.deepEqual(
      [beside.index, beside.values],
      [
        [0, 2, 1],
        [
          [3, 5],
          [2, 7],
          [NaN, 6],
        ],
      ],
    );
    const frame = new DataFrame({ a: [1, 2], b: [10, 30] });
    const means = frame.mean({ axis: 0 }).sortValues({ ascending: false });
    assert.deepEqual(frame.sub(means).values, [
      [-0.5, -10],
      [0.5, 10],
    ]);
  });

  it('append takes rows with names by name, and refuses a name that one side lacks', () => {
    const frame = new DataFrame({ a: [1], b: ['x'] });
    const expected = [
      [1, 'x'],
      [2, 'y'],
    ];
    assert.deepEqual(frame.append(new DataFrame({ b: ['y'], a: [2] })).values, expected);
    assert.deepEqual(frame.append([{ b: 'y', a: 2 }]).values, expected);
    assert.deepEqual(frame.append({ b: 'y', a: 2 }).values, expected);
    assert.deepEqual(frame.append(new DataFrame([[2, 'y']])).values, expected);
    assert.throws(() => frame.append(new DataFrame({ b: ['y'], c: [2] })), /only one side has a column "c"/);
    assert.throws(() => frame.append([{ b: 'y' }]), /only one side has a column "a"/);
  });

  it('the first and last of a group, and of a period, are what is there', () => {
    const rows = new DataFrame({ k: [1, 1, 1, 2], n: [null, 2, null, null], s: [null, 'a', 'b', null] });
    assert.deepEqual(rows.groupby(['k']).agg({ n: ['first', 'last'], s: ['first', 'last'] }).values, [
      [1, 2, 2, 'a', 'b'],
      [2, NaN, NaN, null, null],
    ]);
    assert.deepEqual(rows.groupby(['k']).first().values[0], [1, 1, NaN, null]);
  });

  it('dates are replaced, and label rows, by their time', () => {
    const [first, second] = [new Date(0), new Date(1)];
    assert.deepEqual(new Series([first, second]).replace(new Date(0), new Date(5)).values, [new Date(5), second]);
    assert.deepEqual(new DataFrame({ t: [first] }).replace(new Date(0), second).values, [[second]]);
    const labelled = new DataFrame({ t: [first, second], n: [1, 2] }).setIndex({ column: 't' });
    assert.deepEqual(labelled.index, [first.toISOString(), second.toISOString()]);
    assert.equal(labelled.at(second.toISOString(), 'n'), 2);
    assert.throws(() => new DataFrame({ t: [first, new Date(0)] }).setIndex({ column: 't' }), /must be unique/);
  });

  it('turns over a frame of any shape in place, and keeps its text', () => {
    const frame = new DataFrame({ a: [1, 2], b: [3, 4], c: [5, 6] }, { index: ['x', 'y'] });
    frame.transpose({ inplace: true });
    assert.deepEqual(
      [frame.columns, frame.index, frame.values, frame.column('y').values],
      [
        ['x', 'y'],
        ['a', 'b', 'c'],
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        [2, 4, 6],
      ],
    );
    const codes = new DataFrame({ a: ['1', '2'] }, { dtypes: ['string'] });
    assert.deepEqual([codes.T.values, codes.T.dtypes], [[['1', '2']], ['string', 'string']]);
  });

  it('answers as danfo where there is one mode, and where flags are counted', () => {
    const rows = new DataFrame([
      [0, 2, 4, 2, 4],
      [360, 180, 360, 360, 1],
    ]);
    assert.deepEqual(rows.mode({ keep: 1 }).values, [4, 360]);
    assert.deepEqual(new Series([true, false, true]).valueCounts().index, ['true', 'false']);
    assert.deepEqual(dfd.concat({ dfList: [new Series([1]), new Series([2])] }).values, [[1, 2]]);
  });

  it('a column of any name is in the JSON of a frame', () => {
    const frame = new DataFrame(JSON.parse('[{"__proto__":1,"constructor":2}]') as object[]);
    assert.equal(JSON.stringify(frame), '[{"__proto__":1,"constructor":2}]');
    assert.equal(JSON.stringify(dfd.toJSON(frame, { format: 'row' })), '{"__proto__":[1],"constructor":[2]}');
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-json-'));
    try {
      assert.equal(frame.toJSON({ filePath: join(folder, 'rows') }), undefined);
      assert.equal(readFileSync(join(folder, 'rows.json'), 'utf8'), '[{"__proto__":1,"constructor":2}]');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  describe('CSV', () => {
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-csv-'));
    const file = join(folder, 'in.csv');
    after(() => rmSync(folder, { recursive: true }));
    const read = (content: string | Buffer, options?: Parameters<typeof dfd.readCSV>[1]) => {
      writeFileSync(file, content);
      return dfd.readCSV(file, options);
    };

    it('has numbers with blanks around them, and codes with a zero before them', async () => {
      assert.deepEqual((await read('a, b,c\n1 , 2.5, 007\n 3,, 1\n')).values, [
        [1, 2.5, ' 007'],
        [3, NaN, ' 1'],
      ]);
    });

    it('is told by its first line where it has no commas', async () => {
      for (const delimiter of [';', '\t', '|'])
        assert.deepEqual((await read(`a${delimiter}b\n1,5${delimiter}2`)).values, [['1,5', 2]]);
      assert.deepEqual((await read('a,b;c\n1,2;3\n')).columns, ['a', 'b;c']);
      assert.deepEqual((await read('a;b\n1;2\n', { delimiter: ',' })).values, [['1;2']]);
      assert.deepEqual((await read('# a, b\n"x,y";b\n1;2\n', { comments: '#' })).columns, ['x,y', 'b']);
      assert.deepEqual((await read('note;\nfee; paid\nborrowed\n')).values, [['fee; paid'], ['borrowed']]);
      const alone = new DataFrame({ 'a;b': ['x;y', 'z;w'] });
      assert.deepEqual((await read(alone.toCSV())).values, alone.values);
    });

    it('is read with the options that danfo documents', async () => {
      const text = 'id,n\n1,2\n3,4\n';
      const upper = await read(text, { transformHeader: (name) => name.toUpperCase(), preview: 1 });
      assert.deepEqual([upper.columns, upper.values], [['ID', 'N'], [[1, 2]]]);
      assert.deepEqual((await read(text, { dynamicTyping: { n: true } })).values[0], ['1', 2]);
      assert.deepEqual((await read(text, { transform: (field, name) => `${name}${field}` })).values[0], ['id1', 'n2']);
      assert.deepEqual((await read(Buffer.from('name\nMünze\n', 'latin1'), { encoding: 'latin1' })).values, [
        ['Münze'],
      ]);
      await assert.rejects(read(text, { frameConfig: { columns: ['a'] } }), /has 2 columns, but 1 names were given/);
      await assert.rejects(read(text, { frameConfig: { index: [1, 1] } }), /row labels must be unique/);
    });

    it('keeps identifiers also where it is read line by line', async () => {
      writeFileSync(file, 'id,n,flag,t\n007,1.5,true,\n9007199254740993,2,false,x\n');
      const rows: unknown[] = [];
      await dfd.streamCSV(file, (row) => rows.push(row.values[0]));
      assert.deepEqual(rows, [
        ['007', 1.5, true, NaN],
        ['9007199254740993', 2, false, 'x'],
      ]);
    });
  });

  it('Markdown shows text as it is, markup and ends of cells included', () => {
    const cells = ['a|b', 'a\\|b', '<b>x</b>', '*x* _y_', 'my_asset', '[x](y)', 'C:\\', '&lt; & `c`'];
    const lines = new DataFrame({ t: cells }).toMarkdown().split('\n').slice(2);
    assert.deepEqual(lines, [
      '| a\\|b |',
      '| a\\\\\\|b |',
      '| \\<b>x\\</b> |',
      '| \\*x\\* \\_y\\_ |',
      '| my_asset |',
      '| \\[x\\](y) |',
      '| C:\\\\ |',
      '| &amp;lt; & \\`c\\` |',
    ]);
  });

  it('takes series as rows', () => {
    assert.deepEqual(new DataFrame([new Series([1, 2]), new Series([3, 4])]).values, [
      [1, 2],
      [3, 4],
    ]);
  });

  it('rounds by decimal digits, also where a double has hardly more than are asked for', () => {
    const rounded: [number, number, number][] = [
      [1628480.0503371959, 10, 1628480.0503371959],
      [1209602.4230028184, 9, 1209602.423002818],
      [21650443877.906784, 5, 21650443877.90678],
      [1.005, 2, 1.01],
      [-2.675, 2, -2.68],
      [0.049999999999999996, 1, 0],
      [-0.04, 1, 0],
      [1e-9, 8, 0],
      [1e21, 2, 1e21],
      [1250, -2, 1300],
      [49, -2, 0],
      [50, -2, 100],
    ];
    for (const [value, places, expected] of rounded)
      assert.equal(new Series([value]).round(places).iat(0), expected, `${value} to ${places}`);
  });

  it('correlates columns of numbers, pair by pair', () => {
    const frame = new DataFrame({
      a: [1, 2, 3, NaN],
      b: [2, 4, 6, 1],
      t: ['x', 'y', 'z', 'w'],
      c: [3, 1, 2, 9],
      d: [1, 1, 1, 1],
    });
    const found = frame.corr().round(12);
    assert.deepEqual(
      [found.columns, found.index],
      [
        ['a', 'b', 'c', 'd'],
        ['a', 'b', 'c', 'd'],
      ],
    );
    assert.equal(found.at('a', 'b'), 1);
    assert.equal(found.at('a', 'c'), -0.5);
    assert.equal(found.at('a', 'd'), NaN);
  });

  it('no place is found twice, none is made up, and nothing is lost on the way', () => {
    const frame = new DataFrame({ t: [0, NaN], n: [1, 2] });
    const any = frame as unknown as Record<string, unknown>;
    const refusals: [() => unknown, RegExp][] = [
      [() => void frame.at(7, 'n'), /row label \(7\) not found/],
      [() => void frame.column('n').at('x'), /row label \(x\) not found/],
      [() => void frame.iat(2, 0), /no cell \(2, 0\)/],
      [() => void frame.iat(0, -1), /no cell \(0, -1\)/],
      [() => frame.round(1.5), /dp must be a number, a whole one/],
      [() => frame.column('n').round('2' as never), /dp must be a number/],
      [() => frame.sortValues(['t', 'n'], { ascending: [true] }), /1 directions were given for 2 columns/],
      [() => frame.addColumn('q', frame as never), /must either be an Array or a Series/],
      [() => frame.groupby([]), /name of a column at least/],
      [() => (any['rate'] = 5), /"rate" would be lost/],
      [() => dfd.concat({ dfList: [frame], axis: 2 as never }), /Axis must be 0 or 1/],
      [() => frame.rolling(2, { minPeriods: 3 }), /minPeriods is a number of rows/],
      [() => frame.rolling('1D', { on: 't' }), /Row 1 has no time/],
      [() => new Series(['a']).rolling(1), /not supported for string/],
      [
        () => frame.pivot({ index: 't', columns: 't', values: 'n', aggregate: 'cumsum' }),
        /more than one value for a cell/,
      ],
      [() => dfd.dateRange({ start: '2024-01-01', end: '2034-01-01', freq: 's' }), /more than 5000000 periods/],
      [() => dfd.dateRange({ start: '2024-01-01', period: 2.5 }), /whole number of dates/],
      [() => frame.resample('1D', { on: 't' }).agg({ n: 'cumsum' }), /more than one value for a period/],
    ];
    for (const [call, message] of refusals) assert.throws(call, message);
    const gap = new DataFrame({ t: [0, 2 * 86_400_000], n: [1, 2] }).resample('1D', { on: 't' }).agg({ n: 'nunique' });
    assert.deepEqual(gap.column('n_nunique').values, [1, 0, 1]);
  });
});
