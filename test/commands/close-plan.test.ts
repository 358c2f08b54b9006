import assert from 'node:assert/strict';
import fc from 'fast-check';
import { closingTrade } from '../../src/commands/close-plan.ts';
import { Decimal, decimal } from '../../src/margin/decimal.ts';
import { balance } from '../connection/a-snapshot.ts';

const lot = { step: decimal('0.001'), min: decimal('0.001') };
const fee = decimal('0.001');

function trade(figures: Parameters<typeof balance>[1]): string {
  const planned = closingTrade(balance('BTC', figures), lot, fee);
  return planned ? `${planned.side} ${planned.quantity.toFixed()}` : 'nothing';
}

describe('closing a position', () => {
  it('sells a long down to the lot', () => {
    assert.equal(trade({ free: '0.51234567' }), 'SELL 0.512');
  });

  it('sells only what its own debt leaves', () => {
    assert.equal(trade({ free: '0.5', borrowed: '0.2' }), 'SELL 0.3');
  });

  it('buys a short back with its interest and the fee, up to the lot', () => {
    assert.equal(trade({ borrowed: '0.5', interest: '0.0001' }), 'BUY 0.501');
  });

  it('leaves what is smaller than a lot', () => {
    assert.equal(trade({ free: '0.0005' }), 'nothing');
    assert.equal(trade({}), 'nothing');
  });

  it('buys enough to repay everything after the fee', () => {
    const owed = fc.bigInt({ min: 1n, max: 10n ** 12n }).map((units) => new Decimal(units.toString()).div('1e8'));
    fc.assert(
      fc.property(owed, (borrowed) => {
        const planned = closingTrade(balance('BTC', { borrowed: borrowed.toFixed() }), lot, fee);
        assert.ok(planned?.side === 'BUY');
        assert.ok(planned.quantity.times(decimal('1').minus(fee)).gte(borrowed));
      }),
    );
  });
});
