import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openNotebook } from './cells.ts';
import { desk } from './desk.ts';
import { drive } from './driven.ts';

describe('notebook commands', () => {
  const { hand } = desk();
  let notebook: vscode.NotebookDocument;
  const ran = (index: number) => notebook.cellAt(index).executionSummary;
  const text = (index: number) => {
    const items = notebook.cellAt(index).outputs.flatMap((output) => output.items);
    return items.filter(({ mime }) => mime === 'text/plain').map(({ data }) => new TextDecoder().decode(data));
  };

  before(async () => {
    notebook = await openNotebook(
      'commands.ipynb',
      'globalThis.turn = (globalThis.turn ?? 0) + 1',
      'const kept = [1, 2, 3];',
    );
    await vscode.commands.executeCommand('notebook.selectKernel', {
      id: 'marginalia-typescript',
      extension: 'marginalia.marginalia',
    });
  });
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  /** Runs the whole notebook by what starts it, and waits for the second cell's end. */
  async function runAll(start: () => unknown): Promise<void> {
    const before = ran(1)?.timing?.endTime;
    await start();
    await eventually(
      () => ran(1)?.timing?.endTime,
      (end) => end !== undefined && end !== before,
      'the notebook does not run to its end',
    );
  }

  drive(['restartKernel', 'restartKernelAndRunAll'], 'restart the kernel, and run all from the top', async () => {
    await runAll(() => vscode.commands.executeCommand('notebook.execute'));
    await runAll(() => vscode.commands.executeCommand('notebook.execute'));
    assert.match(text(0).join(''), /2/);
    await runAll(() => hand.run('restartKernelAndRunAll', undefined));
    assert.match(text(0).join(''), /1/);
    await hand.run('restartKernel', undefined);
    await runAll(() => vscode.commands.executeCommand('notebook.execute'));
    assert.match(text(0).join(''), /1/);
  });

  drive('showVariable', 'show the value of a variable', async () => {
    const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs).length;
    const before = tabs();
    await vscode.commands.executeCommand('marginalia.showVariable', notebook.uri.toString(), 'kept');
    await eventually(tabs, (count) => count === before + 1, 'no tab shows the value');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  drive('debugNotebook', 'attach the debugger to the kernel', async () => {
    await vscode.window.showNotebookDocument(notebook);
    await hand.run('debugNotebook', undefined);
    const session = await eventually(
      () => vscode.debug.activeDebugSession,
      (active) => active !== undefined,
      'no debug session',
    );
    await vscode.debug.stopDebugging(session);
  });

  drive('newNotebook', 'open a notebook for the Marginalia kernel', async () => {
    await hand.run('newNotebook', undefined);
    const opened = vscode.window.activeNotebookEditor?.notebook;
    assert.ok(opened && opened !== notebook);
    assert.equal(opened.notebookType, 'jupyter-notebook');
    assert.match(opened.cellAt(0).document.getText(), /client/);
  });
});
