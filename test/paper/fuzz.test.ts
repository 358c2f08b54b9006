import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { endpointNames, endpointOf } from '../../src/binance/table/index.ts';
import { Socket } from './socket.ts';
import { fundedExchange, type Trader } from './support.ts';

/**
 * Malformed everything, thrown at the exchange for a while: never a crash, never a 5xx, never a change of state by
 * something that was refused. FUZZ_SECONDS says for how long, FUZZ_SEED repeats a run.
 */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? (process.env.CI === undefined ? 4 : 60));
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const PARTS = 4;

/** Numbers from a seed, so that a failure can be repeated. */
class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

const nasty: readonly string[] = [
  '',
  ' ',
  '0',
  '-1',
  '1e400',
  '1e-9',
  'NaN',
  'Infinity',
  '00000000000000000000000000001',
  '99999999999999999999',
  '0.000000000000000001',
  '9'.repeat(400),
  '1.1.1',
  '0x10',
  'true',
  'null',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'BTCUSDT',
  'btcusdt',
  'BTCUSDT/../..',
  'SPOT',
  'CROSS',
  'USDT',
  'BTC,ETH,__proto__',
  ','.repeat(500),
  '币安人生',
  '\u0000',
  '\ud800',
  '😀',
  "'; DROP TABLE journal; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '%',
  '%zz',
  '\r\nX-Injected: 1',
  'x'.repeat(8000),
  '9007199254740993',
  '1499827319559',
  '1499827319559000',
];
/** What makes a parameter pass its first check now and then, so that the later ones are reached as well. */
const plausible: readonly string[] = [
  'BTCUSDT',
  'ETHBTC',
  'USDT',
  'BTC',
  'TRUE',
  'FALSE',
  'BUY',
  'SELL',
  'LIMIT',
  'MARKET',
  'STOP_LOSS_LIMIT',
  'GTC',
  'IOC',
  'FOK',
  'MARGIN_BUY',
  'AUTO_BORROW_REPAY',
  'BORROW',
  'REPAY',
  'MAIN_MARGIN',
  'MARGIN_MAIN',
  'MAIN_ISOLATED_MARGIN',
  '1',
  '3',
  '5',
  '0.01',
  '100',
  '50000',
  '1499827319559',
];

