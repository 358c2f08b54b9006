import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { at, completions, eventually, hoverText, openNotebook } from './cells.ts';

const settings = () => vscode.workspace.getConfiguration('marginalia.notebook');

for (const mode of ['auto', 'own'] as const) {
  describe(`cells in the editor, IntelliSense ${mode === 'auto' ? 'by the plugin' : 'by our own process'}`, () => {
    let notebook: vscode.NotebookDocument;
    const document = (index: number) => notebook.cellAt(index).document;

    before(async () => {
      await settings().update('intelliSense', mode, vscode.ConfigurationTarget.Workspace);
      const folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
      fs.writeFileSync(
        path.join(folder, 'levels.ts'),
        'export const lowest = (levels: { level: number }[]) => levels[0]!;\n',
      );
      notebook = await openNotebook(
        `intellisense-${mode}.ipynb`,
        'import { lowest } from "./levels";\nimport { readFileSync } from "node:fs";\nconst account = await client.getMarginAccount();',
        'client.',
        'const first = lowest([{ level: 2 }]);\naccount.marginLevel; readFileSync;',
        'client.createMarginLoan()',
        'const wrong: number = "text";',
        'const first = "again"; first.length;',
      );
    });
    after(async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await settings().update('intelliSense', undefined, vscode.ConfigurationTarget.Workspace);
    });

    it('completes the preloaded client', async () => {
      await eventually(
        () => completions(document(1), 'client.'),
        (found) => found.includes('getMarginAccount') && found.includes('createMarginOrder'),
        'client has no methods',
      );
    });

    it('completes names of a cell that imports', async () => {
      await eventually(
        () => completions(document(2), 'account.'),
        (found) => found.includes('marginLevel') && found.includes('userAssets'),
        'account has no properties',
      );
    });

    it('offers every name once', async () => {
      await eventually(
        () => completions(document(2), 'account', 'acc'.length),
        (found) => ['account', 'first', 'console', 'lowest'].every((name) => count(found, name) === 1),
        'a name is missing or there twice',
      );
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document(2).uri,
        at(document(2), 'first'),
      );
      assert.equal(hovers.length, 1);
    });

    it('hovers over names of another cell', async () => {
      const text = await eventually(
        () => hoverText(document(2), 'first'),
        (found) => found.includes('level: number'),
        'first has no type',
      );
      assert.match(text, /const first: \{/);
      await eventually(
        () => hoverText(document(2), 'account'),
        (found) => found.includes('const account: '),
        'account has no type',
      );
    });

    it('goes from a use to the cell that declares it, and to a file', async () => {
      const go = (text: string) =>
        vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
          'vscode.executeDefinitionProvider',
          document(2).uri,
          at(document(2), text),
        );
      const target = (found: vscode.Location | vscode.LocationLink | undefined) =>
        found && 'targetUri' in found ? found.targetUri : found?.uri;
      const places = await eventually(
        () => go('account'),
        (found) => found.some((each) => target(each)?.toString() === document(0).uri.toString()),
        'the declaration is not found',
      );
      assert.equal(places.length, 1);
      await eventually(
        () => go('lowest'),
        (found) => target(found[0])?.path.endsWith('levels.ts') === true,
        'the file is not found',
      );
    });

    it('helps with the parameters of a call', async () => {
      const help = await eventually(
        () =>
          vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(
            'vscode.executeSignatureHelpProvider',
            document(3).uri,
            at(document(3), '(', true),
          ),
        (found) => found !== undefined && found.signatures.length > 0,
        'no signature',
      );
      assert.match(help!.signatures[0]!.label, /parameters: LoanParameters/);
    });

    it('marks real type errors and no others', async () => {
      const errors = [
        [],
        ['Identifier expected.'],
        [],
        ['Expected 1-2 arguments, but got 0.'],
        ["Type 'string' is not assignable to type 'number'."],
        [],
      ];
      const marked = ({ document: { uri } }: vscode.NotebookCell) =>
        vscode.languages
          .getDiagnostics(uri)
          .filter(isError)
          .map(({ message }) => message.split('\n')[0]);
      await eventually(
        () => notebook.getCells().map(marked),
        // They come one after the other, the syntax error from the editor itself, and each may be of a moment ago.
        (all) => isDeepStrictEqual(all, errors),
        'these are not the errors that are marked',
      );
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document(4).uri, new vscode.Range(0, 0, 1, 0), 'const wrong: number = 1;');
      await vscode.workspace.applyEdit(edit);
      await eventually(
        () => vscode.languages.getDiagnostics(document(4).uri).filter(isError),
        (list) => list.length === 0,
        'a mended error stays marked',
      );
    });

    it('takes the errors of a cell that is deleted or becomes something else', async () => {
      const change = (cells: vscode.NotebookEdit) => {
        const edit = new vscode.WorkspaceEdit();
        edit.set(notebook.uri, [cells]);
        return vscode.workspace.applyEdit(edit);
      };
      const wrong = (name: string) =>
        new vscode.NotebookCellData(vscode.NotebookCellKind.Code, `const ${name}: number = "";`, 'typescript');
      await change(vscode.NotebookEdit.insertCells(6, [wrong('one'), wrong('two'), wrong('three')]));
      const added = [6, 7, 8].map((index) => document(index));
      const marked = () =>
        added.map(({ uri }) => vscode.languages.getDiagnostics(uri).filter(isError).length).join(' ');
      await eventually(marked, (found) => found === '1 1 1', 'the new cells are not marked');
      await change(vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(6, 7)));
      await vscode.languages.setTextDocumentLanguage(added[1]!, 'javascript');
      // The editor's own parser has a word on types in JavaScript; it is not one of ours.
      const ours = () =>
        added.map(({ uri }) => vscode.languages.getDiagnostics(uri).filter(({ code }) => code === 2322).length);
      await eventually(ours, (found) => found.join(' ') === '0 0 1', 'errors stay where no cell of ours is');
      await change(vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(6, 8)));
      await eventually(ours, (found) => found.join(' ') === '0 0 0', 'errors stay where no cell is');
    });
  });
}

describe('cells of a notebook that is not saved yet', () => {
  it('have IntelliSense too', async () => {
    await vscode.commands.executeCommand('marginalia.newNotebook', { template: 'empty' });
    const { notebook } = (await eventually(
      () => vscode.window.activeNotebookEditor,
      (editor) => editor?.notebook.isUntitled === true,
      'the new notebook is not in front',
    ))!;
    const { document } = notebook.cellAt(0);
    await eventually(
      () => completions(document, 'account.'),
      (found) => found.includes('marginLevel') && found.includes('totalAssetOfBtc'),
      'account has no properties',
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});

describe('IntelliSense switched off', () => {
  it('leaves cells to the editor', async () => {
    await settings().update('intelliSense', 'off', vscode.ConfigurationTarget.Workspace);
    const notebook = await openNotebook('off.ipynb', 'client.createMarginLoan;', 'const wrong: number = "text";');
    const document = notebook.cellAt(0).document;
    await eventually(
      () => hoverText(document, 'client'),
      (found) => found.includes('any'),
      'the editor itself says nothing about the cell',
    );
    assert.deepEqual(vscode.languages.getDiagnostics(notebook.cellAt(1).document.uri).filter(isError), []);
    await settings().update('intelliSense', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually(
      () => hoverText(document, 'client'),
      (found) => found.includes('CellClient'),
      'switched on again, it does nothing',
    );
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});

function count(names: readonly string[], name: string): number {
  return names.filter((each) => each === name).length;
}

function isError({ severity }: vscode.Diagnostic): boolean {
  return severity === vscode.DiagnosticSeverity.Error;
}
