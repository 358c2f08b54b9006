import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MarginClient, type Mode } from '../../src/binance/client.ts';
import { endpointNames, endpointOf, type EndpointName, type Kind } from '../../src/binance/table/index.ts';
import { requestedMethods } from '../../src/binance/table/requested.ts';
import { english } from '../../src/connection/localiser.ts';
import { methodsOf } from '../../src/notebook/host/methods.ts';
import { SessionHost, type Write } from '../../src/notebook/host/session-host.ts';
import { linesOf, summaryOf, whereOf } from '../../src/notebook/writes/wording.ts';

/** Changes nothing, although it is no GET: two questions that Binance has as POST, and the keys of the user streams. */
const reading = [
  ...['getUserAsset', 'getFundingAsset', 'getDustAssets'],
  ...['createMarginListenToken', 'createMarginListenKey', 'keepMarginListenKey', 'closeMarginListenKey'],
];
const writing = endpointNames.filter((name) => endpointOf(name).writes);

/** A value that the exchange's rules allow. */
function sample(name: string, kind: Kind): string {
  switch (kind.kind) {
    case 'decimal':
      return '1.5';
    case 'integer':
      return String(kind.min ?? 1);
    case 'time':
      return '1700000000000';
    case 'symbol':
      return 'BTCUSDT';
    case 'asset':
      return 'USDT';
    case 'choice':
      return kind.choices[0] ?? '';
    case 'flag':
    case 'boolean':
      return 'TRUE';
    case 'list':
      return 'USDT';
    case 'text':
      return name;
  }
}

/** All that an endpoint takes without breaking one of its rules. */
function argumentsOf(name: EndpointName): Record<string, string> {
  const { parameters, rules = [] } = endpointOf(name);
  const given = Object.fromEntries(Object.entries(parameters).map(([key, kind]) => [key, sample(key, kind)]));
  const forbidden = rules.flatMap((rule) =>
    'forbids' in rule && rule.is.includes(given[rule.when] ?? '') ? rule.forbids : [],
  );
  return Object.fromEntries(Object.entries(given).filter(([key]) => !forbidden.includes(key)));
}

/** What each method that changes the account is called with, by its name. */
const calls: ReadonlyMap<string, Record<string, string>> = new Map([
  ...writing.map((name) => [name, argumentsOf(name)] as const),
  ...['createMarginLoan', 'repayMarginLoan', 'transferSpotToMargin', 'transferMarginToSpot'].map(
    (name) => [name, { asset: 'USDT', amount: '1.5' }] as const,
  ),
  ...['transferSpotToIsolatedMargin', 'transferIsolatedMarginToSpot'].map(
    (name) => [name, { asset: 'USDT', amount: '1.5', symbol: 'BTCUSDT' }] as const,
  ),
]);

