import assert from 'node:assert/strict';
import { AccountModel, type AccountModelOptions } from '../../src/connection/account.ts';
import type { AccountSource } from '../../src/connection/read-snapshot.ts';

/** An exchange whose every answer is let through by hand. */
class Gate {
  asked = 0;
  readonly #waiting: { answer: () => void; fail: (error: Error) => void }[] = [];

  readonly source = {
    getMarginAccount: async () => {
      this.asked += 1;
      const number = this.asked;
      await new Promise<void>((resolve, reject) => this.#waiting.push({ answer: resolve, fail: reject }));
      return {
        marginLevel: '999',
        collateralMarginLevel: '999',
        totalAssetOfBtc: String(number),
        totalLiabilityOfBtc: '0',
        totalNetAssetOfBtc: String(number),
        userAssets: [],
      };
    },
    getIsolatedMarginAccount: () => Promise.resolve({ assets: [] }),
  } as unknown as AccountSource;

  async answer(): Promise<void> {
    this.#waiting.shift()?.answer();
    await settled();
  }

  async fail(message: string): Promise<void> {
    this.#waiting.shift()?.fail(new Error(message));
    await settled();
  }
}

/** Lets everything run that waits for nothing but its turn. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A clock that stands, and timers that are rung by hand. */
class Clock {
  now = 1_000_000;
  timer: { ms: number; task: () => void } | undefined;

  options(pace: { watched: number; unwatched: number }): AccountModelOptions {
    return {
      pace: () => pace,
      now: () => this.now,
      after: (ms, task) => {
        const timer = { ms, task };
        this.timer = timer;
        return () => {
          if (this.timer === timer) this.timer = undefined;
        };
      },
    };
  }

  async ring(): Promise<void> {
    const { timer } = this;
    assert.ok(timer, 'no timer is set');
    this.timer = undefined;
    this.now += timer.ms;
    timer.task();
    await settled();
  }
}

describe('the account model', () => {
  let gate: Gate;
  let clock: Clock;
  let model: AccountModel;
  const shown = () => model.snapshot?.cross.assetsInBtc.toFixed();

  beforeEach(() => {
    gate = new Gate();
    clock = new Clock();
    model = new AccountModel(clock.options({ watched: 10_000, unwatched: 60_000 }));
  });

  it('gives whoever asks during a reading the next one, and asks only once for all of them', async () => {
    model.follow(gate.source);
    let done = 0;
    for (let asked = 0; asked < 5; asked += 1) void model.refresh().then(() => (done += 1));
    await settled();
    assert.equal(gate.asked, 1);
    await gate.answer();
    assert.equal(done, 0, 'the running reading may have begun before the change they want to see');
    assert.equal(gate.asked, 2);
    await gate.answer();
    assert.equal(done, 5);
    assert.equal(shown(), '2');
  });

  it('reads at the quicker pace while somebody looks, and at the slower one otherwise', async () => {
    model.follow(gate.source);
    await gate.answer();
    assert.equal(clock.timer?.ms, 60_000);
    const watching = model.watch();
    assert.equal(clock.timer.ms, 10_000);
    watching.dispose();
    assert.equal(clock.timer.ms, 60_000);
  });

  it('reads at once when somebody looks at something old', async () => {
    model.follow(gate.source);
    await gate.answer();
    clock.now += 30_000;
    model.watch();
    await settled();
    assert.equal(gate.asked, 2);
  });

  it('does not read while nobody looks where the settings say so', async () => {
    model = new AccountModel(clock.options({ watched: 10_000, unwatched: 0 }));
    model.follow(gate.source);
    await gate.answer();
    assert.equal(clock.timer, undefined);
  });

  it('keeps what it last read when a reading fails, says since when, tries again ever later, and recovers', async () => {
    model.follow(gate.source);
    await gate.answer();
    const since = clock.now + 60_000;
    const waits = [];
    for (let failure = 0; failure < 7; failure += 1) {
      await clock.ring();
      await gate.fail('The exchange could not be reached.');
      assert.equal(shown(), '1');
      assert.ok(model.condition.kind === 'stale');
      assert.equal(model.condition.since, since);
      waits.push(clock.timer?.ms);
    }
    assert.deepEqual(waits, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    await clock.ring();
    await gate.answer();
    assert.equal(model.condition.kind, 'fresh');
    assert.equal(shown(), '9');
  });

  it('makes no second reading of the new profile because somebody waited for one of the old', async () => {
    model.follow(gate.source);
    void model.refresh();
    const other = new Gate();
    model.follow(other.source);
    await gate.answer();
    await settled();
    assert.equal(other.asked, 1);
    void model.refresh();
    await settled();
    assert.equal(other.asked, 1, 'readings never overlap');
    await other.answer();
    assert.equal(other.asked, 2);
  });

  it('shows nothing of one profile after switching to another, even when an answer comes late', async () => {
    model.follow(gate.source);
    const other = new Gate();
    model.follow(other.source);
    assert.equal(model.snapshot, undefined);
    await gate.answer();
    assert.equal(model.snapshot, undefined);
    await other.answer();
    assert.equal(model.condition.kind, 'fresh');
    model.follow(undefined);
    assert.deepEqual([model.snapshot, model.condition.kind], [undefined, 'idle']);
    assert.equal(clock.timer, undefined);
  });
});
