// Notebooks with the Marginalia kernel, and their cells run.
import { stripVTControlCharacters } from 'node:util';
import * as vscode from 'vscode';

const { Code } = vscode.NotebookCellKind;

/** A new notebook in an editor, with the Marginalia kernel chosen. */
export async function open(...cells: string[]): Promise<vscode.NotebookDocument> {
  const data = new vscode.NotebookData(cells.map((code) => new vscode.NotebookCellData(Code, code, 'typescript')));
  data.metadata = {
    metadata: {
      kernelspec: { name: 'marginalia-typescript', display_name: 'Marginalia (TypeScript)', language: 'typescript' },
    },
  };
  return await choose(await vscode.workspace.openNotebookDocument('jupyter-notebook', data));
}

/** Shows a notebook and chooses the Marginalia kernel for it. */
export async function choose(notebook: vscode.NotebookDocument): Promise<vscode.NotebookDocument> {
  const editor = await vscode.window.showNotebookDocument(notebook);
  await vscode.commands.executeCommand('notebook.selectKernel', {
    editor,
    id: 'marginalia-typescript',
    extension: 'marginalia.marginalia',
  });
  return notebook;
}

/** Resolves once the condition holds, looked at whenever the notebook changes. */
export function until(notebook: vscode.NotebookDocument, condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (condition()) {
      resolve();
      return;
    }
    const listener = vscode.workspace.onDidChangeNotebookDocument((change) => {
      if (change.notebook !== notebook || !condition()) return;
      listener.dispose();
      resolve();
    });
  });
}

export const done = (cell: vscode.NotebookCell) => cell.executionSummary?.timing?.endTime !== undefined;

export async function run(notebook: vscode.NotebookDocument, at: number): Promise<vscode.NotebookCell> {
  const cell = notebook.cellAt(at);
  const before = cell.executionSummary?.timing?.endTime;
  await vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: at, end: at + 1 }],
    document: notebook.uri,
  });
  await until(notebook, () => done(cell) && cell.executionSummary?.timing?.endTime !== before);
  return cell;
}

export function text(cell: vscode.NotebookCell, mime = 'text/plain'): string {
  const items = cell.outputs.flatMap((output) => output.items).filter((item) => item.mime === mime);
  return stripVTControlCharacters(items.map((item) => new TextDecoder().decode(item.data)).join(''));
}

export const stdout = 'application/vnd.code.notebook.stdout';
export const failure = 'application/vnd.code.notebook.error';
