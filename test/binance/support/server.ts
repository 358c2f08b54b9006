import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MarginClient, type Logger, type MarginClientOptions } from '../../../src/binance/client.ts';

export const apiKey = 'key-7f3b9c';
export const apiSecret = 'secret-51d0aa';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly key: string | undefined;
}

/** Answers one request, or leaves it open. `answer` writes JSON; `/api/v3/time` is answered before. */
export type Handler = (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;

export interface Scripted {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

/** An exchange that says exactly what a test wants, for what a sane one never says. */
export async function scripted(handler: Handler): Promise<Scripted> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://exchange');
    if (url.pathname === '/api/v3/time') {
      answer(response, { serverTime: Date.now() });
      return;
    }
    const key = request.headers['x-mbx-apikey'];
    const one = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      key: typeof key === 'string' ? key : undefined,
    };
    seen.push(one);
    request.resume();
    handler(one, response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

export function answer(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A client that gives up quickly, and everything it logged. */
export function clientOf(
  url: string,
  options: Partial<MarginClientOptions> = {},
): { client: MarginClient; log: string[] } {
  const log: string[] = [];
  const write = (message: string) => void log.push(message);
  const logger: Logger = { debug: write, info: write, warn: write };
  const client = new MarginClient({
    restUrl: url,
    credentials: { apiKey, apiSecret },
    mode: 'PAPER',
    logger,
    retries: 0,
    settleMs: 0,
    recvWindow: 200,
    loanGapMs: 0,
    ...options,
  });
  return { client, log };
}
