// A server that should never be called, except for the files it gives.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Trap {
  readonly url: string;
  /** The paths that were asked for, other than those of files. */
  readonly caught: string[];
  close(): Promise<void>;
}

export interface TrapFile {
  readonly type: string;
  readonly body: string | Buffer;
}

export async function startTrap(file: (path: string) => TrapFile | undefined = () => undefined): Promise<Trap> {
  const caught: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    const found = file(url.slice(1));
    if (!found && url !== '/favicon.ico') caught.push(url);
    response.writeHead(found ? 200 : 404, {
      'content-type': found?.type ?? 'text/plain',
      'access-control-allow-origin': '*',
    });
    response.end(found?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    caught,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
