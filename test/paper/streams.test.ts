import assert from 'node:assert/strict';
import { eventOf, type Message, Socket } from './socket.ts';
import { fundedExchange, restingBuy, type Trader } from './support.ts';

const HOUR = 3_600_000;

describe('the trade stream', () => {
  let trader: Trader;
  let socket: Socket;
  beforeEach(async () => {
    trader = await fundedExchange();
    socket = await Socket.open(trader.exchange.announcement.wsApiUrl);
  });
  afterEach(() => trader.exchange.close());

  const token = async (values = {}, unsigned = false): Promise<string> =>
    (await trader.call<{ token: string }>('POST', '/sapi/v1/userListenToken', values, { unsigned })).body.token;
  const names = (): unknown[] => socket.seen.filter((one) => 'event' in one).map((one) => eventOf(one).e);

  it('answers ping and time, each with the request weight used', async () => {
    assert.deepEqual((await socket.ask('ping')).result, {});
    const time = await socket.ask('time');
    assert.deepEqual(time.result, { serverTime: trader.now });
    assert.deepEqual(time.rateLimits, [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 2 },
    ]);
    assert.equal('rateLimits' in (await socket.ask('ping', { returnRateLimits: false })), false);
  });

  it('opens with a token that was asked for with or without a signature', async () => {
    for (const unsigned of [false, true]) {
      const other = await Socket.open(trader.exchange.announcement.wsApiUrl);
      const answer = await other.ask('userDataStream.subscribe.listenToken', {
        listenToken: await token({}, unsigned),
      });
      // The WebSocket API prints microseconds.
      assert.deepEqual(answer.result, { subscriptionId: 0, expirationTime: (trader.now + 24 * HOUR) * 1000 });
    }
  });

  it('tells an order from its acceptance to its fill, and the balances after each', async () => {
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken: await token() });
    const placed = await trader.order({ ...restingBuy, newClientOrderId: 'mine' });
    const accepted = await socket.event('executionReport');
    assert.deepEqual(accepted, {
      e: 'executionReport',
      E: trader.now,
      s: 'BTCUSDT',
      c: 'mine',
      S: 'BUY',
      o: 'LIMIT',
      f: 'GTC',
      q: '0.01000000',
      p: '40000.00000000',
      P: '0.00000000',
      F: '0.00000000',
      g: -1,
      C: '',
      x: 'NEW',
      X: 'NEW',
      r: 'NONE',
      i: placed.body.orderId,
      l: '0.00000000',
      z: '0.00000000',
      L: '0.00000000',
      n: '0',
      N: null,
      T: trader.now,
      t: -1,
      I: accepted.I,
      w: true,
      m: false,
      M: false,
      O: trader.now,
      Z: '0.00000000',
      Y: '0.00000000',
      Q: '0.00000000',
      W: trader.now,
      V: 'EXPIRE_MAKER',
    });
    assert.deepEqual(await socket.event('outboundAccountPosition'), {
      e: 'outboundAccountPosition',
      E: trader.now,
      u: trader.now,
      B: [{ a: 'USDT', f: '9600.00000000', l: '400.00000000' }],
    });
    await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '39000' });
    const filled = eventOf(await socket.until((one) => eventOf(one).X === 'FILLED'));
    assert.deepEqual(
      [filled.x, filled.l, filled.z, filled.L, filled.m, filled.N, filled.w],
      ['TRADE', '0.01000000', '0.01000000', '40000.00000000', true, 'BTC', false],
    );
    const after = eventOf(
      await socket.until((one) => JSON.stringify(eventOf(one).B ?? '').includes('"BTC"')),
    ) as unknown as { B: { a: string; l: string }[] };
    assert.equal(after.B.find(({ a }) => a === 'USDT')?.l, '0.00000000');
  });

  it('gives a cancel an id of its own and keeps the order’s in C', async () => {
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken: await token() });
    await trader.order({ ...restingBuy, newClientOrderId: 'mine' });
    await trader.call('DELETE', '/sapi/v1/margin/order', {
      symbol: 'BTCUSDT',
      origClientOrderId: 'mine',
      newClientOrderId: 'changed-my-mind',
    });
    const cancelled = eventOf(await socket.until((one) => eventOf(one).x === 'CANCELED'));
    assert.deepEqual([cancelled.c, cancelled.C, cancelled.X], ['changed-my-mind', 'mine', 'CANCELED']);
  });

  it('a purchase by value ends with the trade that fills it', async () => {
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken: await token() });
    const bought = await trader.order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '500' });
    assert.equal(bought.body.status, 'FILLED');
    await socket.event('outboundAccountPosition');
    const reports = socket.seen.map(eventOf).filter(({ e }) => e === 'executionReport');
    assert.deepEqual([reports[0]?.x, reports[0]?.X], ['NEW', 'NEW']);
    assert.deepEqual([reports.at(-1)?.x, reports.at(-1)?.X], ['TRADE', 'FILLED']);
    assert.equal(reports.at(-1)?.Q, '500.00000000');
  });

  it('tells what kept an order from trading with another of its owner', async () => {
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken: await token() });
    const resting = await trader.order({ ...restingBuy, price: '50000' });
    await trader.control('POST', 'deposit', { wallet: 'CROSS', asset: 'BTC', amount: '1' });
    const taker = await trader.order({ symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.01' });
    const report = eventOf(await socket.until((message) => eventOf(message).x === 'TRADE_PREVENTION'));
    const { i, X, V, v, A, B, u, U, Cs, pl, pL, pY } = report;
    assert.deepEqual(
      { i, X, V, v, A, B, u, U, Cs, pl, pL, pY },
      {
        i: resting.body.orderId,
        X: 'EXPIRED_IN_MATCH',
        V: 'EXPIRE_MAKER',
        v: 701,
        A: '0.01000000',
        B: '0.01000000',
        u: 1,
        U: taker.body.orderId,
        Cs: 'BTCUSDT',
        pl: '0.01000000',
        pL: '50000.00000000',
        pY: '500.00000000',
      },
    );
  });

  it('tells loans as balance updates', async () => {
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken: await token() });
    await trader.borrow('USDT', '500');
    assert.deepEqual(await socket.event('balanceUpdate'), {
      e: 'balanceUpdate',
      E: trader.now,
      a: 'USDT',
      d: '500.00000000',
      T: trader.now,
    });
  });

  it('tells what becomes of a list of orders', async () => {
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken: await token() });
    await trader.control('POST', 'deposit', { wallet: 'CROSS', asset: 'BTC', amount: '1' });
    const list = await trader.call<{ orderListId: number; orders: { orderId: number }[] }>(
      'POST',
      '/sapi/v1/margin/order/oco',
      {
        symbol: 'BTCUSDT',
        side: 'SELL',
        quantity: '0.01',
        price: '52000',
        stopPrice: '48000',
        listClientOrderId: 'pair',
      },
    );
    assert.equal(list.status, 200, list.text);
    const begun = await socket.event('listStatus');
    assert.deepEqual(
      [begun.g, begun.c, begun.l, begun.L, begun.C, (begun.O as { i: number }[]).map(({ i }) => i)],
      [
        list.body.orderListId,
        'OCO',
        'EXEC_STARTED',
        'EXECUTING',
        'pair',
        list.body.orders.map(({ orderId }) => orderId),
      ],
    );
    await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '53000' });
    const ended = eventOf(await socket.until((one) => eventOf(one).l === 'ALL_DONE'));
    assert.equal(ended.L, 'ALL_DONE');
    assert.ok(socket.seen.some((one) => eventOf(one).X === 'EXPIRED' || eventOf(one).X === 'CANCELED'));
  });

  it('keeps the accounts apart: an isolated pair’s token hears that pair only', async () => {
    await trader.control('POST', 'deposit', { wallet: 'BTCUSDT', asset: 'USDT', amount: '1000' });
    await socket.ask('userDataStream.subscribe.listenToken', {
      listenToken: await token({ symbol: 'BTCUSDT', isIsolated: true }),
    });
    await trader.order(restingBuy);
    const isolated = await trader.order({ ...restingBuy, isIsolated: 'TRUE' });
    const report = await socket.event('executionReport');
    assert.equal(report.i, isolated.body.orderId);
  });

  it('refuses a token it does not know, a token twice, and a stream that is not open', async () => {
    const code = (answer: Message): unknown => [answer.status, (answer.error as { code: number }).code];
    assert.deepEqual(
      code(await socket.ask('userDataStream.subscribe.listenToken', { listenToken: 'x' })),
      [400, -1209],
    );
    assert.deepEqual(code(await socket.ask('userDataStream.subscribe.listenToken')), [400, -1102]);
    const listenToken = await token();
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken });
    assert.deepEqual(code(await socket.ask('userDataStream.subscribe.listenToken', { listenToken })), [400, -2035]);
    assert.deepEqual(code(await socket.ask('userDataStream.unsubscribe', { subscriptionId: 7 })), [400, -2036]);
    assert.deepEqual((await socket.ask('session.subscriptions')).result, [{ subscriptionId: 0 }]);
    assert.deepEqual((await socket.ask('userDataStream.unsubscribe', { subscriptionId: 0 })).result, {});
    assert.deepEqual((await socket.ask('session.subscriptions')).result, []);
    assert.deepEqual(code(await socket.ask('order.place')), [400, -1020]);
  });

  it('renews a subscription under its id with a newer token, and ends it when the last one expires', async () => {
    await socket.ask('userDataStream.subscribe.listenToken', { listenToken: await token({ validity: HOUR }) });
    await trader.control('POST', 'clock', { advanceMs: HOUR / 2 });
    const renewed = await socket.ask('userDataStream.subscribe.listenToken', {
      listenToken: await token({ validity: HOUR }),
    });
    assert.deepEqual(renewed.result, { subscriptionId: 0, expirationTime: (trader.now + HOUR) * 1000 });
    await trader.control('POST', 'clock', { advanceMs: HOUR / 2 + 1000 });
    assert.deepEqual((await socket.ask('session.subscriptions')).result, [{ subscriptionId: 0 }]);
    assert.deepEqual(names(), []);
    const end = trader.now + HOUR / 2 - 1000;
    await trader.control('POST', 'clock', { advanceMs: HOUR });
    assert.deepEqual(await socket.event('eventStreamTerminated'), { e: 'eventStreamTerminated', E: end });
    assert.deepEqual((await socket.ask('session.subscriptions')).result, []);
  });

  it('says goodbye before it closes', async () => {
    await socket.ask('ping');
    await trader.exchange.close();
    assert.ok(socket.seen.some((one) => eventOf(one).e === 'serverShutdown'));
    assert.equal((await socket.end()).code, 1001);
  });
});

