import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createSigner } from '../../src/binance/sign.ts';
import { credentialsOf } from '../../src/connection/credentials.ts';
import { Profiles } from '../../src/connection/profiles.ts';
import type { Profile } from '../../src/connection/session.ts';
import { Machine } from './a-machine.ts';

describe('the key of a profile', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const form = { type: 'pkcs8', format: 'pem' } as const;
  const encrypted = privateKey.export({ ...form, cipher: 'aes-256-cbc', passphrase: 'open sesame' }).toString();
  const profile: Profile = {
    ...{ id: 'mine', name: 'Mine', mode: 'READ-ONLY', keyKind: 'ED25519' },
    endpoint: { restUrl: 'https://api.binance.com' },
  };

  it('is kept with its passphrase, in the secret storage alone, and signs with it', async () => {
    const machine = new Machine();
    const profiles = new Profiles(machine.memory, machine.store);
    await profiles.add(profile, { apiKey: 'k', secret: encrypted, passphrase: 'open sesame' });
    const kept = await profiles.secret(profile);
    assert.ok(kept);
    assert.equal(createSigner(credentialsOf(profile, kept)).kind, 'Ed25519');
    assert.ok(!JSON.stringify([...machine.kept]).includes('sesame'));
    await profiles.remove(profile);
    assert.equal(machine.secrets.size, 0);
  });

  it('of another version, without a passphrase, is read as it was', async () => {
    const machine = new Machine();
    const profiles = new Profiles(machine.memory, machine.store);
    const plain = privateKey.export(form).toString();
    machine.secrets.set('marginalia.profile.mine', JSON.stringify({ apiKey: 'k', secret: plain }));
    assert.deepEqual(await profiles.secret(profile), { apiKey: 'k', secret: plain });
  });
});
