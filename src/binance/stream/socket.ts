import type { Agent, ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { dialTo } from '../dial.ts';
import { NotSentError, RefusedError } from '../errors.ts';
import type { Logger } from '../options.ts';
import type { Pauses } from '../pause.ts';

export type StreamState = 'connecting' | 'open' | 'waiting' | 'closed';

export interface SocketOptions {
  readonly name: string;
  /** Asked before each connection. */
  readonly url: () => Promise<string>;
  /** What has to be done on a new connection before it counts as open. */
  readonly opened: (send: (message: object) => void) => Promise<void>;
  readonly message: (message: Record<string, unknown>) => void;
  readonly lost: () => void;
  readonly onState: (state: StreamState) => void;
  /** Nothing more will come: closed, or an error that no further attempt would mend. */
  readonly ended: (error: Error | undefined) => void;
  readonly pauses: Pauses;
  readonly proxy: URL | undefined;
  readonly logger: Logger;
}

/** Binance pings every 20 s and cuts who does not answer within 60; silence in the other direction is noticed here. */
const heartbeatMs = 30_000;
const firstBackoffMs = 250;
const longestBackoffMs = 30_000;

/** A WebSocket that comes back: after a cut, a silence or a failed attempt, waiting longer each time. */
export class SteadySocket {
  readonly #options: SocketOptions;
  #socket: WebSocket | undefined;
  #closed = false;
  readonly #closing = new AbortController();

  constructor(options: SocketOptions) {
    this.#options = options;
    void this.#run();
  }

  /** Cuts the connection; it comes back by itself. */
  reconnect(): void {
    this.#socket?.terminate();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closing.abort();
    this.#socket?.terminate();
  }

  async #run(): Promise<void> {
    const { name, onState, ended, pauses, logger } = this.#options;
    let failures = 0;
    let fatal: Error | undefined;
    while (!this.#over()) {
      onState('connecting');
      try {
        const url = await this.#options.url();
        if (this.#over()) break;
        await this.#session(url, () => (failures = 0));
        logger.info(`${name}: the connection ended.`);
      } catch (error) {
        if (isFatal(error)) {
          fatal = error;
          break;
        }
        logger.warn(`${name}: ${error instanceof Error ? error.message : 'no connection'}`);
      }
      if (this.#over()) break;
      onState('waiting');
      const backoff = Math.min(longestBackoffMs, firstBackoffMs * 2 ** failures) * (0.5 + Math.random() / 2);
      failures += 1;
      await pauses.wait(backoff, this.#closing.signal);
    }
    this.#closed = true;
    onState('closed');
    ended(fatal);
  }

  #over(): boolean {
    return this.#closed || this.#options.pauses.closed;
  }

  /** One connection, from opening to its end. Rejects where it never came to be. */
  #session(url: string, onOpen: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const agent = this.#options.proxy && through(this.#options.proxy, url);
      const socket = new WebSocket(url, {
        handshakeTimeout: 10_000,
        perMessageDeflate: false,
        ...(agent && { agent }),
      });
      this.#socket = socket;
      let alive = true;
      let failure: Error | undefined;
      const heartbeat = setInterval(() => {
        if (!alive) socket.terminate();
        alive = false;
        if (socket.readyState === WebSocket.OPEN) socket.ping();
      }, heartbeatMs);
      const lives = () => (alive = true);
      socket.on('ping', lives);
      socket.on('pong', lives);
      socket.on('error', () => {
        // The cause's text may hold the address, which holds the listen key.
        failure ??= new Error('the connection failed');
      });
      socket.on('message', (data) => {
        alive = true;
        const message = parse(data);
        if (message) this.#options.message(message);
      });
      socket.on('open', () => {
        const send = (message: object) => socket.send(JSON.stringify(message));
        this.#options.opened(send).then(
          () => {
            if (socket.readyState !== WebSocket.OPEN) return;
            onOpen();
            this.#options.onState('open');
          },
          (error: unknown) => {
            failure = error as Error;
            socket.terminate();
          },
        );
      });
      socket.on('close', () => {
        clearInterval(heartbeat);
        this.#socket = undefined;
        this.#options.lost();
        if (failure) reject(failure);
        else resolve();
      });
    });
  }
}

/** What gives a WebSocket its connection where there is a proxy on the way. */
function through(proxy: URL, address: string): Agent {
  const url = new URL(address);
  const dial = dialTo(url, proxy);
  const agent = {
    protocol: url.protocol === 'wss:' ? 'https:' : 'http:',
    defaultPort: url.protocol === 'wss:' ? 443 : 80,
    addRequest: (request: ClientRequest) => {
      // With the error, if there is one, as Node's own agents do it; the types know the happy case only.
      const handed = request as unknown as { onSocket(socket: Socket | null, error?: Error): void };
      dial((error, socket) => handed.onSocket(socket ?? null, error));
    },
  };
  return agent as unknown as Agent;
}

function parse(data: WebSocket.RawData): Record<string, unknown> | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- ws gives a Buffer here, its default
    const value: unknown = JSON.parse(data.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Wrong key, wrong permission, wrong parameter, no such pair or account: another attempt would fail the same way. */
const fatalCodes = new Set([
  -1002, -1022, -1099, -1100, -1102, -1104, -1121, -1130, -2008, -2014, -2015, -3003, -11001,
]);

function isFatal(error: unknown): error is Error {
  if (error instanceof NotSentError) return ['parameter', 'mode', 'credentials'].includes(error.reason);
  return (
    error instanceof RefusedError && (fatalCodes.has(error.code ?? 0) || error.status === 404 || error.status === 410)
  );
}
