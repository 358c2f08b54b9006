import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type CollateralSlice, collateralValue } from '../../src/margin/collateral.ts';
import { decimal, toWire, zero } from '../../src/margin/decimal.ts';
import { failedFilter, type SymbolFilters } from '../../src/margin/filters.ts';
import { hourlyCharge, nextHour, splitRepayment } from '../../src/margin/interest.ts';
import {
  emptyHolding,
  type Holding,
  holdingValue,
  isolatedLevels,
  marginLevel,
  netAsset,
  sumLevels,
} from '../../src/margin/levels.ts';
import {
  crossMaxBorrow,
  crossMaxTransferOut,
  crossMayBorrow,
  isolatedMaxBorrow,
  isolatedMaxTransferOut,
} from '../../src/margin/limits.ts';
import {
  collateralToReach,
  crossLiquidationPrice,
  isolatedLiquidationPrice,
  liquidationDistance,
  repaymentToReach,
} from '../../src/margin/liquidation.ts';
import {
  crossGate,
  crossThresholds,
  initialRatio,
  isolatedTiers,
  levelStatus,
  tierFor,
} from '../../src/margin/risk.ts';

const d = decimal;
const holding = (free: string, borrowed = '0', interest = '0', locked = '0'): Holding => ({
  free: d(free),
  locked: d(locked),
  borrowed: d(borrowed),
  interest: d(interest),
});
const at = (text: string): number => Date.parse(`2026-03-02T${text}:00Z`);
/** Amounts with eight decimals between 0 and a million. */
const anyAmount = fc.bigInt({ min: 0n, max: 10n ** 14n }).map((units) => d(units.toString()).div(1e8));
const anyPrice = fc.bigInt({ min: 1n, max: 10n ** 13n }).map((units) => d(units.toString()).div(1e8));

describe('levels', () => {
  it('divides assets by liabilities, as in the documented account', () => {
    assert.equal(marginLevel(d('6.82728457'), d('0.58633215'))?.toFixed(5), '11.64406');
  });
  it('has no level without debt', () => assert.equal(marginLevel(d('5'), zero), undefined));
  it('nets free, locked, borrowed and interest, as in the documented asset', () => {
    assert.equal(netAsset(holding('2346.5', '201.66666672')).toFixed(8), '2144.83333328');
  });

  const slices: CollateralSlice[] = [
    { from: zero, to: d('100000000'), ratio: d('1') },
    { from: d('100000000'), ratio: d('0.975') },
  ];
  it('counts haircuts slice by slice: 6,000 BTC at 20,000 are 119.5 million of collateral', () => {
    assert.equal(collateralValue(d('6000').times(20000), slices).toFixed(), '119500000');
  });
  it('counts nothing beyond a closed top slice', () => {
    const closed: CollateralSlice[] = [
      { from: zero, to: d('13000000'), ratio: d('1') },
      { from: d('13000000'), to: d('20000000'), ratio: d('0.975') },
    ];
    assert.equal(collateralValue(d('50000000'), closed).toFixed(), '19825000');
  });
  it('lets haircuts touch the collateral level only', () => {
    const levels = sumLevels([
      holdingValue(holding('6000'), d('20000'), slices),
      holdingValue(holding('0', '60000000'), d('1'), undefined),
    ]);
    assert.equal(levels.level?.toFixed(), '2');
    assert.equal(levels.collateralLevel?.toFixed(6), '1.991667');
  });
  it('values an isolated pair in its quote asset', () => {
    const levels = isolatedLevels(holding('2', '0.5', '0.01'), holding('1000', '500'), d('1000'));
    assert.equal(levels.assets.toFixed(), '3000');
    assert.equal(levels.liabilities.toFixed(), '1010');
  });
  it('never falls when the price of a coin that is only held rises', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, anyPrice, anyPrice, (held, owed, one, other) => {
        const [low, high] = one.lt(other) ? [one, other] : [other, one];
        const level = (price: typeof low) =>
          isolatedLevels({ ...emptyHolding, free: held }, { ...emptyHolding, borrowed: owed.plus(1) }, price).level!;
        assert.ok(level(high).gte(level(low)));
      }),
    );
  });
});

