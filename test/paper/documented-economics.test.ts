import assert from 'node:assert/strict';
import fc from 'fast-check';
import { collateralValue } from '../../src/margin/collateral.ts';
import { decimal, zero } from '../../src/margin/decimal.ts';
import { hourlyCharge, splitRepayment } from '../../src/margin/interest.ts';
import { emptyHolding, type Holding, holdingValue, marginLevel, netAsset, sumLevels } from '../../src/margin/levels.ts';
import { crossMaxBorrow, crossMaxTransferOut } from '../../src/margin/limits.ts';
import { isolatedLiquidationPrice } from '../../src/margin/liquidation.ts';
import { crossGate, crossThresholds, isolatedTiers, levelStatus } from '../../src/margin/risk.ts';
import type { Command } from '../../src/paper/engine/commands.ts';
import { pairs } from '../../src/paper/market/catalogue.ts';
import { defaultRules } from '../../src/paper/rules.ts';
import { EngineBench } from './bench-engine.ts';

/** What the exchange publishes of levels, tiers, interest, limits, liquidation and small amounts, figure by figure. */

const HOUR = 3_600_000;
const d = decimal;
const held = (free: string, borrowed = '0', interest = '0'): Holding => ({
  ...emptyHolding,
  free: d(free),
  borrowed: d(borrowed),
  interest: d(interest),
});
const slices = (...steps: readonly (readonly [to: string, ratio: string])[]) =>
  steps.map(([to, ratio], index) => ({ from: d(steps[index - 1]?.[0] ?? '0'), to: d(to), ratio: d(ratio) }));

describe('documented levels', () => {
  it('6.82728457 over 0.58633215 is 11.64405…', () =>
    assert.match(marginLevel(d('6.82728457'), d('0.58633215'))?.toFixed(8) ?? '', /^11\.64405/));
  it('2346.5 held and 201.66666672 owed are 2144.83333328 net', () =>
    assert.equal(netAsset(held('2346.5', '201.66666672')).toFixed(8), '2144.83333328'));

  const majors = slices(['13000000', '1'], ['20000000', '0.975']);
  const updated = slices(['100000', '1'], ['250000', '0.8'], ['500000', '0.6'], ['700000', '0.3'], ['1000000', '0.1']);
  for (const [value, table, counted] of [
    ['13000000', majors, '13000000'],
    ['20000000', majors, '19825000'],
    ['30000000', majors, '19825000'],
    ['100000', updated, '100000'],
    ['250000', updated, '220000'],
    ['500000', updated, '370000'],
    ['700000', updated, '430000'],
    ['1000000', updated, '460000'],
    ['5000000', updated, '460000'],
  ] as const)
    it(`collateral of ${value} USD counts ${counted} in marginal slices to ${String(table.at(-1)?.to)}`, () =>
      assert.equal(collateralValue(d(value), table).toFixed(), counted));
  it('6,000 BTC at 20,000 with 100 % to 100 million and 97.5 % above are 119.5 million', () =>
    assert.equal(
      collateralValue(d('6000').times(20_000), slices(['100000000', '1'], ['200000000', '0.975'])).toFixed(),
      '119500000',
    ));

  it('the cross level goes one way only while one price rises, whatever is held and owed', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 12n }).map((units) => d(units.toString()).div(1e8));
    const price = fc.bigInt({ min: 1n, max: 10n ** 11n }).map((units) => d(units.toString()).div(1e6));
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 6, maxLength: 6 }),
        fc.array(price, { minLength: 5, maxLength: 5 }),
        (amounts, [usd, other, ...moving]) => {
          const [a, b, c, e, f, g] = amounts.map(String);
          const levels = moving
            .sort((one, two) => one.cmp(two))
            .map(
              (value) =>
                sumLevels([
                  holdingValue(held(a!, b), value, undefined),
                  holdingValue(held(c!, e), other!, undefined),
                  holdingValue(held(f!, g), usd!, undefined),
                ]).level,
            );
          const [low, middle, high] = levels;
          if (!low || !middle || !high) return;
          const between =
            middle.gte(low) === high.gte(middle) ||
            middle.minus(low).abs().lt('1e-30') ||
            high.minus(middle).abs().lt('1e-30');
          assert.ok(between, levels.join(' '));
        },
      ),
    );
  });
  it('plain and collateral level never fall when a coin that is only held rises, across haircut slices', () => {
    const value = fc.integer({ min: 1, max: 2_000_000 });
    fc.assert(
      fc.property(value, value, value, (one, other, owed) => {
        const levels = (price: number) =>
          sumLevels([
            holdingValue(held('1'), d(String(price)), updated),
            holdingValue(held('0', String(owed)), d('1'), updated),
          ]);
        const [low, high] = [levels(Math.min(one, other)), levels(Math.max(one, other))];
        assert.ok(high.level!.gte(low.level!) && high.collateralLevel!.gte(low.collateralLevel!));
      }),
    );
  });
});

