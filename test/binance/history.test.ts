import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MarginClient } from '../../src/binance/client.ts';
import { History } from '../../src/binance/history.ts';
import type { Windows } from '../../src/binance/table/index.ts';
import { halve, splitSpan } from '../../src/binance/windows.ts';

interface Row {
  readonly id: number;
  readonly time: number;
}

const spans = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 5_000 }))
  .map(([start, length]) => ({ start, end: start + length }));

describe('windows', () => {
  it('cover the whole span, none longer than allowed, each sharing its end with the next', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 700 }), (span, longest) => {
        const windows = splitSpan(span, longest);
        assert.equal(windows[0]?.start, span.start);
        assert.equal(windows.at(-1)?.end, span.end);
        windows.forEach((window, at) => {
          assert.ok(window.end - window.start <= longest && window.start <= window.end);
          if (at > 0) assert.equal(window.start, windows[at - 1]?.end);
        });
        // None more than needed.
        assert.ok(windows.length <= Math.max(1, Math.ceil((span.end - span.start) / longest)));
      }),
    );
  });

  it('halve without a gap until they cannot', () => {
    assert.equal(halve({ start: 5, end: 6 }), undefined);
    assert.deepEqual(halve({ start: 5, end: 8 }), [
      { start: 5, end: 6 },
      { start: 6, end: 8 },
    ]);
  });
});

type Paging = 'current' | 'first' | 'last' | 'none';

