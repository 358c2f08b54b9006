import assert from 'node:assert/strict';
import type { TradeSnapshot, TradeStream } from '../../src/binance/client.ts';
import type { TradeEvent } from '../../src/binance/table/index.ts';
import { paper, type Bench } from './support/exchange.ts';

type Any = TradeEvent | TradeSnapshot;

describe('user streams', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await paper({ limits: false }, { loanGapMs: 0 });
  });
  afterEach(() => bench.close());

  const buy = () =>
    bench.client.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' });

  /** Reads until an event is wanted; gives all that came. */
  async function read(events: AsyncIterator<Any, undefined>, wanted: (event: Any) => boolean): Promise<Any[]> {
    const seen: Any[] = [];
    for (;;) {
      const { value } = await events.next();
      assert.ok(value, 'the stream ended');
      seen.push(value);
      if (wanted(value)) return seen;
    }
  }

  const isTrade = (event: Any) => event.e === 'executionReport' && event.x === 'TRADE';
  const opened = async (stream: TradeStream) => {
    const events = stream[Symbol.asyncIterator]();
    await read(events, ({ e }) => e === 'snapshot');
    return events;
  };

  it('begin with a snapshot, then tell every order and balance', async () => {
    const stream = bench.client.tradeStream();
    const events = stream[Symbol.asyncIterator]();
    const [first] = await read(events, () => true);
    assert.ok(first?.e === 'snapshot' && first.reason === 'opened' && 'userAssets' in first.account);
    const order = await buy();
    const [report] = (await read(events, isTrade)).slice(-1);
    assert.ok(report?.e === 'executionReport');
    assert.deepEqual([report.i, report.c, report.X], [order.orderId, order.clientOrderId, 'FILLED']);
    await read(events, ({ e }) => e === 'outboundAccountPosition');
  });

  it('give each event once across a renewal', async () => {
    const stream = bench.client.tradeStream();
    const events = await opened(stream);
    const orders: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      const renewing = stream.renew();
      orders.push((await buy()).orderId);
      await renewing;
    }
    const trades = (
      await read(events, (event) => isTrade(event) && (event as { i: number }).i === orders.at(-1))
    ).filter(isTrade);
    assert.deepEqual([...new Set(trades.map((event) => (event as { i: number }).i))], orders);
    assert.equal(new Set(trades.map((event) => (event as { t: number }).t)).size, trades.length);
  });

  it('come back after a cut, with a snapshot of what was missed', async () => {
    const stream = bench.client.tradeStream();
    const events = await opened(stream);
    const states: string[] = [];
    stream.onState((state) => states.push(state));
    // The stream's own way to drop a connection; the exchange sees a cut.
    (stream as unknown as { socket: { reconnect(): void } }).socket.reconnect();
    const order = await bench.client.createMarginOrder({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
      price: '40000',
    });
    const [snapshot] = (await read(events, (event) => event.e === 'snapshot')).slice(-1);
    assert.ok(snapshot?.e === 'snapshot' && snapshot.reason === 'reconnected');
    assert.ok(snapshot.openOrders.some(({ orderId }) => orderId === order.orderId));
    await buy();
    await read(events, isTrade);
    assert.deepEqual(states.slice(0, 2), ['waiting', 'connecting']);
  });

  it('tell debts of the cross account', async () => {
    const stream = bench.client.riskStream();
    const events = stream[Symbol.asyncIterator]();
    assert.equal((await events.next()).value?.e, 'snapshot');
    await bench.client.createMarginLoan({ asset: 'USDT', amount: '100' });
    const { value } = await events.next();
    assert.ok(value?.e === 'USER_LIABILITY_CHANGE');
    assert.deepEqual([value.a, value.t], ['USDT', 'BORROW']);
  });

  it('end when the client closes, and leave nothing running', async () => {
    const stream = bench.client.tradeStream();
    const events = await opened(stream);
    bench.client.close();
    assert.deepEqual(await events.next(), { value: undefined, done: true });
    assert.equal(stream.state, 'closed');
  });
});
