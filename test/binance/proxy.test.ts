import assert from 'node:assert/strict';
import { MarginClient, NotSentError, proxyFor, UnknownOutcomeError } from '../../src/binance/client.ts';
import { paper, type Bench } from './support/exchange.ts';
import { tunnelling, type Proxy } from './support/proxy.ts';

describe('through a proxy', () => {
  let bench: Bench;
  let proxy: Proxy;
  let client: MarginClient;
  const open = async (answers?: 'those with a password' | 'nobody', user = '') => {
    proxy = await tunnelling(answers);
    const { restUrl, wsApiUrl, streamUrl, apiKey, apiSecret } = bench.exchange.announcement;
    client = new MarginClient({
      restUrl,
      wsApiUrl,
      streamUrl,
      credentials: { apiKey, apiSecret },
      mode: 'PAPER',
      retries: 0,
      proxy: proxy.url.replace('//', `//${user}`),
    });
  };
  before(async () => {
    bench = await paper({ limits: false });
  });
  after(() => bench.close());
  afterEach(async () => {
    client.close();
    await proxy.close();
  });

  it('calls and both streams travel in tunnels, and the proxy hears no key', async () => {
    await open();
    const { host } = new URL(bench.exchange.announcement.restUrl);
    assert.ok((await client.getMarginAccount()).userAssets.length > 0);
    const streams = [client.tradeStream(), client.riskStream()];
    for (const first of await Promise.all(streams.map((stream) => stream[Symbol.asyncIterator]().next())))
      assert.equal(first.value?.e, 'snapshot');
    assert.ok(proxy.asked.length >= 3 && proxy.asked.every((authority) => authority === host), proxy.asked.join());
    const { apiKey } = bench.exchange.announcement;
    assert.ok(!proxy.heard.some((line) => line.includes(apiKey) || line.includes('signature')), proxy.heard.join('\n'));
  });

  it('kept-alive connections are kept through it', async () => {
    await open();
    for (let at = 0; at < 5; at += 1) await client.getMarginPriceIndex({ symbol: 'BTCUSDT' });
    assert.equal(proxy.asked.length, 1);
  });

  it('its password is sent to it', async () => {
    await open('those with a password', 'user:secret@');
    await client.getMarginAccount();
    assert.ok(proxy.asked.length > 0);
  });

  it('a write that it does not let through was not sent', async () => {
    for (const [answers, says] of [
      ['nobody', /cannot be reached.*the proxy answered with status 403/],
      ['those with a password', /the proxy answered with status 407/],
    ] as const) {
      await open(answers);
      await assert.rejects(
        client.createMarginLoan({ asset: 'USDT', amount: '10' }),
        (error) => error instanceof NotSentError && error.reason === 'unreachable' && says.test(error.message),
      );
      client.close();
      await proxy.close();
    }
  });

  it('a proxy that is not there', async () => {
    await open();
    await proxy.close();
    await assert.rejects(
      client.createMarginLoan({ asset: 'USDT', amount: '10' }),
      (error) => error instanceof NotSentError && /EPROXY, ECONNREFUSED/.test(error.message),
    );
  });

  it('an answer that is lost behind it is looked up as without it', async () => {
    await open();
    await bench.control('POST', 'faults', [
      { endpoint: 'POST /sapi/v1/margin/borrow-repay', kind: 'drop-after', times: 1 },
    ]);
    const { tranId } = await client.createMarginLoan({ asset: 'USDT', amount: '17' });
    assert.equal((await client.getMarginLoanDetails({ asset: 'USDT' })).rows[0]?.txId, tranId);
    // A tunnel that breaks while a write is under way leaves it in doubt.
    await bench.control('POST', 'faults', [
      { endpoint: 'POST /sapi/v1/margin/exit-special-key-mode', kind: 'latency', ms: 60_000, times: 1 },
    ]);
    const leaving = client.exitSpecialKeyMode();
    const seen = assert.rejects(leaving, UnknownOutcomeError);
    const faults = async () => ((await bench.control('GET', 'faults')) as unknown[]).length;
    while ((await faults()) > 0);
    await proxy.close();
    await seen;
  });

  it('which one: a setting before the environment, none for this machine and for exceptions', async () => {
    await open();
    const environment = { https_proxy: 'http://env:1', HTTP_PROXY: 'plain:2', no_proxy: 'example.com, .internal' };
    const cases: [string, string | undefined, string | undefined][] = [
      ['https://api.binance.com', undefined, 'http://env:1'],
      ['wss://ws-api.binance.com', undefined, 'http://env:1'],
      ['https://api.binance.com', 'http://set:3', 'http://set:3'],
      ['https://api.binance.com', '', 'http://env:1'],
      ['https://api.binance.com', 'socks5://set:3', 'http://env:1'],
      ['http://api.test', undefined, 'http://plain:2'],
      ['https://api.example.com', 'http://set:3', undefined],
      ['https://a.internal', undefined, undefined],
      ['https://notexample.com', undefined, 'http://env:1'],
      ['http://127.0.0.1:9000', 'http://set:3', undefined],
    ];
    for (const [address, setting, expected] of cases)
      assert.equal(proxyFor(address, setting, environment), expected, address);
    for (const [address, no_proxy, excepted] of [
      ['https://api.binance.com', 'binance.com:443', true],
      ['wss://ws-api.binance.com', '.binance.com:443', true],
      ['wss://ws-api.binance.com:9443', 'binance.com:443', false],
      ['wss://ws-api.binance.com:9443', 'other.com, Binance.com:9443', true],
      ['http://api.test', 'api.test:80', true],
      ['https://api.test', 'api.test:80', false],
      ['https://api.binance.com', '*', true],
      ['https://api.binance.com', ':443', false],
      ['https://[2001:db8::1]', '2001:db8::1', true],
      ['https://[2001:db8::1]', '[2001:db8::1]:443', true],
      ['https://[2001:db8::1]:8443', '[2001:db8::1]:443', false],
      ['https://[2001:db8::1:443]', '2001:db8::1', false],
    ] as const)
      assert.equal(
        proxyFor(address, 'http://set:3', { no_proxy }),
        excepted ? undefined : 'http://set:3',
        `${address} and ${no_proxy}`,
      );
    assert.throws(
      () =>
        new MarginClient({ restUrl: 'https://api.binance.com', mode: 'READ-ONLY', proxy: 'socks://user:secret@x:1' }),
      (error) => error instanceof NotSentError && !error.message.includes('secret'),
    );
  });
});
