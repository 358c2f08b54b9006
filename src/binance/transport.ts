import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import fetch from 'node-fetch';

/** What came back, whatever it is. */
export interface Answer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

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

/** What is put on the wire, and what node-fetch made of it. */
interface Envelope {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly made: (request: http.ClientRequest) => void;
}

/**
 * Requests over kept-alive connections. node-fetch is told the host only; path, query and key are put on the request by
 * the agent, which it makes synchronously. So no error and no redirect of node-fetch can hold a key or a signature, and
 * the long address need not be parsed three times. The agent also shows the raw request, because node-fetch 2 waits
 * forever for a body that ends early and does not say whether a connection stood when it failed.
 */
export class Transport {
  readonly #agent: http.Agent;
  readonly #origin: string;
  readonly #prefix: string;
  #envelope: Envelope | undefined;

  constructor(baseUrl: string) {
    const { protocol, origin, pathname } = new URL(baseUrl);
    this.#origin = `${origin}/`;
    this.#prefix = pathname.replace(/\/+$/, '');
    // Sockets are limited by the caller's gate, so that nothing waits here with a timestamp that grows old.
    const options = { keepAlive: true, maxFreeSockets: 64 };
    this.#agent = protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
    this.#sealWith(this.#agent);
  }

  send({ method, path, headers, timeoutMs, signal }: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let connected = false;
      let over = false;
      let raw: http.ClientRequest | undefined;
      let head: http.IncomingMessage | undefined;
      const finish = () => {
        over = true;
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const fail = (kind: FailureKind, detail: string) => {
        if (over) return;
        finish();
        reject(new TransportFailure(kind, connected, detail));
        raw?.destroy();
      };
      const abort = () => fail('aborted', 'aborted by the caller');
      const timer = setTimeout(() => fail('timeout', `no answer within ${timeoutMs} ms`), timeoutMs);

      this.#envelope = {
        path: this.#prefix + path,
        headers,
        made: (request) => {
          raw = request;
          request.on('socket', (socket) => {
            if (!socket.connecting) connected = true;
            else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (connected = true));
          });
          request.on('response', (response) => {
            head = response;
            response.on('close', () => {
              if (!response.complete) fail('cut-off', 'the connection broke within the answer');
            });
          });
        },
      };
      const answered = fetch(this.#origin, { method, agent: this.#agent, redirect: 'manual', compress: false });
      this.#envelope = undefined;
      if (signal) {
        if (signal.aborted) abort();
        signal.addEventListener('abort', abort);
      }

      answered.then(
        ({ status, body }) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          body.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            bytes += chunk.length;
            if (bytes > mostBytes) fail('too-large', `the answer is larger than ${mostBytes} bytes`);
          });
          body.on('error', () => fail('cut-off', 'the answer could not be read'));
          body.on('end', () => {
            if (over) return;
            finish();
            const answerHeaders = head?.headers ?? {};
            const encoding = answerHeaders['content-encoding'];
            const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
            if (encoding === undefined) {
              resolve({ status, headers: answerHeaders, body: whole.toString() });
              return;
            }
            unpack(whole, encoding).then(
              (text) => resolve({ status, headers: answerHeaders, body: text }),
              () => reject(new TransportFailure('cut-off', true, 'the answer could not be unpacked')),
            );
          });
        },
        (error: unknown) => fail(...explainFailure(error, connected)),
      );
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** `addRequest` is how every request reaches an agent; packages that make agents have built on it for ten years. */
  #sealWith(agent: http.Agent): void {
    const internals = agent as unknown as { addRequest: (request: http.ClientRequest, ...rest: unknown[]) => void };
    const original = internals.addRequest.bind(agent);
    internals.addRequest = (request, ...rest) => {
      const envelope = this.#envelope;
      if (envelope) {
        request.path = envelope.path;
        for (const name in envelope.headers) request.setHeader(name, envelope.headers[name] ?? '');
        envelope.made(request);
      }
      original(request, ...rest);
    };
  }
}

async function unpack(body: Buffer, encoding: string): Promise<string> {
  if (encoding === 'identity') return body.toString();
  if (encoding !== 'gzip') throw new Error('not asked for');
  return (await unzip(body, { maxOutputLength: mostBytes })).toString();
}

function explainFailure(error: unknown, connected: boolean): [FailureKind, string] {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  if (!connected) return ['unreachable', `no connection (${code})`];
  return ['lost', `the connection broke before the answer (${code})`];
}
