import assert from 'node:assert/strict';
import { chartBundle } from '../../src/analytics/charts/index.ts';
import { marginLevels, specs, type AccountAsset, type AccountPast, type PastPrice } from '../../src/analytics/index.ts';
import { MarginClient } from '../../src/binance/client.ts';
import { startExchange } from '../../src/paper/exchange.ts';
import { quietExchange, START } from '../paper/support.ts';

const hour = 3_600_000;
const asset = (name: string, free: string, borrowed = '0', interest = '0') => ({
  asset: name,
  free,
  locked: '0',
  borrowed,
  interest,
});
const price = (name: string, time: number, worth: string): PastPrice => ({ asset: name, time, price: worth });

describe('margin levels over time', () => {
  // Binance's example: assets of 3 BTC and debts of 1 BTC make a level of 3.
  const past: AccountPast = {
    assets: [asset('USDT', '20000', '10000', '1'), asset('BTC', '0.2')],
    loans: [{ timestamp: 2 * hour, asset: 'USDT', principal: '10000', interest: '0', status: 'CONFIRMED' }],
    interest: [
      { interestAccuredTime: 3 * hour, asset: 'USDT', principal: '10000', interest: '1', interestRate: '0.0024' },
      {
        interestAccuredTime: 3 * hour,
        asset: 'USDT',
        principal: '1',
        interest: '9',
        interestRate: '1',
        isolatedSymbol: 'BTCUSDT',
      },
    ],
    transfers: [
      { timestamp: 1 * hour, asset: 'BTC', amount: '0.2', type: 'ROLL_IN', status: 'CONFIRMED' },
      { timestamp: 1 * hour, asset: 'BTC', amount: '5', type: 'ROLL_IN', status: 'FAILED' },
    ],
  };
  const prices = [price('USDT', 0, '1'), price('BTC', 0, '50000'), price('BTC', 4 * hour, '100000')];

  it('are of the account of then at the prices of then', () => {
    const levels = marginLevels(past, prices, [0, hour, 2 * hour, 3 * hour, 4 * hour]);
    assert.deepEqual(
      levels.map(({ assets, liabilities, level }) => [assets, liabilities, level]),
      [
        ['10000', '0', ''],
        ['20000', '0', ''],
        ['30000', '10000', '3'],
        ['30000', '10001', '2.99970003'],
        ['40000', '10001', '3.99960004'],
      ],
    );
    assert.equal(levels[0]?.status, marginLevels(past, prices, [hour])[0]?.status);
  });

  it('come in the order of the times that were asked for', () => {
    const times = [4 * hour, 0, 3 * hour];
    assert.deepEqual(
      marginLevels(past, prices, times).map(({ time }) => time),
      times,
    );
  });

  it('are not guessed without a price, or without the assets of a pair', () => {
    assert.throws(() => marginLevels(past, prices.slice(1), [0]), /no price for USDT at 1970-01-01T00:00:00.000Z/);
    const trade = {
      symbol: 'BTCUSDT',
      time: 1,
      isBuyer: true,
      price: '1',
      qty: '1',
      commission: '0',
      commissionAsset: 'BNB',
    };
    assert.throws(() => marginLevels({ ...past, trades: [trade] }, prices, [0]), /The assets of BTCUSDT are not known/);
  });

  it('make a chart', async () => {
    const rows = marginLevels(past, prices, [2 * hour, 3 * hour]).map((row) => ({ ...row, level: Number(row.level) }));
    const svg = (await chartBundle(specs.levelOverTime(), rows))['image/svg+xml'];
    assert.equal(svg.match(/liquidation 1\.1/g)?.length, 1);
    assert.equal(svg.match(/margin call 1\.3/g)?.length, 1);
  });

  it('agree with the paper exchange to the last coin where its capital flow is given', async () => {
    const trader = await quietExchange();
    const { restUrl, apiKey, apiSecret } = trader.exchange.announcement;
    // Made anew for each use: a client does not look for a clock that jumps.
    const client = () => new MarginClient({ restUrl, mode: 'PAPER', credentials: { apiKey, apiSecret } });
    const seen: { time: number; assets: AccountAsset[] }[] = [];
    const step = async (work: (client: MarginClient) => Promise<unknown>): Promise<void> => {
      const now = client();
      await work(now);
      seen.push({ time: trader.now, assets: (await now.getMarginAccount()).userAssets });
      now.close();
      await trader.control('POST', 'clock', { advanceMs: 2 * hour });
    };
    try {
      await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '50000' });
      await trader.control('POST', 'price', { symbol: 'BNBUSDT', price: '500' });
      await trader.control('POST', 'price', { symbol: 'ADAUSDT', price: '0.5' });
      await trader.control('POST', 'deposit', { wallet: 'CROSS', asset: 'USDT', amount: '1000' });
      await trader.control('POST', 'deposit', { wallet: 'CROSS', asset: 'BNB', amount: '0.1' });
      await step((to) => to.createMarginLoan({ asset: 'USDT', amount: '500' }));
      await step((to) => to.toggleBnbBurnSpotMargin({ interestBNBBurn: true }));
      await step((to) => to.createMarginLoan({ asset: 'ADA', amount: '5' }));
      await step((to) => to.exchangeMarginSmallLiabilities({ assetNames: ['ADA'] }));
      await step((to) =>
        to.makeUniversalTransfer({ type: 'MARGIN_ISOLATEDMARGIN', asset: 'USDT', amount: '100', toSymbol: 'BTCUSDT' }),
      );
      await step((to) => to.toggleBnbBurnSpotMargin({ interestBNBBurn: false }));
      await step((to) => to.createMarginLoan({ asset: 'USDT', amount: '900' }));
      await step((to) =>
        to.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '2250' }),
      );
      await step(() => trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '31000' }));
      const now = client();
      const since = { startTime: START - hour };
      const { userAssets } = await now.getMarginAccount();
      const histories = {
        assets: userAssets,
        loans: await now.iterateMarginLoans(since).collect(),
        repayments: await now.iterateMarginRepayments(since).collect(),
        interest: await now.iterateMarginInterestHistory(since).collect(),
        flows: await now.iterateMarginCapitalFlow(since).collect(),
      };
      const liquidations = await now.iterateMarginLiquidations(since).collect();
      now.close();
      assert.ok(liquidations.length > 0);
      assert.ok(histories.interest.some(({ type }) => type === 'PERIODIC_CONVERTED'));
      const worth = userAssets.map((each, place) => price(each.asset, 0, String(place + 2)));
      const found = marginLevels(
        histories,
        worth,
        seen.map(({ time }) => time),
      );
      assert.deepEqual(
        found,
        seen.flatMap(({ time, assets }) => marginLevels({ assets }, worth, [time])),
      );
    } finally {
      await trader.exchange.close();
    }
  }).timeout(120_000);

  it('count a transfer between the cross account and an isolated pair, and interest that BNB paid', () => {
    const moved = { timestamp: hour, asset: 'USDT', amount: '100', status: 'CONFIRMED', toSymbol: 'BTCUSDT' };
    const charge = { interestAccuredTime: hour, principal: '1', interestRate: '0.001', interest: '0.5' };
    const [then] = marginLevels(
      {
        assets: [asset('USDT', '900'), asset('BNB', '9')],
        transfers: [
          { ...moved, type: 'ROLL_OUT', transFrom: 'CROSS_MARGIN', transTo: 'ISOLATED_MARGIN' },
          { ...moved, type: 'ROLL_IN', transFrom: 'SPOT', transTo: 'ISOLATED_MARGIN' },
        ],
        interest: [{ ...charge, asset: 'BNB', rawAsset: 'USDT' }],
        repayments: [
          {
            timestamp: hour,
            asset: 'BNB',
            principal: '0',
            interest: '0.5',
            status: 'CONFIRMED',
            type: 'BNB_AUTO_REPAY',
          },
        ],
      },
      [price('USDT', 0, '1'), price('BNB', 0, '10')],
      [0],
    );
    assert.deepEqual([then?.assets, then?.liabilities], ['1095', '0']);
  });

  it('agree with the paper exchange: its histories lead back to the account that there was', async () => {
    const exchange = await startExchange({ data: ':memory:', clock: 'manual' });
    const { restUrl, apiKey, apiSecret, controlUrl, controlToken } = exchange.announcement;
    const client = new MarginClient({ restUrl, mode: 'PAPER', credentials: { apiKey, apiSecret } });
    const advance = async (advanceMs: number) => {
      const url = new URL('clock', `${controlUrl.replace(/\/$/, '')}/`);
      const headers = { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' };
      const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ advanceMs }) });
      assert.ok(reply.ok, await reply.text());
    };
    try {
      const { serverTime } = await client.getServerTime();
      const before = await client.getMarginAccount();
      await advance(1000);
      await client.createMarginLoan({ asset: 'USDT', amount: '250' });
      await client.transferMarginToSpot({ asset: 'USDT', amount: '20' });
      await client.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.002' });
      await advance(3 * hour);
      await client.repayMarginLoan({ asset: 'USDT', amount: '100' });
      await advance(1000);
      const now = await client.getMarginAccount();
      // One that has not seen the clock before it was moved.
      const late = new MarginClient({ restUrl, mode: 'PAPER', credentials: { apiKey, apiSecret } });
      const span = { startTime: serverTime, endTime: serverTime + 4 * hour };
      const after = <Row extends object>(rows: readonly Row[], key: keyof Row) =>
        rows.filter((row) => Number(row[key]) > serverTime);
      const [transfers, loans, repayments, interest, trades] = [
        after(await late.iterateMarginTransfers(span).collect(), 'timestamp'),
        after(await late.iterateMarginLoans(span).collect(), 'timestamp'),
        after(await late.iterateMarginRepayments(span).collect(), 'timestamp'),
        after(await late.iterateMarginInterestHistory(span).collect(), 'interestAccuredTime'),
        after(await late.iterateMarginTrades({ symbol: 'BTCUSDT', ...span }).collect(), 'time'),
      ];
      late.close();
      assert.deepEqual(
        [transfers, loans, repayments, interest, trades].map((rows) => rows.length > 0),
        [true, true, true, true, true],
      );
      const pairs = { BTCUSDT: { base: 'BTC', quote: 'USDT' } };
      // Each asset at a price of its own, so that a mistake in one cannot hide behind another.
      const worth = before.userAssets.map((each, place) => price(each.asset, 0, String(place + 2)));
      const all: AccountPast = { assets: now.userAssets, transfers, loans, repayments, interest, trades, pairs };
      const [then] = marginLevels(all, worth, [serverTime]);
      const [wanted] = marginLevels({ assets: before.userAssets }, worth, [serverTime]);
      assert.deepEqual(then, wanted);
    } finally {
      client.close();
      await exchange.close();
    }
  }).timeout(120_000);
});
