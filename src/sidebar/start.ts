import { commands, workspace, type ExtensionContext } from 'vscode';
import type { Connection } from '../connection/connection.ts';

const shownKey = 'marginalia.shownAtStart';

/**
 * What happens when a window first uses Marginalia: when it shows the Margin view or a notebook. (Not when the editor
 * starts: whoever does not trade today does not pay for it.) Where the user says so, the profile used last is opened and,
 * once per workspace, the Margin view; otherwise only the paper account, which reaches no network, comes back by itself.
 */
export async function atStart({ workspaceState }: ExtensionContext, connection: Connection): Promise<void> {
  const asked = workspace.getConfiguration('marginalia').get('openAtStart') === true;
  if (!asked && !connection.profiles.usedPaperLast) return;
  // The view shows why it failed, with a button to try again; a message at each start would be one too many.
  await connection.ensure().catch(() => undefined);
  if (!asked || workspaceState.get(shownKey) === true) return;
  await workspaceState.update(shownKey, true);
  await commands.executeCommand('marginalia.accounts.focus');
  await commands.executeCommand('workbench.action.focusActiveEditorGroup');
}
