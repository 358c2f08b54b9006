import * as vscode from 'vscode';
import type { Notebooks } from '../notebooks.ts';
import { ValuePanels } from './value-panel.ts';
import { showCommand, VariablesView } from './variables-view.ts';

/** The view of what cells have declared, and the editor that shows one value of it. */
export function registerVariables(context: vscode.ExtensionContext, room: Notebooks): void {
  const panels = new ValuePanels(context.extensionUri);
  context.subscriptions.push(
    new VariablesView(room),
    vscode.commands.registerCommand(showCommand, async (uri?: string, name?: string) => {
      const notebook = vscode.workspace.notebookDocuments.find((each) => each.uri.toString() === uri);
      const kernel = notebook && room.kernelOf(notebook);
      if (kernel && name !== undefined) await panels.show(kernel, name);
    }),
  );
}
