import assert from 'node:assert/strict';
import { repaymentOfAll } from '../../src/commands/repay-all.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { balance } from '../connection/a-snapshot.ts';

describe('repaying all', () => {
  const agreed = { amount: decimal('100.5'), principal: decimal('100') };
  const comesTo = (now: Parameters<typeof balance>[1]) =>
    repaymentOfAll(agreed, balance('USDT', { free: '5000', ...now })).toFixed();

  it('takes the interest with it that was charged while the confirmation was read', () => {
    assert.equal(comesTo({ borrowed: '100', interest: '0.6' }), '100.6');
  });

  it('is less where a part was repaid meanwhile, and at most what is free', () => {
    assert.equal(comesTo({ borrowed: '40', interest: '0.1' }), '40.1');
    assert.equal(comesTo({ borrowed: '100', interest: '0.5', free: '80' }), '80');
  });

  it('does not grow with what was borrowed meanwhile: nobody agreed to repay that', () => {
    assert.equal(comesTo({ borrowed: '2100', interest: '0.6' }), '100.5');
  });

  it('leaves it to the exchange to say that nothing is owed any more', () => {
    assert.equal(comesTo({}), '100.5');
    assert.equal(repaymentOfAll(agreed, undefined).toFixed(), '100.5');
  });
});
