import { commands, l10n, window } from 'vscode';
import { unlinked } from '../connection/figures.ts';
import { NotSentError, RefusedError, UnknownOutcomeError } from '../binance/errors.ts';

/** What went wrong as one message: what happened, to what, what to do. */
export async function report(about: string, error: unknown): Promise<void> {
  const title = unlinked(about);
  const says = unlinked(error instanceof Error ? error.message : String(error));
  if (error instanceof NotSentError && error.reason === 'aborted') {
    void window.showInformationMessage(l10n.t('{0}: cancelled, nothing was sent.', title));
    return;
  }
  if (error instanceof UnknownOutcomeError) {
    const look = l10n.t('Refresh');
    const chosen = await window.showWarningMessage(
      l10n.t('{0}: the outcome is not known. {1} Look at the account before trying again.', title, says),
      look,
    );
    if (chosen === look) await commands.executeCommand('marginalia.refresh');
    return;
  }
  void window.showErrorMessage(
    error instanceof RefusedError ? l10n.t('{0}: refused. {1}', title, says) : l10n.t('{0}: {1}', title, says),
  );
}