describe('malformed input', () => {
  let trader: Trader;
  let dice: Dice;
  let until: number;
  beforeEach(async () => {
    trader = await fundedExchange('10000');
    dice = new Dice(SEED);
    until = performance.now() + (SECONDS * 1000) / PARTS;
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`FUZZ_SEED=${SEED}\n`);
    const answers = fetch(`${trader.exchange.announcement.restUrl}/api/v3/ping`);
    const { status } = await answers.finally(() => trader.exchange.close());
    assert.equal(status, 200);
  });

  /** Runs `attempt` until the time is up; where it returns true, something was refused and nothing may have changed. */
  const throwAt = async (attempt: () => Promise<boolean>): Promise<void> => {
    let count = 0;
    while (performance.now() < until) {
      const { venue } = trader.exchange;
      const before = { state: venue.state, length: venue.journal.length };
      if (await attempt()) {
        assert.equal(venue.journal.length, before.length, 'the journal grew');
        assert.equal(venue.state, before.state, 'the state changed');
      }
      count += 1;
    }
    assert.ok(count > 20, `only ${count} attempts`);
  };
  const timeout = SECONDS * 1000 + 30_000;

  it('in HTTP itself', async () => {
    const host = new URL(trader.exchange.announcement.restUrl).host;
    const { apiKey } = trader.exchange.announcement;
    const lines = [
      'Transfer-Encoding: chunked',
      'Content-Length: 5',
      'Content-Length: -1',
      'Content-Length: 99999999999999999999',
      'Expect: 100-continue',
      'Connection: upgrade',
      'Upgrade: websocket',
      'Upgrade: h2c',
      'Host: evil.example',
      `X-MBX-APIKEY: ${apiKey}`,
      'X-MBX-APIKEY: \u00ff',
      'Authorization: Bearer x',
      ': nameless',
      'Cookie: ',
      `X: ${'y'.repeat(5000)}`,
    ];
    await throwAt(async () => {
      const method = dice.pick([
        'GET',
        'POST',
        'PUT',
        'DELETE',
        'HEAD',
        'OPTIONS',
        'PATCH',
        'CONNECT',
        'TRACE',
        'get',
        'X',
      ]);
      const endpoint = endpointOf(dice.pick(endpointNames));
      const path = dice.pick([
        endpoint.path,
        `${endpoint.path}?${dice.pick(nasty)}`,
        '/control/state',
        '/ws/x',
        '/',
        '*',
        '/%',
        dice.pick(nasty),
      ]);
      const headers = [`Host: ${host}`, ...Array.from({ length: dice.below(5) }, () => dice.pick(lines))];
      let bytes: Buffer = Buffer.from(
        `${method} ${path} HTTP/${dice.pick(['1.1', '1.1', '1.0', '2.0', '9.9', ''])}\r\n${headers.join('\r\n')}\r\n\r\n${dice.pick(['', 'a=1', '5\r\nhello\r\n0\r\n\r\n', 'ffffffffffffffff\r\n'])}`,
        'latin1',
      );
      if (dice.chance(0.5))
        for (let flips = dice.below(4); flips >= 0; flips--) bytes[dice.below(bytes.length)] = dice.below(256);
      if (dice.chance(0.1)) bytes = dice.bytes(dice.below(2000) + 1);
      const answer = await exchangeBytes(trader, bytes);
      for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)) assert.ok(Number(status) < 500, answer);
      return true;
    });
  }).timeout(timeout);

  it('in the parameters of every endpoint, rightly signed', async () => {
    await throwAt(async () => {
      const endpoint = endpointOf(dice.pick(endpointNames));
      const values: Record<string, string> = {};
      for (const [name, parameter] of Object.entries(endpoint.parameters)) {
        if (dice.chance(parameter.optional ? 0.6 : 0.1)) continue;
        const choices = 'choices' in parameter ? parameter.choices : plausible;
        values[name] = dice.chance(0.4) ? dice.pick(nasty) : dice.pick(dice.chance(0.5) ? choices : plausible);
      }
      if (dice.chance(0.1)) values[dice.pick(nasty)] = dice.pick(nasty);
      if (dice.chance(0.1)) values.recvWindow = dice.pick(nasty);
      const answer = await trader.call<unknown>(endpoint.method, endpoint.path, values, {
        inBody: endpoint.method !== 'GET' && dice.chance(0.5),
        ...(dice.chance(0.1) && { extra: `&${dice.pick(nasty)}=${dice.pick(nasty)}` }),
      });
      assert.ok(answer.status < 500, `${endpoint.method} ${endpoint.path} ${JSON.stringify(values)} ${answer.text}`);
      return answer.status !== 200 || !endpoint.writes;
    });
  }).timeout(timeout);

  it('in the JSON of the controls', async () => {
    const { controlUrl, controlToken } = trader.exchange.announcement;
    const names = [
      'POST clock',
      'POST price',
      'POST deposit',
      'POST faults',
      'POST scenario',
      'POST snapshot',
      'POST restore',
    ];
    const value = (depth: number): unknown => {
      switch (dice.below(depth > 3 ? 5 : 7)) {
        case 0:
          return dice.pick(nasty);
        case 1:
          return dice.pick([null, true, false, 0, -1, 1e308, 0.1, 2 ** 53]);
        case 2:
          return dice.pick(plausible);
        case 3:
          return [];
        case 4:
          return {};
        case 5:
          return Array.from({ length: dice.below(4) }, () => value(depth + 1));
        default:
          return Object.fromEntries(
            Array.from({ length: dice.below(5) }, () => [
              dice.pick([
                'symbol',
                'price',
                'asset',
                'amount',
                'wallet',
                'now',
                'advanceMs',
                'endpoint',
                'kind',
                'times',
                'steps',
                'at',
                'do',
                'name',
              ]),
              value(depth + 1),
            ]),
          );
      }
    };
    await throwAt(async () => {
      const [method = '', name = ''] = dice.pick(names).split(' ');
      const json = JSON.stringify(value(0));
      const body = dice.chance(0.2) ? json.slice(0, dice.below(json.length + 1)) : json;
      const response = await fetch(`${controlUrl}/${name}`, {
        method,
        headers: { Authorization: `Bearer ${controlToken}` },
        body,
      });
      const text = await response.text();
      assert.ok(response.status < 500, `${name} ${body} ${text}`);
      // A fault that was armed by chance must not hit the next one.
      await fetch(`${controlUrl}/faults`, { method: 'DELETE', headers: { Authorization: `Bearer ${controlToken}` } });
      return response.status !== 200;
    });
  }).timeout(timeout);

  it('in WebSocket frames and in what they say', async () => {
    const host = new URL(trader.exchange.announcement.restUrl).host;
    const { token } = (await trader.call<{ token: string }>('POST', '/sapi/v1/userListenToken')).body;
    const key = createHash('sha1').update(String(SEED)).digest('base64').slice(0, 24);
    const methods = [
      'ping',
      'time',
      'userDataStream.subscribe.listenToken',
      'userDataStream.unsubscribe',
      'session.subscriptions',
      'session.status',
      'SUBSCRIBE',
      'LIST_SUBSCRIPTIONS',
      '__proto__',
      'constructor',
      '',
    ];
    await throwAt(async () => {
      const path = dice.pick(['/ws-api/v3', '/ws', '/stream', '/stream?streams=', '/ws-api/v3?returnRateLimits=x']);
      const hello = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: ${dice.pick(['13', '13', '13', '8', 'x'])}\r\nSec-WebSocket-Key: ${dice.pick([key, key, key, 'short', ''])}\r\n\r\n`;
      const frames = Array.from({ length: 1 + dice.below(6) }, () => {
        if (dice.chance(0.3)) return dice.bytes(1 + dice.below(40));
        const params = dice.pick([
          {},
          [],
          null,
          1,
          'x',
          { listenToken: token },
          { listenToken: dice.pick(nasty) },
          { subscriptionId: dice.pick([0, -1, 1.5, 'x', null]) },
          [dice.pick(nasty)],
        ]);
        const text = JSON.stringify({
          id: dice.pick([1, 'x', null, {}, 1.5, 'y'.repeat(40)]),
          method: dice.pick(methods),
          params,
        });
        return frame(dice, Buffer.from(dice.chance(0.2) ? text.slice(0, dice.below(text.length)) : text));
      });
      const answer = await exchangeBytes(trader, Buffer.from(hello), ...frames);
      assert.ok(!/^HTTP\/1\.1 5/m.test(answer), answer);
      return true;
    });
    const socket = await Socket.open(trader.exchange.announcement.wsApiUrl);
    assert.deepEqual((await socket.ask('ping')).result, {});
  }).timeout(timeout);
});

/** A client frame, now and then with wrong bits, length, opcode or without its mask. */
function frame(dice: Dice, payload: Buffer): Buffer {
  const opcode = dice.chance(0.8) ? 1 : dice.below(16);
  const reserved = dice.chance(0.1) ? dice.below(8) << 4 : 0;
  const masked = dice.chance(0.95);
  const length = dice.chance(0.05) ? dice.below(65_536) : payload.length;
  const size = length < 126 ? Buffer.from([length]) : Buffer.from([126, length >> 8, length & 255]);
  if (masked) size[0] = size[0]! | 0x80;
  const mask = masked ? dice.bytes(4) : Buffer.alloc(0);
  const body = masked ? Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]!)) : payload;
  const final = dice.chance(0.9) ? 0x80 : 0;
  return Buffer.concat([Buffer.from([final | reserved | opcode]), size, mask, body]);
}

/** Writes bytes and gives back what came within a moment; a server that waits for more is left waiting. */
function exchangeBytes(trader: Trader, ...parts: readonly Buffer[]): Promise<string> {
  return new Promise((resolve) => {
    const { port } = new URL(trader.exchange.announcement.restUrl);
    const socket = connect(Number(port), '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    let text = '';
    socket.setTimeout(20, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}
