import assert from 'node:assert/strict';
import { endpointNames, endpointOf } from '../../src/binance/table/index.ts';
import { defaultRules } from '../../src/paper/rules.ts';
import { checkTime } from '../../src/paper/server/keys.ts';
import { Limits, orderLimits } from '../../src/paper/server/limits.ts';
import { defaultSocketRules } from '../../src/paper/streams/connection.ts';
import { LONGEST_TOKEN_MS } from '../../src/paper/streams/tickets.ts';
import { fundedExchange, type Trader } from './support.ts';

/** What the exchange publishes of weights, windows, page sizes and life times, figure by figure. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const entryOf = (verbAndPath: string): ReturnType<typeof endpointOf> => {
  const [method, path] = verbAndPath.split(' ');
  const name = endpointNames.find((one) => {
    const entry = endpointOf(one);
    return entry.method === method && entry.path === `/sapi/v1/${path ?? ''}`;
  });
  assert.ok(name, verbAndPath);
  return endpointOf(name);
};

/** Verb and path, limit type, weight; then the weight of the narrower or dearer form and the parameters that make it. */
const weights: readonly (readonly [string, 'IP' | 'UID', number, number?, Record<string, string>?])[] = [
  ['GET margin/account', 'IP', 10],
  ['GET margin/isolated/account', 'IP', 10],
  ['GET margin/crossMarginData', 'IP', 5, 1, { coin: 'BTC' }],
  ['GET margin/isolatedMarginData', 'IP', 10, 1, { symbol: 'BTCUSDT' }],
  ['GET margin/allAssets', 'IP', 1],
  ['GET margin/allPairs', 'IP', 1],
  ['GET margin/isolated/allPairs', 'IP', 10],
  ['GET margin/priceIndex', 'IP', 10],
  ['GET margin/crossMarginCollateralRatio', 'IP', 100],
  ['POST margin/borrow-repay', 'UID', 1500],
  ['GET margin/borrow-repay', 'IP', 10],
  ['GET margin/interestHistory', 'IP', 1],
  ['GET margin/interestRateHistory', 'IP', 1],
  ['GET margin/maxBorrowable', 'UID', 750],
  ['GET margin/maxTransferable', 'IP', 50],
  ['GET margin/transfer', 'IP', 1],
  ['POST asset/transfer', 'UID', 900],
  ['GET asset/transfer', 'IP', 1],
  ['GET asset/dribblet', 'IP', 1],
  ['POST asset/dust', 'UID', 10],
  ['POST asset/dust-btc', 'IP', 1],
  ['POST margin/order', 'UID', 6, 1500, { sideEffectType: 'MARGIN_BUY' }],
  ['POST margin/order', 'UID', 6, 1500, { sideEffectType: 'AUTO_BORROW_REPAY' }],
  ['POST margin/order', 'UID', 6, 6, { sideEffectType: 'AUTO_REPAY' }],
  ['POST margin/order/oco', 'UID', 6, 1500, { sideEffectType: 'MARGIN_BUY' }],
  ['POST margin/order/oto', 'UID', 6, 1500, { sideEffectType: 'MARGIN_BUY' }],
  ['POST margin/order/otoco', 'UID', 6, 1500, { sideEffectType: 'MARGIN_BUY' }],
  ['DELETE margin/order', 'IP', 10],
  ['GET margin/order', 'IP', 10],
  ['GET margin/openOrders', 'IP', 10],
  ['GET margin/allOrders', 'IP', 200],
  ['GET margin/myTrades', 'IP', 10],
  ['GET margin/forceLiquidationRec', 'IP', 1],
  ['POST userListenToken', 'UID', 1],
  ['DELETE margin/orderList', 'UID', 1],
  ['GET margin/orderList', 'IP', 10],
  ['GET margin/openOrderList', 'IP', 10],
  ['GET margin/allOrderList', 'IP', 200],
  ['GET margin/oto/openOrderList', 'UID', 10],
  ['DELETE margin/openOrders', 'IP', 1],
  ['GET margin/rateLimit/order', 'IP', 20],
  ['GET margin/myPreventedMatches', 'IP', 10],
  ['POST margin/manual-liquidation', 'UID', 3000],
  ['GET margin/liquidation-loan', 'UID', 100],
  ['POST margin/liquidation-loan/repay', 'UID', 100],
  ['GET margin/liquidation-loan/repay-history', 'UID', 100],
  ['GET margin/exchange-small-liability', 'IP', 100],
  ['POST margin/exchange-small-liability', 'UID', 3000],
  ['GET margin/exchange-small-liability-history', 'UID', 100],
  ['GET margin/next-hourly-interest-rate', 'IP', 100],
  ['GET margin/available-inventory', 'UID', 50],
  ['GET margin/capital-flow', 'IP', 100],
  ['GET margin/tradeCoeff', 'IP', 10],
  ['POST margin/max-leverage', 'UID', 3000],
  ['GET margin/isolatedMarginTier', 'IP', 1],
  ['GET margin/isolated/accountLimit', 'IP', 1],
  ['POST margin/isolated/account', 'UID', 300],
  ['DELETE margin/isolated/account', 'UID', 300],
  ['GET bnbBurn', 'IP', 1],
  ['POST bnbBurn', 'IP', 1],
  ['GET margin/delist-schedule', 'IP', 100],
  ['GET margin/list-schedule', 'IP', 100],
  ['GET margin/limit-price-pairs', 'IP', 1],
  ['GET margin/restricted-asset', 'IP', 1],
  ['GET margin/risk-based-liquidation-ratio', 'IP', 1],
  ['POST margin/listen-key', 'UID', 1],
  ['PUT margin/listen-key', 'UID', 1],
  ['DELETE margin/listen-key', 'UID', 3000],
  ['POST margin/apiKey', 'UID', 1],
  ['DELETE margin/apiKey', 'UID', 1],
  ['GET margin/apiKey', 'UID', 1],
  ['PUT margin/apiKey/ip', 'UID', 1],
  ['GET margin/api-key-list', 'UID', 1],
  ['POST margin/exit-special-key-mode', 'UID', 10],
];

