// Notebooks for host tests: cells as texts.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';

const longest = 90_000;

export async function openNotebook(name: string, ...cells: string[]): Promise<vscode.NotebookDocument> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'no workspace is open');
  const file = path.join(folder.uri.fsPath, name);
  const content = {
    cells: cells.map((text, index) => ({
      ...{ id: `cell-${index}`, cell_type: 'code', source: text },
      ...{ metadata: {}, outputs: [], execution_count: null },
    })),
    metadata: { language_info: { name: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  fs.writeFileSync(file, JSON.stringify(content));
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** Where a text begins in a cell; where it ends with `end`. */
export function at(document: vscode.TextDocument, text: string, end = false): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `no ${text} in the cell`);
  return document.positionAt(offset + (end ? text.length : 0));
}

/** Asks until the answer is as wanted; the editor's language features have no event to wait for. */
export async function eventually<T>(
  ask: () => T | PromiseLike<T>,
  wanted: (answer: T) => boolean,
  what: string,
): Promise<T> {
  const deadline = Date.now() + longest;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline)
      assert.fail(
        `${what}; the last answer was ${((JSON.stringify(answer) as string | undefined) ?? '').slice(0, 2000)}`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function completions(
  document: vscode.TextDocument,
  behind: string,
  length = behind.length,
): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    at(document, behind).translate(0, length),
  );
  return found.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

export async function hoverText(document: vscode.TextDocument, text: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    at(document, text),
  );
  return hovers
    .flatMap(({ contents }) => contents.map((each) => (each instanceof vscode.MarkdownString ? each.value : '')))
    .join('\n');
}
