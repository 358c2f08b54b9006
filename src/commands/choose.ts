import { l10n } from 'vscode';
import type { Figures } from '../connection/figures.ts';
import { balancesOf, cross, isolated, type AccountRef, type Balance, type Snapshot } from '../connection/snapshot.ts';
import { pick, type Asked, type Choice, type Frame } from './wizard.ts';

export function accountName(account: AccountRef): string {
  return account.kind === 'cross' ? l10n.t('cross') : l10n.t('isolated {0}', account.symbol);
}

/** The accounts there are; `which` leaves out those the action has no use for. */
export function pickAccount(
  frame: Frame,
  snapshot: Snapshot,
  figures: Figures,
  which: (account: AccountRef) => boolean = () => true,
): Promise<Asked<AccountRef>> {
  const choices: Choice<AccountRef>[] = [
    { label: l10n.t('Cross'), description: l10n.t('level {0}', figures.level(snapshot.cross.level)), value: cross },
    ...snapshot.isolated.map((pair) => ({
      label: pair.symbol,
      description: l10n.t('isolated · level {0}', figures.level(pair.level)),
      value: isolated(pair.symbol),
    })),
  ];
  return pick(frame, {
    placeholder: l10n.t('Which account?'),
    choices: choices.filter((choice) => which(choice.value)),
    empty: l10n.t('No account has anything to do this with.'),
  });
}

/** An asset of an account, with what is said about it. */
export function pickAsset(
  frame: Frame,
  snapshot: Snapshot,
  account: AccountRef,
  options: {
    readonly placeholder: string;
    readonly which: (balance: Balance) => boolean;
    readonly describe: (balance: Balance) => string;
    readonly empty: string;
  },
): Promise<Asked<string>> {
  return pick(frame, {
    placeholder: options.placeholder,
    empty: options.empty,
    choices: balancesOf(snapshot, account)
      .filter(options.which)
      .map((balance) => ({ label: balance.asset, description: options.describe(balance), value: balance.asset })),
  });
}