describe('documented weights', () => {
  for (const [path, limit, amount, other, sent] of weights)
    it(`${path} weighs ${amount} by ${limit}${other === undefined ? '' : `, ${other} with ${Object.values(sent ?? {}).join()}`}`, () => {
      const { weight } = entryOf(path);
      assert.deepEqual([weight.limit, weight.amount], [limit, amount]);
      if (other !== undefined)
        assert.equal(weight.or?.applies(sent ?? {}) === true ? weight.or.amount : weight.amount, other);
    });

  it('allOrders takes 60 requests a minute, max-leverage one', () => {
    assert.deepEqual(entryOf('GET margin/allOrders').weight.requests, { most: 60, perMs: MINUTE });
    assert.deepEqual(entryOf('POST margin/max-leverage').weight.requests, { most: 1, perMs: MINUTE });
  });

  for (const [path, times, what] of [
    ['POST margin/borrow-repay', 120, '180,000 by UID hold 120 loans of 1,500 a minute'],
    ['GET margin/maxBorrowable', 240, '180,000 by UID hold 240 of 750 a minute'],
    ['GET margin/account', 1200, '12,000 by IP hold 1,200 of 10 a minute'],
    ['GET margin/allOrders', 60, 'allOrders: 60 a minute, as many as 12,000 by IP hold of 200'],
    ['POST margin/max-leverage', 1, 'max-leverage: one a minute'],
  ] as const)
    it(what, () => {
      const limits = new Limits(true, 100);
      const entry = entryOf(path);
      for (let time = 0; time < times; time++) limits.take(entry, {}, 0);
      assert.throws(() => limits.take(entry, {}, MINUTE - 1), { status: 429, code: -1003 });
      limits.take(entry, {}, MINUTE);
    });

  it('/api shares 6,000 by IP', () => {
    const limits = new Limits(true, 100);
    assert.equal(limits.spend(6000, 0).most, 6000);
    assert.throws(() => limits.spend(1, 0), { code: -1003 });
  });

  it('orders: 10,000 in 10 seconds, 20,000 a day', () => {
    assert.deepEqual(
      orderLimits.map(({ limit, intervalNum, interval }) => [limit, intervalNum, interval]),
      [
        [10_000, 10, 'SECOND'],
        [20_000, 1, 'DAY'],
      ],
    );
  });

  it('bans last from two minutes to three days', () => {
    const limits = new Limits(true, 100);
    const entry = entryOf('POST margin/max-leverage');
    const refusal = (now: number): { status: number; wait: number } => {
      try {
        limits.take(entry, {}, now);
      } catch (error) {
        const { status, headers } = error as { status: number; headers: Record<string, string> };
        return { status, wait: Number(headers['Retry-After']) };
      }
      return { status: 200, wait: 0 };
    };
    let now = 0;
    const bans: number[] = [];
    for (let attempt = 0; attempt < 400 && bans.length < 14; attempt++) {
      const { status, wait } = refusal(now);
      if (status !== 418) continue;
      bans.push(wait);
      now += wait * 1000;
    }
    assert.equal(bans[0], 120);
    assert.equal(bans.at(-1), (3 * DAY) / 1000);
  });
});

/** Verb and path: longest span, span without times, reach, rows of a page. */
const windows: readonly (readonly [string, number, number, number | undefined, number])[] = [
  ['GET margin/borrow-repay', 7 * DAY, 7 * DAY, undefined, 100],
  ['GET margin/interestHistory', 30 * DAY, 7 * DAY, 90 * DAY, 100],
  ['GET margin/interestRateHistory', 30 * DAY, 7 * DAY, undefined, 1000],
  ['GET margin/transfer', 30 * DAY, 7 * DAY, undefined, 100],
  ['GET asset/transfer', 30 * DAY, 7 * DAY, 180 * DAY, 100],
  ['GET margin/capital-flow', 7 * DAY, 7 * DAY, 90 * DAY, 1000],
  ['GET margin/allOrders', DAY - 1, DAY, undefined, 500],
  ['GET margin/myTrades', DAY - 1, DAY, undefined, 1000],
  ['GET margin/allOrderList', DAY - 1, DAY, undefined, 1000],
  ['GET margin/exchange-small-liability-history', 30 * DAY, 30 * DAY, undefined, 100],
  ['GET margin/liquidation-loan/repay-history', 30 * DAY, 7 * DAY, 90 * DAY, 100],
];

