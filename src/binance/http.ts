/** Reads HTTP/1.1 answers as they come off a connection. Pure: bytes in, answers out. */

/** What came is no answer that could be trusted; nothing after it on the connection can be. */
export class AnswerFault extends Error {
  readonly kind: 'not-http' | 'too-large';

  constructor(kind: 'not-http' | 'too-large', detail: string) {
    super(detail);
    this.kind = kind;
  }
}

/** A whole answer. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Packed, if it came so. */
  readonly body: Buffer;
  /** Whether the connection may carry another request. */
  readonly reusable: boolean;
}

/** Looked up where one is wanted: of a dozen that come with every answer, two or three are. */
export class AnswerHeaders {
  readonly #text: string;
  readonly #lower: string;

  /** @param text Status line and header lines, each with its line end. */
  constructor(text: string) {
    this.#text = text;
    this.#lower = text.toLowerCase();
  }

  /** @param name In small letters. The first, where it came more than once. */
  get(name: string): string | undefined {
    const at = this.#lower.indexOf(`\n${name}:`);
    if (at < 0) return undefined;
    const from = at + name.length + 2;
    return this.#text.slice(from, this.#text.indexOf('\r', from)).trim();
  }

  /** The only one of its name; undefined where there is none. */
  only(name: string): string | undefined {
    const line = `\n${name}:`;
    if (this.#lower.indexOf(line) !== this.#lower.lastIndexOf(line)) throw notHttp(`${name} came twice`);
    return this.get(name);
  }
}

/** Larger replies are not Binance's, packed or not. */
export const mostBytes = 64 * 1024 * 1024;
/** As much as Node's own client takes. */
const mostHeadBytes = 16 * 1024;

/**
 * One after the other, the answers of one connection. Strict where two readers could disagree about where an answer
 * ends: a length that came twice, or beside chunks, or lines that end otherwise than in CR LF are refused (RFC 9112,
 * sections 5 to 7).
 */
export class AnswerReader {
  /** The beginning of a head whose end has not come. */
  #held: Buffer | undefined;
  #head: Head | undefined;
  #body: BodyReader = nothing;

  /** Whether a part of an answer has come. */
  get begun(): boolean {
    return this.#held !== undefined || this.#head !== undefined;
  }

  /**
   * @returns the answer that these bytes complete.
   * @throws AnswerFault
   */
  read(bytes: Buffer): WireAnswer | undefined {
    const rest = this.#head ? bytes : this.#readHead(this.#held ? Buffer.concat([this.#held, bytes]) : bytes);
    return rest && this.#taken(this.#body.take(rest));
  }

  /**
   * The other side has ended the connection, in order.
   * @returns the answer, if it was one that ends with its connection.
   */
  end(): WireAnswer | undefined {
    return this.#taken(this.#body.end());
  }

  /** Gives what follows the head, once that is whole. */
  #readHead(bytes: Buffer): Buffer | undefined {
    const end = bytes.indexOf('\r\n\r\n');
    if ((end < 0 ? bytes.length : end) > mostHeadBytes) throw new AnswerFault('too-large', 'its headers are too long');
    if (end < 0) {
      if (!'HTTP/1.'.startsWith(bytes.toString('latin1', 0, 7))) throw notHttp('it does not begin like HTTP');
      this.#held = bytes;
      return undefined;
    }
    this.#held = undefined;
    const head = readHead(bytes.toString('latin1', 0, end + 2));
    const rest = bytes.subarray(end + 4);
    // "Wait a moment": the answer itself follows.
    if (head.status < 200) return this.#readHead(rest);
    this.#head = head;
    this.#body = bodyOf(head);
    return rest;
  }

  #taken(taken: Taken | undefined): WireAnswer | undefined {
    const head = this.#head;
    if (!taken || !head) return undefined;
    this.#head = undefined;
    this.#body = nothing;
    return {
      status: head.status,
      headers: head.headers,
      body: taken.body,
      reusable: taken.exact && head.keepsAlive,
    };
  }
}

interface Head {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly keepsAlive: boolean;
}

