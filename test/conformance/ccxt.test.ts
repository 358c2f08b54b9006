import assert from 'node:assert/strict';
import type { binance } from 'ccxt';
import { fundedExchange, type Trader } from '../paper/support.ts';
import { ccxtOf } from './clients.ts';

/** A whole trade by ccxt's unified methods: what its users write, whatever exchange they are on. */
describe('margin by the unified methods of ccxt', function () {
  this.timeout(120_000);
  let trader: Trader;
  let client: binance;
  const cross = { marginMode: 'cross' } as const;
  const isolated = { marginMode: 'isolated' } as const;
  const BTC = 'BTC/USDT';

  before(async () => {
    trader = await fundedExchange('1000', { start: Date.now() });
    await trader.control('POST', 'deposit', { wallet: 'SPOT', asset: 'USDT', amount: '20000' });
    client = ccxtOf(trader.exchange.announcement);
    await client.loadMarkets();
  });
  after(async () => {
    await client.close();
    await trader.exchange.close();
  });

  const balance = async (mode: { marginMode: string }) =>
    (await client.fetchBalance(mode)) as unknown as Record<string, Record<string, number>> & {
      info: { marginLevel: string };
    };
  const owed = async (mode: { marginMode: string }) => (await balance(mode)).USDT?.debt ?? NaN;

  it('sees the margin pairs', () => {
    const market = client.market(BTC);
    assert.equal(market.margin, true);
    assert.ok(client.symbols.length >= 20);
  });

  it('transfers in, to cross and to an isolated pair', async () => {
    await client.transfer('USDT', 9_000, 'spot', 'cross');
    await client.transfer('USDT', 500, 'spot', 'BTCUSDT');
    assert.equal((await balance(cross)).USDT?.free, 10_000);
    assert.equal((await balance(isolated)).USDT?.free, 500);
  });

  it('borrows on both', async () => {
    await client.borrowCrossMargin('USDT', 15_000);
    await client.borrowIsolatedMargin(BTC, 'USDT', 300);
    assert.ok((await owed(cross)) >= 15_000);
    assert.ok((await owed(isolated)) >= 300);
  });

  it('buys at market, with what it has and with what the order borrows', async () => {
    const bought = await client.createOrder(BTC, 'market', 'buy', 0.4, undefined, cross);
    assert.deepEqual([bought.status, bought.filled], ['closed', 0.4]);
    const before = await owed(isolated);
    const borrowing = { ...isolated, sideEffectType: 'MARGIN_BUY' };
    assert.equal((await client.createOrder(BTC, 'market', 'buy', 0.02, undefined, borrowing)).status, 'closed');
    assert.ok((await owed(isolated)) > before);
    const repaying = { ...isolated, sideEffectType: 'AUTO_REPAY' };
    assert.equal((await client.createOrder(BTC, 'market', 'sell', 0.006, undefined, repaying)).status, 'closed');
    assert.ok((await owed(isolated)) < before);
  });

  it('rests, finds and cancels orders, also stops and isolated ones', async () => {
    const limit = await client.createOrder(BTC, 'limit', 'buy', 0.001, 30_000, cross);
    const stop = await client.createOrder(BTC, 'limit', 'sell', 0.001, 29_000, { ...cross, stopLossPrice: 30_000 });
    const other = await client.createOrder(BTC, 'limit', 'sell', 0.001, 70_000, isolated);
    const open = (await client.fetchOpenOrders(BTC, undefined, undefined, cross)).map(({ id }) => id);
    assert.deepEqual(open.sort(), [limit.id, stop.id].sort());
    const found = await client.fetchOrder(String(limit.id), BTC, cross);
    assert.deepEqual([found.status, found.price, found.amount], ['open', 30_000, 0.001]);
    assert.equal((await client.cancelOrder(String(limit.id), BTC, cross)).status, 'canceled');
    assert.equal((await client.cancelOrder(String(other.id), BTC, isolated)).status, 'canceled');
    assert.equal((await client.cancelAllOrders(BTC, cross)).length, 1);
    assert.deepEqual(await client.fetchOpenOrders(BTC, undefined, undefined, cross), []);
    await assert.rejects(client.cancelOrder(String(limit.id), BTC, cross), /-2011/);
  });

  it('is called when the price falls', async () => {
    await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '36000' });
    assert.ok(Number((await balance(cross)).info.marginLevel) <= 1.3);
    assert.notEqual(trader.exchange.venue.state.accounts.CROSS?.calledAt, undefined);
    await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '50000' });
  });

  it('sells, repays everything and transfers out', async () => {
    await client.createOrder(BTC, 'market', 'sell', 0.39, undefined, cross);
    await client.repayCrossMargin('USDT', (await owed(cross)).toFixed(8) as unknown as number);
    await client.createOrder(BTC, 'market', 'sell', 0.01, undefined, isolated);
    await client.repayIsolatedMargin(BTC, 'USDT', (await owed(isolated)).toFixed(8) as unknown as number);
    assert.equal(await owed(cross), 0);
    assert.equal(await owed(isolated), 0);
    await client.transfer('USDT', 5_000, 'cross', 'spot');
    await client.transfer('USDT', 100, 'BTCUSDT', 'spot');
  });

  it('reads every history of it', async () => {
    const trades = await client.fetchMyTrades(BTC, undefined, undefined, cross);
    assert.ok(trades.length >= 2 && trades.every(({ fee }) => (fee?.cost ?? 0) > 0));
    const orders = await client.fetchOrders(BTC, undefined, undefined, cross);
    assert.deepEqual([...new Set(orders.map(({ status }) => status))].sort(), ['canceled', 'closed']);
    const charges = await client.fetchBorrowInterest('USDT');
    assert.ok(charges.length >= 1 && charges.every(({ interest, marginMode }) => (interest ?? 0) > 0 && marginMode));
    assert.equal((await client.fetchBorrowInterest('USDT', BTC)).length, 2);
    const transfers = { fromAccount: 'spot', toAccount: 'cross' };
    assert.equal((await client.fetchTransfers('USDT', undefined, undefined, transfers)).length, 1);
    assert.ok((await client.fetchBorrowRateHistory('USDT')).length > 0);
    assert.ok(Number((await client.fetchCrossBorrowRate('USDT')).rate) > 0);
    assert.ok((await client.fetchIsolatedBorrowRate(BTC)).quoteRate);
    assert.deepEqual(await client.fetchMyDustTrades(undefined, undefined, undefined, { accountType: 'MARGIN' }), []);
    assert.equal((await client.fetchStatus()).status, 'ok');
  });
});
