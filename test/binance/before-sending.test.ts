import assert from 'node:assert/strict';
import { NotSentError } from '../../src/binance/errors.ts';
import { endpointNames, endpointOf } from '../../src/binance/table/index.ts';
import { answer, clientOf, scripted, type Scripted } from './support/server.ts';

describe('what is refused before anything is sent', () => {
  let server: Scripted;
  before(async () => {
    server = await scripted((_, response) => answer(response, {}));
  });
  after(() => server.close());

  const cases: [string, (client: ReturnType<typeof clientOf>['client']) => Promise<unknown>, RegExp][] = [
    ['an exponent', (client) => client.createMarginLoan({ asset: 'USDT', amount: '1e3' }), /"amount" is "1e3"/],
    ['a negative amount', (client) => client.createMarginLoan({ asset: 'USDT', amount: -5 }), /"amount" is -5/],
    ['nought', (client) => client.createMarginLoan({ asset: 'USDT', amount: '0.000' }), /positive decimal/],
    ['a float that lost digits', (client) => client.createMarginLoan({ asset: 'USDT', amount: 0.1 + 0.2 }), /as text/],
    ['not a number', (client) => client.createMarginLoan({ asset: 'USDT', amount: NaN }), /"amount" is NaN/],
    ['no asset', (client) => client.createMarginLoan({ amount: '1' } as never), /needs "asset"/],
    ['small letters', (client) => client.getMarginPriceIndex({ symbol: 'btcusdt' }), /a pair in capitals/],
    [
      'isolated without a pair',
      (client) => client.createMarginLoan({ asset: 'USDT', amount: '1', isIsolated: true }),
      /needs "symbol" with isIsolated TRUE/,
    ],
    [
      'an unknown choice',
      (client) => client.createMarginOrder({ symbol: 'BTCUSDT', side: 'HOLD' as never, type: 'MARKET', quantity: '1' }),
      /"side" is "HOLD".*one of BUY, SELL/,
    ],
    [
      'a limit order without a price',
      (client) =>
        client.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' }),
      /needs "price" with type LIMIT/,
    ],
    [
      'a market order with one',
      (client) =>
        client.createMarginOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1', price: '5' }),
      /takes no "price" with type MARKET/,
    ],
    [
      'an unknown parameter',
      (client) => client.getMarginAllAssets({ assset: 'BTC' } as never),
      /has no parameter "assset"; it takes asset/,
    ],
    ['a page too large', (client) => client.call('getMarginInterestHistory', { size: 101 }), /from 1 to 100/],
    [
      'a loan of a pair that does not say whether it is isolated',
      (client) => client.createMarginLoan({ asset: 'USDT', amount: '1', symbol: 'BTCUSDT' } as never),
      /^createMarginLoan was not sent.*"symbol" without "isIsolated"/,
    ],
    [
      'a repayment of such a pair',
      (client) => client.repayMarginLoan({ asset: 'USDT', amount: '1', symbol: 'BTCUSDT' } as never),
      /^repayMarginLoan was not sent.*leave "symbol" out for the cross account/,
    ],
    [
      'a transfer to no pair',
      (client) => client.transferSpotToIsolatedMargin({ asset: 'USDT', amount: '1' } as never),
      /^transferSpotToIsolatedMargin: "symbol" is missing, but it has to be a pair/,
    ],
    [
      'a transfer from a pair in small letters',
      (client) => client.transferIsolatedMarginToSpot({ asset: 'USDT', amount: '1', symbol: 'btcusdt' }),
      /^transferIsolatedMarginToSpot: "symbol" is "btcusdt"/,
    ],
    ['no rows', (client) => client.getMarginInterestRateHistory({ asset: 'BTC', limit: 0 }), /"limit" is 0.* from 1/],
    ['half a row', (client) => client.getMarginLoanDetails({ limit: 1.5 }), /^getMarginLoanDetails: "limit" is 1\.5/],
    ['no number of rows', (client) => client.getMarginInterestHistory({ limit: NaN }), /"limit" is NaN/],
    ['fewer than none', (client) => client.getMarginForceLiquidationRecord({ limit: -5 }), /"limit" is -5/],
    ['neither id', (client) => client.getMarginOrder({ symbol: 'BTCUSDT' }), /needs "origClientOrderId" or "orderId"/],
    [
      'six pairs',
      (client) => client.getIsolatedMarginAccount({ symbols: ['A', 'B', 'C', 'D', 'E', 'F'] }),
      /up to 5 names/,
    ],
  ];
  for (const [what, act, message] of cases)
    it(what, async () => {
      const { client } = clientOf(server.url);
      await assert.rejects(
        act(client),
        (error) => error instanceof NotSentError && error.reason === 'parameter' && message.test(error.message),
      );
      client.close();
      assert.deepEqual(server.seen, []);
    });

  it('by the name of the method that was called', async () => {
    const { client } = clientOf(server.url);
    const calls: [string, Promise<unknown>][] = [
      ['createMarginLoan', client.createMarginLoan({ asset: 'USDT', amount: -1 })],
      ['repayMarginLoan', client.repayMarginLoan({ asset: 'usdt', amount: 1 })],
      ['getMarginRepayDetails', client.getMarginRepayDetails({ txId: -1 })],
      ['getMarginAsset', client.getMarginAsset({ asset: '' })],
      ['getMarginFee', client.getMarginFee({ vipLevel: -1 })],
      ['transferMarginToSpot', client.transferMarginToSpot({ asset: 'USDT', amount: 0 })],
      ['marginDustLog', client.marginDustLog({ startTime: NaN })],
      ['marginBorrowRepay', client.marginBorrowRepay({ asset: 'USDT', amount: 1, isIsolated: true, type: 'BORROW' })],
    ];
    for (const [method, call] of calls)
      await assert.rejects(
        call,
        (error) => error instanceof NotSentError && error.call?.method === method && error.message.startsWith(method),
        method,
      );
    client.close();
    assert.deepEqual(server.seen, []);
  });

  it('every write, when the connection is READ-ONLY', async () => {
    const { client } = clientOf(server.url, { mode: 'READ-ONLY' });
    const refused = (error: unknown) => error instanceof NotSentError && error.reason === 'mode';
    const writes = endpointNames.filter((name) => endpointOf(name).writes);
    assert.ok(writes.length > 20);
    for (const name of writes) await assert.rejects(client.call(name, {}), refused, name);
    for (const write of [
      client.createMarginLoan({ asset: 'USDT', amount: '1' }),
      client.transferMarginToSpot({ asset: 'USDT', amount: '1' }),
      client.cancelMarginOrder({ symbol: 'BTCUSDT', orderId: 1 }),
    ])
      await assert.rejects(write, refused);
    client.close();
    assert.deepEqual(server.seen, []);
  });

  it('nothing that is called reading and yet changes something', () => {
    // These are sent with POST, PUT or DELETE and change nothing of the account: questions, and the keys of streams.
    const harmless = [
      'getUserAsset',
      'getFundingAsset',
      'getDustAssets',
      'createMarginListenToken',
      'createMarginListenKey',
      'keepMarginListenKey',
      'closeMarginListenKey',
    ];
    const reads = endpointNames.filter((name) => !endpointOf(name).writes && endpointOf(name).method !== 'GET');
    assert.deepEqual(reads.toSorted(), harmless.toSorted());
    for (const name of endpointNames)
      if (endpointOf(name).method === 'GET') assert.equal(endpointOf(name).writes, false);
  });

  it('an address in the clear, and play money at the real exchange', () => {
    assert.throws(() => clientOf('http://api.binance.com', { mode: 'LIVE' }), /in the clear/);
    assert.throws(() => clientOf('https://api.binance.com', { mode: 'PAPER' }), /the mode is PAPER/);
  });

  it('accepts what the requested interface writes', async () => {
    const { client } = clientOf(server.url);
    await client.createMarginLoan({ asset: 'USDT', amount: 1000, isIsolated: 'FALSE' });
    await client.createMarginOrder({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: 0.001,
      isIsolated: true,
    });
    await client.createMarginLoan({ asset: 'USDT', amount: 5, symbol: 'BTCUSDT', isIsolated: true });
    await client.repayMarginLoan({ asset: 'USDT', amount: 5, symbol: 'BTCUSDT', isIsolated: 'FALSE' });
    client.close();
    const [loan, order, isolated, cross] = server.seen;
    assert.equal(loan?.query.get('amount'), '1000');
    assert.equal(loan.query.get('isIsolated'), 'FALSE');
    assert.deepEqual(
      [isolated, cross].map((one) => [one?.query.get('isIsolated'), one?.query.get('symbol')]),
      [
        ['TRUE', 'BTCUSDT'],
        ['FALSE', null],
      ],
    );
    assert.equal(order?.query.get('quantity'), '0.001');
    assert.equal(order.query.get('isIsolated'), 'TRUE');
    assert.match(order.query.get('newClientOrderId') ?? '', /^mgl-[0-9a-f]{24}$/);
  });
});