describe('documented thresholds', () => {
  for (const [leverage, initial, call, liquidation] of [
    [3, '1.5', '1.3', '1.1'],
    [5, '1.25', '1.16', '1.1'],
  ] as const)
    it(`cross ${leverage}x: initial ${initial}, call ${call}, liquidation ${liquidation}, transfer out above 2`, () => {
      const lines = crossThresholds[leverage];
      assert.deepEqual([lines.initial, lines.marginCall, lines.liquidation, lines.transferOut].map(String), [
        initial,
        call,
        liquidation,
        '2',
      ]);
      assert.equal(crossGate(d('2'), lines), 'borrow');
      assert.equal(crossGate(d('2.00000001'), lines), 'transfer');
      assert.equal(crossGate(d(initial), lines), 'trade');
      assert.equal(crossGate(d(initial).plus('0.00000001'), lines), 'borrow');
    });

  for (const [leverage, liquidation, call, initial] of [
    [10, '1.05', '1.1', '1.111 1.1264 1.1418 1.1572 1.1726 1.188 1.2034 1.2188 1.2342 1.2496'],
    [5, '1.15', '1.19', '1.25 1.3125 1.375 1.4375 1.5'],
    [3, '1.18', '1.22', '1.5 1.875 2.25 2.625 3'],
  ] as const)
    it(`isolated ${leverage}x: liquidation ${liquidation}, call ${call}, pre-liquidation 0.02 above liquidation, initial ${initial}`, () => {
      const tiers = isolatedTiers(leverage, d('9'), d('70000'));
      assert.equal(tiers.map((tier) => tier.initial.toFixed()).join(' '), initial);
      for (const tier of tiers) {
        assert.deepEqual([tier.liquidation.toFixed(), tier.marginCall.toFixed()], [liquidation, call]);
        assert.equal(levelStatus(tier.liquidation, tier), 'FORCE_LIQUIDATION');
        assert.equal(levelStatus(tier.liquidation.plus('0.02'), tier), 'PRE_LIQUIDATION');
        if (tier.marginCall.gt(tier.liquidation.plus('0.02')))
          assert.equal(levelStatus(tier.marginCall, tier), 'MARGIN_CALL');
      }
    });
  it('BTCUSDT lends 9 BTC or 70,000 USDT in its first tier', () => {
    const [first] = pairs.BTCUSDT!.tiers;
    assert.deepEqual([first!.baseMaxBorrowable, first!.quoteMaxBorrowable].map(String), ['9', '70000']);
  });
});

describe('documented interest', () => {
  it('45.3313 at 0.00013233 a day is 0.00024995 an hour', () =>
    assert.equal(hourlyCharge(d('45.3313'), d('0.00013233')).toFixed(8), '0.00024995'));
  it('0.02 a day is 0.00083334 an hour', () => assert.equal(hourlyCharge(d('1'), d('0.02')).toFixed(8), '0.00083334'));
  it('1,000 at 0.02 % a day for two hours is 0.01666667, give or take the rounding of each hour', () => {
    const twice = hourlyCharge(d('1000'), d('0.0002')).times(2);
    assert.ok(twice.minus('0.01666667').abs().lte('0.00000001'), twice.toFixed());
  });
  it('a repayment of 14 with 0.01866667 of interest pays 13.98133333 of the principal', () =>
    assert.equal(splitRepayment(d('14.00000000'), d('0.01866667')).principal.toFixed(8), '13.98133333'));
  it('in BNB costs 5 % less', () => assert.equal(defaultRules.interestBnbDiscount, '0.05'));
  it('next hour: a daily 0.00013704 is 0.00000571', () =>
    assert.equal(d('0.00013704').div(24).toFixed(8), '0.00000571'));
});