describe('the risk stream', () => {
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange()));
  afterEach(() => trader.exchange.close());

  const listenKey = async (): Promise<string> =>
    (await trader.call<{ listenKey: string }>('POST', '/sapi/v1/margin/listen-key', {}, { unsigned: true })).body
      .listenKey;
  const at = (path: string): string => trader.exchange.announcement.streamUrl + path;

  it('tells debts as they grow and the margin call when the price falls', async () => {
    const socket = await Socket.open(at(`/ws/${await listenKey()}`));
    await trader.borrow('USDT', '15000');
    const debt = await socket.event('USER_LIABILITY_CHANGE');
    assert.deepEqual([debt.a, debt.t, debt.p], ['USDT', 'BORROW', '15000.00000000']);
    await trader.order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '24000' });
    await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '38000' });
    const call = await socket.event('MARGIN_LEVEL_STATUS_CHANGE');
    assert.equal(call.s, 'MARGIN_CALL');
    assert.match(String(call.l), /^1\.2\d+$/);
    assert.equal(call.E, trader.now);
  });

  it('wraps events in their stream’s name on /stream', async () => {
    const key = await listenKey();
    const socket = await Socket.open(at(`/stream?streams=${key}`));
    await trader.borrow('USDT', '100');
    const message = await socket.until((one) => 'stream' in one);
    assert.equal(message.stream, key);
    assert.equal(eventOf(message).e, 'USER_LIABILITY_CHANGE');
  });

  it('gives the same key again, and ends it after an hour unless it is kept alive', async () => {
    const key = await listenKey();
    assert.equal(await listenKey(), key);
    const socket = await Socket.open(at('/ws'));
    socket.socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: [key], id: 1 }));
    assert.deepEqual(await socket.until(({ id }) => id === 1), { result: null, id: 1 });
    await trader.control('POST', 'clock', { advanceMs: 0.9 * HOUR });
    const kept = await trader.call('PUT', '/sapi/v1/margin/listen-key', { listenKey: key }, { unsigned: true });
    assert.deepEqual(kept.body, {});
    await trader.control('POST', 'clock', { advanceMs: 0.9 * HOUR });
    assert.deepEqual(socket.seen.length, 1);
    await trader.control('POST', 'clock', { advanceMs: 0.2 * HOUR });
    assert.equal((await socket.event('listenKeyExpired')).listenKey, key);
    const gone = await trader.call('PUT', '/sapi/v1/margin/listen-key', { listenKey: key }, { unsigned: true });
    assert.deepEqual([gone.status, gone.body.code], [400, -3038]);
  });

  it('refuses keys it does not know, paths that are no stream, and foreign hosts', async () => {
    for (const [path, headers, status] of [
      ['/ws/nobody', {}, 400],
      ['/elsewhere', {}, 404],
      ['/ws-api/v3', { Host: 'evil.example' }, 421],
    ] as const) {
      const socket = new Socket(at(path), headers);
      const answer = await new Promise<number | undefined>((resolve) => {
        socket.socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      });
      assert.equal(answer, status, path);
    }
  });
});

