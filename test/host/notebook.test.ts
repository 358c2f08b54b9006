import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { eventually, openNotebook } from './cells.ts';
import { choose, done, failure, open, run, stdout, text, until } from './running.ts';

interface Saved {
  readonly cells: readonly { readonly execution_count: number | null }[];
}

describe('notebooks', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

  it('run cells that share variables, with await at the top and a constant declared twice', async () => {
    const notebook = await open('const answer = await Promise.resolve(41);', 'const answer = 42;\nanswer');
    await run(notebook, 0);
    const cell = await run(notebook, 1);
    assert.equal(text(cell), '42');
    assert.equal(cell.executionSummary?.success, true);
    assert.equal(cell.executionSummary.executionOrder, 2);
  });

  it('reach the exchange of the profile in use', async () => {
    const notebook = await open('(await client.getServerTime()).serverTime > 0');
    assert.equal(text(await run(notebook, 0)), 'true');
  });

  it('show an error at its line, and live on', async () => {
    const notebook = await open('const a = 1;\nnull.b;', 'a');
    const failed = await run(notebook, 0);
    assert.equal(failed.executionSummary?.success, false);
    assert.match(text(failed, failure), /Cell In\[1\], line 2/);
    assert.equal(text(await run(notebook, 1)), '1');
  });

  it('mark the line that failed, until the cell is edited', async () => {
    const notebook = await open('const fine = 1;\nnull.b;');
    const { uri } = (await run(notebook, 0)).document;
    const marked = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Marginalia');
    assert.equal(marked()[0]?.range.start.line, 1);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(1, 0, 1, 30), '1');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(marked(), []);
    assert.equal(text(await run(notebook, 0)), '1');
    assert.deepEqual(marked(), []);
  });

  it('mark nothing for what a run of the kernel before has failed in late', async () => {
    const notebook = await open('setTimeout(() => { if (!globalThis.on) null.b; }, 1); 1');
    const cell = await run(notebook, 0);
    await until(notebook, () => text(cell, failure) !== '');
    await vscode.commands.executeCommand('marginalia.restartKernel');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(cell.document.uri, new vscode.Range(0, 0, 0, 100), '1');
    await vscode.workspace.applyEdit(edit);
    await run(notebook, 0);
    assert.deepEqual(
      vscode.languages.getDiagnostics(cell.document.uri).filter(({ source }) => source === 'Marginalia'),
      [],
    );
  });

  it('mark the line of another cell that failed, until the one that called it is run again', async () => {
    const notebook = await open(
      'let most = 1;\nfunction check(x: number) {\n  if (x > most) throw new RangeError(`${x}`);\n}',
      'check(2)',
      'most = 3',
    );
    const { uri } = (await run(notebook, 0)).document;
    const marked = () => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Marginalia');
    await run(notebook, 1);
    assert.deepEqual(
      marked().map(({ range }) => range.start.line),
      [2],
    );
    await run(notebook, 2);
    assert.equal(marked().length, 1);
    await run(notebook, 1);
    assert.deepEqual(marked(), []);
  });

  it('change the paper account', async () => {
    const notebook = await open(
      'const before = await client.getMarginAccount();\nawait client.createMarginLoan({ asset: "USDT", amount: "1" });',
      'const owed = (account) => new Decimal(account.userAssets.find((row) => row.asset === "USDT").borrowed);\nowed(await client.getMarginAccount()).minus(owed(before)).toFixed()',
    );
    await run(notebook, 0);
    assert.equal(text(await run(notebook, 1)), "'1'");
  });

  it('interrupt an endless loop and keep the variables', async () => {
    const notebook = await open('let turns = 0; console.log("started"); for (;;) turns++;', 'turns > 0');
    const loop = run(notebook, 0);
    await until(notebook, () => text(notebook.cellAt(0), stdout).includes('started'));
    await vscode.commands.executeCommand('notebook.cancelExecution');
    await loop;
    assert.equal(text(await run(notebook, 1)), 'true');
  });

  it('stop at the first cell that fails when all are run, and leave the others as they were', async () => {
    const notebook = await open('1', 'if (globalThis.enough) throw new Error("enough")', 'globalThis.enough = 3');
    const [, middle, last] = notebook.getCells();
    await vscode.commands.executeCommand('notebook.execute');
    await until(notebook, () => notebook.getCells().every(done));
    const before = last?.executionSummary;
    await vscode.commands.executeCommand('notebook.execute');
    await until(notebook, () => middle?.executionSummary?.success === false);
    await until(notebook, () => last?.executionSummary?.success === true);
    assert.deepEqual(last?.executionSummary, before);
    assert.equal(before?.executionOrder, 3);
    assert.equal(text(notebook.cellAt(0)), '1');
  });

  it('do not run a cell that is deleted while it waits', async () => {
    const notebook = await open(
      'let go: () => void; console.log("first"); await new Promise<void>((resolve) => (go = resolve)); 1',
      'globalThis.deleted = "run"',
      'typeof deleted',
    );
    const [first, , last] = notebook.getCells();
    const all = vscode.commands.executeCommand('notebook.execute');
    await until(notebook, () => text(first!, stdout) !== '');
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(1, 2))]);
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(notebook.getCells(), [first, last]);
    await vscode.commands.executeCommand('notebook.cancelExecution');
    await all;
    assert.equal(text(await run(notebook, 1)), "'undefined'");
  });

  it('restart and run all from the top while a cell runs', async () => {
    const notebook = await open('console.log("first"); await new Promise(() => 0)', '2');
    const [first, second] = notebook.getCells();
    const all = vscode.commands.executeCommand('notebook.execute');
    await until(notebook, () => text(first!, stdout) !== '');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(first!.document.uri, new vscode.Range(0, 0, 0, 100), '"anew"');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('marginalia.restartKernelAndRunAll');
    await until(notebook, () => text(first!) === "'anew'" && text(second!) === '2');
    await all;
  });

  it('print on where the user has cleared the outputs', async () => {
    const notebook = await open('let count = 0;\nsetInterval(() => console.log(++count), 5);\nvoid 0');
    const cell = await run(notebook, 0);
    await until(notebook, () => text(cell, stdout).startsWith('1\n'));
    await vscode.commands.executeCommand('notebook.clearAllCellsOutputs');
    await until(notebook, () => /^\d+\n/.test(text(cell, stdout)) && !text(cell, stdout).startsWith('1\n'));
  });

  it('say in the cell that the kernel ended, and start a fresh one at the next run', async () => {
    const notebook = await open('const kept = 1; process.exit(1)', 'typeof kept');
    const ended = await run(notebook, 0);
    assert.match(text(ended, failure), /process\.exit\(1\)/);
    assert.equal(text(await run(notebook, 1)), "'undefined'");
  });

  it('forget variables on a restart', async () => {
    const notebook = await open(
      'let fail: () => void; new Promise<void>((go) => (fail = go)).then(() => null.b); 0',
      'fail()',
      'typeof fail',
    );
    const first = await run(notebook, 0);
    await run(notebook, 1);
    await until(notebook, () => text(first, failure) !== '');
    await vscode.commands.executeCommand('marginalia.restartKernel');
    assert.equal(text(await run(notebook, 2)), "'undefined'");
    // That was In[1], too, and has not failed.
    for (const { document } of notebook.getCells())
      assert.deepEqual(
        vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Marginalia'),
        [],
      );
  });

  it('keep their variables when the notebook gets another name', async () => {
    const notebook = await choose(await openNotebook('before.ipynb', 'globalThis.kept = 41', 'kept + 1'));
    await run(notebook, 0);
    await notebook.save();
    const uri = vscode.Uri.joinPath(notebook.uri, '..', 'after.ipynb');
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(notebook.uri, uri);
    await vscode.workspace.applyEdit(edit);
    const renamed = await eventually(
      () => vscode.workspace.notebookDocuments.find((each) => each.uri.path === uri.path),
      (found) => found !== undefined,
      'the notebook is not open under its new name',
    );
    assert.equal(text(await run(await choose(renamed!), 1)), '42');
  });

  it('give late output to the cell that started it, also after it has ended, and keep its number', async () => {
    const notebook = await choose(
      await openNotebook(
        'late.ipynb',
        'let say: (text: string) => void; new Promise((go) => (say = go)).then(console.log); 0',
        'say("late"); 1',
        'console.log("waits"); await new Promise(() => 0)',
      ),
    );
    const first = await run(notebook, 0);
    const second = await run(notebook, 1);
    const interrupted = run(notebook, 2);
    await until(notebook, () => text(notebook.cellAt(2), stdout) !== '');
    await vscode.commands.executeCommand('notebook.cancelExecution');
    await interrupted;
    await until(notebook, () => text(first, stdout) === 'late\n' && first.executionSummary?.success === true);
    assert.equal(text(second, stdout), '');
    await eventually(
      async () => {
        await notebook.save();
        const { cells } = JSON.parse(fs.readFileSync(notebook.uri.fsPath, 'utf8')) as Saved;
        return cells.map(({ execution_count }) => execution_count);
      },
      (counts) => counts.join() === '1,2,3',
      'the numbers in the file',
    );
  });

  it('can be run again while a timer of theirs still prints, which is then shown no more', async () => {
    const notebook = await open('const mine = Math.random(); setInterval(() => console.log(mine), 5); mine');
    const cell = await run(notebook, 0);
    const first = text(cell);
    await until(notebook, () => text(cell, stdout).includes(first));
    // Asked more than once: whenever late output is handed over, the workbench takes the cell for running.
    await eventually(
      async () => {
        const ranges = [{ start: 0, end: 1 }];
        await vscode.commands.executeCommand('notebook.cell.execute', { ranges, document: notebook.uri });
        return text(cell);
      },
      (now) => now !== '' && now !== first,
      'the cell does not run again',
    );
    await until(notebook, () => text(cell) !== '' && text(cell, stdout).includes(text(cell)));
    assert.ok(!text(cell, stdout).includes(first));
  });
});
