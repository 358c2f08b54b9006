import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {
  problemsRequest,
  type Checked,
  type NotebookProblems,
} from '../../../src/notebook/intellisense/engine/protocol.ts';
import { folderWith, types } from './notebook.ts';
import { installPlugin, OpenNotebook, TypeScriptServer } from './server.ts';

interface Info {
  readonly displayString: string;
}

describe('the TypeScript server with our plugin in it', function () {
  this.timeout(120_000);
  let folder: string;
  let server: TypeScriptServer;
  let notebook: OpenNotebook;
  let ordinary: string;

  before(async () => {
    folder = folderWith({
      'helper.ts': 'export const helped = 1;\n',
      'ordinary.ts': 'const plain: number = "text";\nplain.toFixed();\n',
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "types": [] } }',
    });
    installPlugin(folder);
    ordinary = path.join(folder, 'ordinary.ts');
    server = new TypeScriptServer(folder);
    notebook = new OpenNotebook(server, path.join(folder, 'a b.ipynb'), [
      'import { helped } from "./helper";\nconst rate = 1;',
      'rate + helped',
      'await client.getMarginAccount()',
      'rate.toFixd()',
    ]);
    server.open(ordinary, fs.readFileSync(ordinary, 'utf8'));
    await configure();
  });
  after(async () => {
    await server.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const configure = (notebooks = [notebook.outline]) => server.configure({ types, notebooks, generation: 0 });
  async function problems(): Promise<NotebookProblems | undefined> {
    let found: NotebookProblems | undefined;
    for (let from: number | undefined = 0; from !== undefined;) {
      const asked = { notebook: notebook.outline.id, from };
      const checked: Partial<Checked> = await server.ask(problemsRequest, asked);
      if (checked.problems) found = { ...found, ...checked.problems };
      from = checked.next;
    }
    return found;
  }
  const hover = async (cell: number, text: string) =>
    (await server.ask<Info>('quickinfo', notebook.at(cell, text))).displayString;
  /** That an ordinary file of the workspace has all that TypeScript gives to it. */
  async function ordinaryWorks(): Promise<void> {
    const place = { file: ordinary, line: 2, offset: 2 };
    assert.equal((await server.ask<Info>('quickinfo', place)).displayString, 'const plain: number');
    const found = await server.ask<{ text: string }[]>('semanticDiagnosticsSync', { file: ordinary });
    assert.deepEqual(
      found.map(({ text }) => text),
      ["Type 'string' is not assignable to type 'number'."],
    );
    const references = await server.ask<{ refs: unknown[] }>('references', place);
    assert.equal(references.refs.length, 2);
  }

  it('knows cells as the kernel runs them, and tells their errors', async () => {
    assert.equal(await hover(1, 'helped'), 'const helped: 1');
    const found = await problems();
    assert.deepEqual(
      Object.values(found!).map((list) => list.length),
      [0, 0, 0, 1],
    );
    assert.deepEqual(found![notebook.key(3)]![0]!.start, { line: 0, character: 5 });
    await ordinaryWorks();
  });

  it('finds references in every cell and in files', async () => {
    const { refs } = await server.ask<{ refs: { file: string }[] }>('references', notebook.at(1, 'helped'));
    const files = new Set(refs.map(({ file }) => file));
    assert.deepEqual(files, new Set([notebook.name(0), notebook.name(1), path.join(folder, 'helper.ts')]));
  });

  it('renames what cells declare, and nothing that the kernel gives', async () => {
    const rename = (cell: number, text: string) =>
      server.ask<{ info: { canRename: boolean }; locs: { file: string }[] }>('rename', notebook.at(cell, text));
    const own = await rename(0, 'rate');
    assert.deepEqual(
      own.locs.map(({ file }) => file).sort(),
      [0, 1, 3].map((cell) => notebook.name(cell)),
    );
    for (const given of ['client', 'getMarginAccount']) {
      const { info, locs } = await rename(2, given);
      assert.deepEqual([info.canRename, locs.length], [false, 0], given);
    }
  });

  it('removes no import that another cell may use', async () => {
    const scope = { type: 'file', args: { file: notebook.name(0) } };
    assert.deepEqual(await server.ask('organizeImports', { scope }), []);
    const fixed = await server.ask<{ changes: unknown[] }>('getCombinedCodeFix', {
      scope,
      fixId: 'unusedIdentifier_deleteImports',
    });
    assert.deepEqual(fixed.changes, []);
  });

  it('proposes imports of files and of Node, and of nothing inside the declarations', async () => {
    notebook.change(1, 'join; ');
    const asked = {
      ...notebook.at(1, 'join', true),
      includeExternalModuleExports: true,
      includeInsertTextCompletions: true,
    };
    const { entries } = await server.ask<{ entries: { name: string; source?: string }[] }>('completionInfo', asked);
    const sources = entries.flatMap(({ source }) => source ?? []);
    assert.ok(sources.includes('node:path'));
    assert.deepEqual(
      sources.filter((source) => source.includes('dist/types')),
      [],
    );
    notebook.change(1, 'rate + helped');
  });

  it('follows what is typed, and cells that come, go and change places', async () => {
    notebook.change(0, 'import { helped } from "./helper";\nconst rate = "text";');
    assert.equal(await hover(1, 'rate'), 'const rate: "text"');
    const { outline } = notebook;
    await configure([{ ...outline, cells: outline.cells.slice(1) }]);
    assert.equal((await problems())![notebook.key(1)]!.length, 2);
    notebook.change(0, 'import { helped } from "./helper";\nconst rate = 1;');
    await configure();
    assert.equal(await hover(1, 'rate'), 'const rate: 1');
  });

  it('leaves cells to TypeScript once it is switched off, and knows them again once it is on', async () => {
    await server.configure({ types: '', notebooks: [], generation: 0 });
    assert.equal(await hover(2, 'client'), 'any');
    assert.equal(await problems(), undefined);
    await configure();
    assert.match(await hover(2, 'client'), /CellClient/);
  });

  it('says nothing of its own where another process answers, and no untruth either', async () => {
    notebook.change(1, '{ rate: 1, helped: 2 }');
    await server.configure({ types, notebooks: [notebook.outline], generation: 0, elsewhere: true });
    const silent = [
      await server.ask<unknown>('quickinfo', notebook.at(2, 'client')).catch(() => undefined),
      await server.ask<unknown>('completionInfo', notebook.at(2, 'client.', true)).catch(() => undefined),
      await server.ask<unknown>('signatureHelp', notebook.at(2, '(', true)).catch(() => undefined),
    ];
    assert.deepEqual(silent, [undefined, undefined, undefined]);
    const { definitions } = await server.ask<{ definitions: unknown[] }>(
      'definitionAndBoundSpan',
      notebook.at(3, 'rate'),
    );
    assert.deepEqual(definitions, []);
    for (const request of ['syntacticDiagnosticsSync', 'semanticDiagnosticsSync', 'suggestionDiagnosticsSync'])
      for (const cell of notebook.cells.keys())
        assert.deepEqual(await server.ask(request, { file: notebook.name(cell) }), []);
    await ordinaryWorks();
    notebook.change(1, 'rate + helped');
    await configure();
  });

  it('stays out of the way when what it needs is broken', async () => {
    const broken = folderWith({ 'packages.json': '{ no json' });
    const nonsense = [
      { types: broken, notebooks: [notebook.outline], generation: 1 },
      { types, notebooks: [{ ...notebook.outline, cells: undefined }], generation: 2 },
      { types: path.join(broken, 'nowhere'), notebooks: [notebook.outline], generation: 3 },
      { types, notebooks: [null], generation: 4 },
    ];
    for (const each of nonsense) {
      await server.configure(each as never);
      await ordinaryWorks();
      await server.ask('completionInfo', notebook.at(1, 'rate', true));
    }
    fs.rmSync(broken, { recursive: true, force: true });
    await configure();
    assert.match(await hover(2, 'client'), /CellClient/);
  });

  it('says nothing about a notebook that it does not know, and forgets one that was closed', async () => {
    assert.deepEqual(await server.ask(problemsRequest, { notebook: 'file:///nowhere.ipynb' }), {});
    for (const index of notebook.cells.keys()) server.tell('close', { file: notebook.name(index) });
    await configure([]);
    await ordinaryWorks();
    assert.equal(await problems(), undefined);
  });
});
