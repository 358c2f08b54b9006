import assert from 'node:assert/strict';
import type { Command } from '../../src/paper/engine/commands.ts';
import { stateFrom, toText } from '../../src/paper/ledger/stored.ts';
import type { Rules } from '../../src/paper/rules.ts';
import { EngineBench } from './bench-engine.ts';

const SECOND = 1000;

/** 10,000 of its own, 15,000 borrowed, 0.49 bitcoin at 50,000; at 32,000 its level is 1.0995. */
function indebted(rules: Partial<Rules> = {}): EngineBench {
  const bench = new EngineBench(rules);
  bench.fund('CROSS', 'USDT', '10000');
  bench.fund('SPOT', 'USDT', '10000');
  bench.hold('BTCUSDT', '50000');
  bench.do({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '15000' });
  bench.order({ side: 'BUY', type: 'MARKET', quantity: '0.49' });
  bench.events = [];
  return bench;
}
const locked = (bench: EngineBench): boolean => bench.state.accounts.CROSS?.liquidation !== undefined;
const notices = (bench: EngineBench): string[] => bench.of('status').map(({ status }) => status);
const transfer = (kind: string, from: string, to: string): Command => ({
  do: 'transfer',
  kind,
  asset: 'USDT',
  amount: '1',
  from,
  to,
});

