import assert from 'node:assert/strict';
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { parseNotebook, sourceOf, type Notebook } from '../../src/cli/ipynb.ts';
import { doubtsAbout, injectParameters, parseParameter } from '../../src/cli/parameters.ts';
import { UsageError } from '../../src/cli/usage.ts';

const notebook = (...cells: readonly { source: string; tag?: string; kind?: string }[]): Notebook =>
  parseNotebook(
    JSON.stringify({
      nbformat: 4,
      cells: cells.map(({ source, tag, kind = 'code' }, place) => ({
        cell_type: kind,
        id: `c${place}`,
        source,
        metadata: tag === undefined ? {} : { tags: ['other', tag] },
      })),
    }),
  );
const set = (...given: readonly string[]) => new Map(given.map(parseParameter));
const injected = (before: Notebook, ...given: readonly string[]) => {
  injectParameters(before, set(...given));
  return before.cells.map((cell) => [cell.id, sourceOf(cell)]);
};
const valueOf = (given: string): unknown => {
  const [, literal] = parseParameter(`a=${given}`);
  return runInThisContext(`(${literal})`) as unknown;
};

describe('parameters of a notebook', () => {
  it('are of the type that their text has in JSON, else text', () => {
    const cases: readonly [string, unknown][] = [
      ['7', 7],
      ['-2.50', -2.5],
      ['1e3', 1000],
      ['true', true],
      ['null', null],
      ['"7"', '7'],
      ['', ''],
      ['BTC', 'BTC'],
      ['True', 'True'],
      ['007', '007'],
      ['a=b "c" \\n\n${d} `e` \u2028 😀', 'a=b "c" \\n\n${d} `e` \u2028 😀'],
      ['["BTC", {"a": [null, false]}]', ['BTC', { a: [null, false] }]],
    ];
    for (const [given, value] of cases) assert.deepEqual(valueOf(given), value, given);
  });

  it('that a JavaScript number would change stay text, in lists and objects too', () => {
    for (const exact of ['12345678901234567890', '0.12345678901234567890', '1e400', '-1e999'])
      assert.equal(valueOf(exact), exact);
    assert.deepEqual(valueOf('{"orderId":[9007199254740993,1]}'), { orderId: ['9007199254740993', 1] });
    assert.equal(valueOf('0.1'), 0.1);
  });

  it('come through as they are, whatever text they are', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(valueOf(JSON.stringify(text)), text);
      }),
    ));

  it('have names that a variable can have', () => {
    for (const name of ['a', '$', '_a1', 'größe', '资产', 'of']) assert.equal(parseParameter(`${name}=1`)[0], name);
    for (const name of ['1a', '', 'a-b', 'a.b', 'class', 'await', 'let', 'null', 'undefined', 'NaN'])
      assert.throws(() => parseParameter(`${name}=1`), UsageError, name);
    assert.throws(() => parseParameter('asset'), /takes NAME=VALUE, not "asset"/);
  });

  it('stand after the tagged cell', () => {
    const cells = injected(notebook({ source: '1' }, { source: 'let a = 1', tag: 'parameters' }), 'a=2', 'b=x y');
    assert.deepEqual(cells.at(-1), ['injected-parameters', '// Parameters\nlet a = 2;\nlet b = "x y";']);
    assert.equal(cells.length, 3);
  });

  it('stand before all cells where no code cell is tagged', () => {
    const cells = injected(notebook({ source: '# p', tag: 'parameters', kind: 'markdown' }, { source: 'a' }), 'a=2');
    assert.deepEqual(
      cells.map(([id]) => id),
      ['injected-parameters', 'c0', 'c1'],
    );
  });

  it('take the place of those of an earlier run', () => {
    const before = notebook(
      { source: 'let a = 1', tag: 'parameters' },
      { source: 'a' },
      { source: 'let a = 5', tag: 'injected-parameters' },
    );
    assert.deepEqual(injected(before, 'a=2').slice(1), [
      ['c1', 'a'],
      ['injected-parameters', '// Parameters\nlet a = 2;'],
    ]);
  });

  it('are doubtful where nothing reads them or a cell defines them again', () => {
    const cells = notebook(
      { source: 'const asset = "ETH", größe = 1;', tag: 'parameters' },
      { source: 'const days = 1; größe; days.asset2' },
      { source: 'const gone = 1', tag: 'injected-parameters' },
    );
    const doubts = doubtsAbout(cells, set('asset=1', 'größe=1', 'days=1', 'asset2=1', 'gone=1', 'gr=1'));
    assert.deepEqual(
      doubts.map((doubt) => doubt.slice(0, 16)),
      ['--set days: a ce', '--set asset2: no', '--set gone: no c', '--set gr: no cel'],
    );
  });
});
