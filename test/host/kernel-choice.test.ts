import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from './cells.ts';
import { done, until } from './running.ts';

// With a second kernel VS Code chooses none by itself, and asks when a cell is run.
describe('the kernel of a notebook, beside one of somebody else', () => {
  let other: vscode.NotebookController;
  const ran: string[] = [];

  before(async () => {
    await vscode.extensions.getExtension('marginalia.marginalia')?.activate();
    other = vscode.notebooks.createNotebookController('other-kernel', 'jupyter-notebook', 'Other');
    other.executeHandler = (cells, notebook) => {
      ran.push(path.basename(notebook.uri.path));
      for (const cell of cells) {
        const execution = other.createNotebookCellExecution(cell);
        execution.start(1);
        execution.end(true, 2);
      }
    };
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    other.dispose();
  });

  /** Opens a file with one cell, which says for whom it was written. */
  async function open(name: string, kernelspec?: object): Promise<vscode.NotebookDocument> {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, name);
    const metadata = { language_info: { name: 'typescript' }, ...(kernelspec && { kernelspec }) };
    const cell = { cell_type: 'code', source: '40 + 2', metadata: {}, outputs: [], execution_count: null };
    fs.writeFileSync(file.fsPath, JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 }));
    return show(await vscode.workspace.openNotebookDocument(file));
  }
  /** Shows it, until it is in front for extensions too: then they have asked for what they want of it. */
  async function show(notebook: vscode.NotebookDocument): Promise<vscode.NotebookDocument> {
    await vscode.window.showNotebookDocument(notebook);
    await eventually(
      () => vscode.window.activeNotebookEditor?.notebook === notebook,
      (isInFront) => isInFront,
      'the notebook is not in front',
    );
    return notebook;
  }
  async function run(notebook: vscode.NotebookDocument): Promise<string> {
    await vscode.commands.executeCommand('notebook.execute');
    const cell = notebook.cellAt(0);
    await until(notebook, () => done(cell));
    return cell.outputs.flatMap(({ items }) => items.map(({ data }) => new TextDecoder().decode(data))).join();
  }

  it('is ours where the notebook was written for it', async () => {
    const kernelspec = { name: 'marginalia-typescript', display_name: 'Marginalia (TypeScript)' };
    assert.match(await run(await open('written-for-us.ipynb', kernelspec)), /42/);
    assert.match(await run(await open('written-for-none.ipynb')), /42/);
  });

  it('stays the one that the user has chosen', async () => {
    const notebook = await open('chosen.ipynb');
    const chosen = new Promise((resolve) => other.onDidChangeSelectedNotebooks(resolve));
    await vscode.commands.executeCommand('notebook.selectKernel', {
      id: 'other-kernel',
      extension: 'marginalia.marginalia',
    });
    await chosen;
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    const again = await show(await vscode.workspace.openNotebookDocument(notebook.uri));
    assert.doesNotMatch(await run(again), /42/);
    assert.deepEqual(ran, ['chosen.ipynb']);
  });
});
