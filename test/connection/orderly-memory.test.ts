import assert from 'node:assert/strict';
import { OrderlyMemory } from '../../src/connection/orderly-memory.ts';
import type { Memory } from '../../src/connection/profiles.ts';

type State = Record<string, unknown>;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** As VS Code does it: values are taken at once, sent later as a whole, and what comes back replaces the whole. */
class Echoing implements Memory {
  sent: State = {};
  #state: State = {};
  #flush: Promise<void> | undefined;

  get(key: string): unknown {
    return this.#state[key];
  }

  update(key: string, value: unknown): Promise<void> {
    this.#state[key] = value;
    this.#flush ??= this.#send();
    return this.#flush;
  }

  async #send(): Promise<void> {
    await turn();
    this.#flush = undefined;
    const sent = { ...this.#state };
    await turn();
    this.sent = sent;
    await turn();
    this.#state = { ...sent };
  }
}

/** Removes a profile while other things are being written, as happens after every action. */
async function removeAmongOthers(memory: Memory): Promise<void> {
  await memory.update('profiles', ['Main']);
  const writes = [memory.update('activity', 1)];
  await turn();
  writes.push(memory.update('profiles', []));
  for (let count = 2; count < 6; count += 1) {
    await turn();
    writes.push(memory.update('activity', count));
  }
  await Promise.all(writes);
}

describe('a memory that echoes', () => {
  it('loses what is written while something else is', async () => {
    const bare = new Echoing();
    await removeAmongOthers(bare);
    assert.notDeepEqual(bare.sent, { profiles: [], activity: 5 });
  });

  it('keeps all of it when written in order', async () => {
    const echoing = new Echoing();
    const memory = new OrderlyMemory(echoing);
    await removeAmongOthers(memory);
    assert.deepEqual(echoing.sent, { profiles: [], activity: 5 });
    assert.deepEqual([memory.get('profiles'), memory.get('activity')], [[], 5]);
  });

  it('shows at once what is still to be written, and goes on after a write that failed', async () => {
    let full = true;
    const memory = new OrderlyMemory({
      get: () => undefined,
      update: () => (full ? Promise.reject(new Error('ENOSPC')) : Promise.resolve()),
    });
    const first = memory.update('a', 1);
    assert.equal(memory.get('a'), 1);
    await assert.rejects(first, /ENOSPC/);
    full = false;
    await memory.update('a', 2);
  });
});