describe('a client that does not keep up', () => {
  let trader: Trader;
  afterEach(() => trader.exchange.close());

  it('is cut off when it does not read, and nobody else notices', async () => {
    trader = await fundedExchange('10000', { sockets: { mostWaiting: 16_384 } });
    const { wsApiUrl } = trader.exchange.announcement;
    const slow = await Socket.open(wsApiUrl);
    const other = await Socket.open(wsApiUrl);
    const open = async (): Promise<number> => (await trader.control<{ open: number }>('GET', 'streams')).body.open;
    slow.socket.pause();
    // Answers pile up in the machine's own buffers first, and then with the exchange.
    for (let sent = 0; (await open()) > 1; sent++) {
      assert.ok(sent < 500, 'it was not cut off');
      for (let index = 0; index < 500; index++) slow.socket.send('{"id":1,"method":"session.status"}');
      await other.ask('ping');
    }
    slow.socket.resume();
    assert.equal((await slow.end()).code, 1006);
    assert.deepEqual((await other.ask('ping')).result, {});
  }).timeout(120_000);

  it('is cut off when it does not answer pings', async () => {
    trader = await fundedExchange('1', { sockets: { pingEveryMs: 50, pongWithinMs: 500 } });
    const mute = await Socket.open(trader.exchange.announcement.wsApiUrl);
    const polite = await Socket.open(trader.exchange.announcement.wsApiUrl);
    mute.socket.pong = () => undefined;
    assert.equal((await mute.end()).code, 1006);
    assert.deepEqual((await polite.ask('ping')).result, {});
  });

  it('is cut off when it sends more than five messages a second and limits are on', async () => {
    trader = await fundedExchange('1', { limits: true });
    const loud = await Socket.open(trader.exchange.announcement.wsApiUrl);
    for (let index = 0; index < 12; index++) loud.socket.send(JSON.stringify({ id: index, method: 'ping' }));
    assert.deepEqual(await loud.end(), { code: 1008, reason: 'Too many requests' });
  });
});
