import type { Connection } from './connection.ts';
import { Disposables, type Disposable } from './event.ts';
import { needsHelp, type Trouble } from './trouble.ts';

/** Calls `tell` when a trouble begins that only the user can mend: once, until the account was read again. */
export function newTrouble(
  { account, onDidChangeSession }: Pick<Connection, 'account' | 'onDidChangeSession'>,
  tell: (trouble: Trouble) => void,
): Disposable {
  const listening = new Disposables();
  let told: Trouble['kind'] | undefined;
  listening.add(
    account.onDidChange(({ condition }) => {
      if (condition.kind === 'fresh') told = undefined;
      if (condition.kind !== 'stale' || !needsHelp(condition.trouble) || condition.trouble.kind === told) return;
      told = condition.trouble.kind;
      tell(condition.trouble);
    }),
  );
  listening.add(onDidChangeSession(() => (told = undefined)));
  return listening;
}