describe('risk thresholds', () => {
  it('derives the initial ratio from the leverage', () => {
    assert.equal(initialRatio(d('3')).toFixed(), '1.5');
    assert.equal(initialRatio(d('5')).toFixed(), '1.25');
  });
  it('opens the gates above their lines, not on them', () => {
    for (const [level, gate] of [
      ['2.00000001', 'transfer'],
      ['2', 'borrow'],
      ['1.50000001', 'borrow'],
      ['1.5', 'trade'],
    ] as const)
      assert.equal(crossGate(d(level), crossThresholds[3]), gate);
    assert.equal(crossGate(d('1.3'), crossThresholds[5]), 'borrow');
    assert.equal(crossGate(undefined, crossThresholds[3]), 'transfer');
  });
  it('gives each boundary to the worse state', () => {
    const { marginCall, liquidation } = crossThresholds[3];
    const status = (level: string) => levelStatus(d(level), { marginCall, liquidation });
    assert.deepEqual(['2.1', '2', '1.3', '1.12', '1.1'].map(status), [
      'EXCESSIVE',
      'NORMAL',
      'MARGIN_CALL',
      'PRE_LIQUIDATION',
      'FORCE_LIQUIDATION',
    ]);
  });
  const tiers = isolatedTiers(10, d('9'), d('70000'));
  it('has the published ratios of a 10x pair', () => {
    assert.deepEqual(
      tiers.map((tier) => tier.initial.toFixed()),
      ['1.111', '1.1264', '1.1418', '1.1572', '1.1726', '1.188', '1.2034', '1.2188', '1.2342', '1.2496'],
    );
    assert.deepEqual([tiers[0]!.liquidation.toFixed(), tiers[0]!.marginCall.toFixed()], ['1.05', '1.1']);
  });
  it('has the published leverage of each tier: 10 to 5, 5 to 3, and 3 downwards', () => {
    const leverages = (most: 3 | 5 | 10): string =>
      isolatedTiers(most, d('1'), d('1'))
        .map(({ leverage }) => leverage.toFixed())
        .join(' ');
    assert.equal(leverages(10), '10 8.91 8.05 7.36 6.79 6.32 5.92 5.57 5.27 5.01');
    assert.equal(leverages(5), '5 4.2 3.67 3.29 3');
    assert.equal(leverages(3), '3 2.14 1.8 1.62 1.5');
  });
  it('takes the higher tier when both sides are borrowed', () => {
    assert.equal(tierFor(tiers, d('9'), zero).tier, 1);
    assert.equal(tierFor(tiers, d('9.00000001'), zero).tier, 2);
    assert.equal(tierFor(tiers, d('1'), d('150000')).tier, 3);
    assert.equal(tierFor(tiers, d('1000'), zero).tier, 10);
  });
});

describe('liquidation price', () => {
  it('of a long: where the coins just cover the debt times the ratio', () => {
    assert.equal(isolatedLiquidationPrice(holding('1'), holding('0', '800'), d('1.05'))?.toFixed(), '840');
  });
  it('of a short: where the cash just covers it', () => {
    assert.equal(isolatedLiquidationPrice(holding('0', '1'), holding('2100'), d('1.05'))?.toFixed(), '2000');
  });
  it('is none without debt or out of reach', () => {
    assert.equal(isolatedLiquidationPrice(holding('1'), holding('5'), d('1.05')), undefined);
    assert.equal(isolatedLiquidationPrice(holding('1'), holding('2000', '800'), d('1.05')), undefined);
  });
  it('puts the level exactly on the ratio', () => {
    fc.assert(
      fc.property(anyAmount, anyAmount, anyAmount, anyAmount, (b, q, bd, qd) => {
        const base = { ...emptyHolding, free: b, borrowed: bd };
        const quote = { ...emptyHolding, free: q, borrowed: qd };
        const price = isolatedLiquidationPrice(base, quote, d('1.1'));
        if (!price) return;
        assert.equal(isolatedLevels(base, quote, price).level!.toFixed(12), d('1.1').toFixed(12));
      }),
    );
  });
  it('of one asset in a cross account, the others held still', () => {
    const price = crossLiquidationPrice(holding('2'), { assets: d('1000'), liabilities: d('10000') }, d('1.1'));
    assert.equal(price?.toFixed(), '5000');
  });
  it('measures the distance on either side', () => {
    assert.equal(liquidationDistance(d('100'), d('75')).toFixed(), '0.25');
    assert.equal(liquidationDistance(d('100'), d('120')).toFixed(), '0.2');
  });
  it('says what brings an account to a target level', () => {
    assert.equal(collateralToReach(d('2'), d('1500'), d('1000')).toFixed(), '500');
    const repaid = repaymentToReach(d('2'), d('1500'), d('1000'));
    assert.equal(repaid.toFixed(), '500');
    assert.equal(d('1500').minus(repaid).div(d('1000').minus(repaid)).toFixed(), '2');
  });
});

