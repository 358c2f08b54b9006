import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface Proxy {
  readonly url: string;
  /** `host:port` of each tunnel that was asked for. */
  readonly asked: string[];
  /** Everything that clients said outside of tunnels. */
  readonly heard: string[];
  close(): Promise<void>;
}

/** A proxy that opens tunnels, to those who say `user:secret` where it demands it. */
export async function tunnelling(answers: 'all' | 'those with a password' | 'nobody' = 'all'): Promise<Proxy> {
  const asked: string[] = [];
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    heard.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(405).end();
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('connect', (request, client: Socket) => {
    const authority = request.url ?? '';
    heard.push(...request.rawHeaders);
    const password = `Basic ${Buffer.from('user:secret').toString('base64')}`;
    if (answers === 'nobody') client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    else if (answers !== 'all' && request.headers['proxy-authorization'] !== password)
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    else {
      asked.push(authority);
      const [host, port] = authority.split(':');
      const target = connect(Number(port), host);
      sockets.add(target);
      target.on('connect', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.pipe(client).pipe(target);
      });
      target.on('error', () => client.destroy());
      client.on('error', () => target.destroy());
      target.on('close', () => client.destroy());
      client.on('close', () => target.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    heard,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