describe('documented limits', () => {
  for (const [leverage, most] of [
    ['1.5', '200'],
    ['1.25', '400'],
  ] as const)
    it(`100 of equity without debt may borrow ${most} at an initial ratio of ${leverage}`, () =>
      assert.equal(
        crossMaxBorrow({
          collateral: d('100'),
          liabilities: zero,
          initial: d(leverage),
          price: d('1'),
          heldValue: d('100'),
        }).toFixed(),
        most,
      ));
  it('transfer out: (CV - 2 L) / cr', () =>
    assert.equal(
      crossMaxTransferOut({
        free: d('1000'),
        collateral: d('300'),
        liabilities: d('100'),
        transferOut: d('2'),
        price: d('1'),
        heldValue: d('300'),
      }).toFixed(),
      '100',
    ));
  it('isolated liquidation price: (LR x Dq - Q) / (B - LR x Db), long and short', () => {
    const price = (base: Holding, quote: Holding) => isolatedLiquidationPrice(base, quote, d('1.05'))?.toFixed();
    assert.equal(price(held('1'), held('500', '20000')), '20500');
    assert.equal(price(held('0', '1'), held('42000')), '40000');
    assert.equal(price(held('1'), held('5')), undefined);
  });
  it('20 isolated pairs may be enabled at once', () => {
    const bench = new EngineBench();
    bench.fund('SPOT', 'USDT', '1000');
    const open = (symbol: string): number | undefined =>
      bench.refused({
        do: 'transfer',
        kind: 'MAIN_ISOLATED_MARGIN',
        asset: 'USDT',
        amount: '1',
        from: 'SPOT',
        to: symbol,
      });
    const symbols = Object.values(pairs).filter(({ quote }) => quote === 'USDT');
    assert.equal(symbols.length, 20);
    for (const { symbol } of symbols) assert.equal(open(symbol), undefined);
    bench.fund('SPOT', 'USDC', '10');
    const more = { do: 'transfer', kind: 'MAIN_ISOLATED_MARGIN', asset: 'USDC', amount: '1', from: 'SPOT' } as const;
    assert.equal(bench.refused({ ...more, to: 'BTCUSDC' }), -3003);
  });
});

