import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { defaultSocketRules } from '../../src/paper/streams/connection.ts';
import { Socket } from './socket.ts';
import { fundedExchange, type Trader } from './support.ts';

/** Sends bytes as they are and gives back everything that came until the server hung up. */
export function raw(trader: Trader, ...parts: readonly (string | Buffer)[]): Promise<string> {
  return new Promise((resolve) => {
    const { port } = new URL(trader.exchange.announcement.restUrl);
    const socket = connect(Number(port), '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
const status = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe('the paper exchange among strangers', () => {
  let trader: Trader;
  let host: string;
  beforeEach(async () => {
    trader = await fundedExchange('10000', { requestTimeoutMs: 1500 });
    host = new URL(trader.exchange.announcement.restUrl).host;
  });
  afterEach(() => trader.exchange.close());

  it('listens on loopback only', () => assert.ok(host.startsWith('127.0.0.1:')));

  it('serves no other host’s name, so that a page of another site cannot look in', async () => {
    const port = host.split(':')[1] ?? '';
    const ask = (name: string): Promise<string> =>
      raw(trader, `GET /api/v3/ping HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
    assert.equal(status(await ask(host)), 200);
    assert.equal(status(await ask(`localhost:${port}`)), 200);
    for (const name of ['evil.example', `evil.example:${port}`, '127.0.0.1', '', `127.0.0.1:${port}.evil.example`])
      assert.equal(status(await ask(name)), 421, name);
  });

  it('lets nobody at the controls without the token', async () => {
    const { controlUrl } = trader.exchange.announcement;
    for (const authorization of ['', 'Bearer ', 'Bearer wrong', 'Basic eDp5'])
      for (const name of ['state', 'journal', 'clock', 'events'])
        assert.equal(
          (await fetch(`${controlUrl}/${name}`, { headers: { Authorization: authorization } })).status,
          401,
          `${name} ${authorization}`,
        );
  });

  it('reads no more than 64 KiB of a body', async () => {
    const body = 'a='.padEnd(70_000, 'x');
    const answer = await raw(
      trader,
      `POST /sapi/v1/margin/order HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    assert.equal(status(answer), 413);
  });

  it('reads no more than 16 KiB of headers', async () => {
    const answer = await raw(trader, `GET /api/v3/ping HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    assert.equal(status(answer), 431);
  });

  it('hangs up on a client that does not finish its headers or its body', async () => {
    for (const start of [
      `GET /api/v3/ping HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `,
      `POST /sapi/v1/margin/order HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100\r\n\r\na=`,
    ]) {
      const began = performance.now();
      await raw(trader, start);
      // Of Node's own limits the shortest is a minute.
      assert.ok(performance.now() - began < 40_000);
    }
  });

  it('serves on among hundreds of clients that do not finish, and those who do not read what they asked for', async () => {
    const slow = Promise.all(
      Array.from({ length: 300 }, () => raw(trader, `GET /api/v3/ping HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `)),
    );
    const deaf = connect(Number(host.split(':')[1]), '127.0.0.1');
    deaf.pause();
    deaf.on('error', () => undefined);
    const asked = `GET /api/v3/exchangeInfo HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    deaf.write(asked.repeat(200));
    for (let count = 0; count < 20; count++)
      assert.equal((await trader.call('GET', '/sapi/v1/margin/account')).status, 200);
    assert.equal((await trader.borrow('USDT', '1')).status, 200);
    for (const answer of await slow) assert.ok(answer === '' || status(answer) === 408, answer);
    deaf.destroy();
  });

  it('answers the request of a client that offers another protocol', async () => {
    const answer = await raw(
      trader,
      `GET /api/v3/time HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB\r\n\r\n`,
    );
    assert.equal(status(answer), 200);
    assert.ok(answer.includes('serverTime'));
  });

  it('lets no path reach a file', async () => {
    for (const path of [
      '/../../../../etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/page/../../package.json',
      '//etc/passwd',
      'file:///etc/passwd',
      '/control/../../etc/passwd',
    ]) {
      const answer = await raw(trader, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      assert.ok([400, 401, 404].includes(status(answer)), `${path} ${answer}`);
      assert.ok(!answer.includes('root:'));
    }
  });
});

describe('the paper exchange beyond loopback', () => {
  it('answers to its own addresses and the names it was told, and to no other', async () => {
    const trader = await fundedExchange('1', { host: '0.0.0.0', names: ['paper.example', 'Proxy.Example:8443'] });
    try {
      const { restUrl } = trader.exchange.announcement;
      const { port, hostname: announced } = new URL(restUrl);
      assert.equal(announced, '127.0.0.1', 'the announcement is for this machine');
      const ask = (name: string): Promise<string> =>
        raw(trader, `GET /api/v3/ping HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
      const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
      for (const { address, family } of own)
        assert.equal(status(await ask(`${family === 'IPv6' ? `[${address}]` : address}:${port}`)), 200, address);
      for (const name of [`${hostname()}:${port}`, 'paper.example', `paper.example:${port}`, 'proxy.example:8443'])
        assert.equal(status(await ask(name)), 200, name);
      for (const name of [`evil.example:${port}`, 'paper.example.evil', 'proxy.example', `203.0.113.9:${port}`])
        assert.equal(status(await ask(name)), 421, name);
    } finally {
      await trader.exchange.close();
    }
  });
});

describe('sockets', () => {
  it('are opened at most 300 times in five minutes by one address, when limits are on', async () => {
    const trader = await fundedExchange('1', { limits: true, sockets: { opensPerFiveMinutes: 3 } });
    try {
      const { wsApiUrl } = trader.exchange.announcement;
      assert.equal(defaultSocketRules.opensPerFiveMinutes, 300);
      for (let opened = 0; opened < 3; opened++) (await Socket.open(wsApiUrl)).socket.close();
      await assert.rejects(Socket.open(wsApiUrl), /429/);
    } finally {
      await trader.exchange.close();
    }
  });
});
