import { commands, l10n, window } from 'vscode';
import { unlinked } from '../connection/figures.ts';
import { lookFirst, NotSentError, RefusedError, UnknownOutcomeError } from '../binance/errors.ts';

/** What went wrong as one message: what happened, to what, what to do. A reading that got no answer changed nothing. */
export async function report(about: string, error: unknown): Promise<void> {
  const title = unlinked(about);
  const says = unlinked(error instanceof Error ? error.message : String(error));
  if (error instanceof NotSentError && error.reason === 'aborted') {
    void window.showInformationMessage(l10n.t('{0}: cancelled, nothing was sent.', title));
    return;
  }
  if (error instanceof UnknownOutcomeError && says.endsWith(lookFirst)) {
    const look = l10n.t('Refresh');
    const chosen = await window.showWarningMessage(
      // Said once, and in the reader's language.
      l10n.t(
        '{0}: the outcome is not known. {1} Look at the account before trying again.',
        title,
        says.slice(0, -lookFirst.length).trimEnd(),
      ),
      look,
    );
    if (chosen === look) await commands.executeCommand('marginalia.refresh');
    return;
  }
  void window.showErrorMessage(
    error instanceof RefusedError ? l10n.t('{0}: refused. {1}', title, says) : l10n.t('{0}: {1}', title, says),
  );
}
