import assert from 'node:assert/strict';
import { MarginClient, type StreamState } from '../../src/binance/client.ts';
import type { TradeEvent } from '../../src/binance/table/index.ts';
import { AccountModel, type AccountState } from '../../src/connection/account.ts';
import type { AccountSource } from '../../src/connection/read-snapshot.ts';
import { balancesOf, cross, type Snapshot } from '../../src/connection/snapshot.ts';
import type { StreamSource } from '../../src/connection/feed.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { paper, type Bench } from '../binance/support/exchange.ts';

/** Never read again within a test: what is seen comes from the streams, or from the readings that they ask for. */
const rest = { watched: 3_600_000, unwatched: 0 };

async function until(model: AccountModel, seen: (state: AccountState) => boolean): Promise<Snapshot> {
  if (!seen(model.state)) {
    await new Promise<void>((resolve) => {
      const listening = model.onDidChange((state) => {
        if (!seen(state)) return;
        listening.dispose();
        resolve();
      });
    });
  }
  assert.ok(model.snapshot);
  return model.snapshot;
}

describe('the account model on the streams of the paper exchange', () => {
  let bench: Bench;
  let elsewhere: MarginClient;
  let model: AccountModel;
  let looking: { dispose(): void };

  before(async () => {
    bench = await paper({ limits: false }, { loanGapMs: 0 });
    const { restUrl, apiKey, apiSecret } = bench.exchange.announcement;
    elsewhere = new MarginClient({ restUrl, credentials: { apiKey, apiSecret }, mode: 'PAPER', loanGapMs: 0 });
    model = new AccountModel({ pace: () => rest });
    looking = model.watch();
    model.follow(bench.client);
    await until(model, ({ feed }) => feed === 'live');
  });

  after(async () => {
    looking.dispose();
    model.dispose();
    elsewhere.close();
    await bench.close();
  });

  it('shows an order placed elsewhere, what it locks, and its end', async () => {
    const price = decimal((await elsewhere.getMarginPriceIndex({ symbol: 'BTCUSDT' })).price).times('0.9');
    const order = await elsewhere.createMarginOrder({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
      price: price.toFixed(0),
    });
    const has = ({ snapshot }: AccountState) => snapshot?.orders.some(({ orderId }) => orderId === order.orderId);
    const { orders } = await until(model, (state) => has(state) === true);
    const shown = orders.find(({ orderId }) => orderId === order.orderId);
    assert.deepEqual([shown?.side, shown?.type, shown?.quantity.toFixed()], ['BUY', 'LIMIT', '0.001']);
    await until(model, ({ snapshot }) => snapshot?.cross.balances.some(({ locked }) => locked.gt(0)) === true);
    await elsewhere.cancelMarginOrder({ symbol: 'BTCUSDT', orderId: order.orderId });
    await until(model, (state) => has(state) === false);
  });

  it('keeps the two orders of a list together', async () => {
    const index = decimal((await elsewhere.getMarginPriceIndex({ symbol: 'BTCUSDT' })).price);
    const at = (share: string) => index.times(share).toFixed(0);
    const list = await elsewhere.createMarginOcoOrder({
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '0.001',
      price: at('1.05'),
      stopPrice: at('0.95'),
      stopLimitPrice: at('0.94'),
      stopLimitTimeInForce: 'GTC',
    });
    const legs = ({ snapshot }: AccountState) =>
      snapshot?.orders.filter(({ orderListId }) => orderListId === list.orderListId).length;
    await until(model, (state) => legs(state) === 2);
    await model.refresh();
    assert.equal(legs(model.state), 2, 'a reading knows the list as well');
    await elsewhere.cancelMarginOcoOrder({ symbol: 'BTCUSDT', orderListId: list.orderListId });
    await until(model, (state) => legs(state) === 0);
  });

  it('shows a loan taken elsewhere, and then the level that a stream does not tell', async () => {
    const before = model.snapshot?.cross.level;
    const owed = (snapshot: Snapshot | undefined) =>
      snapshot?.cross.balances.find(({ asset }) => asset === 'USDT')?.borrowed ?? decimal('0');
    const was = owed(model.snapshot);
    await elsewhere.createMarginLoan({ asset: 'USDT', amount: '500' });
    const after = await until(model, ({ snapshot }) => owed(snapshot).gte(was.plus('500')));
    assert.ok(after.loans.some(({ asset, principal }) => asset === 'USDT' && principal.gte('500')));
    await until(model, ({ snapshot }) => snapshot?.cross.level?.eq(before ?? 0) === false);
  });

  it('ends up with what a whole reading says', async () => {
    const shown = model.snapshot;
    await model.refresh();
    const read = model.snapshot;
    assert.ok(shown && read);
    const figures = (snapshot: Snapshot) =>
      balancesOf(snapshot, cross).map(({ asset, free, locked, borrowed }) => [
        asset,
        [free, locked, borrowed].map((each) => each.toFixed()),
      ]);
    assert.deepEqual(figures(shown), figures(read));
  });

  it('is silent while nobody looks and the settings want no readings, and hears again when somebody does', async () => {
    looking.dispose();
    assert.equal(model.state.feed, 'off');
    looking = model.watch();
    await until(model, ({ feed }) => feed === 'live');
  });
});

/** Streams that say what a test lets them say, and count how often they were opened. */
class Streams {
  opened = 0;
  closed = 0;
  #tell: (event: TradeEvent) => void = () => undefined;

