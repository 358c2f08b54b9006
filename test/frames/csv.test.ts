import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { dfd, DataFrame } from '../../src/frames/cells.ts';
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
        const plain = texts.filter((each) => !/^'*[=+\-@\t\r\n]/.test(each));
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

describe('CSV read back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marginalia-csv-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const readText = async (text: string, options?: object) => {
    writeFileSync(join(folder, 'in.csv'), text);
    return dfd.readCSV(join(folder, 'in.csv'), options);
  };

  it('is the frame that was written: numbers, flags, gaps, and text of any kind', async () => {
    const text = fc
      .oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^['"=+@,;\r\n\t a-]*$/))
      .filter(
        (each) =>
          each !== '' && !/\p{Surrogate}/u.test(each) && !/^\s*(true|false|-?[\d.]+(e[+-]?\d+)?)\s*$/i.test(each),
      );
    const cells = {
      number: fc.oneof(double, fc.constantFrom(NaN, Infinity, -Infinity, 1e300, 5e-324)),
      whole: fc.maxSafeInteger(),
      flag: fc.option(fc.boolean(), { nil: null }),
      'a "name", quoted': fc.option(text, { nil: null }),
      '=name': text,
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record(cells), { minLength: 1, maxLength: 12 }), async (rows) => {
        const frame = new DataFrame(rows);
        const again = await readText(frame.toCSV());
        const zero = (value: unknown) => (value === 0 ? 0 : value);
        assert.deepEqual(again.columns, frame.columns);
        for (const name of frame.columns) {
          const [own, other] = [frame.column(name).values.map(zero), again.column(name).values];
          if (own.some((value) => value !== null && !Number.isNaN(value))) assert.deepEqual(other, own);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has rows and columns where some or all are empty', async () => {
    const rows = async (frame: { toCSV(): string }) => (await readText(frame.toCSV())).values;
    assert.deepEqual(await rows(new DataFrame({ n: [1, NaN, NaN] })), [[1], [NaN], [NaN]]);
    assert.deepEqual(await rows(new DataFrame({ a: [null, 1], b: [null, 'x'] })), [
      [NaN, null],
      [1, 'x'],
    ]);
    const empty = await readText('a,b\r\n');
    assert.deepEqual(
      [empty.shape, empty.columns],
      [
        [0, 2],
        ['a', 'b'],
      ],
    );
  });

  it('reads what others write: marks of byte order, any line end, empty lines, identifiers, exponents', async () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const frame = await readText(['\uFEFFid,n,flag', '007,1e5,TRUE', '', '9007199254740993,-.5,false'].join(end));
      assert.deepEqual(frame.values, [
        ['007', 100000, true],
        ['9007199254740993', -0.5, false],
      ]);
    }
    assert.deepEqual((await readText('a;b\n1;2', { delimiter: ';' })).values, [[1, 2]]);
    assert.deepEqual((await readText('1,2\n3,4', { header: false })).columns, ['0', '1']);
    assert.deepEqual((await readText('a,a,a_1\n1,2,3')).columns, ['a', 'a_2', 'a_1']);
    assert.deepEqual((await readText('a\n1', { dynamicTyping: false })).values, [['1']]);
    assert.deepEqual((await readText('a\n1\n2\n3', { preview: 2 })).values, [[1], [2]]);
    assert.deepEqual(
      (await readText('a,b\n1,2', { frameConfig: { columns: ['x', 'y'], dtypes: ['string', 'int32'] } })).values,
      [['1', 2]],
    );
  });

  it('refuses a line of another length and a quote that is not closed', async () => {
    await assert.rejects(readText('a,b\n1,2\n3\n'), /row 1 has 1 fields, but the first line has 2/);
    await assert.rejects(readText('a,b\n"1,2\n'), /Quoted field/);
    await assert.rejects(dfd.readCSV(join(folder, 'none.csv')), /ENOENT/);
  });

  it('comes from a web address too, as danfo documents', async () => {
    const server = createServer((request, response) => {
      response.statusCode = request.url === '/rows.csv' && request.headers['accept'] === 'text/csv' ? 200 : 404;
      response.end('a,b\n1,x\n');
    }).listen(0, '127.0.0.1');
    try {
      await once(server, 'listening');
      const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const frame = await dfd.readCSV(`${root}/rows.csv`, { headers: { accept: 'text/csv' } });
      assert.deepEqual(frame.values, [[1, 'x']]);
      await assert.rejects(dfd.readCSV(`${root}/none.csv`), /answered 404/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
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