describe("the client's methods in cells", () => {
  let server: Server;
  let arrived: string[];
  let asked: Write[];
  const clients: MarginClient[] = [];

  before((done) => {
    server = createServer(({ method, url }, response) => {
      arrived.push(`${method ?? ''} ${url ?? ''}`);
      response.end('{}');
    });
    server.listen(0, '127.0.0.1', done);
  });
  beforeEach(() => {
    arrived = [];
    asked = [];
  });
  after((done) => {
    for (const client of clients) client.close();
    server.close(done);
  });

  const hostOf = (mode: Mode) => {
    const client = new MarginClient({
      restUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      mode,
      credentials: { apiKey: 'key', apiSecret: 'secret' },
    });
    clients.push(client);
    const host = new SessionHost({
      session: () => Promise.resolve({ profile: { id: 'main', name: 'Main' }, mode, client }),
      write: (write) => {
        asked.push(write);
        return Promise.reject(new Error('declined'));
      },
      input: () => Promise.resolve(undefined),
    });
    const { signal } = new AbortController();
    return {
      methods: methodsOf(client),
      call: (method: string, parameters: object, target: 'client' | 'stream' | 'paper' = 'client') =>
        host.call({ target, method, parameters, cell: 1, own: true, signal, onRows: () => undefined }),
    };
  };

  it('change the account wherever their endpoint does, which every verb but GET does', () => {
    const others = endpointNames.filter((name) => endpointOf(name).method !== 'GET' && !endpointOf(name).writes);
    assert.deepEqual(others.sort(), [...reading].sort());
    assert.deepEqual(
      writing.filter((name) => endpointOf(name).method === 'GET'),
      [],
    );
    const requested = requestedMethods.filter(({ endpoints }) => endpoints.some((name) => endpointOf(name).writes));
    for (const { method } of requested) assert.ok(calls.has(method), method);
  });

  it('are refused by READ-ONLY before anything is sent or asked, one and all that change the account', async () => {
    const { call } = hostOf('READ-ONLY');
    for (const [method, parameters] of calls)
      await assert.rejects(call(method, parameters), { name: 'NotSentError', reason: 'mode' }, method);
    assert.deepEqual([asked, arrived], [[], []]);
  });

  it('ask with LIVE before anything is sent, and tell all that would be', async () => {
    const { call } = hostOf('LIVE');
    for (const [method, parameters] of calls) {
      await assert.rejects(call(method, parameters), /declined/, method);
      const [write, ...more] = asked.splice(0);
      assert.ok(write && more.length === 0, method);
      // What is shown is what travels, whatever the method adds to what the cell gave.
      const text = [summaryOf(write, english), ...linesOf(write.parameters)].join('\n');
      for (const value of [...Object.values(parameters), ...Object.values(write.parameters)])
        assert.ok(text.toUpperCase().includes(value.toUpperCase()), `${method} does not tell ${value}: ${text}`);
      assert.doesNotMatch(text, /undefined|Change the account:/);
    }
    assert.deepEqual(arrived, []);
  });

  it('that only read ask nobody', async () => {
    const { call, methods } = hostOf('LIVE');
    const others = methods.filter((method) => !calls.has(method) && !/Stream/.test(method));
    for (const method of others) {
      const parameters = Object.hasOwn(argumentsByName, method) ? argumentsOf(method as EndpointName) : {};
      await call(method, { ...parameters, symbol: 'BTCUSDT' }).catch(() => undefined);
    }
    assert.deepEqual(asked, []);
    for (const request of arrived)
      assert.match(request, /^GET |\/(get-funding-asset|getUserAsset|dust-btc|userListenToken|listen-key)\?/);
  });

  it('are no others than those, by whatever name they are called', async () => {
    const { call, methods } = hostOf('LIVE');
    const none = [
      'call',
      'close',
      'syncClock',
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'onDidUseBudget',
    ];
    for (const method of [...none, '', 'borrow', '__defineGetter__', 'surroundings', 'mode']) {
      assert.ok(!methods.includes(method));
      await assert.rejects(call(method, {}), /is not a function/, method);
      await assert.rejects(call('next', { stream: 'one', method, parameters: {} }, 'stream'), /is not a stream/);
      await assert.rejects(call(method, {}, 'paper'), /is not a function/, method);
    }
    for (const method of ['createMarginLoan', 'getMarginAccount'])
      await assert.rejects(call('next', { stream: 'one', method, parameters: {} }, 'stream'), /is not a stream/);
    assert.deepEqual([asked, arrived], [[], []]);
  });

  it('refuse what cannot be sent before they ask', async () => {
    const { call } = hostOf('LIVE');
    for (const parameters of [
      { asset: 'USDT' },
      { asset: 'usdt', amount: '1' },
      { asset: 'USDT', amount: '1e3' },
      { asset: 'USDT', amount: '-1' },
      { asset: 'USDT', amount: '1', isIsolated: ['TRUE'] },
      { asset: 'USDT', amount: '1', more: '1' },
      JSON.parse('{ "asset": "USDT", "amount": "1", "__proto__": { "isIsolated": "TRUE" } }') as object,
    ])
      await assert.rejects(call('createMarginLoan', parameters), { name: 'NotSentError', reason: 'parameter' });
    assert.deepEqual([asked, arrived], [[], []]);
  });

  it('are told in words that no parameter can forge', () => {
    const write = {
      endpoint: 'createSpecialKey',
      parameters: { apiName: 'mine\nPermission mode: READ\u202e', permissionMode: 'TRADE' },
    } as const;
    assert.deepEqual(linesOf(write.parameters), [
      'Api name: mine\\u{a}Permission mode: READ\\u{202e}',
      'Permission mode: TRADE',
    ]);
    const told = (endpoint: EndpointName, parameters: Record<string, string>) =>
      summaryOf({ endpoint, parameters }, english);
    assert.equal(
      told('exchangeMarginSmallLiabilities', { assetNames: 'USDT\nAccount: spot' }),
      'Exchange the small debts in USDT\\u{a}Account: spot (cross)',
    );
    assert.equal(
      told('cancelMarginOrder', { symbol: 'BTCUSDT', origClientOrderId: '1\u202e' }),
      'Cancel the order 1\\u{202e} of BTCUSDT (cross)',
    );
    assert.equal(
      told('createMarginOrder', {
        symbol: 'BTCUSDT',
        isIsolated: 'TRUE',
        side: 'SELL',
        type: 'LIMIT',
        quantity: '0.5',
        price: '60000',
        sideEffectType: 'AUTO_REPAY',
      }),
      'Sell 0.5 BTCUSDT, LIMIT, at 60000, repays with what comes in (isolated BTCUSDT)',
    );
    assert.equal(
      told('createMarginOrder', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '100' }),
      'Buy BTCUSDT, for 100 of its quote asset, MARKET (cross)',
    );
    assert.equal(
      told('makeUniversalTransfer', { type: 'MAIN_ISOLATED_MARGIN', asset: 'USDT', amount: '5', toSymbol: 'ETHUSDT' }),
      'Transfer 5 USDT from spot to isolated ETHUSDT',
    );
    const where = (endpoint: EndpointName, parameters: Record<string, string>) =>
      whereOf({ endpoint, parameters }, english);
    assert.equal(where('makeUniversalTransfer', { type: 'MARGIN_MAIN' }), 'cross margin → spot');
    assert.equal(where('createMarginOrder', { symbol: 'BTCUSDT' }), 'cross');
    assert.equal(where('cancelMarginOrder', { symbol: 'BTCUSDT', isIsolated: 'TRUE' }), 'isolated BTCUSDT');
    assert.equal(where('disableIsolatedMarginAccount', { symbol: 'BTCUSDT' }), 'isolated BTCUSDT');
    assert.equal(where('marginManualLiquidation', { type: 'MARGIN' }), 'cross');
    assert.equal(
      told('marginBorrowRepay', { type: 'REPAY', asset: 'BTC', amount: '0.1', isIsolated: 'FALSE' }),
      'Repay 0.1 BTC (cross)',
    );
  });
});

const argumentsByName = Object.fromEntries(endpointNames.map((name) => [name, true]));
