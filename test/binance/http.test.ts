import assert from 'node:assert/strict';
import { request } from 'node:http';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { AnswerFault, AnswerReader, type WireAnswer } from '../../src/binance/http.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const read = (text: string) => new AnswerReader().read(bytes(text));

/** The answer that came of pieces, and how much was left over when it was whole. */
function fed(reader: AnswerReader, pieces: readonly Buffer[]): WireAnswer | undefined {
  let answer;
  for (const piece of pieces) {
    assert.equal(answer, undefined, 'an answer before its last byte');
    answer = reader.read(piece);
  }
  return answer;
}

/** Cuts at these places, taken as parts of the whole. */
function cut(whole: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => Math.floor(place * whole.length)))].sort((a, b) => a - b);
  const ends = [...at.filter((place) => place > 0 && place < whole.length), whole.length];
  return ends.map((end, index) => whole.subarray(index === 0 ? 0 : ends[index - 1], end));
}

interface Written {
  readonly status: number;
  readonly fields: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly whole: Buffer;
}

const fieldName = fc.stringMatching(/^X-[A-Za-z0-9-]{1,12}$/);
const fieldValue = fc.stringMatching(/^([!-~]([ -~]{0,20}[!-~])?)?$/);

/** An answer as servers may write it: with a length or in chunks, after a "wait a moment" or not. */
const written: fc.Arbitrary<Written> = fc
  .record({
    status: fc.constantFrom(200, 201, 301, 400, 404, 418, 429, 500, 503),
    reason: fc.constantFrom('', ' ', ' OK', ' I am a teapot'),
    fields: fc.uniqueArray(fc.tuple(fieldName, fieldValue), { maxLength: 6, selector: ([name]) => name.toLowerCase() }),
    pieces: fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 6 }),
    chunked: fc.boolean(),
    extension: fc.constantFrom('', ';x=1', ';name="a b"'),
    trailer: fc.constantFrom('', 'X-Last: 1\r\n'),
    waits: fc.boolean(),
    spelled: fc.constantFrom('Content-Length', 'content-length', 'CONTENT-LENGTH'),
  })
  .map(({ status, reason, fields, pieces, chunked, extension, trailer, waits, spelled }) => {
    const body = Buffer.concat(pieces);
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const framing = chunked ? 'Transfer-Encoding: chunked' : `${spelled}:${body.length}  `;
    const head = `HTTP/1.1 ${status}${reason}\r\n${lines}${framing}\r\n\r\n`;
    const chunks = pieces.flatMap((piece) => [
      bytes(`${piece.length.toString(16)}${extension}\r\n`),
      Buffer.from(piece),
      bytes('\r\n'),
    ]);
    const content = chunked ? [...chunks, bytes(`0\r\n${trailer}\r\n`)] : [body];
    const before = waits ? 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' : '';
    return { status, fields, body, whole: Buffer.concat([bytes(before + head), ...content]) };
  });

