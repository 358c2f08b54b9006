import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { Dial } from './connections.ts';

/** How long a connection may take to come about. */
const connectMs = 10_000;

/** How connections to a host are opened: plain or by TLS, directly or through a proxy's tunnel. */
export function dialTo(url: URL, proxy: URL | undefined): Dial {
  const secure = url.protocol === 'https:' || url.protocol === 'wss:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (secure ? 443 : 80);
  // A session that was agreed on saves the next connection a round trip.
  let session: Buffer | undefined;
  const encrypt = (options: { readonly socket?: net.Socket }): tls.TLSSocket => {
    const servername = net.isIP(host) === 0 ? { servername: host } : {};
    const socket = tls.connect({
      ...options,
      // Also in a tunnel: the certificate has to be this host's.
      host,
      port,
      ...servername,
      ...(session && { session }),
      ALPNProtocols: ['http/1.1'],
    });
    socket.on('session', (agreed) => (session = agreed));
    return socket;
  };

  return (done) => {
    if (proxy) return tunnel(proxy, `${url.hostname}:${port}`, secure ? encrypt : undefined, done);
    const socket = secure ? encrypt({}) : net.connect({ host, port, noDelay: true });
    socket.setNoDelay(true);
    return standing(socket, secure, done);
  };
}

/** Waits until a connection stands. */
function standing(socket: net.Socket, secure: boolean, done: Parameters<Dial>[0]): net.Socket {
  const event = secure ? 'secureConnect' : 'connect';
  const clear = () => {
    socket.off(event, stands);
    socket.off('error', fails);
    socket.off('close', closes);
    socket.off('timeout', expires);
  };
  const stands = () => {
    clear();
    done(undefined, socket);
  };
  const fails = (error: Error) => {
    clear();
    // Whatever else goes wrong with it is nobody's any more.
    socket.on('error', () => undefined);
    socket.destroy();
    done(error, undefined);
  };
  const closes = () => fails(failure('ECONNRESET'));
  const expires = () => fails(failure('ETIMEDOUT'));
  socket.on(event, stands);
  socket.on('error', fails);
  socket.on('close', closes);
  socket.on('timeout', expires);
  socket.setTimeout(connectMs);
  return socket;
}

/** Asks a proxy for a tunnel (CONNECT). Encryption is between us and the host: the proxy sees its name and no more. */
function tunnel(
  proxy: URL,
  authority: string,
  encrypt: ((options: { readonly socket: net.Socket }) => tls.TLSSocket) | undefined,
  done: Parameters<Dial>[0],
): net.Socket {
  const secure = proxy.protocol === 'https:';
  const place = { host: proxy.hostname.replace(/^\[|\]$/g, ''), port: Number(proxy.port) || (secure ? 443 : 80) };
  const servername = net.isIP(place.host) === 0 ? { servername: place.host } : {};
  const raw = secure ? tls.connect({ ...place, ...servername }) : net.connect(place);
  return standing(raw, secure, (error, connected) => {
    if (!connected) {
      done(failure(`EPROXY, ${codeOf(error)}`), undefined);
      return;
    }
    const asking = http.request({
      method: 'CONNECT',
      path: authority,
      headers: { Host: authority, ...authorization(proxy) },
      createConnection: () => connected,
    });
    const refused = (why: string) => {
      connected.destroy();
      done(failure(why), undefined);
    };
    const lost = () => refused('EPROXY, the proxy gave no answer');
    asking.on('error', lost);
    asking.on('connect', (answer, socket: net.Socket) => {
      asking.off('error', lost);
      asking.on('error', () => undefined);
      if (answer.statusCode !== 200) refused(`EPROXY, the proxy answered with status ${answer.statusCode ?? 0}`);
      else if (encrypt) standing(encrypt({ socket }), true, done);
      else done(undefined, socket);
    });
    asking.end();
  });
}

function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function failure(code: string): Error {
  return Object.assign(new Error('no connection'), { code });
}

function codeOf(error: Error | undefined): string {
  return error && 'code' in error ? String(error.code) : 'no code';
}
