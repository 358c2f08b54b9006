import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { ServerClock } from '../../src/binance/clock.ts';
import type { RiskSnapshot } from '../../src/binance/client.ts';
import { silentLogger } from '../../src/binance/options.ts';
import { Pauses } from '../../src/binance/pause.ts';
import { SteadySocket } from '../../src/binance/stream/socket.ts';
import { TradeStream } from '../../src/binance/stream/trade.ts';
import type { RiskEvent } from '../../src/binance/table/index.ts';
import { paper, type Bench } from './support/exchange.ts';
import { answer, clientOf, scripted } from './support/server.ts';

const hour = 3_600_000;

describe("the exchange's clock", () => {
  /** A machine whose two clocks a test moves. */
  function machine() {
    const local = { wallMs: 1_800_000_000_000, passedMs: 0 };
    const clocks = { wall: () => local.wallMs, monotonic: () => local.passedMs };
    return { local, clocks };
  }

  it('is measured again after an hour, while nobody waits', async () => {
    const { local, clocks } = machine();
    let asked = 0;
    let offset = 500;
    const clock = new ServerClock(() => {
      asked += 1;
      return Promise.resolve(local.wallMs + offset);
    }, clocks);
    await clock.ready();
    assert.equal(clock.now(), local.wallMs + 500);
    local.passedMs += 0.9 * hour;
    local.wallMs += 0.9 * hour;
    assert.equal(clock.ready(), undefined);
    assert.equal(asked, 1);
    local.passedMs += 0.2 * hour;
    local.wallMs += 0.2 * hour;
    offset = 750;
    assert.equal(clock.ready(), undefined);
    await nextTurn();
    assert.equal(asked, 2);
    assert.equal(clock.now(), local.wallMs + 750);
  });

  it('does not follow someone who sets the wall clock', async () => {
    const { local, clocks } = machine();
    const clock = new ServerClock(() => Promise.resolve(1_000_000), clocks);
    await clock.ready();
    local.passedMs += 40;
    local.wallMs -= 24 * hour;
    assert.equal(clock.now(), 1_000_040);
  });

  it('keeps what it knew when a later measure fails', async () => {
    const { local, clocks } = machine();
    let reachable = true;
    const clock = new ServerClock(
      () => (reachable ? Promise.resolve(5_000_000) : Promise.reject(new Error('unreachable'))),
      clocks,
    );
    await clock.ready();
    reachable = false;
    local.passedMs += 2 * hour;
    assert.equal(clock.ready(), undefined);
    await nextTurn();
    assert.equal(clock.now(), 5_000_000 + 2 * hour);
  });
});

describe('a stream over days', () => {
  let bench: Bench;
  let passedMs: number;
  beforeEach(async () => {
    const now = performance.now.bind(performance);
    passedMs = 0;
    mock.method(performance, 'now', () => now() + passedMs);
    // The exchange's clock is moved by hand, and the timers of this process with it.
    bench = await paper(
      // Binance ends every socket after a day, which the stream answers with a new one and a snapshot.
      { clock: 'manual', start: Date.now(), limits: false, sockets: { lifeMs: 20 * 24 * hour } },
      { loanGapMs: 0, budgetShare: 1e6 },
    );
  });
  afterEach(async () => {
    mock.reset();
    mock.timers.reset();
    await bench.close();
  });

  /** Time passes at the exchange and here, in steps that leave the heartbeats their answers. */
  async function pass(ms: number, stepMs = ms): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await bench.control('POST', 'clock', { advanceMs: stepMs });
      passedMs += stepMs;
      mock.timers.tick(stepMs);
      await nextTurn();
    }
  }
  async function read<Event extends { e: string }>(
    events: AsyncIterator<Event, undefined>,
    wanted: (event: Event) => boolean,
  ): Promise<Event[]> {
    const seen: Event[] = [];
    for (;;) {
      const { value } = await events.next();
      assert.ok(value, 'the stream ended');
      seen.push(value);
      if (wanted(value)) return seen;
    }
  }

  it('renews its listen token before it ends, and misses and repeats nothing', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const renewals: number[] = [];
    const create = bench.client.createMarginListenToken.bind(bench.client);
    bench.client.createMarginListenToken = async (...given) => {
      const token = await create(...given);
      renewals.push(token.expirationTime);
      return token;
    };
    const stream = bench.client.tradeStream();
    const events = stream[Symbol.asyncIterator]();
    await read(events, ({ e }) => e === 'snapshot');
    for (let day = 1; day <= 3; day += 1) {
      await pass(20 * hour);
      while (renewals.length <= day) await nextTurn();
      // The new subscription answers before the old one is let go; a call over the same server comes after both.
      await bench.client.getServerTime();
      const { orderId } = await bench.client.createMarginOrder({
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'MARKET',
        quantity: '0.001',
      });
      const seen = await read(
        events,
        (event) => event.e === 'executionReport' && event.i === orderId && event.X === 'FILLED',
      );
      assert.ok(!seen.some(({ e }) => e === 'snapshot'), 'there was a gap');
      const trades = seen.flatMap((event) => (event.e === 'executionReport' && event.x === 'TRADE' ? [event.t] : []));
      assert.equal(new Set(trades).size, trades.length, 'a trade came twice');
    }
    assert.equal(stream.state, 'open');
    assert.ok(renewals.every((ends, at) => at === 0 || ends > (renewals[at - 1] ?? 0)));
  });

  it('does not renew a token again and again that tells no end, one that is past, or one beyond all times', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const create = bench.client.createMarginListenToken.bind(bench.client);
    for (const end of [undefined, NaN, 0, 1e18]) {
      let created = 0;
      bench.client.createMarginListenToken = async (...given) => {
        created += 1;
        return { ...(await create(...given)), expirationTime: end as number };
      };
      const stream = bench.client.tradeStream();
      await read(stream[Symbol.asyncIterator](), ({ e }) => e === 'snapshot');
      mock.timers.tick(hour / 2);
      await nextTurn();
      assert.equal(created, 1, String(end));
      stream.close();
    }
  });

  it('keeps its risk listen key alive past its sixty minutes', async () => {
    mock.timers.enable({ apis: ['setInterval'] });
    const stream = bench.client.riskStream();
    const events = stream[Symbol.asyncIterator]();
    await read<RiskEvent | RiskSnapshot>(events, ({ e }) => e === 'snapshot');
    let kept = 0;
    const keep = bench.client.keepMarginListenKey.bind(bench.client);
    bench.client.keepMarginListenKey = async (...given) => {
      const reply = await keep(...given);
      kept += 1;
      return reply;
    };
    for (let at = 1; at <= 3; at += 1) {
      await pass(25 * 60_000, 25_000);
      while (kept < at) await nextTurn();
    }
    await bench.client.createMarginLoan({ asset: 'USDT', amount: '100' });
    const seen = await read<RiskEvent | RiskSnapshot>(events, ({ e }) => e === 'USER_LIABILITY_CHANGE');
    assert.ok(!seen.some(({ e }) => e === 'snapshot'), 'there was a gap');
    assert.equal(stream.state, 'open');
  });
});

