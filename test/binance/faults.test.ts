import assert from 'node:assert/strict';
import { storm } from './support/storm.ts';

describe('writes through an exchange that loses answers', () => {
  it('move money at most once, and their callers know whether', async function () {
    this.timeout(60_000);
    const { told, unknown } = await storm(200, 11);
    const yes = [...told.values()].reduce((sum, tally) => sum + tally.yes, 0);
    assert.ok(yes > 140, `${yes} happened`);
    assert.ok(unknown <= 3, `${unknown} of 200 stayed unknown`);
  });
});