  readonly source: StreamSource = {
    tradeStream: (() => {
      this.opened += 1;
      let state: (state: StreamState) => void = () => undefined;
      queueMicrotask(() => state('open'));
      return {
        onEvent: (listener: (event: TradeEvent) => void) => (this.#tell = listener),
        onState: (listener: typeof state) => (state = listener),
        close: () => (this.closed += 1),
      };
    }) as unknown as NonNullable<StreamSource['tradeStream']>,
  };

  tell(event: TradeEvent): void {
    this.#tell(event);
  }
}

/** A clock that only moves when told, and everything that waits for it. */
class Clock {
  now = 1_000_000;
  #waiting: { at: number; task: () => void }[] = [];

  readonly after = (ms: number, task: () => void) => {
    const one = { at: this.now + ms, task };
    this.#waiting.push(one);
    return () => (this.#waiting = this.#waiting.filter((other) => other !== one));
  };

  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const [next] = this.#waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.now = Math.max(this.now, next.at);
      this.#waiting = this.#waiting.filter((one) => one !== next);
      next.task();
      await settled();
    }
    this.now = end;
    await settled();
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the account model and its streams', () => {
  let clock: Clock;
  let streams: Streams;
  let model: AccountModel;
  let asked: string[];
  let free: string;
  const shown = () => model.snapshot?.cross.balances[0]?.free.toFixed();
  const position = (amount: string) =>
    ({
      e: 'outboundAccountPosition',
      E: clock.now,
      u: clock.now,
      B: [{ a: 'BTC', f: amount, l: '1' }],
    }) as unknown as TradeEvent;

  beforeEach(async () => {
    clock = new Clock();
    streams = new Streams();
    asked = [];
    free = '5';
    const figures = { locked: '1', borrowed: '0', interest: '0', netAsset: '6' };
    const answers = {
      getMarginAccount: () => ({
        marginLevel: '999',
        collateralMarginLevel: '999',
        totalAssetOfBtc: '6',
        totalLiabilityOfBtc: '0',
        totalNetAssetOfBtc: '6',
        userAssets: [{ asset: 'BTC', free, ...figures }],
      }),
      getIsolatedMarginAccount: () => ({ assets: [] }),
      getOpenMarginOrders: () => [],
      getMarginTradeCoefficients: () => ({ normalBar: '1.25', marginCallBar: '1.16', forceLiquidationBar: '1.1' }),
    };
    const source = Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [
        name,
        () => {
          asked.push(name);
          return Promise.resolve(answer());
        },
      ]),
    );
    model = new AccountModel({
      pace: () => ({ watched: 10_000, unwatched: 60_000 }),
      now: () => clock.now,
      after: clock.after,
    });
    model.watch();
    model.follow({ ...source, ...streams.source } as unknown as AccountSource);
    await settled();
    await settled();
    assert.equal(model.state.feed, 'live');
  });
  afterEach(() => model.dispose());

  it('asks at rest for levels only: orders come from the stream, rates and bars are kept', async () => {
    asked = [];
    await clock.pass(60_000);
    assert.deepEqual([...new Set(asked)].sort(), ['getIsolatedMarginAccount', 'getMarginAccount']);
    assert.equal(asked.length, 12);
  });

  it('takes the bars from the exchange, for they follow the greatest leverage', () => {
    assert.equal(model.snapshot?.cross.bars.marginCall.toFixed(), '1.16');
  });

  it('shows a burst of events at once, and reads once for all of them', async () => {
    asked = [];
    let drawn = 0;
    model.onDidChange(() => (drawn += 1));
    await clock.pass(3_000);
    for (let amount = 1; amount <= 500; amount += 1) streams.tell(position(String(amount)));
    free = '500';
    await clock.pass(50);
    assert.deepEqual([shown(), drawn], ['500', 1]);
    await clock.pass(2_000);
    assert.equal(asked.filter((name) => name === 'getMarginAccount').length, 1);
  });

  it('finds out that a stream has fallen silent, says so, connects anew, and trusts it again when it speaks', async () => {
    free = '4';
    await clock.pass(10_000);
    assert.deepEqual([shown(), model.state.feed, streams.opened], ['4', 'live', 1]);
    await clock.pass(10_000);
    assert.deepEqual([model.state.feed, streams.opened, streams.closed], ['silent', 2, 1]);
    asked = [];
    await clock.pass(10_000);
    assert.ok(asked.includes('getOpenMarginOrders'), 'what a silent stream does not tell is read');
    streams.tell(position('3'));
    assert.equal(model.state.feed, 'live');
  });

  it('does not take a change for missed that the stream told a moment later', async () => {
    free = '4';
    await clock.pass(10_000);
    streams.tell(position('4'));
    await clock.pass(30_000);
    assert.deepEqual([model.state.feed, streams.opened], ['live', 1]);
  });

  it('connects anew and reads everything after sleep', async () => {
    asked = [];
    clock.now += 8 * 3_600_000;
    model.wake();
    await settled();
    assert.deepEqual([streams.opened, streams.closed], [2, 1]);
    assert.ok(asked.includes('getMarginAccount') && asked.includes('getOpenMarginOrders'));
  });

  it('closes the streams of a profile that is left', () => {
    model.follow(undefined);
    assert.deepEqual([model.state.feed, streams.closed], ['off', 1]);
    streams.tell(position('9'));
    assert.equal(model.snapshot, undefined);
  });
});