const shapeOfHead = /^HTTP\/1\.[01] [1-9]\d\d(?: [^\r\n]*)?\r\n(?:[\w!#$%&'*+.^`|~-]+:[^\r\n]*\r\n)*$/;

function readHead(text: string): Head {
  if (!shapeOfHead.test(text)) throw notHttp('its headers are broken');
  const status = Number(text.slice(9, 12));
  // Nobody asked for another protocol.
  if (status === 101) throw notHttp('it changes the protocol');
  const headers = new AnswerHeaders(text);
  const keepsAlive = text.startsWith('1', 7) && !/\bclose\b/i.test(headers.get('connection') ?? '');
  return { status, headers, keepsAlive };
}

interface Taken {
  readonly body: Buffer;
  /** Nothing came behind it. */
  readonly exact: boolean;
}

interface BodyReader {
  /** @returns the body that these bytes complete. */
  take(bytes: Buffer): Taken | undefined;
  /** The connection has ended. */
  end(): Taken | undefined;
}

/** Between two answers. */
const nothing: BodyReader = { take: () => undefined, end: () => undefined };

function bodyOf({ status, headers }: Head): BodyReader {
  if (status === 204 || status === 304) return new MeasuredBody(0);
  const length = headers.only('content-length');
  const coding = headers.only('transfer-encoding');
  if (coding !== undefined) {
    if (length !== undefined || coding.toLowerCase() !== 'chunked') throw notHttp('it is packed in an unknown way');
    return new ChunkedBody();
  }
  if (length === undefined) return new EndlessBody();
  if (!/^\d{1,15}$/.test(length)) throw notHttp('its length is no number');
  return new MeasuredBody(Number(length));
}

/** Bytes that come in pieces. */
class Pieces {
  readonly #pieces: Buffer[] = [];
  size = 0;

  add(bytes: Buffer): void {
    this.size += bytes.length;
    checkSize(this.size);
    this.#pieces.push(bytes);
  }

  whole(): Buffer {
    const [only] = this.#pieces;
    return this.#pieces.length === 1 && only ? only : Buffer.concat(this.#pieces);
  }
}

/** Its length was told. */
class MeasuredBody implements BodyReader {
  readonly #length: number;
  readonly #pieces = new Pieces();

  constructor(length: number) {
    checkSize(length);
    this.#length = length;
  }

  take(bytes: Buffer): Taken | undefined {
    const missing = this.#length - this.#pieces.size;
    if (bytes.length < missing) {
      this.#pieces.add(bytes);
      return undefined;
    }
    this.#pieces.add(bytes.length === missing ? bytes : bytes.subarray(0, missing));
    return { body: this.#pieces.whole(), exact: bytes.length === missing };
  }

  end(): undefined {
    return undefined;
  }
}

/** It ends where the connection ends. */
class EndlessBody implements BodyReader {
  readonly #pieces = new Pieces();

  take(bytes: Buffer): undefined {
    this.#pieces.add(bytes);
  }

  end(): Taken {
    return { body: this.#pieces.whole(), exact: false };
  }
}

/** It comes in chunks, each behind its length; one without a length is the last. */
class ChunkedBody implements BodyReader {
  readonly #pieces = new Pieces();
  #expects: 'length' | 'chunk' | 'end of chunk' | 'trailer' = 'length';
  #line = '';
  #left = 0;
  #lineBytes = 0;

  take(bytes: Buffer): Taken | undefined {
    for (let at = 0; at < bytes.length;) {
      if (this.#expects === 'chunk') {
        const piece = bytes.subarray(at, at + this.#left);
        this.#pieces.add(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#expects = 'end of chunk';
        continue;
      }
      const lineFeed = bytes.indexOf(10, at);
      const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
      this.#line += bytes.toString('latin1', at, end);
      if (this.#line.length > mostHeadBytes) throw new AnswerFault('too-large', 'a line of it is too long');
      at = end;
      if (lineFeed >= 0 && this.#lineRead()) return { body: this.#pieces.whole(), exact: at === bytes.length };
    }
    return undefined;
  }

  end(): undefined {
    return undefined;
  }

  /** Gives whether that was the last. */
  #lineRead(): boolean {
    const line = this.#line;
    this.#line = '';
    if (!line.endsWith('\r\n')) throw notHttp('a line of it ends in the wrong way');
    this.#lineBytes += line.length;
    checkSize(this.#lineBytes);
    switch (this.#expects) {
      case 'length': {
        const [, digits] = /^([0-9a-f]{1,8})(?:;[^\r\n]*)?\r\n$/i.exec(line) ?? [];
        if (digits === undefined) throw notHttp('a chunk of it has no length');
        this.#left = Number.parseInt(digits, 16);
        this.#expects = this.#left === 0 ? 'trailer' : 'chunk';
        return false;
      }
      case 'end of chunk':
        if (line !== '\r\n') throw notHttp('a chunk of it is longer than was told');
        this.#expects = 'length';
        return false;
      default:
        return line === '\r\n';
    }
  }
}

function checkSize(bytes: number): void {
  if (bytes > mostBytes) throw new AnswerFault('too-large', `it is larger than ${mostBytes} bytes`);
}

function notHttp(detail: string): AnswerFault {
  return new AnswerFault('not-http', detail);
}
