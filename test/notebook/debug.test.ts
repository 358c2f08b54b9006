import assert from 'node:assert/strict';
import { SourceMap } from 'node:module';
import { lineMap } from '../../src/kernel/line-map.ts';
import { CellFiles, toCells, toFiles } from '../../src/notebook/debug/cell-files.ts';

const uri = 'vscode-notebook-cell:/home/trader/my%20loans.ipynb#W2sZmlsZQ%3D%3D';

describe('cells towards a debugger', () => {
  it('are files in what it is told, and cells again in what it tells', () => {
    const files = new CellFiles();
    const request = { command: 'setBreakpoints', arguments: { source: { path: uri }, breakpoints: [{ line: 2 }] } };
    toFiles(request, files);
    const file = request.arguments.source.path;
    assert.match(file, /my_loans\.ipynb-W2sZmlsZQ\.ts$/);
    const reply = {
      body: {
        stackFrames: [
          { id: 1, line: 2, source: { path: file, sourceReference: 7, name: 'x' } },
          { id: 2, line: 9, source: { path: '/other.ts', sourceReference: 8 } },
        ],
      },
    };
    toCells(reply, files);
    assert.deepEqual(
      reply.body.stackFrames.map(({ source }) => source),
      [
        { path: uri, name: 'x' },
        { path: '/other.ts', sourceReference: 8 },
      ],
    );
  });

  it('have different files in different notebooks and cells', () => {
    const files = new CellFiles();
    const names = [uri, uri.replace('W2', 'W3'), uri.replace('trader', 'other')].map((each) => files.fileOf(each));
    assert.equal(new Set(names).size, 3);
    assert.deepEqual(names.map((name) => files.uriOf(name))[0], uri);
  });

  it('keep their lines where compiling moved them', () => {
    const original = [5, 1, 40, 41];
    const script = {
      code: 'a\nb\nc\nd',
      original: ({ line, column }: { line: number; column: number }) => ({ line: original[line - 1]!, column }),
    };
    const [, encoded = ''] = lineMap(script, '/cell.ts').split(',');
    const map = new SourceMap(
      JSON.parse(Buffer.from(encoded, 'base64').toString()) as ConstructorParameters<typeof SourceMap>[0],
    );
    const found = original.map((_, index) => {
      const entry = map.findEntry(index, 0);
      return 'originalLine' in entry ? [entry.originalSource, entry.originalLine + 1] : [];
    });
    assert.deepEqual(
      found,
      original.map((line) => ['/cell.ts', line]),
    );
  });
});