describe('limits', () => {
  const cross = (initial: string, collateral = '100', liabilities = '0') =>
    crossMaxBorrow({
      collateral: d(collateral),
      liabilities: d(liabilities),
      initial: d(initial),
      price: d('1'),
      heldValue: d(collateral),
    });
  it('lends twice the equity at 3x and four times at 5x', () => {
    assert.equal(cross('1.5').toFixed(), '200');
    assert.equal(cross('1.25').toFixed(), '400');
  });
  it('lends nothing at the initial ratio or below', () => assert.equal(cross('1.5', '150', '100').toFixed(), '0'));
  it('respects what the platform has and what the user may owe', () => {
    const caps = { limit: d('50'), borrowed: d('20'), inventory: d('25') };
    const input = { collateral: d('100'), liabilities: zero, initial: d('1.5'), price: d('1'), heldValue: d('100') };
    assert.equal(crossMaxBorrow({ ...input, caps }).toFixed(), '25');
    assert.equal(crossMaxBorrow({ ...input, caps: { limit: d('50'), borrowed: d('30') } }).toFixed(), '20');
  });
  it('after borrowing the maximum the collateral level is the initial ratio, across haircut slices too', () => {
    const slices: CollateralSlice[] = [
      { from: zero, to: d('1000'), ratio: d('0.9') },
      { from: d('1000'), to: d('5000'), ratio: d('0.5') },
    ];
    fc.assert(
      fc.property(
        anyPrice,
        fc.integer({ min: 1, max: 20000 }),
        fc.integer({ min: 0, max: 9000 }),
        (price, equity, held) => {
          const heldValue = d(held.toString());
          const own = d(equity.toString());
          const collateral = own.plus(collateralValue(heldValue, slices));
          const most = crossMaxBorrow({ collateral, liabilities: zero, initial: d('1.5'), price, heldValue, slices });
          if (most.isZero()) return;
          const loan = most.times(price);
          const after = own.plus(collateralValue(heldValue.plus(loan), slices)).div(loan);
          assert.ok(after.gte('1.5'), `level ${after.toFixed()} after borrowing`);
          assert.ok(
            after.minus('1.5').lt(price.times('1e-7').div(loan).plus('1e-30')),
            `level ${after.toFixed()} wasteful`,
          );
        },
      ),
    );
  });
  it('may borrow the maximum and not a unit more', () => {
    const slices: CollateralSlice[] = [
      { from: zero, to: d('1000'), ratio: d('0.9') },
      { from: d('1000'), to: d('5000'), ratio: d('0.5') },
    ];
    fc.assert(
      fc.property(anyPrice, anyAmount, anyAmount, anyAmount, (price, collateral, liabilities, heldValue) => {
        const caps = { limit: d('900'), borrowed: d('100'), inventory: d('600000') };
        for (const input of [
          { collateral, liabilities, initial: d('1.5'), price, heldValue, slices },
          { collateral, liabilities, initial: d('1.25'), price, heldValue, caps },
        ]) {
          const most = crossMaxBorrow(input);
          if (most.gt(0)) assert.ok(crossMayBorrow(most, input));
          assert.ok(!crossMayBorrow(most.plus('0.00000001'), input));
        }
      }),
    );
  });
  it('lets all free coins out without debt, else down to level 2', () => {
    const input = { free: d('300'), collateral: d('300'), transferOut: d('2'), price: d('1'), heldValue: d('300') };
    assert.equal(crossMaxTransferOut({ ...input, liabilities: zero }).toFixed(), '300');
    assert.equal(crossMaxTransferOut({ ...input, liabilities: d('100') }).toFixed(), '100');
    assert.equal(crossMaxTransferOut({ ...input, liabilities: d('150') }).toFixed(), '0');
  });
  const tiers = isolatedTiers(10, d('9'), d('70000'));
  const isolated = (assets: string, side: 'base' | 'quote' = 'quote') =>
    isolatedMaxBorrow({
      assets: d(assets),
      liabilities: zero,
      side,
      price: d('50000'),
      baseBorrowed: zero,
      quoteBorrowed: zero,
      tiers,
    });
  it('lends nine times the assets in tier 1 of a 10x pair', () => {
    assert.equal(isolated('1110').toFixed(), '10000');
    assert.equal(isolated('1110', 'base').toFixed(), '0.2');
  });
  it('moves to the tier that holds after the loan', () => {
    assert.equal(isolated('8000').toFixed(8), d('70000').toFixed(8));
    assert.equal(isolated('10000').toFixed(8), d('10000').div('0.1264').toDecimalPlaces(8, 1).toFixed(8));
  });
  it('lets coins out of an isolated pair down to its line', () => {
    const input = { free: d('1'), assets: d('50000'), side: 'base', price: d('50000'), transferOut: d('2') } as const;
    assert.equal(isolatedMaxTransferOut({ ...input, liabilities: d('20000') }).toFixed(), '0.2');
    assert.equal(isolatedMaxTransferOut({ ...input, liabilities: zero }).toFixed(), '1');
  });
});

