import * as vscode from 'vscode';
import { isOurs } from '../intellisense/outline.ts';
import type { Notebooks } from '../notebooks.ts';
import { Debugger } from './debugger.ts';

/** Breakpoints and stepping in cells, by VS Code's own JavaScript debugger. */
export function registerDebugging(context: vscode.ExtensionContext, room: Notebooks): void {
  const debuggers = new Debugger(room, context.asAbsolutePath('dist'));
  context.subscriptions.push(
    debuggers,
    vscode.commands.registerCommand('marginalia.debugNotebook', async () => {
      const notebook = notebookInFront();
      if (notebook) await debuggers.attach(notebook);
    }),
    vscode.commands.registerCommand('marginalia.debugCell', async (asked?: vscode.NotebookCell) => {
      const cell = asked ?? cellInFront();
      if (!cell || !(await debuggers.attach(cell.notebook))) return;
      const range = { start: cell.index, end: cell.index + 1 };
      await vscode.commands.executeCommand('notebook.cell.execute', { ranges: [range], document: cell.notebook.uri });
    }),
  );
}

function notebookInFront(): vscode.NotebookDocument | undefined {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (notebook && isOurs(notebook)) return notebook;
  void vscode.window.showInformationMessage(vscode.l10n.t('Open a notebook with TypeScript cells first.'));
  return undefined;
}

function cellInFront(): vscode.NotebookCell | undefined {
  const notebook = notebookInFront();
  const index = vscode.window.activeNotebookEditor?.selections[0]?.start;
  return notebook && index !== undefined && index < notebook.cellCount ? notebook.cellAt(index) : undefined;
}
