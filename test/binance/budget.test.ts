import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { Budget, publishedLimits } from '../../src/binance/budget.ts';
import { NotSentError } from '../../src/binance/errors.ts';
import { byIp, byUid, endpoint, replies, type Endpoint, type Weight } from '../../src/binance/table/endpoint.ts';

const call = { method: 'getThing', endpoint: 'GET /sapi/v1/thing' };
const minute = 60_000;
const start = Date.UTC(2026, 10, 22, 12, 0, 0);

function thing(weight: Weight): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/sapi/v1/thing',
    security: 'USER_DATA',
    weight,
    writes: false,
    parameters: {},
    reply: replies<unknown>(),
  });
}

interface World {
  readonly weight: Weight;
  /** The client's clock less the exchange's. */
  readonly skewMs: number;
  readonly latencies: readonly number[];
  /** Weight that another program uses, a minute. */
  readonly foreign: number;
  readonly minutes: number;
  readonly startPhaseMs: number;
}

/** Runs a client that always wants more against an exchange that counts; gives the count of each of its minutes. */
async function run(world: World): Promise<{ counted: Map<number, number>; worst: number }> {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let now = start + world.startPhaseMs;
    const entry = thing(world.weight);
    const budget = new Budget({ now: () => now + world.skewMs, elapsed: () => now, share: 0.95, maxWaitMs: 70_000 });
    const counted = new Map<number, number>();
    let worst = 0;
    const count = (weight: number, mine: boolean) => {
      const at = Math.floor(now / minute);
      counted.set(at, (counted.get(at) ?? 0) + weight);
      const total = counted.get(at) ?? 0;
      // What another program sends on top of a full minute is not ours to prevent.
      if (mine) worst = Math.max(worst, total);
      return total;
    };
    let wanted = 0;
    let latency = 0;
    const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const one = async () => {
      wanted += 1;
      const ticket = await budget.take(entry, {}, call);
      wanted -= 1;
      const ms = world.latencies[latency++ % world.latencies.length] ?? 10;
      await later(ms);
      const reported = count(world.weight.amount, true);
      await later(ms);
      budget.settle(ticket, reported);
    };
    const stepMs = 50;
    const burst = Math.ceil(publishedLimits.sapiByUid / world.weight.amount / 40);
    const foreignPerStep = (world.foreign * stepMs) / minute;
    const running: Promise<void>[] = [];
    for (let passed = 0; passed < world.minutes * minute; passed += stepMs) {
      while (wanted < burst) running.push(one().catch(() => undefined));
      if (foreignPerStep > 0) count(foreignPerStep, false);
      now += stepMs;
      mock.timers.tick(stepMs);
      await nextTurn();
    }
    budget.close();
    for (let at = 0; at < 4; at += 1) {
      mock.timers.tick(1_000);
      await nextTurn();
    }
    await Promise.allSettled(running);
    return { counted, worst };
  } finally {
    mock.timers.reset();
  }
}

