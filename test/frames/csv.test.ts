import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DataFrame } from '../../src/frames/cells.ts';
import { toCsv } from '../../src/frames/table/csv.ts';

/** Reads RFC 4180, as strictly as it is written. */
function read(csv: string, separator = ','): string[][] {
  const lines: string[][] = [[]];
  let at = 0;
  for (;;) {
    let field = '';
    if (csv[at] === '"') {
      for (at++; csv[at] !== '"' || csv[++at] === '"'; at++) field += csv[at]!;
    } else {
      const end = csv.slice(at).search(separator === ',' ? /,|\r\n/ : /;|\r\n/) + at;
      field = csv.slice(at, end);
      at = end;
    }
    lines.at(-1)!.push(field);
    if (csv[at] === separator) at++;
    else {
      assert.equal(csv.slice(at, at + 2), '\r\n');
      at += 2;
      if (at === csv.length) return lines;
      lines.push([]);
    }
  }
}

const amount = fc.integer({ min: -1e14, max: 1e14 }).map((units) => units / 1e8);
const double = fc.oneof(amount, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger(), fc.integer());

describe('CSV', () => {
  it('holds every number so that it reads back as the same double, without an exponent', () => {
    fc.assert(
      fc.property(fc.array(double, { minLength: 1, maxLength: 60 }), (numbers) => {
        const lines = read(toCsv(['n', 'again'], [numbers, numbers], numbers.length)).slice(1);
        lines.forEach(([text, again], row) => {
          assert.match(text!, /^-?\d+(\.\d*[1-9])?$/);
          assert.equal(Number(text) + 0, numbers[row]! + 0);
          assert.equal(again, text);
        });
        // The shortest digits there are: no number is written longer than JavaScript writes it.
        lines.forEach(([text], row) => {
          const own = String(numbers[row]! + 0);
          if (!own.includes('e')) assert.equal(text === '-0' ? '0' : text, own);
        });
      }),
    );
  });

  it('writes numbers that lie halfway, at a power or at the edge of what a double holds as JavaScript does', () => {
    const step = (value: number, steps: number) => {
      const bits = new BigInt64Array(Float64Array.of(value).buffer);
      bits[0]! += BigInt(steps);
      return new Float64Array(bits.buffer)[0]!;
    };
    const edges = Array.from({ length: 90 }, (_, place) => [2 ** (place - 25), Number(`1e${(place % 30) - 8}`)]).flat();
    const halves = [6952568765329.646, 5e-7, 0.5, 0.1 + 0.2, 2 ** 53 + 2, 4503599627370495.5, 8512345678.123455, 1 / 3];
    const numbers = [...edges, ...halves].flatMap((value) =>
      [-3, -2, -1, 0, 1, 2, 3].map((steps) => step(value, steps)),
    );
    const lines = read(toCsv(['n'], [numbers], numbers.length)).slice(1);
    lines.forEach(([text], row) => {
      const own = String(numbers[row]);
      if (own.includes('e')) assert.equal(Number(text), numbers[row]);
      else assert.equal(text, own);
    });
  });

  it('keeps marks of byte order, halves of characters and characters of every width', () => {
    const texts = [
      '\uFEFFa',
      '\uFEFF',
      '\uD800',
      'é',
      '币安',
      '😀',
      '"😀',
      '\u007F',
      'x'.repeat(255) + '币',
      '币'.repeat(300),
    ];
    assert.deepEqual(read(toCsv(['\uFEFFname', 'again'], [texts, texts], texts.length)), [
      ['\uFEFFname', 'again'],
      ...texts.map((text) => [text, text]),
    ]);
  });

  it('holds every text, quoted where it must be', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[",;\r\n a-z]*$/),
      fc.string({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), fc.constantFrom(',', ';'), (texts, separator) => {
        const plain = texts.filter((each) => !/^[=+\-@\t\r]/.test(each));
        if (plain.length === 0) return;
        const lines = read(toCsv(['a', 'b'], [plain, plain], plain.length, separator), separator);
        assert.deepEqual(
          lines.slice(1),
          plain.map((each) => [each, each]),
        );
      }),
    );
  });

  it('stays right beyond one piece, in any order of rows, with text longer than its buffer', () => {
    const length = 5_000;
    const numbers = Array.from({ length }, (_, row) => (row % 3 === 0 ? row / 7 : row % 3 === 1 ? row / 100 : row));
    const texts = Array.from({ length }, (_, row) =>
      row === 4_321 ? 'x'.repeat(200_000) : row % 500 === 0 ? 'ö' : `t${row}`,
    );
    const order = Uint32Array.from({ length }, (_, row) => length - 1 - row);
    const lines = read(toCsv(['n', 't'], [numbers, texts], order)).slice(1);
    assert.deepEqual(
      lines,
      [...order].map((row) => [String(numbers[row]), texts[row]!]),
    );
  });

  it('leaves a missing value empty, whatever it is missing from', () => {
    const csv = toCsv(
      ['n', 't'],
      [
        [1.5, NaN, null],
        ['a', undefined, new Date(NaN)],
      ],
      3,
    );
    assert.equal(csv, 'n,t\r\n1.5,a\r\n,\r\n,\r\n');
  });
});

describe('frames of rows', () => {
  it('come out the same whether all rows have the same keys in the same order or not', () => {
    const row = fc.record({ a: fc.integer(), b: fc.string({ maxLength: 3 }), c: fc.boolean() });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), fc.nat(), (rows, turned) => {
        const mixed = rows.map((each, place) =>
          place > 0 && place % 2 === turned % 2 ? { c: each.c, b: each.b, a: each.a } : each,
        );
        assert.deepEqual(new DataFrame(mixed).values, new DataFrame(rows).values);
      }),
    );
  });
});
