import assert from 'node:assert/strict';
import fc from 'fast-check';
import { frame } from '../../src/frames/cells.ts';

const interest = { asset: 'text', interest: 'amount', interestAccuredTime: 'time' } as const;

describe('frame', () => {
  it('turns decimal strings into numbers that add up', () => {
    const built = frame([{ interest: '0.00010000' }, { interest: '1.5' }, { interest: '100' }]);
    assert.equal(built.column('interest').sum(), 101.5001);
  });

  it('reads rows by name, whatever the order of their keys', () => {
    const built = frame([{ a: 1, b: 2 }, { b: 20, a: 10 }, { c: 'x' }]);
    assert.deepEqual(built.columns, ['a', 'b', 'c']);
    assert.deepEqual(built.values, [
      [1, 2, ''],
      [10, 20, ''],
      [NaN, NaN, 'x'],
    ]);
  });

  it('has the columns of its schema also without rows', () => {
    const built = frame([], interest);
    assert.deepEqual(built.columns, ['asset', 'interest', 'interestAccuredTime']);
    assert.deepEqual(built.shape, [0, 3]);
  });

  it('keeps times in milliseconds and reads dates as UTC', () => {
    const built = frame(
      [
        { t: 1733000000123 },
        { t: '1733000000123' },
        { t: '2024-11-30T20:53:20.123Z' },
        { t: '2024-11-30 20:53:20.123' },
      ],
      { t: 'time' },
    );
    assert.deepEqual(built.column('t').values, Array(4).fill(1733000000123));
  });

  it('keeps the exact text beside the number where asked', () => {
    const built = frame([{ amount: '123456789.123456789012' }], { amount: { kind: 'amount', raw: true } });
    assert.deepEqual(built.values, [[123456789.12345679, '123456789.123456789012']]);
  });

  it('leaves identifiers that a number cannot hold as text', () => {
    const built = frame([{ orderId: '9007199254740993', txId: 118364045015 }]);
    assert.deepEqual(built.values, [['9007199254740993', 118364045015]]);
  });

  it('renames columns that would hide a member of DataFrame', () => {
    const built = frame([{ count: 1, sum: 2, index: 3, values: 4, columns: 5, T: 6, count_: 7 }]);
    assert.deepEqual(built.columns, ['count__', 'sum_', 'index_', 'values_', 'columns_', 'T_', 'count_']);
    assert.equal(built.shape[0], 1);
  });

  it('says which value is wrong', () => {
    assert.throws(() => frame([{ interest: '1' }, { interest: 'abc' }], { interest: 'amount' }), {
      name: 'RangeError',
      message: 'Row 1, column interest: "abc" is not a decimal amount.',
    });
    assert.throws(() => frame([{ id: '9007199254740993' }], { id: 'integer' }), /read it as text/);
    for (const day of ['2026-02-30', '2026-02-30 10:00', 'yesterday'])
      assert.throws(() => frame([{ t: day }], { t: 'time' }), /"\S+.*" is not a time/, day);
  });

  it('does not change when the rows it was built from do', () => {
    const rows = [{ a: 1 }];
    const built = frame(rows);
    rows[0]!.a = 2;
    assert.deepEqual(built.values, [[1]]);
  });

  it('holds every value of every row under its own name', () => {
    const row = fc.dictionary(fc.constantFrom('asset', 'amount', 'time', 'constructor', 'note'), fc.integer(), {
      minKeys: 1,
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const built = frame(rows);
        rows.forEach((source, place) => {
          for (const [name, value] of Object.entries(source)) {
            const column = built.columns.indexOf(name === 'constructor' ? 'constructor_' : name);
            assert.equal((built.values[place] as unknown[])[column], value);
          }
        });
      }),
    );
  });
});
