import assert from 'node:assert/strict';
import type { NewOrder } from '../../src/binance/table/index.ts';
import { orderOutcome } from '../../src/commands/order-outcome.ts';
import { fillPrice } from '../../src/commands/order.ts';
import { english } from '../../src/connection/localiser.ts';
import { decimal } from '../../src/margin/decimal.ts';

describe('what is said of an order', () => {
  const said = (change: object) =>
    orderOutcome(
      { orderId: 7, symbol: 'BTCUSDT', executedQty: '0', cummulativeQuoteQty: '0', ...change } as NewOrder,
      { base: 'BTC', quote: 'USDT' },
      english,
    );

  it('is that it waits, where it does', () => {
    assert.equal(said({ status: 'NEW' }), 'Order 7 on BTCUSDT is in the book.');
  });

  it('is how it ended, where it is over without a trade', () => {
    assert.equal(said({ status: 'EXPIRED' }), 'Order 7 on BTCUSDT is expired.');
    assert.equal(said({ status: 'EXPIRED_IN_MATCH' }), 'Order 7 on BTCUSDT is expired in match.');
  });

  it('is what it traded, also where the rest expired', () => {
    assert.equal(
      said({ status: 'EXPIRED', executedQty: '0.3', cummulativeQuoteQty: '15000' }),
      'Order 7 on BTCUSDT: 0.3 BTC filled at 50,000 USDT on average.',
    );
  });
});

describe('the price that an order is foreseen to trade at', () => {
  const at = (text: string) => decimal(text);

  it('is its own, else that of its stop, else the index price', () => {
    const reference = at('50000');
    assert.equal(fillPrice({ price: at('40000'), stopPrice: at('41000') }, reference).toFixed(), '40000');
    assert.equal(fillPrice({ stopPrice: at('41000') }, reference).toFixed(), '41000');
    assert.equal(fillPrice({}, reference).toFixed(), '50000');
  });
});
