import assert from 'node:assert/strict';
import { english } from '../../src/connection/localiser.ts';
import { HeldSessions } from '../../src/notebook/host/held-session.ts';
import type { CellSession } from '../../src/notebook/host/session-host.ts';

const session = (name: string, mode: CellSession['mode']): CellSession => ({
  profile: { id: name.toLowerCase(), name },
  mode,
  client: undefined as never,
});

describe('a run of a cell', () => {
  const run = () => ({});

  it('stays with the profile of its first call, and says so after a switch', () => {
    const held = new HeldSessions(english);
    const mine = run();
    held.hold(mine, session('Paper', 'PAPER'));
    assert.throws(
      () => held.hold(mine, session('Main', 'LIVE')),
      /switched from Paper \(PAPER\) to Main \(LIVE\) while this cell ran\. Run it again\./,
    );
    assert.equal(held.hold(run(), session('Main', 'LIVE')).mode, 'LIVE');
  });

  it('does not act with a mode that the profile was given meanwhile', () => {
    const held = new HeldSessions(english);
    const mine = run();
    held.hold(mine, session('Main', 'READ-ONLY'));
    assert.throws(() => held.hold(mine, session('Main', 'LIVE')), /switched/);
  });

  it('does not go on with another profile that has taken over the name', () => {
    const held = new HeldSessions(english);
    const mine = run();
    held.hold(mine, session('Main', 'LIVE'));
    const other = { ...session('Main', 'LIVE'), profile: { id: 'new', name: 'Main' } };
    assert.throws(() => held.hold(mine, other), /switched/);
  });

  it('goes on after its profile was opened again', () => {
    const held = new HeldSessions(english);
    const mine = run();
    held.hold(mine, session('Paper', 'PAPER'));
    const again = session('Paper', 'PAPER');
    assert.equal(held.hold(mine, again), again);
  });
});