describe('documented windows', () => {
  for (const [path, span, usual, reach, most] of windows)
    it(`${path}: ${span / DAY} days at most, ${usual / DAY} without times${reach === undefined ? '' : `, ${reach / DAY} back`}, ${most} rows`, () => {
      const found = entryOf(path).windows;
      assert.deepEqual([found?.spanMs, found?.defaultMs, found?.reachMs, found?.page.most], [span, usual, reach, most]);
    });

  let trader: Trader;
  before(async () => (trader = await fundedExchange()));
  after(() => trader.exchange.close());
  const code = async (path: string, values: Record<string, string | number>): Promise<unknown> =>
    (await trader.call('GET', `/sapi/v1/${path}`, values)).body.code;
  const span = (ms: number): { startTime: number; endTime: number } => ({
    startTime: trader.now - ms,
    endTime: trader.now,
  });

  it('borrow-repay spans 30 days with an asset, 7 without', async () => {
    const type = 'BORROW';
    assert.equal(await code('margin/borrow-repay', { type, asset: 'BTC', ...span(30 * DAY) }), undefined);
    assert.equal(await code('margin/borrow-repay', { type, asset: 'BTC', ...span(30 * DAY + 1) }), -1127);
    assert.equal(await code('margin/borrow-repay', { type, ...span(7 * DAY) }), undefined);
    assert.equal(await code('margin/borrow-repay', { type, ...span(7 * DAY + 1) }), -1127);
  });
  it('-4047: capital flow spans 7 days', async () => {
    assert.equal(await code('margin/capital-flow', span(7 * DAY)), undefined);
    assert.equal(await code('margin/capital-flow', span(7 * DAY + 1)), -4047);
  });
  it('pages have 10 rows unless told otherwise, 100 at most', async () => {
    for (let loan = 0; loan < 12; loan++) await trader.borrow('USDT', '1');
    const page = async (values = {}): Promise<number> => {
      const { body } = await trader.call<{ rows: unknown[] }>('GET', '/sapi/v1/margin/borrow-repay', {
        type: 'BORROW',
        ...values,
      });
      return body.rows.length;
    };
    assert.deepEqual([await page(), await page({ size: 100 }), await page({ current: 2 })], [10, 12, 2]);
    assert.equal(await code('margin/borrow-repay', { type: 'BORROW', size: 101 }), -1130);
  });
  it('lists: 5 isolated symbols, 20 assets of next rates, 10 small debts', async () => {
    const names = (count: number): string => Array.from({ length: count }, () => 'BTC').join();
    assert.equal(await code('margin/isolated/account', { symbols: names(6) }), -1130);
    assert.equal(await code('margin/next-hourly-interest-rate', { assets: names(20), isIsolated: 'FALSE' }), undefined);
    assert.equal(await code('margin/next-hourly-interest-rate', { assets: names(21), isIsolated: 'FALSE' }), -1130);
    const { body } = await trader.call('POST', '/sapi/v1/margin/exchange-small-liability', { assetNames: names(11) });
    assert.equal(body.code, -1130);
  });
});

describe('documented life times', () => {
  it('recvWindow is 5,000 unless told otherwise, 60,000 at most; a timestamp may be 1,000 ahead, not more', () => {
    const now = 1_700_000_000_000;
    const check = (timestamp: number, recvWindow?: number): void =>
      checkTime({ timestamp: String(timestamp), ...(recvWindow && { recvWindow: String(recvWindow) }) }, [now]);
    check(now - 5000);
    assert.throws(() => check(now - 5001), { code: -1021 });
    check(now - 60_000, 60_000);
    assert.throws(() => check(now, 60_001), { code: -1131 });
    check(now + 999);
    assert.throws(() => check(now + 1000), { code: -1021 });
  });
  it('a listen token lives 24 hours, a risk listen key 60 minutes', () => {
    assert.equal(LONGEST_TOKEN_MS, DAY);
    assert.equal(defaultRules.riskListenKeyMs, HOUR);
  });
  it('a socket: 5 messages a second, a ping every 20 s, a pong within 60 s, 24 hours, 300 in five minutes', () => {
    const { messagesPerSecond, pingEveryMs, pongWithinMs, lifeMs, opensPerFiveMinutes } = defaultSocketRules;
    assert.deepEqual(
      [messagesPerSecond, pingEveryMs, pongWithinMs, lifeMs, opensPerFiveMinutes],
      [5, 20_000, MINUTE, DAY, 300],
    );
  });
  it('loans are 100 ms apart', () => assert.equal(defaultRules.loanSpacingMs, 100));
});
