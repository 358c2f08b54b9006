import assert from 'node:assert/strict';
import { Refusal } from '../../src/paper/engine/refusal.ts';
import { EngineBench } from './bench-engine.ts';

const code = (attempt: () => unknown): number => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 0;
};

describe('orders', () => {
  let bench: EngineBench;
  beforeEach(() => {
    bench = new EngineBench();
    bench.fund('CROSS', 'USDT', '100000');
    bench.fund('CROSS', 'BTC', '2');
    bench.hold('BTCUSDT', '50000');
  });

  it('MARKET walks up the book and pays the fee in what it receives', () => {
    const order = bench.order({ side: 'BUY', type: 'MARKET', quantity: '1' });
    assert.equal(order.status, 'FILLED');
    const average = order.executedQuote.div(order.executed);
    assert.ok(average.gt(50000) && average.lt(50100), average.toFixed());
    assert.equal(bench.holding('CROSS', 'BTC').free, '2.999');
    assert.equal(bench.holding('CROSS', 'USDT').free, order.executedQuote.negated().plus(100000).toFixed());
  });

  it('MARKET by value spends at most that value', () => {
    const order = bench.order({ side: 'BUY', type: 'MARKET', quoteQuantity: '1000' });
    assert.equal(order.status, 'FILLED');
    assert.ok(order.executedQuote.lte(1000) && order.executedQuote.gt(999), order.executedQuote.toFixed());
    assert.ok(order.quantity.eq(order.executed));
  });

  it('LIMIT locks what it needs, rests, and is filled at its price as the maker when the price comes', () => {
    const order = bench.order({ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '48000' });
    assert.equal(order.status, 'NEW');
    assert.deepEqual(bench.holding('CROSS', 'USDT'), { free: '95200', locked: '4800', borrowed: '0', interest: '0' });
    bench.hold('BTCUSDT', '47999');
    assert.equal(bench.last(order.id).status, 'FILLED');
    const [trade] = bench.of('trade');
    assert.deepEqual([trade?.trade.price, trade?.trade.maker], ['48000.00000000', true]);
    assert.deepEqual(bench.holding('CROSS', 'USDT'), { free: '95200', locked: '0', borrowed: '0', interest: '0' });
  });

  it('fills in parts when there is more of it than the book has, a new part each second', () => {
    bench.fund('CROSS', 'USDT', '90000000');
    const order = bench.order({ side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '60', price: '49999' });
    bench.hold('BTCUSDT', '49998.99');
    const part = bench.last(order.id);
    assert.equal(part.status, 'PARTIALLY_FILLED');
    bench.wait(1000);
    const more = bench.last(order.id);
    assert.ok(more.executed.gt(part.executed));
    bench.wait(600_000);
    assert.equal(bench.last(order.id).status, 'FILLED');
  });

  it('iceberg shows a part at a time', () => {
    const order = bench.order({
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '51000',
      icebergQuantity: '0.25',
    });
    bench.hold('BTCUSDT', '52000');
    assert.equal(bench.last(order.id).executed.toFixed(), '0.25');
    bench.wait(3000);
    assert.equal(bench.last(order.id).status, 'FILLED');
  });

  it('IOC keeps what it got, FOK gets all or nothing', () => {
    bench.fund('CROSS', 'USDT', '9000000');
    const immediate = bench.order({ side: 'BUY', type: 'LIMIT', timeInForce: 'IOC', quantity: '30', price: '50010' });
    assert.equal(immediate.status, 'EXPIRED');
    assert.ok(immediate.executed.gt(0));
    const whole = bench.order({ side: 'BUY', type: 'LIMIT', timeInForce: 'FOK', quantity: '30', price: '50010' });
    assert.equal(whole.status, 'EXPIRED');
    assert.ok(whole.executed.isZero());
    assert.equal(bench.holding('CROSS', 'USDT').locked, '0');
  });

  it('LIMIT_MAKER never takes', () => {
    assert.equal(
      code(() => bench.order({ side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', price: '51000' })),
      -2010,
    );
    assert.equal(bench.order({ side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', price: '49000' }).status, 'NEW');
  });

  for (const [type, side, stop, reached] of [
    ['STOP_LOSS', 'SELL', '48000', '47000'],
    ['STOP_LOSS', 'BUY', '52000', '53000'],
    ['TAKE_PROFIT', 'SELL', '52000', '53000'],
    ['TAKE_PROFIT', 'BUY', '48000', '47000'],
  ] as const)
    it(`${type} ${side} waits for its price, and is refused on the wrong side of it`, () => {
      assert.equal(
        code(() => bench.order({ side, type, quantity: '0.1', stopPrice: other(stop) })),
        -2010,
      );
      const order = bench.order({ side, type, quantity: '0.1', stopPrice: stop });
      assert.equal(order.working, false);
      bench.hold('BTCUSDT', reached);
      assert.ok(bench.last(order.id).executed.gt(0), bench.last(order.id).status);
      assert.equal(bench.holding('CROSS', side === 'BUY' ? 'USDT' : 'BTC').locked, '0');
    });
  const other = (stop: string): string => (stop === '48000' ? '52000' : '48000');

  it('STOP_LOSS_LIMIT goes to the book as a limit order', () => {
    const order = bench.order({
      side: 'SELL',
      type: 'STOP_LOSS_LIMIT',
      timeInForce: 'GTC',
      quantity: '0.1',
      stopPrice: '48000',
      price: '47950',
    });
    bench.hold('BTCUSDT', '47000');
    assert.equal(bench.last(order.id).status, 'NEW');
    assert.equal(bench.last(order.id).working, true);
    bench.hold('BTCUSDT', '48000');
    assert.equal(bench.last(order.id).status, 'FILLED');
  });

  it('trailing stop follows the price and sells when it turns', () => {
    const order = bench.order({ side: 'SELL', type: 'STOP_LOSS', quantity: '0.1', trailingDelta: 200 });
    bench.hold('BTCUSDT', '60000');
    bench.hold('BTCUSDT', '58801');
    assert.equal(bench.last(order.id).status, 'NEW');
    bench.hold('BTCUSDT', '58800');
    assert.equal(bench.last(order.id).status, 'FILLED');
  });

  it('triggers inside an advance at the second in which the price gets there, not at its end', () => {
    bench.do({ do: 'price', symbol: 'BTCUSDT', price: null });
    const price = Number(bench.world.market.price('BTCUSDT', Math.floor(bench.now / 1000)));
    const order = bench.order({
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: (price * 1.004).toFixed(2),
    });
    bench.wait(30 * 86_400_000);
    const filled = bench.last(order.id);
    assert.equal(filled.status, 'FILLED');
    const at = Number(bench.world.market.price('BTCUSDT', Math.floor(filled.updatedAt / 1000)));
    const before = Number(bench.world.market.price('BTCUSDT', Math.floor(filled.updatedAt / 1000) - 1));
    assert.ok(at >= Number(filled.price!.toFixed()) && before < Number(filled.price!.toFixed()));
  });

  it('expires the resting order, the new one, or both, rather than trade with oneself', () => {
    for (const [mode, maker, taker] of [
      ['EXPIRE_MAKER', 'EXPIRED_IN_MATCH', 'FILLED'],
      ['EXPIRE_TAKER', 'NEW', 'EXPIRED_IN_MATCH'],
      ['EXPIRE_BOTH', 'EXPIRED_IN_MATCH', 'EXPIRED_IN_MATCH'],
      ['NONE', 'FILLED', 'FILLED'],
    ] as const) {
      const resting = bench.order({
        side: 'SELL',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.01',
        price: '50002',
      });
      const order = bench.order({ side: 'BUY', type: 'MARKET', quantity: '0.01', selfTradePrevention: mode });
      assert.deepEqual([bench.last(resting.id).status, bench.last(order.id).status], [maker, taker], mode);
      if (maker === 'NEW') bench.do({ do: 'cancel', account: 'CROSS', symbol: 'BTCUSDT', orderId: resting.id });
    }
    assert.equal(bench.of('prevented').length, 3);
  });

  it('refuses a second open order with the same client id', () => {
    const order = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01', price: '40000' } as const;
    bench.order({ ...order, clientOrderId: 'mine' });
    assert.equal(
      code(() => bench.order({ ...order, clientOrderId: 'mine' })),
      -2010,
    );
    bench.do({ do: 'cancel', account: 'CROSS', symbol: 'BTCUSDT', clientOrderId: 'mine' });
    assert.equal(bench.order({ ...order, clientOrderId: 'mine' }).status, 'NEW');
  });

  for (const [what, order, expected] of [
    ['no price', { type: 'LIMIT', timeInForce: 'GTC', quantity: '1' }, -1102],
    ['no time in force', { type: 'LIMIT', quantity: '1', price: '49000' }, -1102],
    ['a price at market', { type: 'MARKET', quantity: '1', price: '49000' }, -1106],
    ['quantity and value', { type: 'MARKET', quantity: '1', quoteQuantity: '5' }, -1106],
    [
      'a stop price on a limit',
      { type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '1', stopPrice: '2' },
      -1106,
    ],
    ['no stop price', { type: 'STOP_LOSS', quantity: '1' }, -1102],
    ['time in force at market', { type: 'MARKET', quantity: '1', timeInForce: 'GTC' }, -1114],
    [
      'iceberg that is not GTC',
      { type: 'LIMIT', timeInForce: 'IOC', quantity: '1', price: '49000', icebergQuantity: '0.5' },
      -1128,
    ],
    ['too small a value', { type: 'LIMIT', timeInForce: 'GTC', quantity: '0.0001', price: '49000' }, -1013],
    ['nothing', { type: 'MARKET', quantity: '0' }, -1013],
  ] as const)
    it(`answers ${String(expected)} to ${what}`, () =>
      assert.equal(
        code(() => bench.order({ side: 'BUY', ...order })),
        expected,
      ));

  it('allows 200 open orders and five stops on a pair', () => {
    const order = { side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price: '40000' } as const;
    for (let count = 0; count < 195; count++) bench.order(order);
    for (let count = 0; count < 5; count++)
      bench.order({ side: 'SELL', type: 'STOP_LOSS', quantity: '0.001', stopPrice: '40000' });
    assert.throws(() => bench.order(order), /MAX_NUM_ORDERS/);
    bench.do({ do: 'cancelAll', account: 'CROSS', symbol: 'BTCUSDT' });
    assert.deepEqual(bench.holding('CROSS', 'BTC').locked, '0');
    for (let count = 0; count < 5; count++)
      bench.order({ side: 'SELL', type: 'STOP_LOSS', quantity: '0.001', stopPrice: '40000' });
    assert.throws(
      () => bench.order({ side: 'SELL', type: 'STOP_LOSS', quantity: '0.001', stopPrice: '40000' }),
      /MAX_NUM_ALGO_ORDERS/,
    );
  });

  it('pays fees in BNB at a quarter off where the user wants it', () => {
    bench.fund('CROSS', 'BNB', '5');
    bench.hold('BNBUSDT', '500');
    bench.do({ do: 'settings', spotBnbBurn: true });
    const order = bench.order({ side: 'SELL', type: 'MARKET', quantity: '1' });
    assert.equal(bench.holding('CROSS', 'USDT').free, order.executedQuote.plus(100000).toFixed());
    const fee = order.executedQuote.times('0.00075').div(500).toDecimalPlaces(8, 0);
    assert.equal(bench.holding('CROSS', 'BNB').free, fee.negated().plus(5).toFixed());
  });

  it('sells all BNB at market, its fees in what it receives: BNB yet to be sold pays none', () => {
    bench.fund('CROSS', 'BNB', '800');
    bench.hold('BNBUSDT', '600');
    bench.do({ do: 'settings', spotBnbBurn: true });
    const order = bench.order({ symbol: 'BNBUSDT', side: 'SELL', type: 'MARKET', quantity: '800' });
    assert.deepEqual([order.status, order.executed.toFixed()], ['FILLED', '800']);
    assert.ok(bench.of('trade').length > 1, 'walks up several levels of the book');
    assert.equal(bench.holding('CROSS', 'BNB').free, '0');
  });

  describe('that borrow and repay', () => {
    beforeEach(() => {
      bench = new EngineBench();
      bench.fund('CROSS', 'USDT', '1000');
      bench.hold('BTCUSDT', '50000');
    });

    it('MARGIN_BUY borrows what is missing when the order is accepted, not when it fills', () => {
      const order = bench.order({
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.05',
        price: '40000',
        sideEffect: 'MARGIN_BUY',
      });
      assert.equal(order.status, 'NEW');
      assert.equal(order.loan?.toFixed(), '1000');
      assert.equal(bench.holding('CROSS', 'USDT').borrowed, '1000');
      bench.wait(3_600_000);
      assert.equal(bench.of('interest').length, 2);
    });

    it('repays that loan when the order is cancelled, unless told not to', () => {
      const request = {
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.05',
        price: '40000',
        sideEffect: 'MARGIN_BUY',
      } as const;
      const order = bench.order(request);
      bench.do({ do: 'cancel', account: 'CROSS', symbol: 'BTCUSDT', orderId: order.id });
      assert.ok(Number(bench.holding('CROSS', 'USDT').borrowed) < 0.01);
      const kept = bench.order({ ...request, autoRepayAtCancel: false });
      bench.do({ do: 'cancel', account: 'CROSS', symbol: 'BTCUSDT', orderId: kept.id });
      assert.ok(Number(bench.holding('CROSS', 'USDT').borrowed) > 999);
    });

    it('repays the loan of a purchase by value that ends before it bought anything', () => {
      bench.fund('CROSS', 'BTC', '1');
      bench.order({ side: 'SELL', type: 'LIMIT_MAKER', quantity: '1', price: '50001' });
      const order = bench.order({
        side: 'BUY',
        type: 'MARKET',
        quoteQuantity: '2000',
        sideEffect: 'MARGIN_BUY',
        selfTradePrevention: 'EXPIRE_TAKER',
      });
      assert.deepEqual([order.status, order.executed.toFixed()], ['EXPIRED_IN_MATCH', '0']);
      assert.ok(Number(order.loan) > 999);
      assert.ok(Number(bench.holding('CROSS', 'USDT').borrowed) < 0.01);
    });

    it('borrows at least the minimum for a tiny shortfall', () => {
      bench.fund('CROSS', 'BTC', '0.002');
      const sell = { side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', price: '60000', quantity: '0.001' } as const;
      assert.equal(bench.order({ ...sell, sideEffect: 'AUTO_BORROW_REPAY' }).loan, undefined);
      bench.do({ do: 'transfer', kind: 'MARGIN_MAIN', asset: 'BTC', amount: '0.000001', from: 'CROSS', to: 'SPOT' });
      // A millionth is missing; the least that is lent is ten times that.
      assert.equal(bench.order({ ...sell, sideEffect: 'AUTO_BORROW_REPAY' }).loan?.toFixed(), '0.00001');
      assert.equal(bench.holding('CROSS', 'BTC').free, '0.000009');
    });

    it('AUTO_REPAY pays the debt of the coin that comes in, interest first', () => {
      bench.do({ do: 'borrow', account: 'CROSS', asset: 'BTC', amount: '0.02' });
      bench.order({ side: 'SELL', type: 'MARKET', quantity: '0.02' });
      bench.order({ side: 'BUY', type: 'MARKET', quantity: '0.01', sideEffect: 'AUTO_REPAY' });
      const debt = bench.holding('CROSS', 'BTC');
      assert.equal(debt.interest, '0');
      assert.ok(Number(debt.borrowed) > 0.01 && Number(debt.borrowed) < 0.0101, debt.borrowed);
      assert.equal(debt.free, '0');
    });

    it('NO_SIDE_EFFECT uses own money only', () =>
      assert.equal(
        code(() => bench.order({ side: 'BUY', type: 'MARKET', quantity: '0.03' })),
        -2010,
      ));
  });
});
