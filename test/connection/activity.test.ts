import assert from 'node:assert/strict';
import { ActivityLog } from '../../src/connection/activity.ts';
import { Machine } from './a-machine.ts';

const borrow = {
  profile: 'Paper',
  mode: 'PAPER',
  title: 'Borrow 1 USDT',
  method: 'createMarginLoan',
  parameters: { asset: 'USDT', amount: '1' },
} as const;
const outcomes = (log: ActivityLog) => log.entries.map(({ outcome }) => outcome.kind);

describe('the activity log', () => {
  let machine: Machine;
  let log: ActivityLog;
  beforeEach(() => {
    machine = new Machine();
    log = new ActivityLog(machine.memory);
  });

  it('keeps what two windows do at once', async () => {
    const other = new ActivityLog(machine.memory);
    const settle = log.begin(borrow);
    const settleOther = other.begin({ ...borrow, title: 'Repay 1 USDT' });
    settle({ kind: 'done', result: 'Borrowed' });
    settleOther({ kind: 'refused', reason: '-3041' });
    await new Promise((resolve) => setImmediate(resolve));
    for (const each of [log, other]) assert.deepEqual(outcomes(each), ['refused', 'done']);
  });

  it('does not know what became of what was under way when its window was closed', () => {
    log.begin(borrow);
    const [entry] = machine.kept.get('marginalia.activity') as { startedAt: number }[];
    assert.ok(entry);
    const later = new ActivityLog(machine.memory);
    assert.deepEqual(outcomes(later), ['running'], 'another window may still wait for the answer');
    entry.startedAt -= 10 * 60_000;
    assert.deepEqual(outcomes(later), ['unknown']);
    assert.deepEqual(outcomes(log), ['running'], 'the window that waits knows better');
  });

  it('leaves out what is no entry', () => {
    machine.kept.set('marginalia.activity', [null, 7, { id: 'x' }, { ...borrow, id: 'y', startedAt: 1 }]);
    assert.deepEqual(log.entries, []);
    machine.kept.set('marginalia.activity', 'by hand');
    assert.deepEqual(log.entries, []);
  });
});
