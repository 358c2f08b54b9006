import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { folderWith, Notebook } from './notebook.ts';
import { files, modules } from './valid/modules.ts';
import { names } from './valid/names.ts';
import { preloaded } from './valid/preloaded.ts';
import { syntax } from './valid/syntax.ts';

const valid = { ...names, ...syntax, ...modules, ...preloaded };

describe('notebooks in which nothing is wrong', function () {
  this.timeout(120_000);
  let workspace: string;
  let notebook: Notebook;

  before(() => {
    const folder = 'Übungen & notes #1/';
    workspace = folderWith(Object.fromEntries(Object.entries(files).map(([name, text]) => [folder + name, text])));
    notebook = new Notebook(path.join(workspace, folder), 'märgin (copy 2) #3.ipynb');
  });
  after(() => fs.rmSync(workspace, { recursive: true, force: true }));

  /** What the editor's own parser says, and what is left of it. */
  function syntaxErrors(cell: number, text: string, file: string): string[] {
    const { parseDiagnostics = [] } = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext) as ts.SourceFile & {
      parseDiagnostics?: ts.Diagnostic[];
    };
    return parseDiagnostics
      .filter((each) => notebook.answers.isSyntaxError(notebook.key(cell), each))
      .map(({ messageText }) => `${cell}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  }

  for (const [what, cells] of Object.entries(valid)) {
    it(what, () => {
      assert.deepEqual(notebook.cells(...cells).problems(), []);
      for (const [index, cell] of cells.entries()) {
        const [text, file] = typeof cell === 'string' ? [cell, 'cell.ts'] : [cell.javascript, 'cell.js'];
        assert.deepEqual(syntaxErrors(index, text, file), []);
        const hints = notebook.answers.getSuggestionDiagnostics(notebook.key(index))?.result ?? [];
        // Inside functions what is never read is shown faded, as in any file.
        assert.deepEqual(
          hints.filter(({ code }) => code !== 6133).map(({ messageText }) => messageText),
          [],
        );
      }
    });
  }

  const samples = path.resolve(import.meta.dirname, '../../../media/notebooks');
  for (const name of fs.readdirSync(samples)) {
    it(`the sample ${name}`, () => {
      const { cells } = JSON.parse(fs.readFileSync(path.join(samples, name), 'utf8')) as {
        cells: { cell_type: string; source: string | string[] }[];
      };
      const texts = cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => [source].flat().join(''));
      assert.deepEqual(notebook.cells(...texts).problems(), []);
    });
  }
});
