import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createTlsServer, type Server } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import tls from 'node:tls';
import { Connections } from '../../src/binance/connections.ts';
import { NotSentError, UnknownOutcomeError } from '../../src/binance/errors.ts';
import { headerLines, Transport } from '../../src/binance/transport.ts';
import { selfSigned } from './support/certificate.ts';
import { tunnelling } from './support/proxy.ts';
import { clientOf, scripted, answer } from './support/server.ts';

const request = { method: 'GET', path: '/x', headers: headerLines({ 'X-MBX-APIKEY': 'k' }), timeoutMs: 5_000 };

describe('connections', () => {
  const open: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });
  const transportTo = (url: string, proxy?: URL) => {
    const transport = new Transport(url, proxy);
    open.push(() => transport.close());
    return transport;
  };

  describe('by TLS', () => {
    const { key, cert } = selfSigned();
    const trusted = tls.getCACertificates();
    let server: Server;
    let url: string;
    let handshakes = 0;
    before(async () => {
      server = createTlsServer({ key, cert }, (incoming, response) => {
        if (incoming.url?.startsWith('/api/v3/time')) answer(response, { serverTime: Date.now() });
        else answer(response, { path: incoming.url, key: incoming.headers['x-mbx-apikey'] });
      });
      server.on('secureConnection', () => (handshakes += 1));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(async () => {
      tls.setDefaultCACertificates(trusted);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });

    it('carry calls, one handshake for many', async () => {
      tls.setDefaultCACertificates([cert]);
      handshakes = 0;
      const transport = transportTo(url);
      for (let at = 0; at < 4; at += 1) {
        const { status, body } = await transport.send(request);
        assert.deepEqual([status, JSON.parse(body)], [200, { path: '/x', key: 'k' }]);
      }
      assert.equal(handshakes, 1);
    });

    it('carry them through a proxy, which hears the name of the host only', async () => {
      tls.setDefaultCACertificates([cert]);
      const proxy = await tunnelling();
      open.push(() => proxy.close());
      const transport = transportTo(url, new URL(proxy.url));
      assert.equal((await transport.send(request)).status, 200);
      assert.deepEqual(proxy.asked, [new URL(url).host]);
    });

    it('are not made to someone without a certificate that is trusted, and nothing is sent', async () => {
      tls.setDefaultCACertificates([]);
      const { client } = clientOf(url, { mode: 'LIVE' });
      open.push(() => client.close());
      await assert.rejects(
        client.createMarginLoan({ asset: 'USDT', amount: '1' }),
        (error) => error instanceof NotSentError && /CERT/.test(error.message),
      );
    });
  });

  it('that break before they stand mean "not sent", and after it "unknown"', async () => {
    const accepted: Socket[] = [];
    const tcp = createTcpServer((socket) => {
      accepted.push(socket);
      socket.on('data', () => socket.destroy());
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    const { port } = tcp.address() as AddressInfo;
    open.push(() => tcp.close());
    // TLS never comes about here: the greeting is answered with a cut.
    for (const [scheme, kind] of [
      ['https', NotSentError],
      ['http', UnknownOutcomeError],
    ] as const) {
      const { client } = clientOf(`${scheme}://127.0.0.1:${port}`);
      open.push(() => client.close());
      await assert.rejects(client.getMarginAllAssets(), kind, scheme);
    }
  });

  it('are handed on unused by a call that was given up while they came about', async () => {
    const server = await scripted((_, response) => answer(response, []));
    open.push(() => server.close());
    const transport = transportTo(server.url);
    const controller = new AbortController();
    const given = transport.send({ ...request, signal: controller.signal });
    controller.abort();
    await assert.rejects(given, /aborted/);
    assert.equal((await transport.send(request)).status, 200);
    assert.equal(server.seen.length, 1);
  });

  it('on which something came unasked are not used again', async () => {
    // Two answers to one request: the second must not be taken for the answer to the next.
    let connections = 0;
    const sockets: Socket[] = [];
    const body = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
    const tcp = createTcpServer((socket) => {
      const mine = (connections += 1);
      sockets.push(socket);
      socket.on('data', () => socket.write(body(`"${mine}"`)));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    open.push(() => tcp.close());
    const transport = transportTo(`http://127.0.0.1:${(tcp.address() as AddressInfo).port}`);
    assert.equal((await transport.send(request)).body, '"1"');
    sockets[0]?.write(body('"forged"'));
    const probe = connect((tcp.address() as AddressInfo).port, '127.0.0.1');
    open.push(() => probe.destroy());
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
    assert.notEqual((await transport.send(request)).body, '"forged"');
  });

  it('end a body without a length only where the exchange ends it in order', async () => {
    const accepted: Socket[] = [];
    const tcp = createTcpServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n[{"asset":"BTC"}]'));
    });
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    open.push(() => tcp.close());
    const endings: [string, string, (ours: Socket, theirs: Socket) => void][] = [
      ['in order', '[{"asset":"BTC"}]', (_, theirs) => theirs.end()],
      ['by a reset', 'cut-off', (_, theirs) => theirs.resetAndDestroy()],
      ['by us', 'cut-off', (ours) => ours.destroy()],
      ['by an error', 'cut-off', (ours) => ours.destroy(new Error('no route'))],
    ];
    for (const [how, expected, end] of endings) {
      const ours = connect((tcp.address() as AddressInfo).port, '127.0.0.1');
      const connections = new Connections((done) => ours.once('connect', () => done(undefined, ours)));
      open.push(() => connections.destroy());
      const outcome = new Promise<string>((resolve) =>
        connections.carry({
          text: 'GET /x HTTP/1.1\r\n\r\n',
          over: false,
          depart: () => undefined,
          arrive: ({ body }) => resolve(body.toString()),
          fail: resolve,
        }),
      );
      // Ended only when the body is here, as whole as it will ever be.
      await once(ours, 'data');
      end(ours, accepted.at(-1)!);
      assert.equal(await outcome, expected, how);
    }
  });

  it('do not keep a process from ending', async () => {
    const server = await scripted((_, response) => answer(response, []));
    open.push(() => server.close());
    const transport = transportTo(server.url);
    const busy = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
    const before = busy();
    await transport.send(request);
    await nextTurn();
    // The server's end of it is in this process too; ours is let go.
    assert.ok(busy() <= before + 1, `${busy()} sockets, ${before} before`);
  });
});
