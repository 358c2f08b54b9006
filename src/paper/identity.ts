import type { Journal } from './journal/journal.ts';
import type { Anchors } from './market/market.ts';
import { defaultRules, type Rules } from './rules.ts';
import { allPermissions, type ApiKey, randomKey } from './server/keys.ts';

/** What an exchange is told once and keeps with its data: seed, keys, token, and the prices that its walk passes through. */
export interface Identity {
  readonly seed: number;
  readonly controlToken: string;
  readonly keys: readonly ApiKey[];
  readonly anchors?: Anchors;
}

/** The identity that the data holds, or a new one, which is not stored yet. */
export function identityOf(journal: Journal, seed: number | undefined): Identity {
  const stored = journal.setting('identity');
  if (stored !== undefined) return JSON.parse(stored) as Identity;
  return {
    seed: seed ?? 1,
    controlToken: randomKey(32),
    keys: [
      {
        apiKey: randomKey(),
        kind: 'HMAC',
        secret: randomKey(),
        name: 'main',
        permissions: allPermissions,
        createdAt: Date.now(),
      },
    ],
  };
}
export const storeIdentity = (journal: Journal, identity: Identity): void =>
  journal.store('identity', JSON.stringify(identity));

/** The rules under which the journal was written. They are all kept: a later version may have other defaults. */
export const rulesOf = (journal: Journal): Rules => ({
  ...defaultRules,
  ...(JSON.parse(journal.setting('rules') ?? '{}') as Partial<Rules>),
});
export const storeRules = (journal: Journal, rules: Rules): void => journal.store('rules', JSON.stringify(rules));
