// Steps of a journey: each continues where the one before left off, so after a failure the rest is skipped.
import type { Workbench } from './workbench.ts';

/** To be called inside `describe`. */
export function continuing(bench: () => Workbench): void {
  let broken = false;
  beforeEach(function () {
    if (broken) this.skip();
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    broken = true;
    await bench().shootFailure(this.currentTest.title);
  });
}
