import assert from 'node:assert/strict';
import type { Command } from '../../src/paper/engine/commands.ts';
import type { PlatformChange } from '../../src/paper/engine/platform.ts';
import { EngineBench } from './bench-engine.ts';
import { fundedExchange } from './support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('what the platform decides', () => {
  let bench: EngineBench;
  const set = (change: PlatformChange): void => {
    bench.do({ do: 'platform', change });
  };
  const limit = (symbol: string, side: 'BUY' | 'SELL', price: string, quantity: string): Command => ({
    do: 'order',
    account: 'CROSS',
    symbol,
    side,
    type: 'LIMIT',
    timeInForce: 'GTC',
    price,
    quantity,
  });
  const borrow = (asset: string, amount: string, account = 'CROSS'): Command => ({
    do: 'borrow',
    account,
    asset,
    amount,
  });
  const moveIn = (asset: string, amount: string): Command => ({
    do: 'transfer',
    kind: 'MAIN_MARGIN',
    asset,
    amount,
    from: 'SPOT',
    to: 'CROSS',
  });
  beforeEach(() => {
    bench = new EngineBench();
    bench.hold('BTCUSDT', '50000');
    bench.hold('ETHUSDT', '2500');
    for (const wallet of ['SPOT', 'CROSS']) {
      bench.fund(wallet, 'USDT', '10000');
      bench.fund(wallet, 'ETH', '2');
    }
  });

  it('-3064: limit prices within 15 % of the index, both ways, on the listed pairs only', () => {
    set({ limitPricePairs: ['BTCUSDT'] });
    assert.equal(bench.refused(limit('BTCUSDT', 'BUY', '42499.99', '0.001')), -3064);
    assert.equal(bench.refused(limit('BTCUSDT', 'BUY', '42500', '0.001')), undefined);
    assert.equal(bench.refused(limit('ETHUSDT', 'SELL', '2875.01', '0.1')), undefined);
    set({ limitPricePairs: ['BTCUSDT', 'ETHUSDT'] });
    assert.equal(bench.refused(limit('ETHUSDT', 'SELL', '2875.01', '0.1')), -3064);
    assert.equal(bench.refused(limit('ETHUSDT', 'SELL', '2875', '0.1')), undefined);
  });

  it('-3067: no longer than what is owed of a restricted asset', () => {
    set({ openLongRestrictedAsset: ['ETH'] });
    assert.equal(bench.refused(limit('ETHUSDT', 'BUY', '2000', '0.5')), -3067);
    assert.equal(bench.refused(limit('ETHUSDT', 'SELL', '2600', '0.5')), undefined);
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'ETH', amount: '1' });
    assert.equal(bench.refused(limit('ETHUSDT', 'BUY', '2000', '1')), undefined);
    assert.equal(bench.refused(limit('ETHUSDT', 'BUY', '2000', '1.1')), -3067);
    set({ openLongRestrictedAsset: [] });
    assert.equal(bench.refused(limit('ETHUSDT', 'BUY', '2000', '1.1')), undefined);
  });

  it('-3017: no more collateral of an asset that has reached its cap', () => {
    set({ maxCollateralExceededAsset: ['ETH'] });
    assert.equal(bench.refused(moveIn('ETH', '1')), -3017);
    assert.equal(bench.refused(moveIn('USDT', '1')), undefined);
  });

  it('bans everyone from a deed, each with its code', () => {
    set({ bans: ['borrow', 'repay', 'trade', 'transferIn', 'transferOut'] });
    const deeds: Command[] = [
      borrow('USDT', '10'),
      { do: 'repay', account: 'CROSS', asset: 'USDT', amount: '10' },
      limit('BTCUSDT', 'BUY', '40000', '0.001'),
      moveIn('USDT', '1'),
      { do: 'transfer', kind: 'MARGIN_MAIN', asset: 'USDT', amount: '1', from: 'CROSS', to: 'SPOT' },
    ];
    assert.deepEqual(
      deeds.map((deed) => bench.refused(deed)),
      [-3008, -3010, -3004, -3043, -3005],
    );
    set({ bans: [] });
    assert.equal(bench.refused(borrow('USDT', '10')), undefined);
  });

  it('repays nothing by itself while repaying is switched off, and says nothing: the debt has to be looked at', () => {
    assert.equal(bench.refused(borrow('USDT', '100')), undefined);
    const owed = bench.holding('CROSS', 'USDT');
    set({ bans: ['repay'] });
    bench.fund('CROSS', 'BTC', '1');
    const order = bench.order({ side: 'SELL', type: 'MARKET', quantity: '0.01', sideEffect: 'AUTO_REPAY' });
    assert.equal(order.status, 'FILLED');
    const { borrowed, interest } = bench.holding('CROSS', 'USDT');
    assert.deepEqual([borrowed, interest], [owed.borrowed, owed.interest]);
  });

  it('delists: a day ahead only debts may be fed, then orders expire and nothing more is lent or traded', () => {
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'ETH', amount: '1' });
    const order = bench.order({
      symbol: 'ETHUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price: '2000',
      quantity: '1',
    });
    const time = bench.now + 2 * DAY;
    set({ delistSchedule: [{ time, crossMarginAssets: ['ETH'], isolatedMarginSymbols: [] }] });
    assert.equal(bench.refused(moveIn('ETH', '1')), undefined);
    bench.wait(DAY);
    assert.equal(bench.refused(moveIn('ETH', '1.5')), -3065);
    bench.wait(2 * DAY);
    assert.equal(bench.last(order.id).status, 'EXPIRED');
    assert.equal(bench.last(order.id).updatedAt, time, 'at its time, although the clock passed over it');
    assert.equal(bench.refused(limit('ETHUSDT', 'BUY', '2000', '1')), -3021);
    assert.equal(bench.refused(borrow('ETH', '1')), -3012);
    assert.equal(bench.refused(moveIn('ETH', '0.1')), -3009);
    assert.equal(bench.refused({ do: 'repay', account: 'CROSS', asset: 'ETH', amount: '0.5' }), undefined);
  });

  it('lists: before its time an asset is not one of margin', () => {
    set({ listSchedule: [{ time: bench.now + DAY, crossMarginAssets: ['ADA'], isolatedMarginSymbols: ['ADAUSDT'] }] });
    assert.equal(bench.refused(limit('ADAUSDT', 'BUY', '0.4', '100')), -3028);
    assert.equal(bench.refused(borrow('ADA', '100')), -3012);
    bench.wait(DAY);
    assert.equal(bench.refused(limit('ADAUSDT', 'BUY', '0.2', '100')), undefined);
  });

  it('sets what an asset costs an hour, from now on, a VIP paying less', () => {
    bench.do({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '1000' });
    set({ rates: { USDT: '0.0024' } });
    bench.wait(HOUR);
    set({ vipLevel: 5 });
    bench.wait(HOUR);
    set({ rates: { USDT: null } });
    bench.wait(HOUR);
    const [atBorrow, high, asVip, usual] = bench.of('interest');
    assert.notEqual(atBorrow?.rate, '0.00240000');
    assert.deepEqual([high?.rate, high?.interest], ['0.00240000', '0.10000000']);
    assert.equal(asVip?.rate, '0.00204000');
    assert.ok(Number(usual?.rate) < 0.0003);
  });

  it('-3045: lends no more than it has, and limits rise with the VIP level', () => {
    set({ inventory: { ETH: '0.5' } });
    assert.equal(bench.refused(borrow('ETH', '0.6')), -3045);
    assert.equal(bench.refused(borrow('ETH', '0.5')), undefined);
    set({ inventory: { ETH: null } });
    assert.equal(bench.refused(borrow('ETH', '0.6')), undefined);
  });

  it('is part of the state: a snapshot of it says the same', () => {
    set({ bans: ['borrow'], rates: { BTC: '0.0001' } });
    assert.deepEqual(JSON.parse(JSON.stringify(bench.state.platform)), bench.state.platform);
  });
});

