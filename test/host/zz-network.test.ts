import assert from 'node:assert/strict';
import { desk } from './desk.ts';
import { contacted } from './network.ts';

// Runs after all others, so that it speaks for everything that they did.
describe('the network', () => {
  const { hand } = desk();

  it('is used to reach the exchange in use, and nobody else', async () => {
    await hand.run('refresh', undefined);
    await hand.run('showRisk', undefined);
    const hosts = [...contacted()];
    assert.ok(hosts.length > 0, 'nothing was watched');
    assert.deepEqual(
      hosts.filter((host) => !['127.0.0.1', 'localhost', '::1'].includes(host)),
      [],
    );
  });
});
