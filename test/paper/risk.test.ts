import assert from 'node:assert/strict';
import { decimal } from '../../src/margin/decimal.ts';
import { HOUR, hourlyCharge } from '../../src/margin/interest.ts';
import { hourlyUnits } from '../../src/paper/engine/interest.ts';
import { EngineBench } from './bench-engine.ts';
import fc from 'fast-check';

const DAY = 24 * HOUR;

describe('risk on the cross account', () => {
  let bench: EngineBench;
  /** 10,000 of its own, 15,000 borrowed, 0.49 bitcoin at 50,000: level about 1.66. */
  beforeEach(() => {
    bench = new EngineBench();
    bench.fund('CROSS', 'USDT', '10000');
    bench.hold('BTCUSDT', '50000');
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '15000' });
    bench.order({ side: 'BUY', type: 'MARKET', quantity: '0.49' });
    bench.events = [];
  });
  const notices = (): string[] => bench.of('status').map(({ status }) => status);

  it('is called once at 1.3 and again every 24 hours, until it is back above', () => {
    bench.hold('BTCUSDT', '38500');
    assert.deepEqual(notices(), ['MARGIN_CALL']);
    bench.wait(23 * HOUR);
    assert.deepEqual(notices(), ['MARGIN_CALL']);
    bench.wait(HOUR);
    bench.wait(DAY);
    assert.deepEqual(notices(), ['MARGIN_CALL', 'MARGIN_CALL', 'MARGIN_CALL']);
    bench.hold('BTCUSDT', '45000');
    assert.equal(notices().at(-1), 'NORMAL');
    bench.wait(2 * DAY);
    assert.equal(notices().length, 4);
  });

  it('is liquidated at 1.1: orders expire, collateral is sold, a fee is kept, and it stops above 1.5', () => {
    const order = bench.order({ side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '60000' });
    bench.hold('BTCUSDT', '32000');
    assert.equal(bench.last(order.id).status, 'EXPIRED');
    bench.wait(10_000);
    const [record] = bench.of('liquidation').map((event) => event.record);
    assert.deepEqual([record?.symbol, record?.side], ['BTCUSDT', 'SELL']);
    const flows = bench.of('flow').map(({ kind }) => kind);
    for (const kind of ['SELL_LIQUIDATION', 'LIQUIDATION_FEE', 'REPAY_LIQUIDATION'] as const)
      assert.ok(flows.includes(kind), kind);
    const fee = bench.of('flow').find(({ kind }) => kind === 'LIQUIDATION_FEE');
    const sold = bench.of('flow').find(({ kind, asset }) => kind === 'SELL_LIQUIDATION' && asset === 'USDT');
    assert.equal(decimal(fee!.amount).negated().toFixed(8), decimal(sold!.amount).times('0.02').toFixed(8));
    const usdt = bench.holding('CROSS', 'USDT');
    const bitcoin = bench.holding('CROSS', 'BTC');
    const level = (Number(bitcoin.free) * 32000 + Number(usdt.free)) / (Number(usdt.borrowed) + Number(usdt.interest));
    assert.ok(level > 1.5 && level < 1.6, String(level));
    assert.deepEqual(notices(), ['FORCE_LIQUIDATION', 'NORMAL']);
  });

  it('under water, leaves a liquidation loan in USDC that the spot wallet can repay', () => {
    bench.hold('BTCUSDT', '20000');
    bench.wait(60_000);
    assert.deepEqual(bench.holding('CROSS', 'USDT'), { free: '0', locked: '0', borrowed: '0', interest: '0' });
    assert.equal(bench.holding('CROSS', 'BTC').free, '0');
    const owed = bench.state.liquidationLoan.amount;
    assert.ok(owed.gt(4800) && owed.lt(5800), owed.toFixed());
    bench.fund('SPOT', 'USDC', '10000');
    assert.equal(bench.refused({ do: 'repayLiquidationLoan', asset: 'USDC', amount: '9999' }), -3015);
    bench.do({ do: 'repayLiquidationLoan', asset: 'USDC', amount: owed.toFixed() });
    assert.ok(bench.state.liquidationLoan.repaid.eq(owed));
  });

  it('lets nothing out at or below level 2, nothing be borrowed at or below 1.5', () => {
    const out = {
      do: 'transfer',
      kind: 'MARGIN_MAIN',
      asset: 'BTC',
      amount: '0.001',
      from: 'CROSS',
      to: 'SPOT',
    } as const;
    assert.equal(bench.refused(out), -3020);
    const more = { do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '10' } as const;
    assert.equal(bench.refused(more), undefined);
    bench.hold('BTCUSDT', '44000');
    assert.equal(bench.refused(more), -3006);
  });

  it('leverage 5x moves the lines, and can only be taken back above the other line', () => {
    bench.do({ do: 'leverage', maxLeverage: 5 });
    bench.hold('BTCUSDT', '43000');
    assert.deepEqual(notices(), []);
    assert.equal(bench.refused({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '100' }), undefined);
    assert.equal(bench.refused({ do: 'leverage', maxLeverage: 3 }), -3023);
  });

  it('manual liquidation pays every debt', () => {
    bench.do({ do: 'liquidate', account: 'CROSS' });
    assert.equal(bench.refused({ do: 'liquidate', account: 'CROSS' }), -3037);
    bench.wait(10_000);
    assert.equal(bench.holding('CROSS', 'USDT').borrowed, '0');
    assert.ok(Number(bench.holding('CROSS', 'BTC').free) > 0.1);
    assert.equal(bench.refused({ do: 'liquidate', account: 'CROSS' }), -3026);
  });
});

