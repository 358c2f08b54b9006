import { validateHeaderValue, type ClientRequest, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import fetch, { type RequestInit, type Response } from 'node-fetch';
import { Connections, type Connection, type FailureKind, type Passenger } from './connections.ts';
import { dialTo } from './dial.ts';
import { mostBytes, type AnswerHeaders, type WireAnswer } from './http.ts';

/** What came back, whatever it is. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string;
}

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
  /** Made by `headerLines`. */
  readonly headers: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const unzip = promisify(gunzip);

/**
 * Headers as they travel; the same for many requests.
 * @throws TypeError for a value that cannot travel, such as a key with a line end in it.
 */
export function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => {
      validateHeaderValue(name, value);
      return `${name}: ${value}\r\n`;
    })
    .join('');
}

/**
 * Requests by node-fetch, over connections of our own. node-fetch is told the host only, and asks its agent for the
 * rest: so no error and no redirect of it can hold a key or a signature. The agent sends the request and tells node-fetch
 * when the answer is whole. Node's own way below node-fetch, with a stream for every step, takes twice the CPU for
 * the same bytes, and version 2 waits forever there for a body that ends early.
 */
export class Transport {
  readonly #connections: Connections;
  readonly #origin: string;
  readonly #host: string;
  readonly #prefix: string;
  #departing: Flight | undefined;
  /** What `ClientRequest` expects of an agent. */
  readonly #agent: object;

  /** @param proxy Where connections to the host go through, instead of directly. */
  constructor(baseUrl: string, proxy?: URL) {
    const url = new URL(baseUrl);
    this.#origin = `${url.origin}/`;
    this.#host = headerLines({ Host: url.host, Connection: 'keep-alive', Accept: '*/*' });
    this.#prefix = url.pathname.replace(/\/+$/, '');
    this.#connections = new Connections(dialTo(url, proxy));
    this.#agent = {
      protocol: url.protocol,
      defaultPort: url.protocol === 'https:' ? 443 : 80,
      keepAlive: true,
      // Called by every `ClientRequest` while it is made.
      addRequest: (request: ClientRequest) => this.#departing?.board(request),
    };
  }

  send(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const flight = new Flight(request, this.#write(request), resolve, reject);
      const { method } = request;
      this.#departing = flight;
      fetch(this.#origin, {
        method,
        agent: this.#agent as RequestInit['agent'],
        redirect: 'manual',
        compress: false,
      }).then(
        (response) => flight.land(response),
        () => flight.fail('unreachable', 'the request could not be made'),
      );
      this.#departing = undefined;
      if (flight.boarded) this.#connections.carry(flight);
      else flight.fail('unreachable', 'the request could not be made');
    });
  }

  close(): void {
    this.#connections.destroy();
  }

  #write({ method, path, headers }: Request): string {
    const length = method === 'POST' || method === 'PUT' ? 'Content-Length: 0\r\n' : '';
    return `${method} ${this.#prefix}${path} HTTP/1.1\r\n${this.#host}${headers}${length}\r\n`;
  }
}

/** One request from its departure to its answer or its failure, whichever comes first. */
class Flight implements Passenger {
  readonly text: string;
  over = false;
  readonly #request: Request;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (failure: TransportFailure) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #abort: (() => void) | undefined;
  /** node-fetch's end of it. */
  #raw: ClientRequest | undefined;
  #connection: Connection | undefined;
  #answer: WireAnswer | undefined;

  constructor(
    request: Request,
    text: string,
    resolve: (answer: Answer) => void,
    reject: (failure: TransportFailure) => void,
  ) {
    this.#request = request;
    this.text = text;
    this.#resolve = resolve;
    this.#reject = reject;
    const { signal, timeoutMs } = request;
    this.#timer = setTimeout(() => this.fail('timeout', `no answer within ${timeoutMs} ms`), timeoutMs);
    if (!signal) return;
    this.#abort = () => this.fail('aborted', 'aborted by the caller');
    signal.addEventListener('abort', this.#abort);
  }

  get boarded(): boolean {
    return this.#raw !== undefined;
  }

  board(raw: ClientRequest): void {
    this.#raw = raw;
    // All of it is in `text`.
    raw.end = () => raw;
  }

  depart(connection: Connection): void {
    this.#connection = connection;
  }

  arrive(answer: WireAnswer): void {
    if (this.over) return;
    this.#finish();
    this.#answer = answer;
    this.#raw?.emit('response', new Arrival(answer) as unknown as IncomingMessage);
  }

  land({ status }: Response): void {
    const answer = this.#answer;
    if (!answer) return;
    const { headers, body } = answer;
    const encoding = headers.get('content-encoding');
    if (encoding === undefined) {
      this.#resolve({ status, headers, body: body.toString() });
      return;
    }
    unpack(body, encoding).then(
      (text) => this.#resolve({ status, headers, body: text }),
      () => this.#reject(new TransportFailure('cut-off', true, 'the answer could not be unpacked')),
    );
  }

  fail(kind: FailureKind, detail: string): void {
    if (this.over) return;
    this.#finish();
    this.#reject(new TransportFailure(kind, this.#connection !== undefined, detail));
    this.#connection?.destroy();
    this.#raw?.emit('error', new Error(detail));
  }

  #finish(): void {
    this.over = true;
    clearTimeout(this.#timer);
    if (this.#abort) this.#request.signal?.removeEventListener('abort', this.#abort);
  }
}

/** What node-fetch needs of an `IncomingMessage`. */
class Arrival {
  readonly statusCode: number;
  readonly statusMessage = '';
  /** Neither headers nor body: node-fetch would copy them, and they are here already. */
  readonly headers = {};

  constructor({ status }: WireAnswer) {
    this.statusCode = status;
  }

  once(): this {
    return this;
  }

  pipe(): null {
    return null;
  }
}

async function unpack(body: Buffer, encoding: string): Promise<string> {
  if (encoding === 'identity') return body.toString();
  if (encoding !== 'gzip') throw new Error('not asked for');
  return (await unzip(body, { maxOutputLength: mostBytes })).toString();
}
