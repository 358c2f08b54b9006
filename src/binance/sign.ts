import { createHmac, createPrivateKey, createSecretKey, sign, type KeyObject } from 'node:crypto';
import { NotSentError } from './errors.ts';

/**
 * An API key. Either a secret (HMAC), or a private key in PEM form (RSA or Ed25519, told apart by the key itself), with
 * its passphrase if the PEM is encrypted.
 */
export type Credentials =
  | { readonly apiKey: string; readonly apiSecret: string }
  | { readonly apiKey: string; readonly privateKey: string; readonly passphrase?: string | undefined };

export interface Signer {
  readonly kind: 'HMAC' | 'RSA' | 'Ed25519';
  /** The signature of an encoded payload, itself encoded for a query. */
  sign(payload: string): string;
}

/**
 * Makes the signer for a key. The secret is kept inside `node:crypto`'s key object from here on.
 * @throws NotSentError when the key cannot be read; the message says why and never shows the key.
 */
export function createSigner(credentials: Credentials): Signer {
  if ('apiSecret' in credentials) return hmacSigner(createSecretKey(credentials.apiSecret, 'utf8'));
  const key = readPrivateKey(credentials.privateKey, credentials.passphrase);
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return {
        kind: 'RSA',
        sign: (payload) => encodeURIComponent(sign('sha256', Buffer.from(payload), key).toString('base64')),
      };
    case 'ed25519':
      return {
        kind: 'Ed25519',
        sign: (payload) => encodeURIComponent(sign(null, Buffer.from(payload), key).toString('base64')),
      };
    default:
      throw unusable(`a key of type ${key.asymmetricKeyType ?? 'unknown'} cannot sign for Binance; use RSA or Ed25519`);
  }
}

function hmacSigner(key: KeyObject): Signer {
  return { kind: 'HMAC', sign: (payload) => createHmac('sha256', key).update(payload).digest('hex') };
}

function readPrivateKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey(passphrase === undefined ? pem : { key: pem, passphrase });
  } catch (error) {
    // OpenSSL's own messages name the fault ("bad decrypt", "unsupported"), not the key, but they are not for people.
    const encrypted = isEncrypted(pem);
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (encrypted && passphrase === undefined) throw unusable('the private key is encrypted; give its passphrase');
    if (encrypted) throw unusable('the private key could not be decrypted; check the passphrase');
    throw unusable(`the private key is not a PEM that can be read${code ? ` (${code})` : ''}`);
  }
}

/** Whether a PEM opens with a passphrase only. */
export const isEncrypted = (pem: string): boolean => /^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(pem);

function unusable(what: string): NotSentError {
  return new NotSentError('credentials', `Cannot sign: ${what}.`, undefined);
}
