import { fail, Failure } from './fault.ts';
import { allPermissions, type ApiKey, type Keys, type Permissions, randomKey } from './keys.ts';

/** API keys by control, as the exchange's website makes them: any kind, with the permissions that are wanted. */

type Fields = Readonly<Record<string, unknown>>;
const wrong = (message: string): Failure => new Failure(400, -1130, message);

export const keyViews = (keys: Keys): unknown[] => keys.list().map(view);

/** Without the secret, which is shown once, when the key is made. */
const view = ({ apiKey, kind, name, permissions, createdAt, ip }: ApiKey): unknown => ({
  apiKey,
  kind,
  name,
  permissions,
  createdAt,
  ...(ip !== undefined && { ip }),
});

/**
 * Makes a key: HMAC with a secret of the exchange's making, or the public half of an RSA or Ed25519 pair.
 * @throws Failure saying what is wrong
 */
export function makeKey(keys: Keys, body: Fields, now: number): unknown {
  const { kind = 'HMAC', name = '', publicKey, permissions = {}, ip } = body;
  if (kind !== 'HMAC' && kind !== 'RSA' && kind !== 'ED25519') throw wrong('"kind" is HMAC, RSA or ED25519.');
  if (typeof name !== 'string') throw wrong('"name" is a text.');
  if ((kind === 'HMAC') !== (publicKey === undefined))
    throw wrong('RSA and ED25519 keys come with "publicKey", the PEM of their public half; HMAC keys do not.');
  if (ip !== undefined && (typeof ip !== 'string' || ip === '')) throw wrong('"ip" lists addresses with commas.');
  const secret = randomKey();
  const key: ApiKey = {
    apiKey: randomKey(),
    kind,
    secret: typeof publicKey === 'string' ? publicKey : secret,
    name,
    permissions: permissionsFrom(permissions),
    createdAt: now,
    ...(ip !== undefined && { ip }),
  };
  try {
    keys.add(key);
  } catch {
    throw wrong(`"publicKey" is not the PEM of a public ${kind} key.`);
  }
  return { ...(view(key) as object), ...(kind === 'HMAC' && { secret }) };
}

function permissionsFrom(value: unknown): Permissions {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('"permissions" is an object.');
  const given = value as Fields;
  for (const [name, allowed] of Object.entries(given))
    if (!Object.hasOwn(allPermissions, name) || typeof allowed !== 'boolean')
      throw wrong('"permissions" are trade, loans and transfers, each true or false.');
  return { ...allPermissions, ...given };
}

/** Ends a key. The first one stays: the announcement has promised it. */
export function removeKey(keys: Keys, apiKey: unknown): unknown {
  const [main, ...others] = keys.list();
  if (apiKey === main?.apiKey) throw wrong('The key of the announcement stays.');
  if (!others.some((key) => key.apiKey === apiKey)) throw fail(-2008);
  keys.remove(apiKey as string);
  return keyViews(keys);
}