describe('the platform by control', () => {
  it('is seen in the endpoints that publish it, and in the account', async () => {
    const trader = await fundedExchange();
    try {
      const sapi = '/sapi/v1/margin';
      const time = trader.now + DAY;
      const schedule = { crossMarginAssets: ['FIL'], isolatedMarginSymbols: ['FILUSDT'] };
      const set = await trader.control('POST', 'platform', {
        vipLevel: 2,
        rates: { ETH: '0.001' },
        inventory: { BTC: '0.25' },
        bans: ['transferOut'],
        openLongRestrictedAsset: ['币安人生'],
        maxCollateralExceededAsset: ['NEAR'],
        limitPricePairs: ['BTCUSDT'],
        delistSchedule: [{ time, ...schedule }],
        listSchedule: [{ time: new Date(time + DAY).toISOString(), crossMarginAssets: ['ARB'] }],
      });
      assert.equal(set.status, 200, set.text);
      const get = async (path: string, values = {}): Promise<unknown> =>
        (await trader.call<unknown>('GET', `${sapi}/${path}`, values)).body;
      assert.deepEqual(await get('restricted-asset'), {
        openLongRestrictedAsset: ['币安人生'],
        maxCollateralExceededAsset: ['NEAR'],
      });
      assert.deepEqual(await get('delist-schedule'), [{ delistTime: time, ...schedule }]);
      assert.deepEqual(await get('list-schedule'), [
        { listTime: time + DAY, crossMarginAssets: ['ARB'], isolatedMarginSymbols: [] },
      ]);
      assert.deepEqual(await get('limit-price-pairs'), { crossMarginSymbols: ['BTCUSDT'] });
      const [ether] = (await get('crossMarginData', { coin: 'ETH' })) as Record<string, unknown>[];
      assert.deepEqual([ether?.vipLevel, ether?.dailyInterest], [2, '0.00094000']);
      const { assets: left } = (await get('available-inventory', { type: 'MARGIN' })) as { assets: { BTC: string } };
      assert.equal(left.BTC, '0.25');
      const [fil] = (await get('allAssets', { asset: 'FIL' })) as Record<string, unknown>[];
      assert.deepEqual([fil?.delistTime, fil?.isBorrowable], [time, true]);
      const account = (await get('account')) as Record<string, unknown>;
      assert.deepEqual([account.transferOutEnabled, account.transferInEnabled], [false, true]);
      await trader.control('POST', 'clock', { advanceMs: 2 * DAY });
      assert.deepEqual(await get('delist-schedule'), []);
      const [pair] = (await get('isolated/allPairs', { symbol: 'FILUSDT' })) as Record<string, unknown>[];
      assert.deepEqual([pair?.isMarginTrade, pair?.delistTime], [false, time]);
      const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' };
      const refused = await trader.order({ ...order, price: '40000' });
      assert.deepEqual([refused.status, refused.body.code], [400, -3064]);
    } finally {
      await trader.exchange.close();
    }
  });

  it('says what is wrong with a change and makes none of it', async () => {
    const trader = await fundedExchange();
    try {
      for (const [change, says] of [
        [{ vipLevel: 10 }, /0 to 9/],
        [{ rates: { ETH: '2' } }, /decimal up to 1 /],
        [{ rates: { NOPE: '0.1' } }, /NOPE is not an asset/],
        [{ bans: ['breathe'] }, /transferIn/],
        [{ vipLevel: 1, limitPricePairs: ['BTC'] }, /BTC is not a pair/],
        [{ delistSchedule: [{ time: 'soon' }] }, /ISO/],
        [{ weather: 'fine' }, /there are vipLevel, inventory/],
        [[], /JSON object/],
      ] as const) {
        const { status, body } = await trader.control('POST', 'platform', change);
        assert.equal(status, 400);
        assert.match(String(body.msg), says);
      }
      assert.equal((await trader.control('GET', 'platform')).body.vipLevel, 0);
    } finally {
      await trader.exchange.close();
    }
  });

  it('is a step of a scenario', async () => {
    const trader = await fundedExchange();
    try {
      const borrow = { asset: 'USDT', amount: '10', type: 'BORROW', isIsolated: 'FALSE' };
      const call = { call: 'POST /sapi/v1/margin/borrow-repay', with: borrow };
      const { body } = await trader.control<{ played: { did: string; answer: { code?: number } }[] }>(
        'POST',
        'scenario',
        [
          { platform: { bans: ['borrow'] } },
          call,
          { afterMs: 1000, platform: { bans: [] } },
          { afterMs: 1001, ...call },
        ],
      );
      assert.deepEqual(
        body.played.map(({ did, answer }) => [did, answer.code]),
        [
          ['platform', undefined],
          [call.call, -3008],
          ['platform', undefined],
          [call.call, undefined],
        ],
      );
    } finally {
      await trader.exchange.close();
    }
  });
});
