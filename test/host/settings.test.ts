import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, openNotebook } from './cells.ts';
import { desk } from './desk.ts';

// Settings as people leave them who edit the file by hand.
describe('settings edited by hand to nonsense', () => {
  const { hand } = desk();
  const nonsense: Record<string, unknown> = {
    'refresh.visibleSeconds': 'often',
    'refresh.hiddenSeconds': -7,
    openAtStart: 'maybe',
    'notebook.memoryLimit': 'plenty',
    'notebook.colors': 3,
    'notebook.intelliSense': ['auto'],
  };
  const set = async (value: (name: string) => unknown) => {
    const settings = vscode.workspace.getConfiguration('marginalia');
    for (const name of Object.keys(nonsense))
      await settings.update(name, value(name), vscode.ConfigurationTarget.Global);
  };
  before(() => set((name) => nonsense[name]));
  after(async () => {
    await set(() => undefined);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('leave the account readable and the actions working', async () => {
    await hand.run('refresh', undefined);
    await hand.run('borrow', { account: 'cross', asset: 'USDT', amount: '1' });
    assert.match(hand.said(), /Borrowed 1 USDT/);
  });

  it('leave cells running', async () => {
    const notebook = await openNotebook('nonsense.ipynb', '40 + 2');
    await vscode.commands.executeCommand('notebook.selectKernel', {
      id: 'marginalia-typescript',
      extension: 'marginalia.marginalia',
    });
    await vscode.commands.executeCommand('notebook.execute');
    const { outputs } = await eventually(
      () => notebook.cellAt(0),
      (cell) => cell.outputs.length > 0,
      'the cell says nothing',
    );
    const [item] = outputs[0]?.items.filter(({ mime }) => mime === 'text/plain') ?? [];
    assert.match(new TextDecoder().decode(item?.data), /42/);
  });
});