describe('a connection that cannot be had', () => {
  it('is tried again after longer and longer waits, of at most half a minute', async () => {
    const waits: number[] = [];
    const states: string[] = [];
    class Recorded extends Pauses {
      override wait(ms: number): Promise<void> {
        waits.push(ms);
        return Promise.resolve();
      }
    }
    await new Promise<void>((resolve) => {
      const socket = new SteadySocket({
        name: 'Test stream',
        url: () => (waits.length < 12 ? Promise.reject(new Error('no token')) : Promise.resolve('ws://127.0.0.1:1/')),
        opened: () => Promise.resolve(),
        message: () => undefined,
        lost: () => {
          socket.close();
        },
        onState: (state) => states.push(state),
        ended: () => resolve(),
        pauses: new Recorded(),
        proxy: undefined,
        logger: silentLogger,
      });
    });
    waits.forEach((ms, at) => {
      const most = Math.min(30_000, 250 * 2 ** at);
      assert.ok(ms >= most / 2 && ms <= most, `wait ${at}: ${ms} ms`);
    });
    assert.ok(waits.length >= 12);
    assert.deepEqual(states.slice(0, 4), ['connecting', 'waiting', 'connecting', 'waiting']);
    assert.equal(states.at(-1), 'closed');
  });
});

describe('closing the client', () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

  it('leaves no timer of a stream that renews its token in that moment', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const before = timers();
    const nothing = () => Promise.resolve({} as never);
    const stream: TradeStream = new TradeStream(
      {
        wsApiUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
        token: () => Promise.resolve({ token: 't', expirationTime: hour }),
        ...{ account: nothing, openOrders: nothing, now: () => 0 },
        ...{ pauses: new Pauses(), proxy: undefined, logger: silentLogger },
      },
      () => undefined,
    );
    server.on('connection', (socket) => {
      let subscriptionId = 0;
      socket.on('message', (data: Buffer) => {
        const { id, method } = JSON.parse(data.toString()) as { id: string; method: string };
        subscriptionId += 1;
        const result = { subscriptionId, expirationTime: hour };
        if (method === 'userDataStream.unsubscribe') stream.close();
        else socket.send(JSON.stringify({ id, status: 200, result }));
      });
    });
    await stream[Symbol.asyncIterator]().next();
    await stream.renew();
    assert.ok(timers() <= before, `${timers()} timers, ${before} before`);
    server.close();
  });

  it('leaves no timer: not of calls, retries, waits for the budget, gaps between loans, or streams', async () => {
    const bench = await paper({ limits: false });
    const silent = await scripted((seen, response) => {
      if (seen.path.endsWith('/priceIndex')) answer(response, 'busy', 503);
      else if (seen.path.endsWith('/allPairs'))
        answer(response, { code: -1003, msg: 'Too many requests.' }, 429, { 'retry-after': '30' });
    });
    const { client } = clientOf(silent.url, { retries: 5, settleMs: 60_000, loanGapMs: 5_000 });
    await bench.client.getMarginAccount();
    const before = timers();
    const streams = [bench.client.tradeStream(), bench.client.riskStream()];
    await Promise.all(streams.map((stream) => stream[Symbol.asyncIterator]().next()));
    const calls = [
      bench.client.createMarginLoan({ asset: 'USDT', amount: '10' }),
      bench.client.createMarginLoan({ asset: 'USDT', amount: '11' }),
      client.getMarginAccount(),
      client.getMarginPriceIndex({ symbol: 'BTCUSDT' }),
      client.getMarginAllPairs(),
      client.createMarginLoan({ asset: 'USDT', amount: '10' }, { timeoutMs: 20 }),
    ].map((call) => call.catch(() => undefined));
    await calls[0];
    while (silent.seen.length < 5) await nextTurn();
    assert.ok(timers() > before);
    bench.client.close();
    client.close();
    await Promise.all(calls);
    await nextTurn();
    assert.ok(timers() <= before, `${timers()} timers, ${before} before`);
    for (const stream of streams) assert.equal(stream.state, 'closed');
    await silent.close();
    await bench.exchange.close();
  });
});
