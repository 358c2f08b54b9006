import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { folderWith, Notebook } from './notebook.ts';

const sources = path.resolve(import.meta.dirname, '../../../src/notebook/intellisense');

describe('IntelliSense and the network', function () {
  this.timeout(120_000);

  it('has nothing at hand to reach it with', () => {
    for (const entry of ['plugin/plugin.ts', 'server/main.ts']) {
      const built = esbuild.buildSync({
        entryPoints: [path.join(sources, entry)],
        ...{ bundle: true, platform: 'node', write: false, metafile: true, outfile: 'bundle.cjs' },
      });
      const imports = Object.values(built.metafile.inputs).flatMap((input) => input.imports);
      const outside = new Set(imports.filter(({ external }) => external).map((each) => each.path));
      const allowed = new Set(['node:util', 'node:path', 'node:module']);
      assert.deepEqual(
        [...outside].filter((name) => !allowed.has(name)),
        [],
        entry,
      );
      assert.doesNotMatch(built.outputFiles[0]!.text, /\b(?:fetch|WebSocket|XMLHttpRequest|EventSource)\s*\(/, entry);
    }
  });

  it('opens no connection and runs nothing of a cell while it completes and explains it', () => {
    const folder = folderWith();
    const connect = Object.getOwnPropertyDescriptor(net.Socket.prototype, 'connect')!;
    const { fetch } = globalThis;
    const reached: string[] = [];
    const refuse = () => {
      reached.push(new Error('reached').stack!);
      throw new Error('The network was asked for.');
    };
    net.Socket.prototype.connect = refuse;
    globalThis.fetch = refuse;
    try {
      const notebook = new Notebook(folder);
      notebook.cells(
        'const account = await client.getMarginAccount(); globalThis.ran = true;',
        'import x from "https://127.0.0.1:1/x.js"; import y from "not-installed"; await fetch("http://127.0.0.1:1");',
        'account.',
      );
      assert.ok(notebook.completions(2, 'account.').includes('marginLevel'));
      assert.match(notebook.hover(0, 'account'), /const account/);
      assert.deepEqual(
        notebook.problems().map((each) => each.slice(0, 2)),
        ['1:', '1:'],
      );
      notebook.answers.getSignatureHelpItems(...notebook.at(0, '(', true), undefined);
      notebook.answers.getDefinitionAtPosition(...notebook.at(0, 'client'));
    } finally {
      Object.defineProperty(net.Socket.prototype, 'connect', connect);
      globalThis.fetch = fetch;
      fs.rmSync(folder, { recursive: true, force: true });
    }
    assert.deepEqual(reached, []);
    assert.ok(!('ran' in globalThis));
  });
});