describe('interest', () => {
  it('is the documented charge: 45.3313 at 0.00013233 a day is 0.00024995 an hour', () => {
    assert.equal(toWire(hourlyCharge(d('45.3313'), d('0.00013233'))), '0.00024995');
    assert.equal(toWire(hourlyCharge(d('45.3313'), d('0.00013233'), 'half-up')), '0.00024995');
  });
  it('rounds each charge up: 0.02 over 24 hours is 0.00083334', () => {
    assert.equal(toWire(hourlyCharge(d('1'), d('0.02'))), '0.00083334');
    assert.equal(toWire(hourlyCharge(d('1'), d('0.02'), 'half-up')), '0.00083333');
  });
  it('finds the next clock hour', () => {
    assert.equal(nextHour(at('13:20')), at('14:00'));
    assert.equal(nextHour(at('14:00')), at('15:00'));
  });
  it('repays interest first: 14 with 0.01866667 due leaves 13.98133333 for the principal', () => {
    const split = splitRepayment(d('14'), d('0.01866667'));
    assert.deepEqual([toWire(split.interest), toWire(split.principal)], ['0.01866667', '13.98133333']);
  });
});

describe('symbol filters', () => {
  const filters: SymbolFilters = {
    price: { min: d('0.01'), max: d('1000000'), tick: d('0.01') },
    lot: { min: d('0.00001'), max: d('9000'), step: d('0.00001') },
    marketLot: { min: zero, max: d('100'), step: zero },
    notional: { min: d('5'), max: d('9000000'), minForMarket: true, maxForMarket: false },
    percent: { bidUp: d('5'), bidDown: d('0.2'), askUp: d('5'), askDown: d('0.2') },
    icebergParts: 10,
    maxOrders: 200,
    maxAlgoOrders: 5,
    trailing: { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 2000 },
  };
  const order = { side: 'BUY', market: false, reference: d('50000'), quantity: d('0.001'), price: d('49000') } as const;
  for (const [name, change, expected] of [
    ['a good order', {}, undefined],
    ['a price off the tick', { price: d('49000.001') }, 'PRICE_FILTER'],
    ['a price far off', { price: d('250001') }, 'PERCENT_PRICE_BY_SIDE'],
    ['a quantity off the step', { quantity: d('0.0010001') }, 'LOT_SIZE'],
    ['too little', { quantity: d('0.000001') }, 'LOT_SIZE'],
    ['too much at market', { market: true, price: undefined, quantity: d('101') }, 'MARKET_LOT_SIZE'],
    ['too small a value', { quantity: d('0.0001') }, 'NOTIONAL'],
    ['too small a value at market', { market: true, price: undefined, quantity: d('0.00009') }, 'NOTIONAL'],
    [
      'too small a quote amount',
      { market: true, price: undefined, quantity: undefined, quoteQuantity: d('4.99') },
      'NOTIONAL',
    ],
    ['an iceberg part off the step', { icebergQuantity: d('0.0005001') }, 'LOT_SIZE'],
    ['too many iceberg parts', { icebergQuantity: d('0.00009') }, 'ICEBERG_PARTS'],
    ['a trailing delta out of range', { trailingDelta: 5, trailingAbove: true }, 'TRAILING_DELTA'],
  ] as const)
    it(`${expected ?? 'passes'}: ${name}`, () =>
      assert.equal(failedFilter({ ...order, ...change }, filters), expected));
});
