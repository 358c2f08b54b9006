import assert from 'node:assert/strict';
import { retiredPaths } from '../../src/binance/table/retired.ts';
import { eventOf, Socket } from './socket.ts';
import { fundedExchange, type Trader } from './support.ts';

interface Page {
  rows: Record<string, unknown>[];
  total: number;
}

describe('withdrawn paths', () => {
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange()));
  afterEach(() => trader.exchange.close());

  it('are answered 410 with the name of their replacement', async () => {
    for (const { method, path, instead } of retiredPaths) {
      const answer = await trader.call<{ msg: string }>(method, path);
      assert.equal(answer.status, 410, path);
      assert.ok(answer.body.msg.includes(instead.replace(/^nothing: /, '')), answer.body.msg);
    }
  });
});

describe('withdrawn paths with --legacy', () => {
  let trader: Trader;
  beforeEach(async () => {
    trader = await fundedExchange('10000', { legacy: true });
    await trader.control('POST', 'deposit', { wallet: 'SPOT', asset: 'USDT', amount: '1000' });
  });
  afterEach(() => trader.exchange.close());

  const free = async (asset: string): Promise<string> => {
    const { body } = await trader.call<{ userAssets: { asset: string; free: string }[] }>(
      'GET',
      '/sapi/v1/margin/account',
    );
    return body.userAssets.find((row) => row.asset === asset)!.free;
  };

  it('describe one asset and one pair', async () => {
    const asset = await trader.call('GET', '/sapi/v1/margin/asset', { asset: 'BTC' }, { unsigned: true });
    assert.equal(asset.body.assetName, 'BTC');
    const pair = await trader.call('GET', '/sapi/v1/margin/pair', { symbol: 'BTCUSDT' }, { unsigned: true });
    assert.equal(pair.body.symbol, 'BTCUSDT');
    const isolated = await trader.call('GET', '/sapi/v1/margin/isolated/pair', { symbol: 'BTCUSDT' });
    assert.equal(isolated.body.symbol, 'BTCUSDT');
  });

  it('borrow, repay, and tell both in the rows of their time', async () => {
    const loan = await trader.call('POST', '/sapi/v1/margin/loan', { asset: 'USDT', amount: '500' });
    assert.equal(loan.status, 200);
    await trader.call('POST', '/sapi/v1/margin/repay', { asset: 'USDT', amount: '200' });
    const loans = await trader.call<Page>('GET', '/sapi/v1/margin/loan', { asset: 'USDT', archived: false });
    assert.deepEqual(loans.body, {
      rows: [
        {
          txId: loan.body.tranId,
          asset: 'USDT',
          principal: '500.00000000',
          timestamp: trader.now,
          status: 'CONFIRMED',
        },
      ],
      total: 1,
    });
    const repayments = await trader.call<Page>('GET', '/sapi/v1/margin/repay', { asset: 'USDT' });
    assert.deepEqual(Object.keys(repayments.body.rows[0]!), [
      'amount',
      'asset',
      'interest',
      'principal',
      'status',
      'timestamp',
      'txId',
    ]);
  });

  it('transfer between spot, cross and an isolated pair', async () => {
    await trader.call('POST', '/sapi/v1/margin/transfer', { asset: 'USDT', amount: '100', type: 1 });
    assert.equal(await free('USDT'), '10100.00000000');
    await trader.call('POST', '/sapi/v1/margin/transfer', { asset: 'USDT', amount: '50', type: 2 });
    assert.equal(await free('USDT'), '10050.00000000');
    const there = { asset: 'USDT', symbol: 'BTCUSDT', transFrom: 'SPOT', transTo: 'ISOLATED_MARGIN', amount: '300' };
    assert.equal((await trader.call('POST', '/sapi/v1/margin/isolated/transfer', there)).status, 200);
    const back = { ...there, transFrom: 'ISOLATED_MARGIN', transTo: 'SPOT', amount: '10' };
    assert.equal((await trader.call('POST', '/sapi/v1/margin/isolated/transfer', back)).status, 200);
    const rows = await trader.call<Page>('GET', '/sapi/v1/margin/isolated/transfer', { symbol: 'BTCUSDT' });
    assert.deepEqual(
      rows.body.rows.map(({ amount, transFrom }) => [amount, transFrom]),
      [
        ['10.00000000', 'ISOLATED_MARGIN'],
        ['300.00000000', 'SPOT'],
      ],
    );
  });

  it('stream trades bare, under a listen key that has to be kept alive', async () => {
    const unsigned = { unsigned: true };
    const { body } = await trader.call<{ listenKey: string }>('POST', '/sapi/v1/userDataStream', {}, unsigned);
    const socket = await Socket.open(`${trader.exchange.announcement.streamUrl}/ws/${body.listenKey}`);
    await trader.borrow('USDT', '100');
    const update = await socket.until(({ e }) => e === 'balanceUpdate');
    assert.equal(update.d, '100.00000000');
    await trader.call('PUT', '/sapi/v1/userDataStream', { listenKey: body.listenKey }, unsigned);
    await trader.call('DELETE', '/sapi/v1/userDataStream', { listenKey: body.listenKey }, unsigned);
    await trader.control('POST', 'clock', { advanceMs: 1000 });
    await socket.until((message) => eventOf(message).e === 'listenKeyExpired');
    const gone = await trader.call('PUT', '/sapi/v1/userDataStream', { listenKey: body.listenKey }, unsigned);
    assert.equal(gone.body.code, -1125);
  });

  it('convert dust, and tell of it', async () => {
    await trader.control('POST', 'deposit', { wallet: 'CROSS', asset: 'XRP', amount: '3' });
    const offered = await trader.call<{ details: { asset: string }[] }>('GET', '/sapi/v1/margin/dust');
    assert.ok(
      offered.body.details.some(({ asset }) => asset === 'XRP'),
      offered.text,
    );
    const converted = await trader.call('POST', '/sapi/v1/margin/dust', { asset: 'XRP' });
    assert.equal(converted.status, 200, converted.text);
    const log = await trader.call<{ total: number }>('GET', '/sapi/v1/margin/dribblet');
    assert.equal(log.body.total, 1, log.text);
  });

  it('leave alone what has no successor', async () => {
    for (const [method, path] of [
      ['GET', '/sapi/v1/margin/leverageBracket'],
      ['POST', '/sapi/v1/margin/isolated/create'],
    ] as const)
      assert.equal((await trader.call(method, path)).status, 410);
  });
});
