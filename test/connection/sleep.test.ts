import assert from 'node:assert/strict';
import { SleepWatch } from '../../src/connection/sleep.ts';

describe('sleep', () => {
  let now = 0;
  let tick = () => {};
  let woken = 0;
  let watch: SleepWatch;

  beforeEach(() => {
    now = 1_000_000;
    woken = 0;
    watch = new SleepWatch({
      now: () => now,
      onWake: () => (woken += 1),
      every: (_ms, task) => {
        tick = task;
        return () => (tick = () => {});
      },
    });
  });
  const after = (ms: number) => {
    now += ms;
    tick();
  };

  it('is noticed once, when the machine wakes', () => {
    after(10_000);
    after(8 * 3_600_000);
    assert.equal(woken, 1);
    after(10_000);
    assert.equal(woken, 1);
  });

  it('is not seen in a machine that is only busy', () => {
    after(10_200);
    after(19_000);
    after(10_000);
    assert.equal(woken, 0);
  });

  it('is taken for it when the clock is set, forwards or back', () => {
    after(3_610_000);
    after(-3_590_000);
    assert.equal(woken, 2);
  });

  it('is not watched for any more after the end', () => {
    watch.dispose();
    after(3_600_000);
    assert.equal(woken, 0);
  });
});
