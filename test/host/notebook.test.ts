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

  it('stop at the first cell that fails when all are run', async () => {
    const notebook = await open('1', 'throw new Error("enough")', '3');
    await vscode.commands.executeCommand('notebook.execute');
    await until(notebook, () => notebook.getCells().slice(0, 2).every(done));
    assert.equal(notebook.cellAt(2).executionSummary?.executionOrder, undefined);
    assert.equal(text(notebook.cellAt(0)), '1');
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
      ),
    );
    const first = await run(notebook, 0);
    const second = await run(notebook, 1);
    await until(notebook, () => text(first, stdout) === 'late\n' && first.executionSummary?.success === true);
    assert.equal(text(second, stdout), '');
    await eventually(
      async () => {
        await notebook.save();
        const { cells } = JSON.parse(fs.readFileSync(notebook.uri.fsPath, 'utf8')) as Saved;
        return cells.map(({ execution_count }) => execution_count);
      },
      (counts) => counts[0] === 1 && counts[1] === 2,
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
