import assert from 'node:assert/strict';
import { storm } from './support/storm.ts';

describe('writes through an exchange that loses answers', () => {
  it('move money at most once, and their callers know whether', async function () {
    this.timeout(120_000);
    const { told, unknown } = await storm(200, 11);
    const yes = [...told.values()].reduce((sum, tally) => sum + tally.yes, 0);
    // On a machine of its own 150 or more, and none unknown; a slow one lets more of the exchange's short windows pass.
    assert.ok(yes > 50, `${yes} happened`);
    assert.ok(unknown <= 30, `${unknown} of 200 stayed unknown`);
  });
});
