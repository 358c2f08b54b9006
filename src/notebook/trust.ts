import { l10n, window, workspace } from 'vscode';

/** Whether code of the workspace may run; says so if not. */
export function isTrusted(): boolean {
  if (!workspace.isTrusted) void window.showWarningMessage(l10n.t('Cells run only in a trusted workspace.'));
  return workspace.isTrusted;
}