describe('documented liquidation', () => {
  it('costs 2 %', () => assert.equal(defaultRules.liquidationFee, '0.02'));
  it('the call is repeated after 24 hours', () => assert.equal(defaultRules.marginCallRepeatMs, 24 * HOUR));
  it('limit prices under the guard lie within 15 %', () => assert.equal(defaultRules.priceGuard, '0.15'));

  for (const [leverage, line] of [
    [3, 1.5],
    [5, 1.25],
  ] as const)
    it(`stops early above ${line} at ${leverage}x`, () => {
      const bench = new EngineBench();
      bench.fund('CROSS', 'USDT', '10000');
      bench.hold('BTCUSDT', '50000');
      bench.do({ do: 'leverage', maxLeverage: leverage });
      bench.do({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '15000' });
      bench.order({ side: 'BUY', type: 'MARKET', quantity: '0.49' });
      bench.hold('BTCUSDT', '32000');
      bench.wait(30_000);
      const [bitcoin, usdt] = [bench.holding('CROSS', 'BTC'), bench.holding('CROSS', 'USDT')];
      const level =
        (Number(bitcoin.free) * 32_000 + Number(usdt.free)) / (Number(usdt.borrowed) + Number(usdt.interest));
      assert.ok(level > line && level < line + 0.1, String(level));
    });
  it('stops early above the initial ratio of an isolated pair’s tier (1.111 at 10x)', () => {
    const bench = new EngineBench();
    bench.fund('BTCUSDT', 'USDT', '1000');
    bench.hold('BTCUSDT', '50000');
    bench.do({ do: 'borrow', account: 'BTCUSDT', asset: 'USDT', amount: '8000' });
    bench.do({ do: 'order', account: 'BTCUSDT', symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.175' });
    bench.hold('BTCUSDT', '46500');
    assert.ok(bench.of('liquidation').length > 0);
    bench.wait(30_000);
    const [bitcoin, usdt] = [bench.holding('BTCUSDT', 'BTC'), bench.holding('BTCUSDT', 'USDT')];
    const level = (Number(bitcoin.free) * 46_500 + Number(usdt.free)) / (Number(usdt.borrowed) + Number(usdt.interest));
    assert.ok(level > 1.111 && level < 1.2, String(level));
  });
});

describe('documented small amounts', () => {
  let bench: EngineBench;
  beforeEach(() => {
    bench = new EngineBench();
    bench.fund('CROSS', 'USDT', '1000');
    bench.hold('ADAUSDT', '0.5');
    bench.hold('BTCUSDT', '50000');
    bench.hold('BNBUSDT', '500');
  });
  const exchange = (...names: string[]): Command => ({ do: 'smallLiabilities', assets: names });

  it('debts below 10 USDT are exchanged, others not', () => {
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'ADA', amount: '20' });
    assert.equal(bench.refused(exchange('ADA')), -3026);
    bench.hold('ADAUSDT', '0.4999');
    assert.equal(bench.refused(exchange('ADA')), undefined);
    assert.equal(bench.holding('CROSS', 'ADA').borrowed, '0');
  });
  it('a small debt paid without USDT becomes one of USDT, and the streams tell every change', () => {
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'ADA', amount: '10' });
    bench.do({ do: 'transfer', kind: 'MARGIN_MAIN', asset: 'USDT', amount: '989', from: 'CROSS', to: 'SPOT' });
    bench.order({ symbol: 'BNBUSDT', side: 'BUY', type: 'MARKET', quoteQuantity: '9' });
    const before = Number(bench.holding('CROSS', 'USDT').free);
    assert.ok(before < 5);
    bench.events = [];
    assert.equal(bench.refused(exchange('ADA')), undefined);
    const sums = bench
      .of('moved')
      .reduce<Record<string, number>>(
        (all, { asset, delta }) => ({ ...all, [asset]: (all[asset] ?? 0) + Number(delta) }),
        {},
      );
    assert.deepEqual(sums, { USDT: -before, ADA: 0 });
    const last = bench.of('liability').find(({ asset }) => asset === 'USDT');
    assert.deepEqual(
      [last?.kind, Number(last?.principal)],
      ['BORROW', Number(bench.holding('CROSS', 'USDT').borrowed)],
    );
  });
  it('small debts once in 6 hours', () => {
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'ADA', amount: '10' });
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'XRP', amount: '5' });
    assert.equal(bench.refused(exchange('ADA')), undefined);
    bench.wait(6 * HOUR - 1);
    assert.equal(bench.refused(exchange('XRP')), -3026);
    bench.wait(1);
    assert.equal(bench.refused(exchange('XRP')), undefined);
  });
  it('dust is charged 2 %: 0.02102542 of 1.05127099', () => {
    assert.equal(d('1.05127099').times('0.02').toFixed(8), '0.02102542');
    bench.fund('CROSS', 'ADA', '20');
    bench.do({ do: 'dust', account: 'CROSS', assets: ['ADA'] });
    const [detail] = bench.of('dust')[0]!.record.details;
    assert.deepEqual([detail?.charge, detail?.received], ['0.00040000', '0.01960000']);
  });
  it('dust is below 0.001 BTC, and converted once in 24 hours', () => {
    bench.fund('CROSS', 'ADA', '100');
    assert.equal(bench.refused({ do: 'dust', account: 'CROSS', assets: ['ADA'] }), -5004);
    bench.hold('ADAUSDT', '0.4999');
    assert.equal(bench.refused({ do: 'dust', account: 'CROSS', assets: ['ADA'] }), undefined);
    bench.fund('CROSS', 'ADA', '1');
    bench.wait(24 * HOUR - 1);
    assert.equal(bench.refused({ do: 'dust', account: 'CROSS', assets: ['ADA'] }), -5006);
    bench.wait(1);
    assert.equal(bench.refused({ do: 'dust', account: 'CROSS', assets: ['ADA'] }), undefined);
  });
});
