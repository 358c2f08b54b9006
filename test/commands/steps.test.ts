import assert from 'node:assert/strict';
import { NotSentError, RefusedError, UnknownOutcomeError } from '../../src/binance/errors.ts';
import { runStages, tellCourse, type Stage } from '../../src/commands/steps.ts';
import { english } from '../../src/connection/localiser.ts';

const call = { method: 'createMarginOrder', endpoint: 'POST /sapi/v1/margin/order' };
const does = (name: string, did?: string): Stage => ({ name, run: () => Promise.resolve(did) });
const fails = (name: string, error: Error): Stage => ({ name, run: () => Promise.reject(error) });
const never = new AbortController().signal;

async function told(stages: readonly Stage[], signal = never): Promise<string> {
  return tellCourse(await runStages(stages, signal), english);
}

describe('several things done one after another', () => {
  it('say what each did, but for those with nothing to do', async () => {
    const { done, left } = await runStages(
      [does('cancel', 'Cancelled 2.'), does('trade'), does('repay', 'Repaid.')],
      never,
    );
    assert.deepEqual([done, left], [['Cancelled 2.', 'Repaid.'], []]);
  });

  it('stop at the one that is refused, and say what happened and what did not', async () => {
    const refused = new RefusedError('-2010 Account has insufficient balance.', call);
    assert.equal(
      await told([does('cancel', 'Cancelled 2.'), fails('trade', refused), does('repay', 'Repaid.')]),
      'Done: Cancelled 2. Failed: trade. -2010 Account has insufficient balance. Not done: repay.',
    );
  });

  it('do not call done or undone what is not known', async () => {
    const lost = new UnknownOutcomeError('No answer came.', call);
    assert.equal(
      await told([fails('trade', lost), does('repay', 'Repaid.')]),
      'Nothing was done. Not known whether done: trade. No answer came. Not done: repay.',
    );
  });

  it('stop before the next one when cancelled', async () => {
    const stop = new AbortController();
    const first: Stage = {
      name: 'cancel',
      run: () => {
        stop.abort();
        return Promise.resolve('Cancelled 2.');
      },
    };
    assert.equal(await told([first, does('trade', 'Sold.')], stop.signal), 'Done: Cancelled 2. Not done: trade.');
    const unsent = new NotSentError('aborted', 'It was aborted.', call);
    assert.equal(await told([fails('trade', unsent)]), 'Nothing was done. Not done: trade.');
  });
});
