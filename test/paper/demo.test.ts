import assert from 'node:assert/strict';
import { startExchange } from '../../src/paper/exchange.ts';
import { START, Trader } from './support.ts';

describe('the demo account', () => {
  it('has something true to say to every history, also in the default windows', async () => {
    const trader = new Trader(await startExchange({ clock: 'manual', start: START }));
    try {
      const rows = async (path: string, values: Record<string, string | number> = {}): Promise<number> => {
        const { body } = await trader.call<{ rows?: unknown[]; total?: number }>('GET', path, values);
        return Array.isArray(body) ? body.length : (body.total ?? body.rows?.length ?? 0);
      };
      const sapi = '/sapi/v1/margin';
      assert.ok((await rows(`${sapi}/interestHistory`)) > 100);
      assert.ok((await rows(`${sapi}/interestHistory`, { isolatedSymbol: 'BTCUSDT' })) > 100);
      assert.ok((await rows(`${sapi}/borrow-repay`, { type: 'BORROW' })) > 0);
      assert.ok((await rows(`${sapi}/borrow-repay`, { type: 'REPAY' })) > 0);
      assert.ok((await rows(`${sapi}/myTrades`, { symbol: 'BTCUSDT' })) > 0);
      assert.ok((await rows(`${sapi}/myTrades`, { symbol: 'BTCUSDT', isIsolated: 'TRUE' })) > 0);
      assert.ok((await rows(`${sapi}/transfer`)) > 0);
      assert.ok((await rows(`${sapi}/capital-flow`)) > 10);
      assert.ok((await rows(`${sapi}/openOrders`)) >= 4);
      assert.ok((await rows(`${sapi}/openOrderList`)) === 1);
      assert.ok((await rows('/sapi/v1/asset/dribblet')) === 1);
      const long = { startTime: START - 55 * 86_400_000, endTime: START - 40 * 86_400_000 };
      assert.ok((await rows(`${sapi}/forceLiquidationRec`, { ...long, isolatedSymbol: 'XRPUSDT' })) > 0);
      assert.ok((await rows(`${sapi}/exchange-small-liability-history`, { current: 1, size: 10 })) > 0);
      const isolated = await trader.call<{ assets: unknown[] }>('GET', `${sapi}/isolated/account`);
      assert.ok(isolated.body.assets.length >= 2);
      assert.deepEqual(trader.exchange.venue.state.heldPrices, {});
    } finally {
      await trader.exchange.close();
    }
  });

  it('is the same for the same seed and day', async () => {
    const states = [];
    for (const seed of [5, 5, 6]) {
      const trader = new Trader(await startExchange({ clock: 'manual', start: START, seed }));
      states.push((await trader.control('GET', 'state')).text);
      await trader.exchange.close();
    }
    assert.equal(states[0], states[1]);
    assert.notEqual(states[0], states[2]);
  });
});
