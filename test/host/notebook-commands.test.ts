import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openNotebook } from './cells.ts';
import { desk } from './desk.ts';
import { drive } from './driven.ts';
import { choose } from './hand.ts';

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

  async function inFront(wanted: (notebook: vscode.NotebookDocument) => boolean): Promise<vscode.NotebookDocument> {
    const editor = await eventually(
      () => vscode.window.activeNotebookEditor,
      (active) => active !== undefined && wanted(active.notebook),
      'the notebook is not in front',
    );
    return editor!.notebook;
  }

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

  drive('newNotebook', 'open a notebook for the Marginalia kernel, from a template', async () => {
    await hand.run('newNotebook', undefined, choose('Interest cost'));
    const opened = await inFront((each) => each !== notebook);
    assert.equal(opened.notebookType, 'jupyter-notebook');
    assert.match(opened.cellAt(0).document.getText(), /What does borrowing cost/);
    assert.equal(opened.cellAt(1).document.languageId, 'typescript');
    await hand.run('newNotebook', { template: 'empty' });
    assert.equal((await inFront((each) => each !== notebook && each !== opened)).cellCount, 1);
  });

  drive('openInNotebook', 'put cells about rows behind the selected one, and they run', async () => {
    const editor = await vscode.window.showNotebookDocument(notebook);
    editor.selection = new vscode.NotebookRange(1, 2);
    const cross = { kind: 'cross' };
    const pair = { kind: 'isolated', symbol: 'BTCUSDT' };
    const subjects = [
      { kind: 'account', account: cross },
      { kind: 'account', account: pair },
      { kind: 'asset', account: cross, asset: 'USDT' },
      { kind: 'asset', account: pair, asset: 'USDT' },
      { kind: 'loan', account: cross, asset: 'USDT' },
      { kind: 'loan', account: pair, asset: 'USDT' },
      { kind: 'order', account: cross, symbol: 'BTCUSDT', orderId: 1 },
      { kind: 'order', account: pair, symbol: 'BTCUSDT', orderId: 1 },
    ];
    for (const subject of subjects) await hand.run('openInNotebook', { subject });
    assert.equal(notebook.cellCount, 2 + subjects.length);
    assert.match(notebook.cellAt(6).document.getText(), /getMarginInterestHistory\({ asset: 'USDT', size: 100 }\)/);
    await vscode.commands.executeCommand('notebook.execute');
    await eventually(
      () => notebook.getCells().map((cell) => cell.executionSummary?.success),
      (ends) => ends.slice(2).every((success) => success !== undefined),
      'the cells do not run to their end',
    );
    for (const cell of notebook.getCells().slice(2))
      assert.equal(cell.executionSummary?.success, true, cell.document.getText());
  });

  it('show in the Margin view what a row of a table is about', async () => {
    const reveal = (wanted: unknown) => vscode.commands.executeCommand<boolean>('marginalia.internal.reveal', wanted);
    await vscode.commands.executeCommand('marginalia.accounts.focus');
    assert.equal(await reveal({ asset: 'USDT', borrowed: '1' }), true);
    assert.equal(await reveal({ symbol: 'BTCUSDT', isIsolated: true }), true);
    assert.equal(await reveal({ asset: 'NO SUCH' }), false);
    assert.equal(await reveal('nonsense'), false);
  });
});