/** What Node's own client makes of it. */
function readByNode(
  whole: Buffer,
): Promise<{ status: number | undefined; fields: NodeJS.Dict<unknown>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const wire = new Duplex({
      read: () => undefined,
      write: (_chunk, _encoding, done) => {
        wire.push(whole);
        done();
      },
    });
    const asked = request({ method: 'GET', path: '/', createConnection: () => wire }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        wire.destroy();
        resolve({ status: answer.statusCode, fields: answer.headers, body: Buffer.concat(parts) });
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}

describe('reading HTTP', () => {
  it('gives every answer as it was written, wherever it was cut on its way', () => {
    const reader = new AnswerReader();
    fc.assert(
      fc.property(written, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (given, places) => {
        const answer = fed(reader, cut(given.whole, places));
        assert.ok(answer);
        assert.equal(answer.status, given.status);
        assert.deepEqual(answer.body, given.body);
        assert.ok(answer.reusable);
        for (const [name, value] of given.fields) assert.equal(answer.headers.get(name.toLowerCase()), value);
        assert.equal(answer.headers.get('x-none-of-these-names'), undefined);
        assert.equal(reader.begun, false);
      }),
    );
  });

  it('gives it byte by byte too', () => {
    const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n';
    const answer = fed(new AnswerReader(), chunked.split(/(?=[^])/).map(bytes));
    assert.equal(answer?.body.toString(), '{"a":1}');
  });

  it('agrees with Node’s own client', async () => {
    await fc.assert(
      fc.asyncProperty(written, async (given) => {
        const [ours, nodes] = [new AnswerReader().read(given.whole), await readByNode(given.whole)];
        assert.ok(ours);
        assert.equal(ours.status, nodes.status);
        assert.deepEqual(ours.body, nodes.body);
        for (const [name] of given.fields)
          assert.equal(ours.headers.get(name.toLowerCase()), nodes.fields[name.toLowerCase()]);
      }),
      { numRuns: 40 },
    );
  });

  const ok = 'HTTP/1.1 200 OK\r\n';
  const refused: Record<string, string> = {
    'something else': 'SSH-2.0-OpenSSH_9.9\r\n',
    'another version': 'HTTP/2 200\r\n\r\n',
    'an old kind of stream': 'ICY 200 OK\r\n\r\n',
    'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
    'another protocol': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    'line ends without CR': 'HTTP/1.1 200 OK\nContent-Length: 2\n\n[]\r\n\r\n',
    'a CR within a line': `${ok}X-A: 1\rContent-Length: 5\r\nContent-Length: 2\r\n\r\n[]`,
    'a line that goes on in the next': `${ok}X-A: 1\r\n b\r\nContent-Length: 2\r\n\r\n[]`,
    'a space before the colon': `${ok}Content-Length : 2\r\n\r\n[]`,
    'a line without a colon': `${ok}Content-Length\r\n\r\n[]`,
    'two lengths': `${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\n[]`,
    'the same length twice': `${ok}Content-Length: 2\r\ncontent-length: 2\r\n\r\n[]`,
    'two lengths in one': `${ok}Content-Length: 2, 2\r\n\r\n[]`,
    'a negative length': `${ok}Content-Length: -2\r\n\r\n[]`,
    'a length with a sign': `${ok}Content-Length: +2\r\n\r\n[]`,
    'no length at all': `${ok}Content-Length: \r\n\r\n[]`,
    'a length that is no number': `${ok}Content-Length: 0x2\r\n\r\n[]`,
    'a length beside chunks': `${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n`,
    'an unknown way of packing': `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    'chunks told twice': `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    'a chunk without a length': `${ok}Transfer-Encoding: chunked\r\n\r\n\r\n`,
    'a chunk length with a space': `${ok}Transfer-Encoding: chunked\r\n\r\n2 \r\n[]\r\n0\r\n\r\n`,
    'a chunk of negative length': `${ok}Transfer-Encoding: chunked\r\n\r\n-1\r\n`,
    'a chunk longer than told': `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\n[[]\r\n0\r\n\r\n`,
    'a chunk line without CR': `${ok}Transfer-Encoding: chunked\r\n\r\n2\n[]\r\n0\r\n\r\n`,
    'more than anyone sends': `${ok}Content-Length: 99999999999\r\n\r\n`,
    'a chunk of more than that': `${ok}Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n`,
    'headers without end': `${ok}X-A: ${'a'.repeat(20_000)}`,
    'a chunk line without end': `${ok}Transfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}`,
  };
  for (const [what, text] of Object.entries(refused))
    it(`refuses ${what}`, () => {
      assert.throws(() => read(text), AnswerFault);
    });

  it('uses no connection again on which one side might see another end', () => {
    const sound = `${ok}Content-Length: 2\r\n\r\n[]`;
    assert.equal(read(sound)?.reusable, true);
    assert.equal(read(`${sound}HTTP/1.1 200 OK\r\n`)?.reusable, false);
    assert.equal(read(sound.replace('1.1', '1.0'))?.reusable, false);
    assert.equal(read(sound.replace('\r\n', '\r\nConnection: Close\r\n'))?.reusable, false);
    const reader = new AnswerReader();
    assert.equal(reader.read(bytes(`${ok}\r\n[`)), undefined);
    assert.equal(reader.read(bytes(']')), undefined);
    const ended = reader.end();
    assert.deepEqual([ended?.body.toString(), ended?.reusable], ['[]', false]);
  });

  it('knows that some answers have no body', () => {
    for (const status of [204, 304]) assert.equal(read(`HTTP/1.1 ${status} x\r\n\r\n`)?.body.length, 0);
    assert.equal(read(`${ok}Content-Length: 0\r\n\r\n`)?.body.length, 0);
  });

  it('is not taken in by an end that comes early', () => {
    for (const text of [`${ok}Content-Length: 3\r\n\r\n[]`, `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n`, ok]) {
      const reader = new AnswerReader();
      assert.equal(reader.read(bytes(text)), undefined);
      assert.equal(reader.end(), undefined);
      assert.equal(reader.begun, true);
    }
  });
});
