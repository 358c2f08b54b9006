import assert from 'node:assert/strict';
import { figures } from '../../src/connection/figures.ts';
import { english } from '../../src/connection/localiser.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { riskHtml } from '../../src/sidebar/risk-panel/risk-html.ts';
import {
  crossDistances,
  crossPositions,
  isolatedPositions,
  isolatedRatio,
  levelAfter,
  levelUnder,
} from '../../src/sidebar/risk-panel/stress.ts';
import { balance, pair, snapshot } from '../connection/a-snapshot.ts';

// One bitcoin at 40,000 and 10,050 in cash against 20,000.25: (40000 + 10050) / 20000.25.
const prices = new Map([
  ['BTC', decimal('1')],
  ['USDT', decimal('0.000025')],
]);
const positions = crossPositions(snapshot(), (asset) => prices.get(asset))!;
const still = { shock: decimal('0'), rateFactor: decimal('1'), hours: decimal('0') };

describe('stress on an account', () => {
  it('without a shock is its level', () => {
    assert.equal(levelUnder(positions, still)?.toFixed(6), '2.502469');
  });

  it('moves what is not a stable coin', () => {
    assert.equal(levelUnder(positions, { ...still, shock: decimal('-0.5') })?.toFixed(6), '1.502481');
  });

  it('charges interest at the changed rate', () => {
    const month = { shock: decimal('0'), rateFactor: decimal('5'), hours: decimal('720') };
    // 0.00000571 an hour, five times, for 720 hours, makes 2.0556 % more debt.
    assert.equal(levelUnder(positions, month)?.toFixed(6), '2.452064');
  });

  it('finds the price at which one asset alone liquidates it', () => {
    const [bitcoin] = crossDistances(positions, decimal('1.1'));
    const level = crossPositions(snapshot(), (asset) => (asset === 'BTC' ? bitcoin?.liquidation : prices.get(asset)));
    assert.equal(levelUnder(level!, still)?.toFixed(9), '1.100000000');
  });

  it('says what repaying or adding does', () => {
    const { repaid, added } = levelAfter(positions, decimal('0.5'));
    assert.equal(repaid !== 'missing' && repaid?.toFixed(3), '4.005');
    assert.equal(added?.toFixed(3), '3.002');
    assert.equal(levelAfter(positions, decimal('1')).repaid, undefined);
  });

  it('cannot repay more than is held', () => {
    // 24 owed, 20 held.
    const under = [
      { ...positions[0]!, held: decimal('20'), owed: decimal('0'), price: decimal('1') },
      { ...positions[1]!, held: decimal('0'), owed: decimal('24'), price: decimal('1') },
    ];
    assert.equal(levelAfter(under, decimal('1')).repaid, 'missing');
    assert.equal(levelAfter(under, decimal('1')).added?.toFixed(3), '1.833');
    assert.equal(String(levelAfter(under, decimal('0.5')).repaid), String(decimal('8').div('12')));
    const even = [under[0]!, { ...under[1]!, owed: decimal('20') }];
    assert.equal(levelAfter(even, decimal('1')).repaid, undefined);
  });

  it('does not sum without a price', () => {
    assert.equal(
      crossPositions(snapshot(), () => undefined),
      undefined,
    );
  });

  it('works an isolated pair’s ratio out of its liquidation price', () => {
    assert.equal(isolatedRatio(pair({ liquidationPrice: decimal('20801.05') }))?.toFixed(3), '1.050');
    assert.equal(levelUnder(isolatedPositions(pair(), snapshot()), still)?.toFixed(4), '2.0099');
  });
});

describe('the risk panel', () => {
  const view = {
    snapshot: snapshot(),
    history: {
      of: () => [
        { at: 0, level: decimal('2.4') },
        { at: 60_000, level: decimal('2.5') },
      ],
    },
    priceOf: (asset: string) => prices.get(asset),
    bitcoin: decimal('40000'),
    figures: figures(false),
    l10n: english,
  };

  it('has a section with pictures and tables for each account that owes', () => {
    const html = riskHtml(view);
    assert.equal(html.match(/<section>/g)?.length, 2);
    assert.equal(html.match(/<svg role="img" aria-label="/g)?.length, 4);
    assert.match(html, /Stress: the level in 30 days/);
  });

  it('does not show a debt as repaid that what is held cannot repay', () => {
    const poor = new Map([...prices, ['BTC', decimal('0.1')]]);
    const html = riskHtml({ ...view, priceOf: (asset) => poor.get(asset) });
    assert.match(html, /100 % of the debt<\/th><td>more than is held<\/td><td>1\.\d+<\/td>/);
  });

  it('says so when nothing is owed', () => {
    const free = snapshot();
    const html = riskHtml({ ...view, snapshot: { ...free, cross: { ...free.cross, level: undefined }, isolated: [] } });
    assert.match(html, /Nothing is owed in any account/);
  });

  it('shows a name from outside as text', () => {
    const evil = '<img src=x>';
    const odd = pair({ symbol: evil, base: balance('<b>', { free: '1' }) });
    assert.doesNotMatch(riskHtml({ ...view, snapshot: snapshot({ isolated: [odd] }) }), /<img|<b>/);
  });
});
