import type { Credentials } from '../binance/client.ts';
import type { Secret } from './profiles.ts';
import type { Profile } from './session.ts';

/** A profile's key as the client takes it. */
export function credentialsOf(
  { keyKind }: Pick<Profile, 'keyKind'>,
  { apiKey, secret, passphrase }: Secret,
): Credentials {
  return keyKind === 'RSA' || keyKind === 'ED25519'
    ? { apiKey, privateKey: secret, passphrase }
    : { apiKey, apiSecret: secret };
}
