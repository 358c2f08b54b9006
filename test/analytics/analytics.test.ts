import assert from 'node:assert/strict';
import {
  averageCostProfit,
  breakEvenPrice,
  closedLots,
  effectiveRates,
  expectedShortfall,
  exposures,
  interestCost,
  maxDrawdown,
  returnsOf,
  stressGrid,
  stressTable,
  summarise,
  utilisation,
  valueAtRisk,
  walletProfit,
} from '../../src/analytics/index.ts';

const hour = 3_600_000;
const charge = (asset: string, interest: string, time = 0, more: object = {}) => ({
  asset,
  interest,
  interestAccuredTime: time,
  principal: '45.3313',
  interestRate: '0.00013233',
  ...more,
});
const fill = (isBuyer: boolean, qty: string, price: string, time: number, more: object = {}) => ({
  symbol: 'BTCUSDT',
  isBuyer,
  qty,
  price,
  time,
  commission: '0',
  commissionAsset: 'USDT',
  ...more,
});
const asset = (name: string, free: string, borrowed = '0', interest = '0') => ({
  asset: name,
  free,
  locked: '0',
  borrowed,
  interest,
});

describe('interest', () => {
  it('adds up to the last digit, by asset and by UTC day', () => {
    const charges = [
      charge('USDT', '0.10000000', Date.UTC(2026, 0, 30, 23)),
      charge('USDT', '0.20000000', Date.UTC(2026, 0, 31, 0)),
      charge('BTC', '0.00000001', Date.UTC(2026, 0, 31, 0)),
    ];
    assert.deepEqual(interestCost(charges), [
      { asset: 'USDT', interest: '0.3', charges: 2 },
      { asset: 'BTC', interest: '0.00000001', charges: 1 },
    ]);
    assert.deepEqual(interestCost(charges, 'day')[0], {
      day: '2026-01-30',
      asset: 'USDT',
      interest: '0.1',
      charges: 1,
    });
  });

  it('gives the yearly rate really paid: the documented charge of 0.00024995 an hour on 45.3313 is 4.83 % a year', () => {
    const [rate] = effectiveRates([charge('USDT', '0.00024995'), charge('USDT', '0.00024995', hour)]);
    assert.equal(rate?.principalHours, '90.6626');
    assert.equal(rate.postedApr, '0.04830045');
    assert.equal(rate.apr, '0.04830133');
    assert.ok(Number(rate.apy) > Number(rate.apr));
  });

  it('leaves charges paid in BNB out of the rate, and says how many', () => {
    const [rate] = effectiveRates([
      charge('USDT', '0.00024995'),
      charge('BNB', '0.0000005', hour, { rawAsset: 'USDT' }),
    ]);
    assert.deepEqual([rate?.asset, rate?.paidOtherwise, rate?.apr], ['USDT', 1, '0.04830133']);
  });
});

describe('profit by average cost', () => {
  const pair = { base: 'BTC', quote: 'USDT' };

  it('is realised against the average, net of fees and interest', () => {
    const profit = averageCostProfit(
      [
        fill(true, '1', '100', 1, { commission: '0.001', commissionAsset: 'BTC' }),
        fill(true, '1', '200', 2, { commission: '0.2' }),
        fill(false, '1', '180', 3, { commission: '0.01', commissionAsset: 'BNB' }),
      ],
      { pair, price: '160', interest: [charge('USDT', '1.5'), charge('BTC', '0.01')], worthOf: () => '300' },
    );
    assert.deepEqual(profit, {
      symbol: 'BTCUSDT',
      position: '1',
      averageCost: '150',
      realised: '30',
      unrealised: '10',
      fees: '3.3',
      interest: '3.1',
      net: '33.6',
    });
  });

  it('knows shorts, and trades that turn the position around', () => {
    const short = averageCostProfit([fill(false, '2', '100', 1), fill(true, '1', '80', 2)], { pair, price: '90' });
    assert.deepEqual([short.position, short.averageCost, short.realised, short.unrealised], ['-1', '100', '20', '10']);
    const turned = averageCostProfit([fill(true, '1', '100', 1), fill(false, '3', '110', 2)], { pair, price: '100' });
    assert.deepEqual(
      [turned.position, turned.averageCost, turned.realised, turned.unrealised],
      ['-2', '110', '10', '20'],
    );
  });

  it('asks for the value of a fee it cannot know', () => {
    const paid = [fill(true, '1', '100', 1, { commission: '0.1', commissionAsset: 'BNB' })];
    assert.throws(() => averageCostProfit(paid, { pair, price: '1' }), /A fee was paid in BNB/);
  });

  it('matches lots first in, last in or highest first', () => {
    const fills = [
      fill(true, '1', '100', 1),
      fill(true, '1', '300', 2),
      fill(true, '1', '200', 3),
      fill(false, '1.5', '250', 4),
    ];
    const gains = (method: 'FIFO' | 'LIFO' | 'HIFO') => closedLots(fills, method).map(({ gain }) => gain);
    assert.deepEqual(gains('FIFO'), ['150', '-25']);
    assert.deepEqual(gains('LIFO'), ['50', '-25']);
    assert.deepEqual(gains('HIFO'), ['-50', '25']);
    assert.throws(() => closedLots([fill(false, '1', '1', 0)]), /1 more was sold/);
  });

  it('breaks even where the sale pays cost, fees and interest, and the purchase the debt', () => {
    assert.equal(
      breakEvenPrice({ side: 'LONG', quantity: '1', cost: '100', entryFees: '0.1', interest: '0.8', exitFee: '0.001' }),
      '101.001001',
    );
    assert.equal(breakEvenPrice({ side: 'SHORT', quantity: '1', cost: '100', interest: '0.01' }), '99.00990099');
  });
});

