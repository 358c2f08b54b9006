import type { AccountState } from '../connection/account.ts';
import { age } from '../connection/figures.ts';
import type { Localiser } from '../connection/localiser.ts';

/** What is wrong with what is shown, as one sentence for the view and the status bar; undefined while all is well. */
export function staleness(state: AccountState, l10n: Localiser, now: number): string | undefined {
  const { condition, snapshot } = state;
  if (condition.kind !== 'stale') return undefined;
  const why = condition.error instanceof Error ? condition.error.message : String(condition.error);
  return snapshot
    ? l10n.t('{0} old: {1}', age(now - snapshot.takenAt), why)
    : l10n.t('The account could not be read: {0}', why);
}
