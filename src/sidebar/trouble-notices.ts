import { commands, l10n, window } from 'vscode';
import { Disposables, type Disposable } from '../connection/event.ts';
import { unlinked } from '../connection/figures.ts';
import { newTrouble } from '../connection/new-trouble.ts';
import type { Connection } from '../connection/connection.ts';
import { tellTrouble, type Trouble } from '../connection/trouble.ts';

/** A message for what only the user can mend, once for each time it happens; everything else is told where it shows. */
export function troubleNotices(connection: Connection): Disposable {
  const listening = new Disposables();
  listening.add(newTrouble(connection, (trouble) => void tell(connection, trouble)));
  listening.add(
    connection.onDidLoseProfile(({ name }) => {
      const text = l10n.t('The profile {0} was removed in another window: nothing is connected here any more.', name);
      void window.showWarningMessage(unlinked(text));
    }),
  );
  return listening;
}

async function tell({ session }: Connection, trouble: Trouble): Promise<void> {
  const profile = session?.profile.name ?? '';
  const text = unlinked(l10n.t('{0}: {1}', profile, tellTrouble(trouble, l10n, Date.now())));
  if (trouble.kind !== 'key' && trouble.kind !== 'access') {
    void window.showWarningMessage(text);
    return;
  }
  const other = l10n.t('Switch Profile');
  if ((await window.showWarningMessage(text, other)) === other)
    await commands.executeCommand('marginalia.switchProfile');
}
