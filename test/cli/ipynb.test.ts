import assert from 'node:assert/strict';
import {
  formatNotebook,
  indentOf,
  NotebookFormatError,
  parseNotebook,
  stripNotebook,
  withIds,
  type Notebook,
} from '../../src/cli/ipynb.ts';
import { nbformatProblems } from '../notebook/nbformat.ts';

const code = (source: string, more: object = {}) => ({
  cell_type: 'code',
  metadata: {},
  source,
  outputs: [],
  execution_count: null,
  ...more,
});
const file = (cells: readonly object[], minor = 5, more: object = {}) =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: minor, ...more });
const idsOf = ({ cells }: Notebook) => cells.map(({ id }) => id);

describe('the format of notebooks', () => {
  for (const minor of [0, 1, 2, 3, 4, 5])
    it(`4.${minor} becomes 4.5 with an id in each cell, and nothing else changes`, () => {
      const kept = [
        { cell_type: 'markdown', metadata: { mine: { a: [1, null] } }, source: 'one\r\ntwo ![i](attachment:i.png)' },
        { cell_type: 'raw', metadata: { format: 'text/latex' }, source: ['\\x\n', 'é 😀'] },
      ];
      const metadata = { custom: { a: null }, orig_nbformat: 4 };
      const read = withIds(parseNotebook(file([...kept, code('1')], minor, { metadata })));
      assert.deepEqual(nbformatProblems(read), []);
      assert.deepEqual(
        read.cells.slice(0, 2),
        kept.map((cell, place) => ({ ...cell, id: `cell-${place + 1}` })),
      );
      assert.deepEqual(read.metadata, metadata);
    });

  it('keeps ids that are right, and replaces those that are not, the same way each time', () => {
    const cells = [{ id: 'cell-2' }, {}, { id: 'two words' }, { id: 'own' }, { id: 'own' }, { id: 7 }];
    const text = file(cells.map((more) => code('', more)));
    assert.deepEqual(idsOf(withIds(parseNotebook(text))), ['cell-2', 'cell-2-2', 'cell-3', 'own', 'cell-5', 'cell-6']);
  });

  it('takes what is not as it should be in metadata', () => {
    const cells = [code('1', { metadata: { tags: 'injected-parameters' } }), code('2', { metadata: null })];
    const read = parseNotebook(file(cells, 5, { metadata: [] }));
    assert.equal(stripNotebook(read).cells.length, 2);
    assert.deepEqual(nbformatProblems(withIds(read)), []);
  });

  it('says of what cannot be read what it is', () => {
    const says = (text: string, what: RegExp) =>
      assert.throws(
        () => parseNotebook(text),
        (error) => error instanceof NotebookFormatError && what.test(error.message),
      );
    says('', /not JSON/);
    says('{', /not JSON/);
    says('null', /no notebook/);
    says('{"nbformat":3,"worksheets":[]}', /nbformat 3, and only 4/);
    says('{"nbformat":4}', /no list of cells/);
    says(file([{ cell_type: 'code', source: 7 }]), /cell 1 is no cell/);
    says(file([code('1'), { cell_type: 'heading', source: '' }]), /cell 2 is no cell/);
  });

  it('has no halves of characters in a file, which end Python’s programs', () => {
    const outputs = [{ output_type: 'stream', name: 'stdout', text: 'half \ud83d, whole 😀, \\ud83d written out' }];
    const text = formatNotebook(parseNotebook(file([code('1', { outputs })])));
    const [output] = (JSON.parse(text) as { cells: { outputs: { text: string }[] }[] }).cells[0]!.outputs;
    assert.equal(output?.text, 'half \ufffd, whole 😀, \\ud83d written out');
  });

  it('is written with the indentation that it was read with', () => {
    const notebook = JSON.parse(file([code('1')])) as Notebook;
    for (const indent of [' ', '  ', '    ', '\t']) {
      const text = formatNotebook(notebook, indent);
      assert.equal(indentOf(text), indent);
    }
    assert.equal(indentOf(file([])), ' ');
  });

  it('stripped has no outputs, counts and traces of a run; what was never run stays to the last byte', () => {
    const bare = formatNotebook(parseNotebook(file([code('1'), { ...code('2'), id: 'own' }], 2)));
    assert.equal(formatNotebook(stripNotebook(parseNotebook(bare))), bare);
    const ran = code('3', {
      outputs: [{ output_type: 'stream', name: 'stdout', text: '1000 USDT' }],
      execution_count: 7,
      metadata: { tags: ['mine'], execution: { 'iopub.execute_input': 'x' }, papermill: {}, ExecuteTime: {} },
    });
    const injected = code('let a = 1;', { metadata: { tags: ['injected-parameters'] } });
    const { cells, metadata } = stripNotebook(
      parseNotebook(file([ran, injected], 5, { metadata: { widgets: {}, papermill: {}, mine: 1 } })),
    );
    assert.deepEqual(cells, [code('3', { metadata: { tags: ['mine'] } })]);
    assert.deepEqual(metadata, { mine: 1 });
  });
});
