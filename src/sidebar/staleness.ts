import type { AccountState } from '../connection/account.ts';
import { age } from '../connection/figures.ts';
import type { Localiser } from '../connection/localiser.ts';
import { tellTrouble } from '../connection/trouble.ts';

/** What is wrong with what is shown, as one sentence for the view and the status bar; undefined while all is well. */
export function staleness(state: AccountState, l10n: Localiser, now: number): string | undefined {
  const { condition, snapshot, feed } = state;
  if (condition.kind !== 'stale')
    return feed === 'silent'
      ? l10n.t('A stream of the exchange is silent: changes are shown with the next reading.')
      : undefined;
  const why = tellTrouble(condition.trouble, l10n, now);
  return snapshot
    ? l10n.t('{0} old: {1}', age(now - snapshot.takenAt), why)
    : l10n.t('The account could not be read: {0}', why);
}
