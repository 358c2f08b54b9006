import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;

interface Manifest {
  contributes: {
    commands: { command: string }[];
    menus: Record<string, { command?: string }[]>;
    keybindings: { command: string }[];
    configuration: { properties: Record<string, { type: string; minimum?: number; maximum?: number }> };
  };
}
const manifestText = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
const { contributes } = JSON.parse(manifestText) as Manifest;
const english = read('package.nls.json');
const chinese = read('package.nls.zh-cn.json');
const sentences = read('l10n/bundle.l10n.zh-cn.json');

/** Every source file of the rooms that speak to people, parsed. */
const sources = fs
  .globSync('src/{commands,connection,sidebar}/**/*.ts', { cwd: root })
  .map((file) =>
    ts.createSourceFile(file, fs.readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true),
  );

function* calls(node: ts.Node): Generator<ts.CallExpression> {
  if (ts.isCallExpression(node)) yield node;
  for (const child of node.getChildren()) yield* calls(child);
}

/** What is passed to `l10n.t`, wherever `l10n` comes from. */
function spoken(): { file: string; said: ts.Node | undefined }[] {
  return sources.flatMap((source) =>
    [...calls(source)]
      .filter(({ expression }) => /(^|\.)l10n\.t$/.test(expression.getText()))
      .map((call) => ({ file: source.fileName, said: call.arguments[0] })),
  );
}

const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).sort();

describe('the manifest', () => {
  const offered = new Set(contributes.commands.map(({ command }) => command));

  it('puts only commands into menus and keys that it declares', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].flatMap(
      ({ command }) => command ?? [],
    );
    assert.deepEqual(
      [...new Set(used)].filter((command) => !offered.has(command)),
      [],
    );
  });

  it('says everything in words that package.nls.json has', () => {
    const keys = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual(
      keys.filter((key) => english[key] === undefined),
      [],
    );
  });

  it('gives each number setting a range', () => {
    for (const [name, { type, minimum, maximum }] of Object.entries(contributes.configuration.properties))
      if (type === 'number' || type === 'integer')
        assert.ok(minimum !== undefined && maximum !== undefined, `${name} has no range`);
  });
});

describe('the translations', () => {
  it('have every sentence of the workbench, with the same places for figures', () => {
    for (const { file, said } of spoken()) {
      assert.ok(
        said && ts.isStringLiteralLike(said),
        `${file}: a sentence has to be a literal, or nobody can translate it`,
      );
      const translated = sentences[said.text];
      assert.ok(translated !== undefined, `${file}: not translated: ${said.text}`);
      assert.deepEqual(places(translated), places(said.text), said.text);
    }
  });

  it('have no sentence that is not said any more', () => {
    const said = new Set(
      spoken().map((each) => (each.said && ts.isStringLiteralLike(each.said) ? each.said.text : '')),
    );
    assert.deepEqual(
      Object.keys(sentences).filter((sentence) => !said.has(sentence)),
      [],
    );
  });

  it('keep the commands that the manifest’s words link to', () => {
    const links = (text: string) => [...text.matchAll(/\(command:[^)]+\)/g)].map(([link]) => link).sort();
    for (const [key, text] of Object.entries(chinese)) assert.deepEqual(links(text), links(english[key] ?? ''), key);
  });
});
