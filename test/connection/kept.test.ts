import assert from 'node:assert/strict';
import { ActivityLog } from '../../src/connection/activity.ts';
import { Alerts } from '../../src/connection/alerts.ts';
import { Kept } from '../../src/connection/kept.ts';
import { cross } from '../../src/connection/snapshot.ts';
import { decimal } from '../../src/margin/decimal.ts';
import { Machine } from './a-machine.ts';
import { snapshot } from './a-snapshot.ts';

/** Sees to it that the next write of a value that fits is taken back before it has left. */
function takeBack(machine: Machine, fits: (value: unknown) => boolean): { readonly times: number } {
  const { memory } = machine;
  const update = memory.update.bind(memory);
  const taken = { times: 0 };
  memory.update = async (key, value) => {
    const before = structuredClone(memory.get(key));
    await update(key, value);
    if (taken.times > 0 || !fits(value)) return;
    taken.times += 1;
    await update(key, before);
  };
  return taken;
}

const holds = (text: string) => (value: unknown) => JSON.stringify(value).includes(text);
const add = (text: string) => (all: readonly string[]) => (all.includes(text) ? all : [...all, text]);
const list = (stored: unknown): readonly string[] => (Array.isArray(stored) ? (stored as string[]) : []);

describe('what is kept in a memory that takes changes back', () => {
  let machine: Machine;
  beforeEach(() => (machine = new Machine()));

  it('stands in the end', async () => {
    const kept = new Kept(machine.memory, 'key', list);
    await kept.change(add('one'));
    const taken = takeBack(machine, holds('two'));
    await kept.change(add('two'));
    assert.equal(taken.times, 1);
    assert.deepEqual(machine.kept.get('key'), ['one', 'two']);
  });

  it('keeps what came meanwhile, from here and from another window', async () => {
    const here = new Kept(machine.memory, 'key', list);
    const there = new Kept(machine.memory, 'key', list);
    await Promise.all([here.change(add('a')), there.change(add('b')), here.change(add('c')), there.change(add('d'))]);
    assert.deepEqual([...(machine.kept.get('key') as string[])].sort(), ['a', 'b', 'c', 'd']);
    assert.deepEqual(here.value, there.value);
  });

  it('gives up on a memory that takes nothing, and says so', async () => {
    const nothing = { get: () => [], update: () => Promise.resolve() };
    const kept = new Kept(nothing, 'key', list);
    await assert.rejects(kept.change(add('lost')), /change of key .* not kept\. Do it again/);
    assert.deepEqual(kept.value, []);
    const said: string[] = [];
    const log = new ActivityLog(nothing, undefined, (line) => said.push(line));
    log.begin({ profile: 'p', mode: 'PAPER', title: 'Borrow', method: 'createMarginLoan', parameters: {} });
    await new Promise((resolve) => setImmediate(resolve));
    assert.match(said.join(), /^The activity log could not be written.* of marginalia\.activity back 5 times/);
  });

  it('fires an alert once', async () => {
    const alerts = new Alerts(machine.memory);
    const watched = { kind: 'level', account: cross } as const;
    const armed = { id: 'a', watched, condition: 'atOrBelow', threshold: '1.5', state: 'armed', profile: 'p' } as const;
    await alerts.add(armed);
    const taken = takeBack(machine, holds('fired'));
    let fired = 0;
    alerts.onDidFire(() => (fired += 1));
    const low = snapshot({ cross: { ...snapshot().cross, level: decimal('1.2') } });
    for (const now of [1, 2, 3]) await alerts.look('p', low, new Map(), now);
    assert.deepEqual([taken.times, fired, alerts.find('a')?.state], [1, 1, 'fired']);
  });

  it('remembers how an action ended', async () => {
    const log = new ActivityLog(machine.memory);
    const settle = log.begin({
      profile: 'p',
      mode: 'PAPER',
      title: 'Borrow',
      method: 'createMarginLoan',
      parameters: {},
    });
    const taken = takeBack(machine, holds('Borrowed'));
    settle({ kind: 'done', result: 'Borrowed' });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(taken.times, 1);
    assert.deepEqual(
      new ActivityLog(machine.memory).entries.map(({ outcome }) => outcome.kind),
      ['done'],
    );
  });
});
