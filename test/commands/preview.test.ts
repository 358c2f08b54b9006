import assert from 'node:assert/strict';
import { previewCross, previewIsolated } from '../../src/commands/preview.ts';
import { decimal, zero } from '../../src/margin/decimal.ts';
import { balance, pair, snapshot } from '../connection/a-snapshot.ts';

const tiers = [
  { tier: 1, liquidation: decimal('1.05'), baseMaxBorrowable: decimal('1'), quoteMaxBorrowable: decimal('20000') },
  { tier: 2, liquidation: decimal('1.1'), baseMaxBorrowable: decimal('2'), quoteMaxBorrowable: decimal('40000') },
];

describe('a preview', () => {
  const now = snapshot({
    isolated: [pair({ base: balance('BTC', { free: '1' }), quote: balance('USDT', { borrowed: '15000' }) })],
  });
  const borrowing = (amount: string) =>
    previewIsolated(now, 'BTCUSDT', [{ asset: 'USDT', held: zero, owed: decimal(amount) }], tiers)?.after;

  it('liquidates an isolated pair at the ratio of the tier that its debt will be of', () => {
    assert.equal(borrowing('5000')?.liquidationPrice?.toFixed(), '21000');
    assert.equal(borrowing('10000')?.liquidationPrice?.toFixed(), '27500');
  });

  it('keeps to the last tier beyond its limits', () => {
    assert.equal(borrowing('45000')?.liquidationPrice?.toFixed(), '66000');
  });

  it('is not guessed for an asset without a price', () => {
    assert.equal(
      previewCross(snapshot(), [{ asset: 'XYZ', held: zero, owed: zero }], () => undefined),
      undefined,
    );
  });
});
