import http from 'node:http';
import https from 'node:https';
import fetch, { type Headers } from 'node-fetch';

/** What came back, whatever it is. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export type FailureKind = 'unreachable' | 'lost' | 'cut-off' | 'timeout' | 'aborted' | 'too-large';

/**
 * No answer. `sent` says whether the exchange may have seen the request: false only while no connection stood. Made
 * afresh instead of passing on the cause, because node-fetch writes the signed address into its messages.
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
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Larger replies are not Binance's. */
const mostBytes = 64 * 1024 * 1024;

interface Tracker {
  request: http.ClientRequest | undefined;
}

/**
 * Gives the request that node-fetch has just made. node-fetch 2 waits forever for a body that ends early, and does not
 * say whether a connection stood when it failed; both can be seen on the request, which it makes synchronously.
 */
function tracked(agent: http.Agent, tracker: Tracker): http.Agent {
  const internals = agent as unknown as { addRequest: (request: http.ClientRequest, ...rest: unknown[]) => void };
  const original = internals.addRequest.bind(agent);
  internals.addRequest = (request, ...rest) => {
    tracker.request = request;
    original(request, ...rest);
  };
  return agent;
}

/** Requests over kept-alive connections. Follows no redirect: a key goes to the configured host and nowhere else. */
export class Transport {
  readonly #tracker: Tracker = { request: undefined };
  readonly #agent: http.Agent;

  constructor(baseUrl: string) {
    // Sockets are limited by the caller's gate, so that nothing waits here with a timestamp that grows old.
    const options = { keepAlive: true, maxFreeSockets: 64 };
    const agent = baseUrl.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
    this.#agent = tracked(agent, this.#tracker);
  }

  send(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      let connected = false;
      let over = false;
      const fail = (kind: FailureKind, detail: string) => {
        if (over) return;
        finish();
        reject(new TransportFailure(kind, connected, detail));
        raw?.destroy();
      };
      const abort = () => fail('aborted', 'aborted by the caller');
      const timer = setTimeout(() => fail('timeout', `no answer within ${request.timeoutMs} ms`), request.timeoutMs);
      const finish = () => {
        over = true;
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', abort);
      };

      this.#tracker.request = undefined;
      const answered = fetch(request.url, {
        method: request.method,
        headers: request.headers,
        agent: this.#agent,
        redirect: 'manual',
        size: mostBytes,
      });
      const raw = this.#tracker.request as http.ClientRequest | undefined;
      raw?.once('socket', (socket) => {
        if (!socket.connecting) connected = true;
        else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (connected = true));
      });
      raw?.once('response', (response) => {
        response.once('close', () => {
          if (!response.complete) fail('cut-off', 'the connection broke within the answer');
        });
      });
      if (request.signal?.aborted) abort();
      request.signal?.addEventListener('abort', abort, { once: true });

      answered
        .then(async (response) => {
          const body = await response.text();
          if (over) return;
          finish();
          resolve({ status: response.status, headers: response.headers, body });
        })
        .catch((error: unknown) => fail(...explainFailure(error, connected)));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function explainFailure(error: unknown, connected: boolean): [FailureKind, string] {
  const type = error instanceof Error && 'type' in error ? String(error.type) : '';
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  if (type === 'max-size') return ['too-large', `the answer is larger than ${mostBytes} bytes`];
  if (!connected) return ['unreachable', `no connection (${code})`];
  return type === 'system' && !code.startsWith('Z_')
    ? ['lost', `the connection broke before the answer (${code})`]
    : ['cut-off', `the answer could not be read (${code})`];
}
