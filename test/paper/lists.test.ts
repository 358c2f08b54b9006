import assert from 'node:assert/strict';
import type { OrderCommand } from '../../src/paper/engine/commands.ts';
import type { PlacedList } from '../../src/paper/engine/lists.ts';
import { EngineBench } from './bench-engine.ts';

describe('orders that depend on each other', () => {
  let bench: EngineBench;
  beforeEach(() => {
    bench = new EngineBench();
    bench.fund('CROSS', 'USDT', '10000');
    bench.fund('CROSS', 'BTC', '1');
    bench.hold('BTCUSDT', '50000');
  });

  type Leg = Pick<OrderCommand, 'side' | 'type' | 'quantity'> & Partial<OrderCommand>;
  const place = (contingency: 'OCO' | 'OTO' | 'OTOCO', ...legs: Leg[]): PlacedList =>
    bench.do({
      do: 'list',
      contingency,
      account: 'CROSS',
      symbol: 'BTCUSDT',
      legs: legs.map((leg) => ({ account: 'CROSS', symbol: 'BTCUSDT', ...leg })),
    }) as PlacedList;
  const statuses = ({ orders }: PlacedList): string[] => orders.map(({ id }) => bench.last(id).status);
  const nothingLocked = (): void => {
    assert.equal(bench.holding('CROSS', 'USDT').locked, '0');
    assert.equal(bench.holding('CROSS', 'BTC').locked, '0');
    assert.deepEqual(bench.state.lists, {});
    assert.deepEqual(bench.state.books, {});
  };

  const stop: Leg = { side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '45000' };
  const limit: Leg = { side: 'SELL', type: 'LIMIT_MAKER', quantity: '1', price: '55000' };

  it('OCO locks the quantity once', () => {
    place('OCO', stop, limit);
    assert.equal(bench.holding('CROSS', 'BTC').locked, '1');
  });
  it('OCO: the limit fills, the stop expires', () => {
    const placed = place('OCO', stop, limit);
    bench.hold('BTCUSDT', '55500');
    bench.wait(5000);
    assert.deepEqual(statuses(placed), ['EXPIRED', 'FILLED']);
    nothingLocked();
  });
  it('OCO: the stop triggers, the limit expires', () => {
    const placed = place('OCO', stop, limit);
    bench.hold('BTCUSDT', '44000');
    assert.deepEqual(statuses(placed), ['FILLED', 'EXPIRED']);
    nothingLocked();
  });
  it('OCO: cancelling one cancels both', () => {
    const placed = place('OCO', stop, limit);
    bench.do({ do: 'cancel', account: 'CROSS', symbol: 'BTCUSDT', orderId: placed.orders[0]!.id });
    assert.deepEqual(statuses(placed), ['CANCELED', 'CANCELED']);
    nothingLocked();
  });
  it('no id is given twice: neither to two orders of a list nor to two open lists', () => {
    const named = { clientOrderId: 'mine' };
    assert.throws(() => place('OCO', { ...stop, ...named }, { ...limit, ...named }), /Duplicate order sent/);
    const list = (clientListId: string) => ({
      do: 'list' as const,
      contingency: 'OCO' as const,
      account: 'CROSS',
      symbol: 'BTCUSDT',
      clientListId,
      legs: [stop, limit].map((leg) => ({ account: 'CROSS', symbol: 'BTCUSDT', ...leg, quantity: '0.1' })),
    });
    bench.do(list('mine'));
    assert.equal(bench.refused(list('mine')), -2010);
    assert.equal(bench.refused(list('another')), undefined);
    bench.do({ do: 'cancelList', account: 'CROSS', symbol: 'BTCUSDT', clientListId: 'mine' });
    assert.equal(bench.refused(list('mine')), undefined);
  });
  it('all stops of a list count towards the most a pair may have', () => {
    for (let count = 0; count < 4; count++) bench.order({ ...stop, quantity: '0.01' });
    const target: Leg = { side: 'SELL', type: 'TAKE_PROFIT', quantity: '0.1', stopPrice: '55000' };
    const first: Leg = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '48000' };
    assert.throws(() => place('OTOCO', first, target, { ...stop, quantity: '0.1' }), /MAX_NUM_ALGO_ORDERS/);
  });
  it('OCO with prices the wrong way round is refused whole', () => {
    const before = JSON.stringify(bench.state);
    assert.throws(
      () => place('OCO', { ...stop, stopPrice: '46000' }, { ...limit, price: '45900' }),
      /relationship|match/,
    );
    assert.throws(() => place('OCO', stop, { ...limit, price: '49000' }), /relationship|match/);
    assert.equal(JSON.stringify(bench.state), before);
  });

  const buy: Leg = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '48000' };
  const sell: Leg = { side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '53000' };
  it('OTO: the second waits without locking anything, then starts', () => {
    const placed = place('OTO', buy, sell);
    assert.deepEqual(statuses(placed), ['NEW', 'PENDING_NEW']);
    assert.equal(bench.holding('CROSS', 'BTC').locked, '0');
    bench.hold('BTCUSDT', '47000');
    assert.deepEqual(statuses(placed), ['FILLED', 'NEW']);
    assert.equal(bench.holding('CROSS', 'BTC').locked, '0.1');
    bench.hold('BTCUSDT', '53001');
    assert.deepEqual(statuses(placed), ['FILLED', 'FILLED']);
    nothingLocked();
  });
  it('OTO: a first order that fills at once starts the second at once', () => {
    const placed = place('OTO', { ...buy, price: '51000' }, sell);
    assert.deepEqual(statuses(placed), ['FILLED', 'NEW']);
  });
  it('OTO: a second that is refused when its turn comes leaves no loan', () => {
    const maker: Leg = { side: 'SELL', type: 'LIMIT_MAKER', quantity: '2', price: '46500', autoRepayAtCancel: false };
    const placed = place('OTO', buy, { ...maker, sideEffect: 'AUTO_BORROW_REPAY' });
    bench.hold('BTCUSDT', '47000');
    assert.deepEqual(statuses(placed), ['FILLED', 'EXPIRED']);
    assert.equal(bench.holding('CROSS', 'BTC').borrowed, '0');
    assert.deepEqual(bench.of('loan'), []);
    nothingLocked();
  });
  it('OTO: cancelling the first ends the second', () => {
    const placed = place('OTO', buy, sell);
    bench.do({ do: 'cancelList', account: 'CROSS', symbol: 'BTCUSDT', listId: placed.list.id });
    assert.deepEqual(statuses(placed), ['CANCELED', 'CANCELED']);
    nothingLocked();
  });
  it('OTOCO: after the first, the two alternatives', () => {
    const placed = place(
      'OTOCO',
      buy,
      { side: 'SELL', type: 'LIMIT_MAKER', quantity: '0.1', price: '55000' },
      {
        side: 'SELL',
        type: 'STOP_LOSS_LIMIT',
        timeInForce: 'GTC',
        quantity: '0.1',
        stopPrice: '45000',
        price: '44900',
      },
    );
    bench.hold('BTCUSDT', '47500');
    assert.deepEqual(statuses(placed), ['FILLED', 'NEW', 'NEW']);
    assert.equal(bench.holding('CROSS', 'BTC').locked, '0.1');
    bench.hold('BTCUSDT', '44950');
    assert.deepEqual(statuses(placed), ['FILLED', 'EXPIRED', 'FILLED']);
    nothingLocked();
    const done = bench.of('list').at(-1);
    assert.equal(done?.list.status, 'ALL_DONE');
  });
});
