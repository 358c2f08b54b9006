import type { ExtensionContext } from 'vscode';
import { registerCommands } from './commands/commands.ts';
import { openConnection } from './connection/open-connection.ts';
import { registerNotebooks } from './notebook/notebooks.ts';
import { registerIntelliSense } from './notebook/intellisense/register.ts';
import { registerSidebar } from './sidebar/sidebar.ts';

/** Builds the rooms and hands each the connection, in which they meet. */
export function activate(context: ExtensionContext): void {
  const connection = openConnection(context);
  registerSidebar(context, connection);
  registerCommands(context, connection);
  registerNotebooks(context, connection);
  registerIntelliSense(context);
}
