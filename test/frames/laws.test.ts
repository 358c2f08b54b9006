import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dfd, DataFrame, Series } from '../../src/frames/cells.ts';
import { addPeriods, floorTime, parseFrequency } from '../../src/frames/core/calendar.ts';
import { orderOf } from '../../src/frames/core/order.ts';

const number = fc.double({ noDefaultInfinity: true, min: -1e12, max: 1e12 });
const key = fc.oneof(fc.constantFrom('a', 'b', 'a-b', '1'), fc.constantFrom(1, 2, null), fc.boolean());
const rows = fc.array(fc.record({ key, other: key, n: number }), { minLength: 1, maxLength: 60 });

describe('laws of frames', () => {
  it('sorting agrees with a plain stable sort, on few rows and on many', () => {
    fc.assert(
      fc.property(
        fc.array(number, { maxLength: 50 }),
        fc.constantFrom(1, 60),
        fc.boolean(),
        (values, times, descending) => {
          const many = Array.from({ length: times }, () => values).flat();
          const expected = many
            .map((value, place) => ({ value, place }))
            .sort((a, b) => {
              if (Number.isNaN(a.value) || Number.isNaN(b.value))
                return Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
              return descending ? b.value - a.value : a.value - b.value;
            });
          const order = orderOf([{ values: many, descending }], many.length);
          assert.deepEqual(
            [...order],
            expected.map(({ place }) => place),
          );
        },
      ),
    );
  });

  it('every row is in one group, and the groups add up to the whole', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const frame = new DataFrame(list);
        const grouped = frame.groupby(['key', 'other']).agg({ n: ['sum', 'count'] });
        const present = list.map(({ n }) => n).filter((n) => !Number.isNaN(n));
        const total = grouped.column('n_sum').sum();
        assert.ok(Math.abs(total - present.reduce((sum, n) => sum + n, 0)) <= 1e-3);
        assert.equal(grouped.column('n_count').sum(), present.length);
      }),
    );
  });

  it('a join has the pairs that a double loop finds, in the same order', () => {
    fc.assert(
      fc.property(rows, rows, (left, right) => {
        const sides = { left: new DataFrame(left), right: new DataFrame(right) };
        // Text is looked up among numbers by its number only where it is a column of nothing but text.
        const isText = (side: DataFrame) => side.values.every(([key]) => key === null || typeof key === 'string');
        const isNumeric = (side: DataFrame) => ['int32', 'float32'].includes(side.dtypes[0]!);
        const loose = (isText(sides.left) && isNumeric(sides.right)) || (isNumeric(sides.left) && isText(sides.right));
        const isAlike = (own: unknown, other: unknown) =>
          own === other || (loose && typeof own !== typeof other && String(own) === String(other));
        const expected = sides.left.values.flatMap(([own, ...rest]: unknown[]) =>
          sides.right.values
            .filter(([other]) => isAlike(own, other) && own !== null)
            .map(([, ...others]: unknown[]) => [own, ...rest, ...others]),
        );
        const merged = dfd.merge({ ...sides, on: ['key'], how: 'inner' });
        assert.deepEqual(merged.values, expected);
        const outer = dfd.merge({ ...sides, on: ['key'], how: 'outer' });
        assert.ok(outer.shape[0] >= Math.max(left.length, right.length));
      }),
    );
  });

  it('adding and taking away again changes nothing, whatever the order of the labels', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const series = new Series(values);
        const sorted = series.sortValues();
        assert.deepEqual(sorted.add(series).sub(series).values, sorted.values);
      }),
    );
  });

  it('CSV read back is what was written', () => {
    const text = fc.string().filter((value) => !/^'*[=+\-@\t\r\n]|^[\d.]|^$|^\s|\s$|true|false/.test(value));
    fc.assert(
      fc.property(fc.array(fc.record({ a: text, n: number }), { minLength: 1 }), (list) => {
        const lines = parseCsv(dfd.toCSV(new DataFrame(list)));
        assert.deepEqual(
          lines.slice(1).map(([a, n]) => [a, n === '' ? NaN : Number(n) + 0]),
          list.map(({ a, n }) => [a, n + 0]),
        );
      }),
    );
  });

  it('a time lies in its period', () => {
    const time = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(time, fc.constantFrom('1s', '15m', '4H', '1D', '1W', '1M', '3M', '1Y'), (moment, every) => {
        const frequency = parseFrequency(every);
        const start = floorTime(moment, frequency);
        assert.ok(start <= moment && moment < addPeriods(start, frequency, 1));
        assert.equal(floorTime(start, frequency), start);
      }),
    );
    assert.equal(new Date(floorTime(Date.UTC(2026, 10, 22), parseFrequency('1W'))).getUTCDay(), 1);
  });

  it('a rolling window knows what a look at each window by itself finds', () => {
    const cell = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(NaN, null, 1e15, -1e15, 0.1));
    fc.assert(
      fc.property(
        fc.array(cell, { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(3),
        (values, size, least) => {
          const rolled = new Series(values).rolling(size, { minPeriods: Math.min(size, least) });
          const each = (calculate: (window: Series) => number) =>
            values.map((_, row) => {
              const window = new Series(values.slice(Math.max(0, row - size + 1), row + 1));
              return window.count() < Math.min(size, least) ? NaN : calculate(window);
            });
          const close = (found: Series, expected: number[], off: number) =>
            found.values.forEach((value, row) => {
              const [own, other] = [Number(value), expected[row]!];
              const near = Math.abs(own - other) <= off * Math.max(1, Math.abs(other));
              assert.ok(near || Object.is(own + 0, other + 0), `row ${row}: ${own} is not ${other}`);
            });
          close(
            rolled.sum(),
            each((window) => window.sum()),
            1e-12,
          );
          close(
            rolled.mean(),
            each((window) => window.mean()),
            1e-12,
          );
          close(
            rolled.min(),
            each((window) => window.min()),
            0,
          );
          close(
            rolled.max(),
            each((window) => window.max()),
            0,
          );
          close(
            rolled.median(),
            each((window) => window.median()),
            0,
          );
          close(
            rolled.count(),
            each((window) => window.count()),
            0,
          );
          close(
            rolled.var(),
            each((window) => window.var()),
            1e-9,
          );
          if (values.every((value) => Math.abs(value ?? 0) < 100))
            close(
              rolled.std(),
              each((window) => window.std()),
              1e-9,
            );
          close(
            rolled.apply((numbers) => numbers.length),
            each((window) => window.count()),
            0,
          );
        },
      ),
    );
  });

  it('a rolling window of one is the series, and of all its running total', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const series = new Series(values);
        assert.deepEqual(series.rolling(1).sum().values, values);
        assert.deepEqual(series.rolling(values.length, { minPeriods: 1 }).sum().values, series.cumSum().values);
      }),
    );
  });
});

/** A reader of RFC 4180 of its own, so that writer and reader are not wrong together. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let place = 0; place < text.length; place++) {
    const character = text[place] as string;
    if (quoted) {
      if (character === '"' && text[place + 1] === '"') {
        field += '"';
        place++;
      } else if (character === '"') quoted = false;
      else field += character;
    } else if (character === '"') quoted = true;
    else if (character === ',' || character === '\r') {
      lines.at(-1)?.push(field);
      field = '';
    } else if (character === '\n') lines.push([]);
    else field += character;
  }
  return lines.slice(0, -1);
}
