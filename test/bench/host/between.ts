// Stands between the workbench and a paper exchange: counts requests, and makes of the cross account a large one.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Between {
  readonly restUrl: string;
  /** Requests so far, by verb and path. */
  readonly counts: Map<string, number>;
  /** Assets that the cross account is filled up to; 0 leaves it as it is. */
  assets: number;
  /** What they are called. */
  nameOf: (number: number) => string;
  /** What the last of them has free. */
  free: string;
  /** When the last answer that the free amount was in had been sent, ms since 1970. */
  sentAt: number;
  close(): Promise<void>;
}

const account = '/sapi/v1/margin/account';

export async function standBetween(paper: { readonly restUrl: string }): Promise<Between> {
  const { host } = new URL(paper.restUrl);
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const key = `${request.method ?? 'GET'} ${path}`;
    made.counts.set(key, (made.counts.get(key) ?? 0) + 1);
    const passed = http.request(
      paper.restUrl + (request.url ?? '/'),
      { method: request.method, headers: { ...request.headers, host, 'accept-encoding': 'identity' } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          const grown = path === account && made.assets > 0 && answer.statusCode === 200;
          const out = grown ? grow(body, made) : body;
          const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(out)) };
          delete headers['transfer-encoding'];
          response.writeHead(answer.statusCode ?? 502, headers);
          response.end(out, () => {
            made.sentAt = Date.now();
          });
        });
      },
    );
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const made: Between = {
    restUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    counts: new Map(),
    assets: 0,
    nameOf: (number) => `A${String(number).padStart(3, '0')}`,
    free: '1',
    sentAt: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return made;
}

/** Assets up to the number wanted, each with something in it; the last one changes, and stands first because it owes. */
function grow(body: string, { assets, free, nameOf }: Between): string {
  const reply = JSON.parse(body) as { userAssets: object[] };
  for (let number = reply.userAssets.length; number < assets; number += 1) {
    const held = number === assets - 1 ? free : String(number);
    const asset = nameOf(number);
    const borrowed = number === assets - 1 ? '1' : '0';
    reply.userAssets.push({ asset, free: held, locked: '0', borrowed, interest: '0', netAsset: held });
  }
  return JSON.stringify(reply);
}