describe('an isolated pair', () => {
  let bench: EngineBench;
  beforeEach(() => {
    bench = new EngineBench();
    bench.fund('SPOT', 'USDT', '5000');
    bench.hold('BTCUSDT', '50000');
  });
  const into = (amount: string) =>
    bench.refused({ do: 'transfer', kind: 'MAIN_ISOLATED_MARGIN', asset: 'USDT', amount, from: 'SPOT', to: 'BTCUSDT' });

  it('does not exist before the first transfer, takes only its two coins, and has a life of its own', () => {
    assert.equal(bench.refused({ do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '10' }), -11001);
    assert.equal(into('1000'), undefined);
    assert.equal(bench.refused({ do: 'borrow', account: 'BTCUSDT', asset: 'ETH', amount: '1' }), -3027);
    assert.equal(bench.refused({ do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '9100' }), -11008);
    assert.equal(bench.refused({ do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '8000' }), undefined);
    bench.do({ do: 'order', account: 'BTCUSDT', symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.175' });
    bench.hold('BTCUSDT', '42000');
    assert.ok(bench.of('liquidation').length > 0);
    assert.ok(bench.state.liquidationLoan.amount.isZero());
    assert.equal(bench.holding('SPOT', 'USDT').free, '4000');
  });

  it('is switched off only when empty, once a day', () => {
    into('1000');
    const off = { do: 'isolated', symbol: 'BTCUSDT', enabled: false } as const;
    assert.equal(bench.refused(off), -3026);
    bench.do({
      do: 'transfer',
      kind: 'ISOLATED_MARGIN_MAIN',
      asset: 'USDT',
      amount: '1000',
      from: 'BTCUSDT',
      to: 'SPOT',
    });
    assert.equal(bench.refused(off), undefined);
    assert.equal(into('1'), -3003);
    bench.do({ ...off, enabled: true });
    assert.equal(bench.refused(off), -3026);
    bench.wait(DAY);
    assert.equal(bench.refused(off), undefined);
  });
});

describe('interest', () => {
  it('in scaled integers is the interest of the margin room, to the last digit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 16n }),
        fc.bigInt({ min: 1n, max: 1_000_000n }),
        (principal, rate) => {
          for (const rounding of ['up', 'half-up'] as const) {
            const expected = hourlyCharge(
              decimal(String(principal)).div(1e8),
              decimal(String(rate)).div(1e8),
              rounding,
            );
            assert.equal(
              decimal(String(hourlyUnits(principal, rate, rounding)))
                .div(1e8)
                .toFixed(8),
              expected.toFixed(8),
            );
          }
        },
      ),
    );
  });

  it('borrowed at 13:20 and repaid at 14:15 is charged exactly twice', () => {
    const bench = new EngineBench();
    bench.fund('CROSS', 'USDT', '1000');
    bench.wait(3 * HOUR);
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '1000' });
    bench.wait(55 * 60_000);
    const { borrowed, interest } = bench.holding('CROSS', 'USDT');
    bench.do({ do: 'repay', account: 'CROSS', asset: 'USDT', amount: decimal(borrowed).plus(interest).toFixed() });
    bench.wait(5 * HOUR);
    assert.deepEqual(
      bench.of('interest').map(({ kind }) => kind),
      ['ON_BORROW', 'PERIODIC'],
    );
  });

  it('is taken in BNB at 5 % off, if wanted and there', () => {
    const bench = new EngineBench();
    bench.fund('CROSS', 'USDT', '1000');
    bench.fund('CROSS', 'BNB', '1');
    bench.hold('BNBUSDT', '500');
    bench.do({ do: 'settings', interestBnbBurn: true });
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '1000' });
    bench.wait(HOUR);
    const charges = bench.of('interest');
    assert.deepEqual(
      charges.map(({ kind, asset, rawAsset }) => [kind, asset, rawAsset]),
      [
        ['ON_BORROW_CONVERTED', 'BNB', 'USDT'],
        ['PERIODIC_CONVERTED', 'BNB', 'USDT'],
      ],
    );
    const [first] = charges;
    const plain = hourlyCharge(decimal('1000'), decimal(first!.rate));
    assert.equal(first!.interest, plain.div(500).times('0.95').toDecimalPlaces(8, 0).toFixed(8));
    assert.equal(bench.holding('CROSS', 'USDT').interest, '0');
  });
});
