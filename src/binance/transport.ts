import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import fetch, { type RequestInit } from 'node-fetch';
import { Connections, type Passenger } from './connections.ts';
import { dialTo } from './dial.ts';

/** What came back, whatever it is. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string;
}

/** Looked up where one is wanted: of a dozen that come with every answer, one or two are. */
export class AnswerHeaders {
  readonly #raw: readonly string[];

  /** @param raw Names and values in turn, as they came. */
  constructor(raw: readonly string[]) {
    this.#raw = raw;
  }

  /** @param name In small letters. */
  get(name: string): string | undefined {
    for (let at = 0; at < this.#raw.length; at += 2) {
      const one = this.#raw[at];
      if (one?.length === name.length && one.toLowerCase() === name) return this.#raw[at + 1];
    }
    return undefined;
  }
}

/** What node-fetch is told of an answer's headers: it would copy them twice. */
const unseenHeaders: IncomingHttpHeaders = {};

export type FailureKind = 'unreachable' | 'lost' | 'cut-off' | 'timeout' | 'aborted' | 'too-large';

/**
 * No answer. `sent` says whether the exchange may have seen the request: false only while no connection stood. Made
 * afresh instead of passing on the cause, whose text is not ours.
 */
export class TransportFailure extends Error {
  readonly kind: FailureKind;
  readonly sent: boolean;

  constructor(kind: FailureKind, sent: boolean, detail: string) {
    super(detail);
    this.kind = kind;
    this.sent = sent;
  }
}

export interface Request {
  readonly method: string;
  /** Path and query, encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Larger replies are not Binance's. */
const mostBytes = 64 * 1024 * 1024;
const unzip = promisify(gunzip);

/**
 * Requests over kept-alive connections. node-fetch is told the host only; path, query and key are put on the request when
 * it reaches the connections, which it does synchronously. So no error and no redirect of node-fetch can hold a key or a
 * signature, and the long address need not be parsed twice.
 */
export class Transport {
  readonly #connections: Connections;
  readonly #origin: string;
  readonly #prefix: string;

  /** @param proxy Where connections to the host go through, instead of directly. */
  constructor(baseUrl: string, proxy?: URL) {
    const url = new URL(baseUrl);
    this.#origin = `${url.origin}/`;
    this.#prefix = url.pathname.replace(/\/+$/, '');
    this.#connections = new Connections(url.protocol, dialTo(url, proxy));
  }

  send(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const flight = new Flight(request, this.#prefix, resolve, reject);
      const options = {
        method: request.method,
        agent: this.#connections as unknown as RequestInit['agent'],
        redirect: 'manual',
        compress: false,
      } as const;
      this.#connections
        .carry(flight, () => fetch(this.#origin, options))
        .then(
          ({ status }) => flight.answered(status),
          (error: unknown) => flight.broken(error),
        );
    });
  }

  close(): void {
    this.#connections.destroy();
  }
}

/** One request from its departure to its answer or its failure, whichever comes first. */
class Flight implements Passenger {
  readonly #request: Request;
  readonly #path: string;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (failure: TransportFailure) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #abort = () => this.fail('aborted', 'aborted by the caller');
  readonly #chunks: Buffer[] = [];
  #raw: ClientRequest | undefined;
  #headers = new AnswerHeaders([]);
  #status: number | undefined;
  #bytes = 0;
  #complete = false;
  #connected = false;
  #over = false;

  constructor(
    request: Request,
    prefix: string,
    resolve: (answer: Answer) => void,
    reject: (failure: TransportFailure) => void,
  ) {
    this.#request = request;
    this.#path = prefix + request.path;
    this.#resolve = resolve;
    this.#reject = reject;
    const { signal, timeoutMs } = request;
    this.#timer = setTimeout(() => this.fail('timeout', `no answer within ${timeoutMs} ms`), timeoutMs);
    signal?.addEventListener('abort', this.#abort);
  }

  board(raw: ClientRequest): void {
    this.#raw = raw;
    raw.path = this.#path;
    for (const name in this.#request.headers) raw.setHeader(name, this.#request.headers[name] ?? '');
    raw.on('response', (response) => this.#read(response));
  }

  depart(): void {
    this.#connected = true;
  }

  /**
   * Reads the answer where it arrives. node-fetch would copy it into a stream and its headers into two lists of its own,
   * a fifth of a call's CPU; and version 2 waits forever for a body that ends early.
   */
  #read(response: IncomingMessage): void {
    this.#headers = new AnswerHeaders(response.rawHeaders);
    response.headers = unseenHeaders;
    response.pipe = (() => response) as unknown as typeof response.pipe;
    response.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes > mostBytes) this.fail('too-large', `the answer is larger than ${mostBytes} bytes`);
    });
    response.on('end', () => {
      this.#complete = true;
      this.#land();
    });
    response.on('error', () => this.fail('cut-off', 'the answer could not be read'));
    response.on('close', () => {
      if (!response.complete) this.fail('cut-off', 'the connection broke within the answer');
    });
  }

  answered(status: number): void {
    this.#status = status;
    this.#land();
  }

  broken(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
    if (this.#connected) this.fail('lost', `the connection broke before the answer (${code})`);
    else this.fail('unreachable', `no connection (${code})`);
  }

  fail(kind: FailureKind, detail: string): void {
    if (this.#over) return;
    this.#finish();
    this.#reject(new TransportFailure(kind, this.#connected, detail));
    this.#raw?.destroy();
  }

  /** The answer is whole once node-fetch has told its status and its last byte is here. */
  #land(): void {
    if (this.#over || !this.#complete || this.#status === undefined) return;
    this.#finish();
    const status = this.#status;
    const headers = this.#headers;
    const [only] = this.#chunks;
    const whole = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    const encoding = headers.get('content-encoding');
    if (encoding === undefined) {
      this.#resolve({ status, headers, body: whole.toString() });
      return;
    }
    unpack(whole, encoding).then(
      (body) => this.#resolve({ status, headers, body }),
      () => this.#reject(new TransportFailure('cut-off', true, 'the answer could not be unpacked')),
    );
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener('abort', this.#abort);
  }
}

async function unpack(body: Buffer, encoding: string): Promise<string> {
  if (encoding === 'identity') return body.toString();
  if (encoding !== 'gzip') throw new Error('not asked for');
  return (await unzip(body, { maxOutputLength: mostBytes })).toString();
}
