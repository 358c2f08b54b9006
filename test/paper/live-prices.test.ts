import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RunningExchange, startExchange } from '../../src/paper/exchange.ts';
import { publicTicker } from '../../src/paper/live-prices.ts';

describe('live prices', function () {
  this.timeout(120_000);
  /** A public ticker of our own. */
  let prices: Record<string, string> | undefined;
  let asked: string[];
  let server: Server;
  let url: string;
  let exchange: RunningExchange | undefined;
  let said: string[];
  beforeEach(async () => {
    prices = { BTCUSDT: '91234.56000000', ETHUSDT: '3000.00', PEPEUSDT: '0.00001', BADUSDT: 'x' };
    asked = [];
    said = [];
    server = createServer(({ url: path = '' }, response) => {
      asked.push(decodeURIComponent(path));
      if (!prices) response.writeHead(451).end('{}');
      else response.end(JSON.stringify(Object.entries(prices).map(([symbol, price]) => ({ symbol, price }))));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await exchange?.close();
    exchange = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const start = async (source = publicTicker(url)): Promise<RunningExchange> =>
    (exchange = await startExchange({
      empty: true,
      livePrices: { source, name: 'the market', everyMs: 5, retryMs: 5, say: (line) => said.push(line) },
    }));
  const price = (symbol: string): number => Number(exchange!.venue.view.prices.pair(symbol).toFixed());
  const until = async (reached: () => boolean): Promise<void> => {
    while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('are followed, pairs that the market does not know move along, and unknown ones are not taken', async () => {
    await start();
    // The past leads up to the present from the first second on.
    assert.ok(Math.abs(price('BTCUSDT') / 91_234.56 - 1) < 0.001, String(price('BTCUSDT')));
    await until(() => price('BTCUSDT') === 91_234.56);
    assert.equal(price('ETHBTC'), 0.03288);
    prices = { BTCUSDT: '90000', ETHUSDT: '3000' };
    await until(() => price('BTCUSDT') === 90_000);
    assert.deepEqual(exchange!.venue.state.livePrices, { BTCUSDT: '90000.00', ETHUSDT: '3000.00' });
    assert.equal(asked[0], '/api/v3/ticker/price');
    assert.equal(asked.at(-1), '/api/v3/ticker/price?symbols=["BTCUSDT","ETHUSDT"]');
    assert.deepEqual(said, []);
  });

  it('give way to a price that a control holds', async () => {
    const { venue } = await start();
    await until(() => price('BTCUSDT') === 91_234.56);
    await venue.submit({ do: 'price', symbol: 'BTCUSDT', price: '50000' });
    assert.equal(price('BTCUSDT'), 50_000);
    await venue.submit({ do: 'price', symbol: 'BTCUSDT', price: null });
    assert.equal(price('BTCUSDT'), 91_234.56);
  });

  it('stay as they were last heard while the market does not answer, which is said once, and its return too', async () => {
    await start();
    await until(() => price('BTCUSDT') === 91_234.56);
    prices = undefined;
    await until(() => said.length > 0);
    const tries = asked.length;
    await until(() => asked.length > tries + 3);
    assert.deepEqual(said, [
      'Live prices: the market cannot be had (it answered 451). The last prices stay until it answers.',
    ]);
    assert.equal(price('BTCUSDT'), 91_234.56);
    prices = { BTCUSDT: '80000' };
    await until(() => price('BTCUSDT') === 80_000);
    assert.deepEqual(said.slice(1), ['Live prices: the market answers again.']);
  });

  it('are the seeded walk where the network is refused, and that is said', async () => {
    const { port } = server.address() as AddressInfo;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await start(publicTicker(`http://127.0.0.1:${port}`));
    assert.equal(said.length, 1);
    assert.match(
      said[0]!,
      /^Live prices: the market cannot be had \(.*ECONNREFUSED.*\)\. Prices are the seeded walk until/,
    );
    assert.deepEqual(exchange!.venue.state.livePrices, {});
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await until(() => price('BTCUSDT') === 91_234.56);
  });
});
