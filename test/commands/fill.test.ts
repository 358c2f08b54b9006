import assert from 'node:assert/strict';
import type { PairRules } from '../../src/connection/catalogue.ts';
import { fill } from '../../src/commands/order.ts';
import type { SideEffect } from '../../src/commands/order-kinds.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { balance } from '../connection/a-snapshot.ts';

const rules = { symbol: 'BTCUSDT', base: 'BTC', quote: 'USDT' } as PairRules;
const fee = { maker: decimal('0.0005'), taker: decimal('0.001') };

function filled(
  side: 'BUY' | 'SELL',
  effect: SideEffect,
  balances = [balance('BTC'), balance('USDT', { free: '3000' })],
) {
  const order = { side, effect, quantity: decimal('0.1') };
  const { changes, borrowed, fee: kept } = fill(order, decimal('40000'), { rules, fee }, balances);
  return {
    changes: changes.map(({ asset, held, owed }) => `${asset} ${held.toFixed()} owed ${owed.toFixed()}`),
    borrowed: borrowed && `${borrowed.amount.toFixed()} ${borrowed.asset}`,
    fee: kept && `${kept.asMaker.toFixed()} to ${kept.asTaker.toFixed()} ${kept.asset}`,
  };
}

describe('an order once it is filled', () => {
  it('brings the bought asset less the dearer fee, and pays with the quote', () => {
    assert.deepEqual(filled('BUY', 'NO_SIDE_EFFECT'), {
      changes: ['BTC 0.0999 owed 0', 'USDT -4000 owed 0'],
      borrowed: undefined,
      fee: '0.00005 to 0.0001 BTC',
    });
  });

  it('owes what it borrows for the part that is not free', () => {
    const { changes, borrowed } = filled('BUY', 'MARGIN_BUY');
    assert.deepEqual([changes[1], borrowed], ['USDT -3000 owed 1000', '1000 USDT']);
  });

  it('repays the debt of what comes in, and keeps the rest', () => {
    const owing = [balance('BTC', { free: '1' }), balance('USDT', { borrowed: '1000', interest: '1' })];
    const { changes, fee: kept } = filled('SELL', 'AUTO_REPAY', owing);
    assert.deepEqual(changes, ['USDT 2995 owed -1001', 'BTC -0.1 owed 0']);
    assert.equal(kept, '2 to 4 USDT');
  });
});
