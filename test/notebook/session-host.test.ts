import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { MarginClient } from '../../src/binance/client.ts';
import { countUse, provenanceIn, withProvenance, type Provenance } from '../../src/notebook/host/provenance.ts';
import {
  scopeOf,
  SessionHost,
  type CellSession,
  type Question,
  type Use,
} from '../../src/notebook/host/session-host.ts';
import { CellStreams } from '../../src/notebook/host/streams.ts';
import { startExchange, type RunningExchange } from '../../src/paper/exchange.ts';
import { KernelUnderTest } from '../kernel/kernel-under-test.ts';

const hour = 3_600_000;

describe('what cells ask of the editor', function () {
  this.timeout(120_000);
  let exchange: RunningExchange;
  let session: CellSession;
  let host: SessionHost;
  let kernel: KernelUnderTest;
  let questions: Question[];
  let uses: Use[];
  let answer: (signal: AbortSignal) => Promise<string | undefined>;

  before(async () => {
    exchange = await startExchange({ data: ':memory:', clock: 'manual' });
    const { restUrl, wsApiUrl, streamUrl, apiKey, apiSecret, controlUrl, controlToken } = exchange.announcement;
    const credentials = { apiKey, apiSecret };
    const client = new MarginClient({ restUrl, wsApiUrl, streamUrl, mode: 'PAPER', credentials });
    session = { profile: { id: 'paper', name: 'Paper' }, mode: 'PAPER', client, paper: { controlUrl, controlToken } };
    host = new SessionHost({
      session: () => Promise.resolve(session),
      write: (_write, send) => send(),
      input: (question, signal) => {
        questions.push(question);
        return answer(signal);
      },
      onUse: (_cell, _session, use) => void uses.push(use),
    });
    kernel = new KernelUnderTest({ host, scope: scopeOf(session) });
  });
  beforeEach(() => {
    questions = [];
    uses = [];
  });
  after(async () => {
    await kernel.stop();
    session.client.close();
    await exchange.close();
  });

  const print = async (code: string) => {
    const ran = await kernel.run(code);
    assert.deepEqual(ran.errors, []);
    return ran.stdout.trim();
  };

  const used = () => uses.reduce<Provenance | undefined>((sum, use) => countUse(sum, session, use), undefined);

  it('is counted request by request, with weight and rows, also where the cell failed or caught what failed', async () => {
    await session.client.syncClock();
    await kernel.run('await client.getMarginAccount()');
    assert.deepEqual([used()?.requests, used()?.weight], [2, 20]);
    uses = [];
    await kernel.run('await client.getUserAsset(); await client.getMarginTrades({ symbol: "NOPE" })');
    assert.deepEqual([used()?.requests, used()?.weight], [2, 15]);
    uses = [];
    // 90 days in windows of 30, each of several pages of 100.
    await kernel.run('var interest = await history.interest()');
    const { requests, rows } = used()!;
    assert.ok(requests >= 3 + Math.floor(rows / 100) - 1, `${requests} requests, ${rows} rows`);
    assert.equal(String(rows), await print('console.log(interest.shape[0])'));
    uses = [];
    await kernel.run('1 + 1');
    assert.equal(used(), undefined);
  });

  it('names the changes of the account that it made, also one whose outcome is unknown', async () => {
    await kernel.run('await client.createMarginLoan({ asset: "USDT", amount: "1" })');
    assert.match(used()?.writes?.[0]?.reference ?? '', /^tranId \d+$/);
    uses = [];
    await kernel.run('await client.createMarginLoan({ asset: "USDT", amount: "999999999999" }).catch(() => 0)');
    assert.equal(used()?.writes, undefined);
    assert.equal(used()?.requests, 1);
  });

  it('takes Dates, bigints and Decimals as the client does, and nothing that is no number', async () => {
    const text = await print(
      `const { orderId } = await client.createMarginOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: new Decimal("0.001") });
       const same = await client.getMarginOrder({ symbol: "BTCUSDT", orderId: BigInt(orderId) });
       const trades = await client.getMarginTrades({ symbol: "BTCUSDT", startTime: new Date(same.time), endTime: new Date(same.time + 1) });
       console.log(same.origQty, trades.length > 0);`,
    );
    assert.equal(text, '0.00100000 true');
    const refusal = await print(
      'console.log(await client.createMarginLoan({ asset: "USDT", amount: new Decimal("1e-9") }).catch(({ message }) => message))',
    );
    assert.doesNotMatch(refusal, /exponent/);
    for (const bad of ['NaN', 'Infinity', '() => 1', 'Symbol()'])
      assert.match(
        await print(
          `console.log(await client.cancelAllOpenMarginOrders({ symbol: "BTCUSDT", isIsolated: ${bad} }).catch(({ name, message }) => name + message))`,
        ),
        /^TypeError.*client\.cancelAllOpenMarginOrders: isIsolated was given/,
      );
  });

  it('reaches the user as a question, whose answer may be none', async () => {
    answer = () => Promise.resolve('BTC');
    assert.equal(await print('console.log(await input("Which asset?", { value: "ETH" }))'), 'BTC');
    answer = () => Promise.resolve(undefined);
    assert.equal(await print('console.log(await input("PIN?", { password: true }))'), 'undefined');
    assert.deepEqual(questions, [
      { prompt: 'Which asset?', value: 'ETH', password: false },
      { prompt: 'PIN?', password: true },
    ]);
  });

  it('takes a question back when the cell is interrupted', async () => {
    let takenBack: () => void;
    const gone = new Promise<void>((resolve) => (takenBack = resolve));
    const asked = new Promise<void>((resolve) => {
      answer = (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            takenBack();
            reject(signal.reason as Error);
          });
          resolve();
        });
    });
    const { done } = kernel.start('await input("Still there?")');
    await asked;
    kernel.process.interrupt();
    assert.equal(await done, 'interrupted');
    await gone;
  });

  it('is not asked at all what comes too late: the cell has been interrupted', async () => {
    answer = () => Promise.resolve('yes');
    const signal = AbortSignal.abort();
    const asked = { method: 'input', parameters: { prompt: 'Sure?' }, cell: 1, own: true, signal };
    await assert.rejects(host.call({ ...asked, target: 'user', onRows: () => undefined }), { name: 'AbortError' });
    assert.deepEqual(questions, []);
  });

  it('sees histories up to a clock that a cell has moved', async () => {
    const count = (text: string) => text.split('\n').map(Number);
    const [before, after] = count(
      await print(
        `const before = await history.interest({ asset: "USDT" });
         await paper.clock({ advanceMs: ${3 * hour} });
         const after = await history.interest({ asset: "USDT" });
         console.log(before.shape[0]); console.log(after.shape[0]);`,
      ),
    );
    assert.equal(after! - before!, 3);
  });

  it('keeps what a history had fetched when it was interrupted', async () => {
    const real = session;
    const stuck = {
      // Two windows, of which the second never comes.
      iterateMarginTrades: (_range: unknown, { signal }: { signal: AbortSignal }) => ({
        async *batches() {
          yield [1, 2, 3].map((id) => ({ id, time: id, symbol: 'BTCUSDT', price: '0.1' }));
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        },
      }),
    };
    session = { ...real, client: stuck as unknown as MarginClient };
    const { done } = kernel.start('var rows = await history.trades({ symbol: "BTCUSDT" })');
    while (!used()?.rows) await new Promise((resolve) => setImmediate(resolve));
    kernel.process.interrupt();
    assert.equal(await done, 'interrupted');
    session = real;
    assert.equal(
      await print('console.log(rows, history.partial.loans, history.partial.trades.shape)'),
      'undefined undefined [ 3, 11 ]',
    );
    // Once it comes to its end nothing is partial any more.
    assert.equal(
      await print('await history.trades({ symbol: "BTCUSDT" }); console.log(history.partial.trades)'),
      'undefined',
    );
  });

  it('is nothing in the future and too much before what the exchange remembers, which a cell is told', async () => {
    assert.equal(await print('console.log((await history.loans({ from: "2100-01-01" })).shape[0])'), '0');
    const ran = await kernel.run('(await history.interest({ from: 0, to: 86_400_000 })).shape[0]');
    assert.equal(ran.displays.at(-1)?.bundle.data['text/plain'], '0');
    assert.match(ran.stderr, /^Interest: the exchange forgets\. Nothing before \d{4}-.*Z is in this frame\.$/m);
    const wrong = await kernel.run('await history.loans({ from: "2026-01-02", to: "2026-01-01" })');
    assert.match(wrong.errors[0]?.message ?? '', /`from` is after `to`/);
    const none = await kernel.run('await history.loans({ from: "2026-02-30" })');
    assert.match(none.errors[0]?.message ?? '', /`from` is not a time: 2026-02-30/);
  });

  it('reads times as UTC, whatever the zone of the machine, as Dates and numbers do', async () => {
    const text = await print(
      `const { serverTime } = await client.getServerTime();
       await client.createMarginLoan({ asset: "USDT", amount: "3" });
       const iso = new Date(serverTime).toISOString().slice(0, 19);
       for (const from of [new Date(serverTime - 999), serverTime - 999, iso, iso.replace("T", " "), iso + "Z"])
         console.log((await history.loans({ asset: "USDT", from })).shape[0]);`,
    );
    assert.equal(new Set(text.split('\n')).size, 1);
  });

  it('follows the account as a stream, which ends with the loop that reads it', async () => {
    const text = await print(
      `const seen = [];
       for await (const event of client.tradeStream()) {
         seen.push(event.e);
         if (seen.length === 1) await client.createMarginOrder({ symbol: "BTCUSDT", side: "BUY", type: "MARKET", quantity: "0.001" });
         if (event.e === "executionReport" && event.X === "FILLED") break;
       }
       console.log(seen.includes("executionReport"));`,
    );
    assert.equal(text, 'true');
  });

  it('ends a stream when its cell is interrupted, whether it waits for an event or not', async () => {
    for (const body of ['', 'await new Promise(() => {});']) {
      const opened = streamsOf(session.client);
      const { ran, done } = kernel.start(
        `for await (const event of client.riskStream()) { console.log("event"); ${body} }`,
      );
      await kernel.until(() => ran.stdout.includes('event'));
      assert.equal(opened.length, 1);
      kernel.process.interrupt();
      assert.equal(await done, 'interrupted');
      await opened[0]!.closed;
    }
    assert.equal(await print('console.log("alive")'), 'alive');
  });

  it('leaves nothing of a stream’s events behind, of which there may be any number in one run', async () => {
    const endless = {
      async *[Symbol.asyncIterator]() {
        for (;;) yield await Promise.resolve('event');
      },
      close: () => undefined,
    };
    const client = { riskStream: () => endless } as unknown as MarginClient;
    const streams = new CellStreams();
    const next = (signal: AbortSignal) => streams.next(client, { stream: 'one', method: 'riskStream' }, signal);
    await next(new AbortController().signal);
    const { signal } = new AbortController();
    await next(signal);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('ends a stream when the kernel goes', async () => {
    const own = new KernelUnderTest({ host, scope: scopeOf(session) });
    const opened = streamsOf(session.client);
    const { ran, done } = own.start('for await (const event of client.riskStream()) console.log("event");');
    await own.until(() => ran.stdout.includes('event'));
    await own.stop();
    assert.equal(await done, 'died');
    await opened[0]!.closed;
  });

  it('leaves where an output comes from in its metadata, and reads it there again', () => {
    const provenance = { profile: 'Paper', mode: 'PAPER', requests: 2, weight: 12, rows: 3, at: '2026-01-01' } as const;
    assert.deepEqual(provenanceIn(withProvenance({ other: 1 }, provenance)), provenance);
    assert.deepEqual(withProvenance({ other: 1 }, undefined), { other: 1 });
    for (const foreign of [undefined, null, 'x', {}, { marginalia: 1 }, { marginalia: { ...provenance, mode: 'X' } }])
      assert.equal(provenanceIn(foreign), undefined);
  });
});

/** Hears of the risk streams that a client opens from now on. */
function streamsOf(client: MarginClient): { readonly closed: Promise<void> }[] {
  const opened: { closed: Promise<void> }[] = [];
  const open = client.riskStream.bind(client);
  client.riskStream = () => {
    client.riskStream = open;
    const stream = open();
    opened.push({
      closed: new Promise((resolve) => {
        stream.onState((state) => {
          if (state === 'closed') resolve();
        });
      }),
    });
    return stream;
  };
  return opened;
}