/** An exchange that holds rows and refuses windows that are too long. */
function exchange(rows: readonly Row[], spanMs: number, most: number, paging: Paging, exclusiveEnd: boolean) {
  let underWay = 0;
  let widest = 0;
  const ask = async (given: Record<string, unknown>): Promise<unknown> => {
    underWay += 1;
    widest = Math.max(widest, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    const limit = Number(given.limit ?? given.size ?? most);
    assert.ok(limit <= most);
    const from = given.fromId;
    if (from !== undefined) return rows.filter((row) => row.id >= Number(from)).slice(0, limit);
    const [start, end] = [Number(given.startTime), Number(given.endTime)];
    assert.ok(end - start <= spanMs, 'window too long');
    const inside = rows.filter(
      ({ time }) =>
        time >= start &&
        (exclusiveEnd && end !== start ? time < end || (time === end && end === lastTime(rows)) : time <= end),
    );
    if (paging === 'current') {
      const newestFirst = [...inside].reverse();
      const at = (Number(given.current) - 1) * limit;
      return { total: inside.length, rows: newestFirst.slice(at, at + limit) };
    }
    return paging === 'last' ? inside.slice(-limit) : inside.slice(0, limit);
  };
  return { ask, widest: () => widest };
}

function lastTime(rows: readonly Row[]): number {
  return rows.at(-1)?.time ?? 0;
}

function windowsOf(paging: Paging, spanMs: number, most: number): Windows {
  return {
    spanMs,
    defaultMs: spanMs,
    page:
      paging === 'current'
        ? { by: 'current', most }
        : paging === 'none'
          ? { by: 'none', most }
          : { by: 'id', parameter: 'fromId', field: 'id', most },
    time: 'time',
    identity: ['id'],
  };
}

describe('a history', () => {
  it('gives every row of the span once, oldest first, however the endpoint pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 120 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom<Paging>('current', 'first', 'last'),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        async (times, spanMs, most, paging, exclusiveEnd, concurrency) => {
          const rows = times.sort((one, other) => one - other).map((time, id) => ({ id, time }));
          const server = exchange(rows, spanMs, most, paging, exclusiveEnd);
          const history = new History<Row>(
            {
              ask: server.ask,
              windows: windowsOf(paging, spanMs, most),
              span: () => Promise.resolve({ start: 0, end: 2_000 }),
              longestMs: spanMs,
            },
            { concurrency },
          );
          const got = await history.collect();
          // Where more rows share a millisecond than an answer holds, "the last ones" cannot be paged past by anyone.
          fc.pre(paging !== 'last' || !crowded(rows, most));
          assert.deepEqual(
            got.map(({ id }) => id).sort((one, other) => one - other),
            rows.map(({ id }) => id),
          );
          assert.deepEqual(
            got.map(({ time }) => time),
            rows.map(({ time }) => time),
          );
          assert.ok(history.complete);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('asks for several windows at once, but no more than told', async () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id, time: id * 10 }));
    for (const concurrency of [1, 4]) {
      const server = exchange(rows, 50, 100, 'first', false);
      const history = new History<Row>(
        {
          ask: server.ask,
          windows: windowsOf('first', 50, 100),
          span: () => Promise.resolve({ start: 0, end: 499 }),
          longestMs: 50,
        },
        { concurrency },
      );
      assert.equal((await history.collect()).length, 50);
      assert.equal(server.widest(), concurrency);
    }
  });

  it('asks for one window after the other where it is told to ask for none at once', async () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id, time: id * 10 }));
    for (const concurrency of [0, -1, NaN]) {
      const server = exchange(rows, 50, 100, 'first', false);
      const history = new History<Row>(
        {
          ask: server.ask,
          windows: windowsOf('first', 50, 100),
          span: () => Promise.resolve({ start: 0, end: 499 }),
          longestMs: 50,
        },
        { concurrency },
      );
      assert.equal((await history.collect()).length, 50);
      assert.equal(server.widest(), 1);
    }
  });

  it('of candles refuses an interval that there is not, instead of splitting time into windows of no length', () => {
    const client = new MarginClient({ restUrl: 'http://127.0.0.1:9', mode: 'PAPER' });
    for (const interval of ['1x', 'h1', '0m', undefined])
      assert.throws(
        () => client.iterateKlines({ symbol: 'BTCUSDT', interval: interval as '1m' }),
        /"interval" has to be one of 1s, 1m/,
      );
    client.close();
  });

  it('stops on abort with what it has', async () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id, time: id * 10 }));
    const server = exchange(rows, 50, 100, 'first', false);
    const controller = new AbortController();
    const history = new History<Row>(
      {
        ask: server.ask,
        windows: windowsOf('first', 50, 100),
        span: () => Promise.resolve({ start: 0, end: 499 }),
        longestMs: 50,
      },
      { concurrency: 2, signal: controller.signal },
    );
    const got: Row[] = [];
    for await (const row of history) {
      got.push(row);
      if (got.length === 12) controller.abort();
    }
    assert.deepEqual(
      got.map(({ id }) => id),
      Array.from({ length: got.length }, (_, id) => id),
    );
    assert.ok(got.length >= 12 && got.length < 50);
    assert.ok(!history.complete);
  });

  it('gives what came before a failure, then fails', async () => {
    const rows = Array.from({ length: 50 }, (_, id) => ({ id, time: id * 10 }));
    const server = exchange(rows, 50, 100, 'first', false);
    const history = new History<Row>(
      {
        ask: (given) => (Number(given.startTime) >= 200 ? Promise.reject(new Error('gone')) : server.ask(given)),
        windows: windowsOf('first', 50, 100),
        span: () => Promise.resolve({ start: 0, end: 499 }),
        longestMs: 50,
      },
      { concurrency: 8 },
    );
    const got: Row[] = [];
    await assert.rejects(async () => {
      for await (const row of history) got.push(row);
    }, /gone/);
    assert.equal(got.length, 21);
  });
});

function crowded(rows: readonly Row[], most: number): boolean {
  const counts = new Map<number, number>();
  for (const { time } of rows) counts.set(time, (counts.get(time) ?? 0) + 1);
  const times = [...counts.keys()];
  // Two neighbouring milliseconds are the narrowest window.
  return times.some((time) => (counts.get(time) ?? 0) + (counts.get(time + 1) ?? 0) >= most);
}
