import assert from 'node:assert/strict';
import { RefusedError } from '../../src/binance/errors.ts';
import { paper, type Bench } from '../binance/support/exchange.ts';

/** Names that have to be percent-encoded, through real calls: the exchange checks the signature over what arrives. */
describe('names that no plain query can hold', () => {
  const asset = '币安人生';
  const symbol = `${asset}USDT`;
  let bench: Bench;
  before(async () => {
    bench = await paper({ limits: false }, { loanGapMs: 0 });
    await bench.control('POST', 'deposit', { wallet: 'SPOT', asset, amount: '5000' });
  });
  after(() => bench.close());

  it('a Chinese coin is found, transferred and traded', async () => {
    const { client } = bench;
    assert.equal((await client.getMarginAsset({ asset })).assetName, asset);
    assert.equal((await client.getMarginSymbol({ symbol })).symbol, symbol);
    assert.equal((await client.getMarginPriceIndex({ symbol })).symbol, symbol);
    await client.transferSpotToMargin({ asset, amount: '1000' });
    // Signed and read right, it is refused for the one reason there is: this coin is not lent.
    await assert.rejects(
      client.createMarginLoan({ asset, amount: '200' }),
      (error) => error instanceof RefusedError && error.code === -3012,
    );
    const order = await client.createMarginOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: '50' });
    assert.equal(order.status, 'FILLED');
    assert.ok((await client.getMarginTrades({ symbol })).length > 0);
    const row = (await client.getMarginAccount()).userAssets.find((one) => one.asset === asset);
    assert.equal(row?.free, '950.00000000');
    await client.transferSpotToIsolatedMargin({ asset, symbol, amount: '100' });
    const [pair] = (await client.getIsolatedMarginAccount({ symbols: [symbol] })).assets;
    assert.equal(pair?.baseAsset.free, '100.00000000');
    const moved = await client.iterateUniversalTransfers({ type: 'MAIN_MARGIN' }).collect();
    assert.equal(moved.at(-1)?.asset, asset);
  });

  it('a lost answer about it is looked up', async () => {
    await bench.control('POST', 'faults', [{ endpoint: 'POST /sapi/v1/asset/transfer', kind: 'drop-after', times: 1 }]);
    const { tranId } = await bench.client.transferSpotToMargin({ asset, amount: '111' });
    const [newest] = (await bench.client.queryUniversalTransferHistory({ type: 'MAIN_MARGIN' })).rows;
    assert.deepEqual([newest?.tranId, newest?.asset, newest?.amount], [tranId, asset, '111.00000000']);
  });

  it('an order’s own id may be any text', async () => {
    for (const newClientOrderId of ["a*b'(c) d~", '我的订单', 'a&b=c?d#e%20+/"']) {
      const { orderId } = await bench.client.createMarginOrder({
        symbol,
        side: 'SELL',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '100',
        price: (Number((await bench.client.getMarginPriceIndex({ symbol })).price) * 1.1).toFixed(4),
        newClientOrderId,
      });
      const found = await bench.client.getMarginOrder({ symbol, origClientOrderId: newClientOrderId });
      assert.deepEqual([found.orderId, found.clientOrderId], [orderId, newClientOrderId]);
      const cancelled = await bench.client.cancelMarginOrder({ symbol, origClientOrderId: newClientOrderId });
      assert.equal(cancelled.origClientOrderId, newClientOrderId);
    }
  });
});
