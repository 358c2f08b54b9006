import assert from 'node:assert/strict';
import { endpointOf } from '../../src/binance/table/index.ts';
import { Failure } from '../../src/paper/server/fault.ts';
import { Limits } from '../../src/paper/server/limits.ts';
import { fundedExchange, type Trader } from './support.ts';

const MINUTE = 60_000;
const buy = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price: '40000' };

describe('request weights', () => {
  let trader: Trader;
  afterEach(() => trader.exchange.close());

  it('are shown by every answer, also when limits are off', async () => {
    trader = await fundedExchange('10000', { limits: false });
    const account = await trader.call('GET', '/sapi/v1/margin/account');
    assert.equal(account.headers.get('x-sapi-used-ip-weight-1m'), '10');
    assert.equal((await trader.borrow('USDT', '100')).headers.get('x-sapi-used-uid-weight-1m'), '1500');
    assert.equal((await trader.borrow('USDT', '100')).headers.get('x-sapi-used-uid-weight-1m'), '3000');
    const refused = await trader.call('GET', '/sapi/v1/margin/order', { symbol: 'BTCUSDT', orderId: 1 });
    assert.equal(refused.status, 400);
    assert.ok(refused.headers.get('x-sapi-used-ip-weight-1m'));
    const time = await trader.call('GET', '/api/v3/time', {}, { unsigned: true });
    assert.ok(Number(time.headers.get('x-mbx-used-weight-1m')) > 0);
  });

  it('cost more for an order that borrows', async () => {
    trader = await fundedExchange('10000', { limits: false });
    const plain = await trader.order(buy);
    assert.equal(plain.headers.get('x-sapi-used-uid-weight-1m'), '6');
    const borrowing = await trader.order({ ...buy, sideEffectType: 'MARGIN_BUY' });
    assert.equal(borrowing.headers.get('x-sapi-used-uid-weight-1m'), '1506');
  });

  it('start anew each minute, are refused with 429 when used up, and banned with 418 when that is not heeded', async () => {
    trader = await fundedExchange('10000', { limits: true });
    const most = async () => trader.call('GET', '/sapi/v1/margin/maxBorrowable', { asset: 'USDT' });
    for (let call = 0; call < 240; call++) assert.equal((await most()).status, 200);
    const over = await most();
    assert.deepEqual([over.status, over.body.code, over.headers.get('retry-after')], [429, -1003, '60']);
    // Another endpoint has a budget of its own.
    assert.equal((await trader.call('GET', '/sapi/v1/margin/account')).status, 200);
    await trader.control('POST', 'clock', { advanceMs: MINUTE });
    assert.equal((await most()).headers.get('x-sapi-used-uid-weight-1m'), '750');
    for (let call = 1; call < 240; call++) await most();
    for (let call = 0; call <= 10; call++) assert.equal((await most()).status, 429);
    const banned = await trader.call('GET', '/sapi/v1/margin/account');
    assert.deepEqual([banned.status, banned.body.code, banned.headers.get('retry-after')], [418, -1003, '120']);
    await trader.control('POST', 'clock', { advanceMs: 2 * MINUTE });
    assert.equal((await trader.call('GET', '/sapi/v1/margin/account')).status, 200);
  }).timeout(120_000);

  it('count orders per account, in ten seconds and in a day', async () => {
    trader = await fundedExchange('10000');
    await trader.order(buy);
    const second = await trader.order(buy);
    assert.deepEqual(
      [second.headers.get('x-mbx-order-count-10s'), second.headers.get('x-mbx-order-count-1d')],
      ['2', '2'],
    );
    await trader.control('POST', 'clock', { advanceMs: 10_000 });
    const usage = await trader.call<{ interval: string; count: number; limit: number }[]>(
      'GET',
      '/sapi/v1/margin/rateLimit/order',
    );
    assert.deepEqual(
      usage.body.map(({ interval, count, limit }) => [interval, count, limit]),
      [
        ['SECOND', 0, 10_000],
        ['DAY', 2, 20_000],
      ],
    );
  });

  it('order counts are held at 10,000 in ten seconds: -1015, without Retry-After, per account', () => {
    const limits = new Limits(true, 0);
    const endpoint = endpointOf('createMarginOrder');
    const cross = { symbol: 'BTCUSDT' };
    for (let order = 0; order < 10_000; order++) limits.placed(endpoint, cross, 0);
    let refusal: unknown;
    try {
      limits.take(endpoint, cross, 9_999);
    } catch (error) {
      refusal = error;
    }
    assert.ok(refusal instanceof Failure);
    assert.deepEqual([refusal.status, refusal.code], [429, -1015]);
    assert.match(refusal.message, /10000 orders per 10 SECOND/i);
    assert.equal(refusal.headers['Retry-After'], undefined);
    limits.take(endpoint, { symbol: 'BTCUSDT', isIsolated: 'TRUE' }, 9_999);
    limits.take(endpoint, cross, 10_000);
    for (let order = 0; order < 10_000; order++) limits.placed(endpoint, cross, 20_000);
    assert.throws(() => limits.take(endpoint, cross, 3 * 3_600_000), { code: -1015, message: /20000/ });
    limits.take(endpoint, cross, 86_400_000);
  });

  it('OCO and OTO count as two orders, OTOCO as three', () => {
    const limits = new Limits(true, 0);
    for (const name of ['createMarginOcoOrder', 'createMarginOtoOrder', 'createMarginOtocoOrder'] as const)
      limits.placed(endpointOf(name), {}, 0);
    assert.deepEqual(limits.orderCounts({}, 0), [7, 7]);
  });

  it('keep loans 100 ms apart', async () => {
    trader = await fundedExchange('10000', { limits: true });
    assert.equal((await trader.borrow('USDT', '100')).status, 200);
    assert.equal((await trader.borrow('USDT', '100')).body.code, -3007);
    await trader.control('POST', 'clock', { advanceMs: 100 });
    assert.equal((await trader.borrow('USDT', '100')).status, 200);
  });
});
