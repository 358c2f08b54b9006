import assert from 'node:assert/strict';
import type { Command } from '../../src/paper/engine/commands.ts';
import { EngineBench } from './bench-engine.ts';
import { fundedExchange, restingBuy } from './support.ts';

const DAY = 86_400_000;

describe('rules that are a choice', () => {
  const oto: Command = {
    do: 'list',
    contingency: 'OTO',
    account: 'CROSS',
    symbol: 'BTCUSDT',
    legs: (['BUY', 'SELL'] as const).map((side) => ({
      account: 'CROSS',
      symbol: 'BTCUSDT',
      side,
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: side === 'BUY' ? '40000' : '60000',
      sideEffect: 'AUTO_BORROW_REPAY',
    })),
  };
  const bench = (rules = {}): EngineBench => {
    const made = new EngineBench(rules);
    made.hold('BTCUSDT', '50000');
    made.fund('CROSS', 'USDT', '1000');
    return made;
  };

  it('AUTO_BORROW_REPAY on an OTO is taken, or refused as an older page has it', () => {
    assert.equal(bench().refused(oto), undefined);
    assert.equal(bench({ autoBorrowRepayOnOto: false }).refused(oto), -1130);
  });

  it('direct transfers between spot and an isolated pair are taken, or refused as the newest pages have it', () => {
    const direct = {
      do: 'transfer',
      asset: 'USDT',
      amount: '1',
      from: 'SPOT',
      to: 'BTCUSDT',
      kind: 'MAIN_ISOLATED_MARGIN',
    } as const;
    for (const [rules, code] of [
      [{}, undefined],
      [{ directIsolatedTransfers: false }, -1130],
    ] as const) {
      const made = bench(rules);
      made.fund('SPOT', 'USDT', '10');
      assert.equal(made.refused(direct), code);
    }
  });
});

describe('what the exchange puts away', () => {
  it('orders that ended without a trade are archived after 90 days: -2026', async () => {
    const trader = await fundedExchange();
    try {
      const { orderId } = (await trader.order(restingBuy)).body;
      await trader.call('DELETE', '/sapi/v1/margin/order', { symbol: 'BTCUSDT', orderId: String(orderId) });
      const get = async (): Promise<unknown> => {
        const { body } = await trader.call('GET', '/sapi/v1/margin/order', {
          symbol: 'BTCUSDT',
          orderId: String(orderId),
        });
        return body.code ?? body.status;
      };
      await trader.control('POST', 'clock', { advanceMs: 90 * DAY });
      assert.equal(await get(), 'CANCELED');
      await trader.control('POST', 'clock', { advanceMs: 1000 });
      assert.equal(await get(), -2026);
    } finally {
      await trader.exchange.close();
    }
  });

  it('special keys are left behind by an account that owes nothing', async () => {
    const trader = await fundedExchange();
    try {
      await trader.call('POST', '/sapi/v1/margin/apiKey', { apiName: 'fast' });
      await trader.borrow('USDT', '100');
      const leave = async (): Promise<number> =>
        (await trader.call('POST', '/sapi/v1/margin/exit-special-key-mode')).status;
      assert.equal(await leave(), 400);
      await trader.call('POST', '/sapi/v1/margin/manual-liquidation', { type: 'MARGIN' });
      await trader.control('POST', 'clock', { advanceMs: 60_000 });
      assert.equal(await leave(), 200);
      const keys = await trader.call<unknown[]>('GET', '/sapi/v1/margin/api-key-list');
      assert.deepEqual(keys.body, []);
    } finally {
      await trader.exchange.close();
    }
  });
});