describe('the weight budget', () => {
  it('is never passed and never left unused, whatever the latency, the clock and the other programs', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          weight: fc.constantFrom(byUid(1500), byUid(900), byUid(750)),
          skewMs: fc.integer({ min: -140, max: 140 }),
          latencies: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 7 }),
          foreign: fc.constantFrom(0, 0, 30_000),
          minutes: fc.constant(4),
          startPhaseMs: fc.integer({ min: 0, max: minute - 1 }),
        }),
        async (world) => {
          const { counted, worst } = await run(world);
          assert.ok(worst <= publishedLimits.sapiByUid, `${worst} counted`);
          const first = Math.floor((start + world.startPhaseMs) / minute);
          for (const [at, weight] of counted) {
            // Whole minutes only: the first and the last are cut.
            if (at > first && at < first + world.minutes - 1)
              assert.ok(weight >= 0.8 * publishedLimits.sapiByUid, `only ${weight} in minute ${at - first}`);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('counts requests where the exchange does, weight or no weight', async () => {
    const budget = new Budget({ now: () => start + 1_000, elapsed: () => 0, share: 1, maxWaitMs: 1_000 });
    const entry = thing({ ...byIp(200), requests: { most: 60, perMs: minute } });
    for (let at = 0; at < 60; at += 1) await budget.take(entry, {}, call);
    assert.deepEqual(
      budget.usage().map(({ limit, used }) => [limit, used]),
      [
        ['IP', 12_000],
        ['REQUESTS', 60],
      ],
    );
    await assert.rejects(
      async () => budget.take(entry, {}, call),
      (error) =>
        error instanceof NotSentError &&
        error.reason === 'budget' &&
        /takes no request of this kind for another 60 s/.test(error.message),
    );
    budget.close();
  });

  it('waits for no minute when a pause ends between two looks at the clock', async () => {
    const entry = thing(byIp(1));
    for (let pauseMs = 1; pauseMs < 10; pauseMs += 1) {
      let looks = 0;
      const budget = new Budget({ now: () => start + 1_000, elapsed: () => ++looks, share: 1, maxWaitMs: 1_000 });
      budget.settle(await budget.take(entry, {}, call), 1);
      budget.pause(entry, pauseMs);
      await budget.take(entry, {}, call);
      budget.close();
    }
  });

  it('lets an abort leave the queue, and tells those who wait when it closes', async () => {
    const budget = new Budget({ now: () => start + 1_000, elapsed: () => 0, share: 1, maxWaitMs: 70_000 });
    const entry = thing(byUid(180_000));
    budget.settle(await budget.take(entry, {}, call), 180_000);
    const controller = new AbortController();
    const aborted = budget.take(entry, {}, call, { signal: controller.signal });
    const closed = budget.take(entry, {}, call);
    assert.equal(budget.usage()[0]?.waiting, 2);
    controller.abort();
    await assert.rejects(
      async () => aborted,
      (error) => error instanceof NotSentError && error.reason === 'aborted',
    );
    assert.equal(budget.usage()[0]?.waiting, 1);
    budget.close();
    await assert.rejects(
      async () => closed,
      (error) => error instanceof NotSentError && error.reason === 'closed',
    );
  });

  it('waits as long as the exchange asked, whatever becomes of its clock, and a call no longer than it wants', async () => {
    const exchange = { now: start + 1_000 };
    let elapsed = 0;
    const budget = new Budget({ now: () => exchange.now, elapsed: () => elapsed, share: 1, maxWaitMs: 70_000 });
    const entry = thing(byUid(1));
    const refusedFor = async () => {
      const error: unknown = await Promise.resolve()
        .then(() => budget.take(entry, {}, call, { maxWaitMs: 2_000 }))
        .then(
          (ticket) => budget.settle(ticket, undefined),
          (reason: unknown) => reason,
        );
      return error instanceof NotSentError && error.reason === 'budget' ? error.retryAfterMs : error;
    };
    assert.equal(await refusedFor(), undefined);
    budget.pause(entry, 30_000);
    assert.equal(await refusedFor(), 30_000);
    exchange.now -= 3_600_000;
    elapsed = 10_000;
    assert.equal(await refusedFor(), 20_000);
    elapsed = 30_000;
    assert.equal(await refusedFor(), undefined);
    budget.close();
  });

  it('refuses nobody because of a call that may go by now', async () => {
    let elapsed = 0;
    const budget = new Budget({ now: () => start + 1_000, elapsed: () => elapsed, share: 1, maxWaitMs: 70_000 });
    const entry = thing(byUid(1));
    budget.settle(await budget.take(entry, {}, call), undefined);
    budget.pause(entry, 30_000);
    const patient = budget.take(entry, {}, call);
    elapsed = 30_000;
    await budget.take(entry, {}, call, { maxWaitMs: 0 });
    await patient;
    budget.close();
  });

  it('gives the weight back that a call took before its count of requests refused it', async () => {
    let now = start + 1_000;
    const budget = new Budget({ now: () => now, elapsed: () => now, share: 1, maxWaitMs: 1_000 });
    const entry = thing({ ...byIp(200), requests: { most: 1, perMs: minute } });
    budget.settle(await budget.take(entry, {}, call), 200);
    await assert.rejects(async () => budget.take(entry, {}, call), NotSentError);
    now += minute;
    assert.deepEqual(
      budget.usage().map(({ used }) => used),
      [0, 0],
    );
    budget.close();
  });

  it('tells what it uses', async () => {
    const heard: string[] = [];
    const budget = new Budget({
      now: () => start + 1_000,
      elapsed: () => 0,
      share: 0.5,
      maxWaitMs: 0,
      onChange:
        () =>
        ({ scope, limit, used, most }) =>
          heard.push(`${scope} ${limit} ${used}/${most}`),
    });
    const ticket = await budget.take(thing(byUid(1500)), {}, call);
    budget.settle(ticket, 4_500);
    assert.deepEqual(heard, ['GET /sapi/v1/thing UID 1500/90000', 'GET /sapi/v1/thing UID 4500/90000']);
  });
});
