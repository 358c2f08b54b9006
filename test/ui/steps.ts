// How journeys go through their workbench.
import type { Workbench } from './workbench.ts';

/**
 * Closes the workbench behind the tests of the suite that calls this, and keeps a picture of each that failed. `bench` gives
 * undefined where it could not even be opened.
 */
export function closing(bench: () => Workbench | undefined): void {
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') await bench()?.shootFailure(this.currentTest.title);
  });
  after(async function () {
    // A suite of which no test was even begun failed in what it does before.
    const tests = this.test?.parent?.tests ?? [];
    try {
      if (tests.every(({ state }) => state === undefined)) await bench()?.shootFailure('before its first step');
    } finally {
      await bench()?.close();
    }
  });
}

/** The same for a suite whose tests each continue where the one before left off: after a failure the rest is skipped. */
export function continuing(bench: () => Workbench | undefined): void {
  let broken = false;
  beforeEach(function () {
    if (broken) this.skip();
  });
  afterEach(function () {
    broken ||= this.currentTest?.state === 'failed';
  });
  closing(bench);
}
