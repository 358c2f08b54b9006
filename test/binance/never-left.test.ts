import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NotSentError, RefusedError } from '../../src/binance/errors.ts';
import { answer, clientOf, scripted } from './support/server.ts';

/** An exchange whose clock answers, or does not, as a test wants. */
async function withClock(time: (response: ServerResponse) => void, other: (response: ServerResponse) => void) {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    paths.push(path);
    request.resume();
    if (path === '/api/v3/time') time(response);
    else other(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const borrow = { asset: 'USDT', amount: '10', isIsolated: 'FALSE' } as const;

describe('a write that never left', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  it('is told as not sent where the clock that it needs could not be read', async () => {
    const server = await withClock(
      (response) => response.destroy(),
      (response) => answer(response, { tranId: 1 }),
    );
    const { client } = clientOf(server.url);
    open.push(client, server);
    await assert.rejects(client.createMarginLoan(borrow), (error) => {
      assert.ok(error instanceof NotSentError, String(error));
      assert.equal(error.reason, 'unreachable');
      assert.match(error.message, /was not sent: the exchange.s time could not be read/);
      return true;
    });
    assert.deepEqual([...new Set(server.paths)], ['/api/v3/time']);
  });

  it('is told as refused where its timestamp was, and the clock could then not be measured', async () => {
    let asked = 0;
    const server = await withClock(
      (response) => {
        asked += 1;
        if (asked === 1) answer(response, { serverTime: Date.now() });
        else response.destroy();
      },
      (response) =>
        answer(response, { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' }, 400),
    );
    const { client } = clientOf(server.url);
    open.push(client, server);
    await assert.rejects(client.createMarginLoan(borrow), (error) => {
      assert.ok(error instanceof RefusedError, String(error));
      assert.equal(error.code, -1021);
      return true;
    });
  });

  it('stays here when it is aborted while the clock is measured', async () => {
    const controller = new AbortController();
    const server = await withClock(
      (response) => {
        controller.abort();
        setImmediate(() => answer(response, { serverTime: Date.now() }));
      },
      (response) => answer(response, { tranId: 1 }),
    );
    const { client } = clientOf(server.url);
    open.push(client, server);
    await assert.rejects(
      client.createMarginLoan(borrow, { signal: controller.signal }),
      (error) => error instanceof NotSentError && error.reason === 'aborted',
    );
    assert.deepEqual(server.paths, ['/api/v3/time']);
  });

  it('stays here when it is aborted while all connections are in use', async () => {
    const held: ServerResponse[] = [];
    const server = await scripted((seen, response) => {
      if (seen.path.endsWith('/allAssets')) held.push(response);
      else answer(response, { tranId: 1 });
    });
    const { client } = clientOf(server.url, { connections: 1 });
    open.push(client, server);
    await client.syncClock();
    const reading = client.getMarginAllAssets();
    const controller = new AbortController();
    const writing = client.createMarginLoan(borrow, { signal: controller.signal });
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    answer(held[0]!, []);
    await reading;
    await assert.rejects(writing, (error) => error instanceof NotSentError && error.reason === 'aborted');
    assert.ok(server.seen.every(({ path }) => path.endsWith('/allAssets')));
  });

  it('does not wait for the loan before it once it is aborted', async () => {
    const held: ServerResponse[] = [];
    const server = await scripted((_, response) => void held.push(response));
    const { client } = clientOf(server.url);
    open.push(client, server);
    const first = client.createMarginLoan(borrow);
    const controller = new AbortController();
    const second = client.createMarginLoan(borrow, { signal: controller.signal });
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await assert.rejects(second, (error) => error instanceof NotSentError && error.reason === 'aborted');
    answer(held[0]!, { tranId: 1 });
    assert.deepEqual(await first, { tranId: '1' });
    assert.equal(server.seen.length, 1);
  });
});
