import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  contributes: { commands?: { command: string; title: string }[] };
}

describe('activation', () => {
  const extension = vscode.extensions.getExtension<unknown>('marginalia.marginalia');

  it('activates in this VS Code', async () => {
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('implements every command that the palette offers', async () => {
    const { contributes } = extension!.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = (contributes.commands ?? []).map(({ command }) => command).filter((id) => !registered.has(id));
    assert.deepEqual(missing, []);
  });
});
