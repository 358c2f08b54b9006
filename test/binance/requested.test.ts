import assert from 'node:assert/strict';
import { RefusedError } from '../../src/binance/errors.ts';
import { paper, type Bench } from './support/exchange.ts';

// What the requested interface's examples do and read, in their order, on the furnished demo account.
describe('the requested interface', () => {
  let bench: Bench;
  before(async () => {
    bench = await paper({ clock: 'manual', limits: false }, { loanGapMs: 0 });
  });
  after(() => bench.close());

  it('accounts', async () => {
    const { client } = bench;
    const account = await client.getMarginAccount();
    for (const key of [
      'totalAssetOfBtc',
      'totalLiabilityOfBtc',
      'totalNetAssetOfBtc',
      'marginLevel',
      'indexPrice',
    ] as const)
      assert.match(account[key] ?? '', /^\d+(\.\d+)?$/, key);
    for (const { free, locked, borrowed, interest, netAsset } of account.userAssets)
      assert.equal(
        (Number(free) + Number(locked) - Number(borrowed) - Number(interest)).toFixed(6),
        Number(netAsset).toFixed(6),
      );
    const isolated = await client.getIsolatedMarginAccount();
    const pair = isolated.assets.find(({ symbol }) => symbol === 'BTCUSDT');
    assert.ok(pair);
    assert.equal(pair.isolated, true);
    for (const key of ['marginLevel', 'marginRatio', 'indexPrice', 'liquidatePrice'] as const)
      assert.ok(pair[key] !== '', key);
    assert.deepEqual([pair.baseAsset.asset, pair.quoteAsset.asset], ['BTC', 'USDT']);
  });

  it('one asset, one pair, not a list', async () => {
    const { client } = bench;
    const asset = await client.getMarginAsset({ asset: 'BTC' });
    assert.deepEqual([asset.isBorrowable, asset.isMortgageable], [true, true]);
    const pair = await client.getMarginSymbol({ symbol: 'BTCUSDT' });
    assert.deepEqual([pair.isMarginTrade, pair.isBuyAllowed, pair.isSellAllowed], [true, true, true]);
    assert.match(pair.id, /^\d{18}$/);
    assert.equal((await client.getIsolatedMarginSymbol({ symbol: 'BTCUSDT' })).symbol, 'BTCUSDT');
    await assert.rejects(client.getMarginAsset({ asset: 'NOSUCH' }), RefusedError);
  });

  it('orders and trades', async () => {
    const { client } = bench;
    const market = await client.createMarginOrder({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: 0.001,
      isIsolated: 'FALSE',
    });
    assert.equal(market.status, 'FILLED');
    assert.ok(market.fills && market.fills.length > 0);
    const limit = await client.createMarginOrder({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: 0.001,
      price: '45000',
      isIsolated: 'TRUE',
      newClientOrderId: "a*b'(c) d~",
    });
    const found = await client.getMarginOrder({ symbol: 'BTCUSDT', orderId: limit.orderId, isIsolated: 'TRUE' });
    assert.deepEqual([found.price, found.clientOrderId], ['45000.00000000', "a*b'(c) d~"]);
    const open = await client.getOpenMarginOrders({ symbol: 'BTCUSDT', isIsolated: 'TRUE' });
    assert.ok(open.some(({ orderId }) => orderId === limit.orderId));
    const cancelled = await client.cancelMarginOrder({ symbol: 'BTCUSDT', orderId: limit.orderId, isIsolated: 'TRUE' });
    assert.equal(cancelled.orderId, limit.orderId);
    const [newest] = (await client.getMarginTrades({ symbol: 'BTCUSDT', limit: 100 })).slice(-1);
    assert.equal(newest?.orderId, market.orderId);
    assert.equal(newest.isIsolated, false);
    assert.ok(
      (await client.getAllMarginOrders({ symbol: 'BTCUSDT' })).some(({ orderId }) => orderId === market.orderId),
    );
  });

  it('loans and their past', async () => {
    const { client } = bench;
    const loan = await client.createMarginLoan({ asset: 'USDT', amount: 1000, isIsolated: 'FALSE' });
    const isolated = await client.createMarginLoan({
      asset: 'USDT',
      amount: 50,
      symbol: 'BTCUSDT',
      isIsolated: 'TRUE',
    });
    const repaid = await client.repayMarginLoan({ asset: 'USDT', amount: 100, isIsolated: 'FALSE' });
    await client.repayMarginLoan({ asset: 'USDT', amount: 50, symbol: 'BTCUSDT', isIsolated: 'TRUE' });
    const loans = await client.getMarginLoanDetails({ asset: 'USDT', limit: 100 });
    assert.ok(
      loans.rows.some(
        ({ txId, principal, status }) =>
          txId === loan.tranId && principal === '1000.00000000' && status === 'CONFIRMED',
      ),
    );
    const ofPair = await client.getMarginLoanDetails({ asset: 'USDT', isolatedSymbol: 'BTCUSDT', limit: 100 });
    assert.equal(ofPair.rows[0]?.txId, isolated.tranId);
    assert.equal((await client.getMarginRepayDetails({ asset: 'USDT', limit: 100 })).rows[0]?.txId, repaid.tranId);
    const [charge] = (await client.getMarginInterestHistory({ asset: 'USDT', limit: 100 })).rows;
    assert.equal(charge?.type, 'ON_BORROW');
    assert.match(charge.txId, /^\d{19}$/);
    assert.ok(Array.isArray((await client.getMarginForceLiquidationRecord({ limit: 100 })).rows));
  });

  it('transfers', async () => {
    const { client } = bench;
    for (const { tranId } of [
      await client.transferSpotToMargin({ asset: 'USDT', amount: 100 }),
      await client.transferMarginToSpot({ asset: 'USDT', amount: 50 }),
      await client.transferSpotToIsolatedMargin({ asset: 'USDT', symbol: 'ETHUSDT', amount: 200 }),
      await client.transferIsolatedMarginToSpot({ asset: 'USDT', symbol: 'ETHUSDT', amount: 100 }),
    ])
      assert.match(tranId, /^\d+$/);
  });

  it('limits, prices, fees', async () => {
    const { client } = bench;
    assert.match((await client.getMaxMarginLoan({ asset: 'USDT', isolatedSymbol: 'BTCUSDT' })).amount, /^\d/);
    assert.match((await client.getMaxMarginTransfer({ asset: 'USDT', isolatedSymbol: 'BTCUSDT' })).amount, /^\d/);
    assert.equal((await client.getMarginPriceIndex({ symbol: 'BTCUSDT' })).symbol, 'BTCUSDT');
    for (const fee of await client.getMarginFee())
      assert.match(`${fee.makerCommission} ${fee.takerCommission}`, /^0\.\d+ 0\.\d+$/, fee.coin);
    const fee = await client.getIsolatedMarginFee({ symbol: 'BTCUSDT' });
    assert.match(`${fee.makerCommission} ${fee.takerCommission}`, /^0\.\d+ 0\.\d+$/);
    assert.ok(Array.isArray(await client.getIsolatedMarginFee()));
  });

  it('risk and small balances', async () => {
    const { client } = bench;
    const [rate] = await client.getMarginInterestRateHistory({ asset: 'USDT', vipLevel: 0, limit: 1 });
    assert.match(rate?.dailyInterestRate ?? '', /^0\.\d+/);
    const [ratio] = await client.getCrossMarginCollateralRatio();
    assert.ok(ratio && ratio.assetNames.length > 0 && ratio.collaterals.length > 0);
    const dust = await client.getMarginDribblet();
    assert.match(dust.totalTransferBtc, /^\d/);
    for (const { asset, amount, fromBNB, toBNB } of dust.details)
      assert.ok(Number(amount) > 0 && Number(fromBNB) <= Number(toBNB), asset);
    const log = await client.marginDustLog();
    assert.deepEqual(dust.userAssetDribblets, log.userAssetDribblets);
  });

  it('listen keys', async () => {
    const { client } = bench;
    const listenKey = await client.marginStreamGetListenKey();
    const stream = client.tradeStream({ listenKey });
    const first = await stream[Symbol.asyncIterator]().next();
    assert.equal(first.value?.e, 'snapshot');
    const kept = await client.marginStreamKeepalive({ listenKey });
    assert.ok(kept.expirationTime > 0);
    assert.deepEqual(await client.marginStreamClose({ listenKey }), {});
    assert.equal(stream.state, 'closed');
    await assert.rejects(client.marginStreamKeepalive({ listenKey }), /no such listen key/);
  });
});
