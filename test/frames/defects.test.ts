import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dfd, DataFrame, frame, Series } from '../../src/frames/cells.ts';

/**
 * danfo's known wrong answers, numbered as in the survey that found them, each with the right one. What cells get must
 * give these whatever way a frame was made.
 */
describe("danfo's wrong answers, mended", () => {
  it('1: numbers written as text are numbers', () => {
    const amounts = new Series(['0.0001', '1.5', '100']);
    assert.equal(amounts.sum(), 101.5001);
    assert.equal(amounts.max(), 100);
    assert.deepEqual(new Series(['9', '1.5']).add(1).values, [10, 2.5]);
    const frame = new DataFrame({ asset: ['BTC', 'BTC'], interest: ['0.00010000', '1.5'] });
    assert.deepEqual(frame.groupby(['asset']).col(['interest']).sum().values, [['BTC', 1.5001]]);
    assert.deepEqual(new DataFrame({ a: ['1.5', '2'] }).mean({ axis: 0 }).values, [1.75]);
    assert.deepEqual(new DataFrame({ a: ['1.5', '2'] }).sum({ axis: 0 }).values, [3.5]);
  });

  it('2: and sort as numbers', () => {
    const frame = new DataFrame({ a: ['10', '9', '2.5', '100'] });
    assert.deepEqual(frame.sortValues('a').column('a').values, [2.5, 9, 10, 100]);
  });

  it('3: dtypes given to the constructor convert', () => {
    const frame = new DataFrame({ a: ['007', '8'] }, { dtypes: ['float32'] });
    assert.deepEqual(frame.values, [[7], [8]]);
    assert.throws(() => new DataFrame({ a: ['x'] }, { dtypes: ['float32'] }), /"x", is no number/);
  });

  it('4: arithmetic of frames is in doubles, the same as of series', () => {
    const frame = new DataFrame({ a: [0.1, 123456789.12345678, 3000000001] });
    assert.deepEqual(frame.add(0.2).column('a').values, [0.1 + 0.2, 123456789.12345678 + 0.2, 3000000001.2]);
    assert.deepEqual(frame.add(1).column('a').values, frame.column('a').add(1).values);
    assert.deepEqual(new DataFrame({ t: [1733000000123] }).sub(1733000000000).values, [[123]]);
    assert.deepEqual(new DataFrame({ a: [-3] }).mod(5).values, [new Series([-3]).mod(5).values]);
  });

  it('5: tensors hold large integers and late fractions', () => {
    const tensor = (new DataFrame({ t: [1733000000123, 0.5] }) as unknown as { tensor: { arraySync(): number[][] } })
      .tensor;
    assert.deepEqual(tensor.arraySync(), [[1733000000123], [0.5]]);
    const series = new Series([...Array<number>(30).fill(1), 0.25]) as unknown as { tensor: { arraySync(): number[] } };
    assert.equal(series.tensor.arraySync().at(-1), 0.25);
  });

  it('6: a column is what all of its rows are', () => {
    const late = new Series([...Array<number>(200).fill(1), 'oops']);
    assert.equal(late.dtype, 'string');
    assert.throws(() => late.sum(), /string dtypes/);
    assert.equal(new Series([...Array<null>(20).fill(null), 'text']).dtype, 'string');
  });

  it('7: rows are read by name', () => {
    const frame = new DataFrame([{ a: 1, b: 2 }, { b: 20, a: 10 }, { b: 30 }, { a: 4, b: 5, c: 6 }]);
    assert.deepEqual(frame.columns, ['a', 'b', 'c']);
    assert.deepEqual(frame.values, [
      [1, 2, NaN],
      [10, 20, NaN],
      [NaN, 30, NaN],
      [4, 5, 6],
    ]);
  });

  it('8: groups are told apart by value', () => {
    const keys = new DataFrame({ a: ['a-b', 'a'], b: ['c', 'b-c'], n: [1, 2] });
    assert.deepEqual(keys.groupby(['a', 'b']).sum().values, [
      ['a-b', 'c', 1],
      ['a', 'b-c', 2],
    ]);
    const mixed = new DataFrame({ key: [1, '1', true, 'true'], n: [1, 2, 3, 4] });
    assert.deepEqual(mixed.groupby(['key']).sum().values, [
      [1, 1],
      ['1', 2],
      [true, 3],
      ['true', 4],
    ]);
  });

  it('9: a group may be called like a member of Object', () => {
    const frame = new DataFrame({ key: ['constructor', 'toString', 'constructor'], n: [1, 2, 3] });
    assert.deepEqual(frame.groupby(['key']).sum().values, [
      ['constructor', 4],
      ['toString', 2],
    ]);
  });

  it('10: missing values are left out of aggregates', () => {
    const frame = new DataFrame({ key: ['x', 'x', 'x'], n: [-5, null, NaN] });
    const result = frame.groupby(['key']).agg({ n: ['sum', 'mean', 'count', 'max', 'min'] });
    assert.deepEqual(result.values, [['x', -5, -5, 1, -5, -5]]);
    const nothing = new DataFrame({ key: ['x'], n: [NaN] }).groupby(['key']).agg({ n: ['sum', 'mean', 'max'] });
    assert.deepEqual(nothing.values, [['x', 0, NaN, NaN]]);
  });

  it('11: one value has no deviation', () => {
    assert.deepEqual(new DataFrame({ key: ['x'], n: [5] }).groupby(['key']).std().values, [['x', NaN]]);
    assert.equal(new Series([5]).std(), NaN);
  });

  it('12: a missing value stays missing', () => {
    const series = new Series([1, null, 3]);
    assert.deepEqual(series.add(1).values, [2, NaN, 4]);
    assert.deepEqual(series.mul(2).values, [2, NaN, 6]);
    assert.deepEqual(series.lt(5).values, [true, false, true]);
    assert.deepEqual(series.cumSum().values, [1, NaN, 4]);
    assert.equal(new Series(['a', null, undefined]).nUnique(), 1);
  });

  it('13: sorting puts missing values last, both ways', () => {
    const frame = new DataFrame({ n: [3, NaN, 1, null, 2] });
    assert.deepEqual(frame.sortValues('n').column('n').values, [1, 2, 3, NaN, NaN]);
    assert.deepEqual(frame.sortValues('n', { ascending: false }).column('n').values, [3, 2, 1, NaN, NaN]);
  });

  it('14: joins keep the left order and tell keys apart', () => {
    const left = new DataFrame({ id: [10, 2, 1], n: [1, 2, 3] });
    const right = new DataFrame({ id: [1, 10, 10], note: ['one', 'ten', 'again'] });
    assert.deepEqual(dfd.merge({ left, right, on: ['id'], how: 'left' }).values, [
      [10, 1, 'ten'],
      [10, 1, 'again'],
      [2, 2, null],
      [1, 3, 'one'],
    ]);
    const a = new DataFrame({ x: ['a_b'], y: ['c'], n: [1] });
    const b = new DataFrame({ x: ['a'], y: ['b_c'], m: [2] });
    assert.deepEqual(dfd.merge({ left: a, right: b, on: ['x', 'y'], how: 'inner' }).shape, [0, 4]);
    const missing = new DataFrame({ id: [null, 5] });
    assert.deepEqual(dfd.merge({ left: missing, right: missing, on: ['id'], how: 'inner' }).values, [[5]]);
    assert.throws(() => dfd.merge({ left, right, on: ['nope'] }), /left frame has no column "nope"/);
  });

  it('15: CSV survives commas, quotes, line breaks, dates and formulas', () => {
    const frame = new DataFrame([{ a: 'x, "y"', b: '=1+1', c: new Date(0), d: NaN }]);
    assert.equal(dfd.toCSV(frame), 'a,b,c,d\r\n"x, ""y""",\'=1+1,1970-01-01T00:00:00.000Z,\r\n');
    assert.equal(frame.toCSV(), dfd.toCSV(frame));
  });

  it('16: dates are in UTC, months from 1', () => {
    const dates = dfd.toDateTime([Date.UTC(2024, 0, 1), '2024-12-31', '2024-06-15 23:30:00']);
    assert.deepEqual(dates.year().values, [2024, 2024, 2024]);
    assert.deepEqual(dates.month().values, [1, 12, 6]);
    assert.deepEqual(dates.hours().values, [0, 0, 23]);
    assert.deepEqual(new Series([1733000000123]).dt.date().values, ['2024-11-30T20:53:20.123Z']);
    assert.deepEqual(dfd.dateRange({ start: '2024-01-30', period: 3, freq: 'M' }), [
      '2024-01-30T00:00:00.000Z',
      '2024-02-29T00:00:00.000Z',
      '2024-03-30T00:00:00.000Z',
    ]);
  });

  it('17: series of dates compare', () => {
    const frame = new DataFrame({ t: [new Date(0), new Date(1000)], n: [1, 2] });
    const after = frame.column('t').gt(new Date(500));
    assert.deepEqual(frame.query(after).column('n').values, [2]);
  });

  it('18: integers beyond a double stay exact as text', () => {
    assert.deepEqual(new Series([1n, 2n]).values, [1, 2]);
    const large = new DataFrame({ id: [9007199254740993n] });
    assert.deepEqual([large.values, large.dtypes], [[['9007199254740993']], ['string']]);
  });

  it('19: frames may be empty', () => {
    const empty = new DataFrame({ a: [], b: [] });
    assert.deepEqual(
      [empty.shape, empty.columns],
      [
        [0, 2],
        ['a', 'b'],
      ],
    );
    assert.deepEqual(empty.groupby(['a']).sum().shape, [0, 2]);
    assert.deepEqual(empty.addColumn('c', []).columns, ['a', 'b', 'c']);
    assert.equal(dfd.toCSV(empty), 'a,b\r\n');
    assert.deepEqual(empty.sortValues('a').shape, [0, 2]);
  });

  it('20: a column hides no member', () => {
    const frame = new DataFrame({
      sum: [1, 2],
      count: [3, 4],
      columns: [5, 6],
      shape: [7, 8],
      T: [9, 10],
      index: [1, 1],
    });
    assert.deepEqual(frame.shape, [2, 6]);
    assert.deepEqual(frame.sum({ axis: 0 }).values, [3, 7, 11, 15, 19, 2]);
    assert.deepEqual(frame.column('count').values, [3, 4]);
  });

  it('21: a frame shares nothing with what it was made from', () => {
    const source = { a: [1, 2] };
    const frame = new DataFrame(source);
    source.a[0] = 99;
    const copy = frame.copy();
    copy.addColumn('a', [5, 6], { inplace: true });
    assert.deepEqual(frame.values, [[1], [2]]);
  });

  it('22: labelled operands are lined up by label', () => {
    const frame = new DataFrame({ n: [3, 1, 2] });
    const sorted = frame.sortValues('n');
    assert.deepEqual(sorted.addColumn('again', frame.column('n')).values, [
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    assert.deepEqual(sorted.column('n').sub(frame.column('n')).values, [0, 0, 0]);
    assert.deepEqual(sorted.addColumn('given', [10, 20, 30]).column('given').values, [10, 20, 30]);
  });

  it('23: a condition is as long as the frame, and a new column is not lost', () => {
    const frame = new DataFrame({ n: [1, 2, 3] });
    assert.throws(() => frame.query([true]), /1 values for 3 rows/);
    (frame as unknown as Record<string, unknown>)['doubled'] = [2, 4, 6];
    assert.deepEqual(frame.columns, ['n', 'doubled']);
    assert.deepEqual(frame.column('doubled').values, [2, 4, 6]);
  });

  it('24: NaN in cumSum, long concatenations, negative slices, labels from a column', () => {
    assert.deepEqual(new DataFrame({ n: [1, NaN, 2] }).cumSum({ axis: 0 }).column('n').values, [1, NaN, 3]);
    const part = new DataFrame({ n: Array<number>(20_000).fill(1) });
    assert.equal(dfd.concat({ dfList: Array<DataFrame>(10).fill(part), axis: 0 }).shape[0], 200_000);
    assert.equal(part.shape[0], 20_000);
    const frame = new DataFrame({ id: ['x', 'y', 'z'], n: [1, 2, 3] });
    assert.deepEqual(frame.iloc({ rows: ['-2:'] }).column('n').values, [2, 3]);
    assert.deepEqual(
      frame
        .setIndex({ column: 'id' })
        .loc({ rows: ['y'] })
        .column('n').values,
      [2],
    );
  });

  it('25: typed arrays are columns', () => {
    const frame = new DataFrame({ a: Float64Array.of(1, 2, 3) });
    assert.deepEqual([frame.shape, frame.column('a').sum()], [[3, 1], 6]);
  });

  it('26: reductions, diff and pctChange work on one column, along the documented axis', () => {
    const frame = new DataFrame({ n: [1, 3, 6] });
    assert.deepEqual(frame.sum().values, [1, 3, 6]);
    assert.deepEqual(frame.sum({ axis: 0 }).values, [10]);
    assert.deepEqual(frame.diff(1).column('n').values, [NaN, 2, 3]);
    assert.deepEqual(frame.pctChange(1).column('n').values, [NaN, 2, 1]);
    assert.deepEqual(new DataFrame({ n: [0, 5] }).pctChange(1).column('n').values, [NaN, Infinity]);
  });

  it('27: the type of a result is that of its values', () => {
    assert.deepEqual(new DataFrame({ n: [1, 2] }).add(0.5).dtypes, ['float32']);
    assert.equal(new Series([1, 2]).add(0.5).dtype, 'float32');
  });

  it('28: JSON has the forms that danfo documents', () => {
    const frame = new DataFrame({ a: [1, 2] });
    assert.deepEqual(dfd.toJSON(frame), [{ a: 1 }, { a: 2 }]);
    assert.deepEqual(dfd.toJSON(frame, { format: 'row' }), { a: [1, 2] });
    assert.equal(JSON.stringify(frame.head(1)), '[{"a":1}]');
  });

  it('29: rounding is decimal, half away from zero', () => {
    assert.deepEqual(new Series([1.005, 2.675, -1.005, 1e-8]).round(2).values, [1.01, 2.68, -1.01, 0]);
    assert.deepEqual(new DataFrame({ a: [0.5, 2.5] }).round(0).column('a').values, [1, 3]);
  });

  it('30: infinity is a number and not missing', () => {
    assert.deepEqual(new Series([Infinity, 1]).isNa().values, [false, false]);
    assert.equal(new Series([Infinity, 1]).max(), Infinity);
    assert.equal(new Series([Infinity, Infinity]).median(), Infinity);
    assert.deepEqual(new Series([1, Infinity, 5]).cumSum().values, [1, Infinity, Infinity]);
    assert.deepEqual(new Series([1, Infinity, 2, 3]).rolling(2).sum().values, [NaN, Infinity, Infinity, 5]);
  });

  it('keeps places in what apply sees, and text as text', () => {
    const frame = new DataFrame({ a: [1, null], b: [3, 4] });
    assert.deepEqual(frame.apply((row: number[]) => row[1]).values, [3, 4]);
    assert.deepEqual(frame.apply((column) => column.length, { axis: 0 }).values, [2, 2]);
    const pivoted = new DataFrame([{ day: '1', k: 'x', n: 2 }], { dtypes: ['string', 'string', 'int32'] });
    assert.equal(
      pivoted
        .drop({ columns: ['k'] })
        .groupby('day')
        .sum().dtypes[0],
      'string',
    );
  });

  it('drops a column by its whole name, and changes in place', () => {
    const frame = new DataFrame({ interest: [1], interestRate: [2] });
    assert.deepEqual(frame.drop({ columns: 'interestRate' }).columns, ['interest']);
    frame.rename({ interest: 'charge' }, { inplace: true });
    assert.deepEqual((frame as unknown as { charge: Series }).charge.values, [1]);
    assert.equal('interest' in frame, false);
    assert.ok(frame.head() instanceof DataFrame && frame.column('charge') instanceof Series);
  });

  it('no two columns of a result have one name', () => {
    const left = new DataFrame([{ k: 1, v: 1, v_1: 2, v1: 3 }]);
    const right = new DataFrame([{ k: 1, v: 4 }]);
    assert.deepEqual(dfd.merge({ left, right, on: ['k'] }).columns, ['k', 'v', 'v_1', 'v1', 'v_2']);
    assert.deepEqual(dfd.concat({ dfList: [left, right], axis: 1 }).columns, ['k', 'v', 'v_1', 'v1', 'k1', 'v2']);
    const both = frame([{ a: '1', a_raw: 'own' }], { a: { kind: 'amount', raw: true }, a_raw: 'text' });
    assert.deepEqual([both.columns, both.values], [['a', 'a_raw_', 'a_raw'], [[1, '1', 'own']]]);
  });

  it('refuses what would not end, or not be read again', () => {
    const rows = new DataFrame([{ a: 1, b: 'x' }]);
    assert.throws(() => rows.toCSV({ sep: '；' }), /cannot separate fields/);
    assert.throws(() => rows.toCSV({ sep: '' }), /cannot separate fields/);
    assert.throws(() => dfd.dateRange({ start: '2026-01-01', end: '2026-01-02', offset: 0 }), /whole number from 1/);
    const many = new Series(Array.from({ length: 150_000 }, (_, place) => place));
    assert.equal(many.mode().length, 150_000);
  });

  it('reads the CSV it writes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'frames-'));
    try {
      const frame = new DataFrame([
        { a: 'x, "y"', n: 1.5, id: '9007199254740993' },
        { a: 'two\nlines', n: -2, id: '1' },
      ]);
      dfd.toCSV(frame, { filePath: join(folder, 'out') });
      assert.match(readFileSync(join(folder, 'out.csv'), 'utf8'), /^a,n,id\r\n/);
      const again = await dfd.readCSV(join(folder, 'out.csv'));
      assert.deepEqual(again.values, frame.values);
      await assert.rejects(dfd.readJSON(join(folder, 'none.json')), /ENOENT/);
      writeFileSync(join(folder, 'rows.json'), '[{"a":1},{"b":2}]');
      assert.deepEqual((await dfd.readJSON(join(folder, 'rows.json'))).values, [
        [1, NaN],
        [NaN, 2],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
