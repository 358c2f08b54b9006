import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  MarginError,
  NotSentError,
  RefusedError,
  UnknownOutcomeError,
  UnreadableReplyError,
} from '../../src/binance/errors.ts';
import { answer, apiKey, apiSecret, clientOf, scripted, type Handler } from './support/server.ts';

describe('what is not an answer of the exchange', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  async function against(handler: Handler, options = {}) {
    const server = await scripted(handler);
    const { client, log } = clientOf(server.url, options);
    open.push(client, server);
    return { server, client, log };
  }

  async function failure(promise: Promise<unknown>): Promise<MarginError> {
    try {
      await promise;
    } catch (error) {
      assert.ok(error instanceof MarginError, String(error));
      const shown = inspect(error, { depth: 10, showHidden: true });
      for (const secret of [apiKey, apiSecret, 'signature=', 'timestamp=']) assert.ok(!shown.includes(secret), shown);
      return error;
    }
    throw new Error('it was answered');
  }

  const page = '<!DOCTYPE html><html><body>502 Bad Gateway</body></html>';

  it('a web page instead of JSON', async () => {
    const { client } = await against((_, response) => answer(response, page, 200, { 'content-type': 'text/html' }));
    const error = await failure(client.getMarginAllAssets());
    assert.ok(error instanceof UnreadableReplyError);
    assert.match(error.message, /a web page instead of JSON/);
  });

  it('a body that ends early, with and without a length', async () => {
    for (const length of [true, false]) {
      const { client } = await against((_, response) => {
        const body = '[{"assetName":"BTC","isBorrowable":true}]';
        response.writeHead(200, length ? { 'content-length': String(body.length) } : {});
        response.write(body.slice(0, 20));
        setImmediate(() => response.destroy());
      });
      const error = await failure(client.getMarginAllAssets());
      assert.ok(error instanceof UnreadableReplyError);
      assert.match(error.message, /no whole answer/);
    }
  });

  it('JSON that is broken, or not an object', async () => {
    for (const body of ['[{"assetName":', '"hello"', 'null', '']) {
      const { client } = await against((_, response) => answer(response, body));
      assert.ok((await failure(client.getMarginAllAssets())) instanceof UnreadableReplyError, body);
    }
  });

  it('a packed answer is unpacked, and a broken pack is no answer', async () => {
    const packed = gzipSync(JSON.stringify([{ assetName: 'BTC' }]));
    const headers = { 'content-encoding': 'gzip' };
    const { client } = await against((_, response) => response.writeHead(200, headers).end(packed));
    assert.equal((await client.getMarginAllAssets())[0]?.assetName, 'BTC');
    for (const body of [packed.subarray(0, 12), Buffer.from('[]')]) {
      const { client: other } = await against((_, response) => response.writeHead(200, headers).end(body));
      assert.ok((await failure(other.getMarginAllAssets())) instanceof UnreadableReplyError);
    }
  });

  it('a code nobody knows is refused with its words', async () => {
    const { client } = await against((_, response) =>
      answer(response, { code: -98765, msg: 'Mercury retrograde.' }, 400),
    );
    const error = await failure(client.getMarginAllAssets());
    assert.ok(error instanceof RefusedError);
    assert.equal(error.code, -98765);
    assert.equal(error.says, 'Mercury retrograde.');
    assert.equal(error.status, 400);
  });

  it('a known code carries advice', async () => {
    const { client } = await against((_, response) =>
      answer(response, { code: -3006, msg: 'Your borrow amount has exceed maximum borrow amount.' }, 400),
    );
    const error = await failure(client.createMarginLoan({ asset: 'USDT', amount: '1' }));
    assert.match(error.message, /-3006 Your borrow amount .* Borrow at most what getMaxMarginLoan gives\./);
  });

  it('a transfer that the exchange has still before it is looked for until it is done', async () => {
    let looked = 0;
    const { client } = await against(
      (seen, response) => {
        if (seen.method === 'POST') {
          answer(response, { code: -5012, msg: 'Asset transfer is in pending.' }, 400);
          return;
        }
        looked += 1;
        const status = looked < 3 ? 'PENDING' : 'CONFIRMED';
        const row = { asset: 'USDT', amount: '5', type: 'MAIN_MARGIN', status, tranId: 77, timestamp: Date.now() };
        answer(response, { total: 1, rows: [row] });
      },
      { settleMs: 5_000 },
    );
    assert.deepEqual(await client.transferSpotToMargin({ asset: 'USDT', amount: '5' }), { tranId: '77' });
  });

  it('the same movement twice, written in two ways, goes one after the other, for a lost one could be taken for the other', async () => {
    let underWay = 0;
    let most = 0;
    const { client } = await against((_, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        answer(response, { tranId: 1 });
      });
    });
    await Promise.all(['5', '5.0', 5].map((amount) => client.transferSpotToMargin({ asset: 'USDT', amount })));
    assert.equal(most, 1);
  });

  it('a lost loan is found in whatever form the history tells that it is of cross', async () => {
    for (const isolatedSymbol of [undefined, null, '']) {
      const { client } = await against((seen, response) => {
        if (seen.method === 'POST') {
          response.destroy();
          return;
        }
        const row = {
          asset: 'USDT',
          amount: '5',
          status: 'CONFIRMED',
          type: 'MANUAL',
          txId: 78,
          timestamp: Date.now(),
        };
        answer(response, { total: 1, rows: [isolatedSymbol === undefined ? row : { ...row, isolatedSymbol }] });
      });
      const loan = client.createMarginLoan({ asset: 'USDT', amount: '5' });
      assert.deepEqual(await loan, { tranId: '78' }, String(isolatedSymbol));
    }
  });

  it('a lost loan that the history shows as one of another kind is not told as one that did not happen', async () => {
    const { client } = await against((seen, response) => {
      if (seen.method === 'POST') {
        response.destroy();
        return;
      }
      const row = { asset: 'USDT', amount: '5', status: 'CONFIRMED', type: 'AUTO', txId: 79, timestamp: Date.now() };
      answer(response, { total: 1, rows: [row] });
    });
    const error = await failure(client.createMarginLoan({ asset: 'USDT', amount: '5' }));
    assert.ok(error instanceof UnknownOutcomeError, String(error));
    assert.match(error.message, /Look at the account/);
  });

  it('never follows a redirect, so that the key stays with the configured host', async () => {
    const elsewhere = await scripted((_, response) => answer(response, []));
    open.push(elsewhere);
    for (const status of [301, 302, 303, 307, 308]) {
      const { client } = await against((_, response) =>
        answer(response, '', status, { location: `${elsewhere.url}/steal` }),
      );
      const error = await failure(client.getMarginAllAssets());
      assert.ok(error instanceof UnreadableReplyError);
      assert.match(error.message, /redirect to 127\.0\.0\.1:\d+, which was not followed/);
    }
    assert.deepEqual(elsewhere.seen, []);
  });

  it('a firewall, a withdrawn path, a ban', async () => {
    for (const [status, words] of [
      [403, /firewall/],
      [404, /does not know this path/],
      [410, /withdrawn/],
      [418, /banned/],
    ] as const) {
      const { client } = await against((_, response) => answer(response, page, status));
      const error = await failure(client.getMarginAllAssets());
      assert.ok(error instanceof RefusedError);
      assert.match(error.message, words);
    }
  });

  it('silence', async () => {
    const { client } = await against(() => undefined);
    const error = await failure(client.getMarginAllAssets({}, { timeoutMs: 50 }));
    assert.ok(error instanceof UnknownOutcomeError);
    assert.match(error.message, /no answer within 50 ms/);
  });

  it('nobody there', async () => {
    const server = await scripted(() => undefined);
    await server.close();
    const { client } = clientOf(server.url);
    open.push(client);
    const error = await failure(client.getMarginAllAssets());
    assert.ok(error instanceof NotSentError);
    assert.equal(error.reason, 'unreachable');
    assert.match(error.message, /cannot be reached/);
  });

  it('a read is tried again after 5xx and a lost connection, and then answered', async () => {
    let times = 0;
    const { client, server } = await against(
      (_, response) => {
        times += 1;
        if (times === 1) answer(response, page, 503);
        else if (times === 2) response.destroy();
        else answer(response, [{ assetName: 'BTC' }]);
      },
      { retries: 2 },
    );
    assert.equal((await client.getMarginAllAssets())[0]?.assetName, 'BTC');
    assert.equal(server.seen.length, 3);
  });

  it('an account is read without its index price while the exchange takes no question for that', async () => {
    const { client, server } = await against(
      ({ path }, response) => {
        if (path.endsWith('/priceIndex'))
          answer(response, { code: -1003, msg: 'Too many requests.' }, 429, { 'retry-after': '600' });
        else answer(response, { marginLevel: '2', userAssets: [] });
      },
      { retries: 2, maxWaitMs: 1_000_000 },
    );
    for (let times = 0; times < 2; times += 1) {
      const account = await client.getMarginAccount();
      assert.equal(account.marginLevel, '2');
      assert.equal(account.indexPrice, undefined);
    }
    assert.equal(server.seen.filter(({ path }) => path.endsWith('/priceIndex')).length, 1);
  });

  it('an account that one caller gives up keeps its index price for another', async () => {
    const held: (() => void)[] = [];
    const { client } = await against(({ path }, response) => {
      if (path.endsWith('/priceIndex')) held.push(() => answer(response, { symbol: 'BTCUSDT', price: '60000' }));
      else answer(response, { marginLevel: '2', userAssets: [] });
    });
    const controller = new AbortController();
    const given = client.getMarginAccount({}, { signal: controller.signal });
    const other = client.getMarginAccount();
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    held[0]?.();
    await given.catch(() => undefined);
    assert.equal((await other).indexPrice, '60000');
  });

  it('is never asked again into a ban', async () => {
    const { client, server } = await against((_, response) => answer(response, '{}', 418, { 'retry-after': '300' }), {
      retries: 5,
    });
    assert.ok((await failure(client.getMarginAllAssets())) instanceof RefusedError);
    const error = await failure(client.getMarginAllPairs());
    assert.ok(error instanceof NotSentError && error.reason === 'budget');
    assert.equal(server.seen.length, 1);
  });

  it('Retry-After is honoured: the read waits and is then answered', async () => {
    let times = 0;
    const { client, server } = await against(
      (_, response) => {
        times += 1;
        if (times === 1) answer(response, { code: -1003, msg: 'Too many requests.' }, 429, { 'retry-after': '1' });
        else answer(response, []);
      },
      { retries: 2 },
    );
    const started = performance.now();
    await client.getMarginAllAssets();
    assert.ok(performance.now() - started >= 990);
    assert.equal(server.seen.length, 2);
  });

  it('a stale timestamp is sent once more after the clock was measured', async () => {
    let times = 0;
    const { client, server } = await against((_, response) => {
      times += 1;
      if (times === 1)
        answer(response, { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' }, 400);
      else answer(response, { assets: [] });
    });
    assert.deepEqual(await client.getIsolatedMarginAccount(), { assets: [] });
    assert.equal(server.seen.length, 2);
  });

  it('an abort ends a read at once, and a write that has left is unknown', async () => {
    const { client } = await against(() => undefined);
    const reading = new AbortController();
    const read = failure(client.getMarginAllAssets({}, { signal: reading.signal }));
    setImmediate(() => reading.abort());
    const error = await read;
    assert.ok(error instanceof NotSentError && error.reason === 'aborted');

    const writing = new AbortController();
    const arrived = against(() => writing.abort());
    const { client: writer } = await arrived;
    const lost = await failure(writer.createMarginLoan({ asset: 'USDT', amount: '5' }, { signal: writing.signal }));
    assert.ok(lost instanceof UnknownOutcomeError);
    assert.match(lost.message, /may have happened/);
  });

  it('closing ends what is under way, refuses what comes after, and leaves nothing open', async () => {
    const { client } = await against(() => undefined);
    const waiting = failure(client.getMarginAllAssets());
    setTimeout(() => client.close(), 20);
    const error = await waiting;
    assert.ok(error instanceof NotSentError && error.reason === 'closed');
    const after = await failure(client.getMarginAllAssets());
    assert.ok(after instanceof NotSentError && after.reason === 'closed');
  });

  it('the log never holds a key, a signature or a query', async () => {
    const { client, log } = await against((_, response) => answer(response, { assets: [] }));
    await client.getIsolatedMarginAccount({ symbols: ['BTCUSDT'] });
    assert.ok(log.some((line) => line.startsWith('GET /sapi/v1/margin/isolated/account 200')));
    for (const line of log) assert.doesNotMatch(line, /signature|key-7f3b9c|secret-51d0aa|\?/);
  });
});