describe('a liquidation in time', () => {
  it('expires orders at once and locks the account until its last step, each deed with its own code', () => {
    const bench = indebted();
    const order = bench.order({ side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '60000' });
    bench.hold('BTCUSDT', '32000');
    assert.equal(bench.last(order.id).status, 'EXPIRED');
    assert.equal(bench.last(order.id).expiryReason, 'EXCHANGE_CANCELED');
    const buy = { do: 'order', account: 'CROSS', symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET' } as const;
    const refused = (): (number | undefined)[] =>
      (
        [
          { ...buy, quantity: '0.001' },
          { do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '10' },
          { do: 'repay', account: 'CROSS', asset: 'USDT', amount: '10' },
          transfer('MAIN_MARGIN', 'SPOT', 'CROSS'),
          transfer('MARGIN_MAIN', 'CROSS', 'SPOT'),
          { do: 'liquidate', account: 'CROSS' },
          { do: 'leverage', maxLeverage: 5 },
        ] as Command[]
      ).map((command) => bench.refused(command));
    assert.deepEqual(refused(), [-3022, -3014, -3036, -3018, -3019, -3037, -3037]);
    bench.wait(SECOND - 1);
    assert.deepEqual(refused(), [-3022, -3014, -3036, -3018, -3019, -3037, -3037]);
    bench.wait(20 * SECOND);
    assert.equal(locked(bench), false);
    assert.deepEqual(notices(bench), ['FORCE_LIQUIDATION', 'NORMAL']);
    assert.equal(bench.refused({ ...buy, side: 'SELL', quantity: '0.001' }), undefined);
    assert.equal(bench.refused(transfer('MAIN_MARGIN', 'SPOT', 'CROSS')), undefined);
  });

  it('sells a quarter of the debt a second, and no more than the level needs', () => {
    const bench = indebted();
    bench.hold('BTCUSDT', '32000');
    const steps = [bench.of('liquidation').length];
    for (let second = 0; second < 12 && locked(bench); second++) {
      bench.wait(SECOND);
      steps.push(bench.of('liquidation').length);
    }
    assert.ok(steps.length > 3, `${steps.length} steps`);
    for (const { record } of bench.of('liquidation'))
      assert.ok(Number(record.executed) * Number(record.averagePrice) < 15_000 / 4 + 40, record.executed);
    const [bitcoin, usdt] = [bench.holding('CROSS', 'BTC'), bench.holding('CROSS', 'USDT')];
    const level = (Number(bitcoin.free) * 32_000 + Number(usdt.free)) / (Number(usdt.borrowed) + Number(usdt.interest));
    assert.ok(level > 1.5 && level < 1.6, String(level));
    const times = bench.of('liquidation').map(({ time }) => time);
    assert.deepEqual(times, [...new Set(times)].sort(), 'one sale a second');
  });

  it('stops early when the price comes back, and leaves the rest of the position alone', () => {
    const bench = indebted();
    bench.hold('BTCUSDT', '32000');
    const after = bench.holding('CROSS', 'BTC');
    bench.hold('BTCUSDT', '52000');
    assert.equal(locked(bench), true, 'a recovered level is found at the next step');
    bench.wait(SECOND);
    assert.equal(locked(bench), false);
    assert.deepEqual(bench.holding('CROSS', 'BTC'), after);
    assert.equal(bench.of('liquidation').length, 1);
  });

  it('hands over what the book does not take: assets and debts leave together', () => {
    const bench = indebted({ liquidationSlippage: '0' });
    bench.hold('BTCUSDT', '32000');
    assert.equal(bench.of('liquidation').length, 0);
    bench.wait(SECOND);
    for (const asset of ['BTC', 'USDT'])
      assert.deepEqual(bench.holding('CROSS', asset), { free: '0', locked: '0', borrowed: '0', interest: '0' });
    assert.ok(bench.of('flow').some(({ kind, asset }) => kind === 'OTHER_LIQUIDATION' && asset === 'BTC'));
    assert.ok(bench.state.liquidationLoan.amount.isZero(), 'the assets were worth more than the debts');
  });

  it('hands over when its steps are used up', () => {
    const bench = indebted({ liquidationSteps: 2, liquidationStepShare: '0.1' });
    bench.hold('BTCUSDT', '32000');
    bench.wait(2 * SECOND);
    assert.equal(locked(bench), false);
    assert.equal(bench.of('liquidation').length, 2);
    assert.equal(bench.holding('CROSS', 'BTC').free, '0');
  });

  it('goes on across a restart, and in one long wait as in many short ones', () => {
    const bench = indebted();
    bench.hold('BTCUSDT', '32000');
    const kept = toText(bench.state);
    const restarted = new EngineBench();
    restarted.state = stateFrom(kept);
    bench.wait(30 * SECOND);
    for (let part = 0; part < 300; part++) restarted.wait(SECOND / 10);
    assert.equal(toText(restarted.state), toText(bench.state));
  });

  it('charges interest while it lasts', () => {
    const bench = indebted({ liquidationStepMs: 3_600_000 });
    bench.hold('BTCUSDT', '32000');
    bench.wait(3_600_000);
    assert.equal(bench.of('interest').length, 1);
  });

  it('on an isolated pair leaves everything else alone, and owes nothing afterwards', () => {
    const bench = new EngineBench();
    bench.fund('SPOT', 'USDT', '5000');
    bench.hold('BTCUSDT', '50000');
    bench.do(transfer('MAIN_ISOLATED_MARGIN', 'SPOT', 'BTCUSDT'));
    bench.fund('BTCUSDT', 'USDT', '999');
    bench.do({ do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '8000' });
    bench.do({ do: 'order', account: 'BTCUSDT', symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.175' });
    bench.hold('BTCUSDT', '40000');
    assert.equal(bench.refused(transfer('ISOLATED_MARGIN_MAIN', 'BTCUSDT', 'SPOT')), -3019);
    assert.equal(bench.refused(transfer('MAIN_MARGIN', 'SPOT', 'CROSS')), undefined);
    bench.wait(60 * SECOND);
    assert.equal(bench.holding('BTCUSDT', 'USDT').borrowed, '0');
    assert.ok(bench.state.liquidationLoan.amount.isZero(), 'the rest is the platform’s loss');
  });

  it('a small debt that a whole lot would overpay does not cost the account', () => {
    const bench = new EngineBench();
    bench.hold('BTCUSDT', '50000');
    bench.fund('CROSS', 'BTC', '0.01');
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '5' });
    bench.do(transfer('MARGIN_MAIN', 'CROSS', 'SPOT'));
    bench.do({ do: 'liquidate', account: 'CROSS' });
    bench.wait(60 * SECOND);
    assert.equal(locked(bench), false);
    assert.ok(Number(bench.holding('CROSS', 'BTC').free) > 0.0098, bench.holding('CROSS', 'BTC').free);
  });
});