describe('exposure and stress', () => {
  const assets = [asset('BTC', '2'), asset('USDT', '20000', '100000', '10')];
  const prices = { BTC: '100000', USDT: '1' };

  it('tells level, equity and leverage, which is level / (level - 1)', () => {
    const summary = summarise(assets, prices);
    assert.deepEqual(
      [summary.assets, summary.liabilities, summary.equity, summary.level],
      ['220000', '100010', '119990', '2.19978002'],
    );
    const level = Number(summary.level);
    assert.ok(Math.abs(Number(summary.leverage) - level / (level - 1)) < 1e-7);
    assert.equal(summary.status, 'EXCESSIVE');
  });

  it('finds the liquidation price, and a stress to it reaches the ratio', () => {
    const [btc] = exposures(assets, prices);
    assert.equal(btc?.liquidationPrice, '45005.5');
    assert.equal(btc.distance, '0.549945');
    const [stressed] = stressTable(assets, prices, [-0.549945]);
    assert.deepEqual([stressed?.level, stressed?.status], ['1.1', 'FORCE_LIQUIDATION']);
  });

  it('shocks some assets, or two against each other', () => {
    const both = [...assets, asset('ETH', '0', '10')];
    const all = { ...prices, ETH: '4000' };
    const grid = stressGrid(both, all, { asset: 'BTC', shocks: [-0.5, 0] }, { asset: 'ETH', shocks: [0, 0.5] });
    assert.deepEqual(
      grid.map(({ shock, other }) => [shock, other]),
      [
        [-0.5, 0],
        [-0.5, 0.5],
        [0, 0],
        [0, 0.5],
      ],
    );
    assert.equal(grid[2]?.level, summarise(both, all).level);
    assert.equal(grid[0]?.equity, '-20010');
    assert.throws(() => stressTable(assets, prices, [-1]), /greater than -1/);
    assert.throws(() => summarise(both, prices), /no price for ETH/);
  });

  it('takes no coin for the currency of the account because it happens to be worth one', () => {
    const dollars = [asset('USDC', '1000'), asset('USDT', '500', '400')];
    const shown = ['1', '0.9999'].map((USDC) => {
      const prices = { USDC, USDT: '1' };
      const [usdc] = exposures(dollars, prices);
      const [stressed] = stressTable(dollars, prices, [-0.5]);
      return [summarise(dollars, prices).grossExposure !== '0', usdc?.liquidationPrice, Number(stressed?.equity) < 601];
    });
    assert.deepEqual(shown[0], shown[1]);
    assert.deepEqual(shown[0]?.[0], true);
    assert.equal(exposures(dollars, { USDC: '1', USDT: '1' })[1]?.liquidationPrice, '');
  });

  it('measures utilisation and the profit of a wallet', () => {
    assert.equal(utilisation('25', '75'), '0.25');
    assert.equal(utilisation('0', '0'), '0');
    assert.equal(walletProfit('1000', '1300', '250'), '50');
  });
});

describe('risk of returns', () => {
  const returns = [-0.05, -0.02, 0, 0.01, 0.03, 0.02, -0.01, 0.04, 0.01, -0.03];

  it('reads the value at risk off the returns', () => {
    assert.ok(Math.abs(valueAtRisk(returns, 0.9) - 0.032) < 1e-12);
    assert.ok(Math.abs(expectedShortfall(returns, 0.9) - 0.05) < 1e-12);
  });

  it('and off a normal distribution: 1.6449 deviations at 95 %', () => {
    const symmetric = [-1, 1];
    assert.ok(Math.abs(valueAtRisk(symmetric, 0.95, 'normal') - 1.644853627 * Math.SQRT2) < 1e-8);
  });

  it('finds the deepest fall', () => {
    assert.equal(maxDrawdown([100, 120, 90, 130, 65]), 0.5);
    assert.deepEqual(
      returnsOf([100, 110, 99]).map((value) => Number(value.toFixed(10))),
      [0.1, -0.1],
    );
  });
});
