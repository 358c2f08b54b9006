import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;

interface Setting {
  type: string;
  minimum?: number;
  maximum?: number;
  description?: string;
  markdownDescription?: string;
}
interface Manifest {
  contributes: {
    commands: { command: string }[];
    menus: Record<string, { command?: string }[]>;
    keybindings: { command: string }[];
    configuration: { properties: Record<string, Setting> };
    languageModelTools: { name: string; tags: string[]; modelDescription: string }[];
  };
}
const manifestText = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
const { contributes } = JSON.parse(manifestText) as Manifest;
const english = read('package.nls.json');
const chinese = read('package.nls.zh-cn.json');
const sentences = read('l10n/bundle.l10n.zh-cn.json');

/** Parts of the rooms that run in the TypeScript server, where there is no `vscode.l10n`. */
const elsewhere = /notebook\/intellisense\/(server|plugin|engine|build|package)\//;

/** Every source file of the rooms that speak to people, parsed. */
const sources = fs
  .globSync(['src/{commands,connection,sidebar,notebook}/**/*.ts', 'src/kernel/{end,process}.ts'], { cwd: root })
  .filter((file) => !elsewhere.test(file.replaceAll(path.sep, '/')))
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
      .filter(({ expression }) => /(^|[.#])l10n\.t$/.test(expression.getText()))
      .map((call) => ({ file: source.fileName, said: call.arguments[0] })),
  );
}

function* texts(node: ts.Node): Generator<ts.StringLiteralLike | ts.TemplateExpression> {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) yield node;
  for (const child of node.getChildren()) yield* texts(child);
}

/** The words of a text that are not figures or names put into it. */
function wordsOf(text: ts.StringLiteralLike | ts.TemplateExpression): string {
  return ts.isTemplateExpression(text)
    ? [text.head.text, ...text.templateSpans.map(({ literal }) => literal.text)].join('{}')
    : text.text;
}

/** The call or construction that a text is an argument of, by name. */
function spokenBy(node: ts.Node): string {
  let { parent } = node;
  while (!ts.isStatement(parent)) {
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression.getText();
    ({ parent } = parent);
  }
  return '';
}

const places = (text: string) => [...text.matchAll(/\{\d\}/g)].map(([place]) => place).sort();

describe('the manifest', () => {
  const offered = new Set(contributes.commands.map(({ command }) => command));

  it('puts only commands into menus and keys that it declares', () => {
    const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].flatMap(
      ({ command }) => command ?? [],
    );
    assert.deepEqual(
      // The editor's own, which runs the cell in front.
      [...new Set(used)].filter((command) => !offered.has(command) && command !== 'notebook.cell.execute'),
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

  it('explains each setting', () => {
    for (const [name, { markdownDescription, description }] of Object.entries(contributes.configuration.properties))
      assert.match(markdownDescription ?? description ?? '', /^%[^%]+%$/, `${name} has no description`);
  });

  it('runs beside the workspace, with less where the workspace is not trusted or not on disk, and says why', () => {
    const { extensionKind, capabilities } = JSON.parse(manifestText) as {
      extensionKind: string[];
      capabilities: Record<'untrustedWorkspaces' | 'virtualWorkspaces', { supported: string; description: string }>;
    };
    assert.deepEqual(extensionKind, ['workspace']);
    for (const { supported, description } of Object.values(capabilities)) {
      assert.equal(supported, 'limited');
      assert.ok((english[description.slice(1, -1)] ?? '').length > 40);
    }
  });

  it('offers no tool to chats that is not tagged as reading only', () => {
    for (const { name, tags, modelDescription } of contributes.languageModelTools) {
      assert.ok(tags.includes('read-only'), name);
      assert.match(modelDescription, /Changes nothing\./, name);
    }
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

  it('leave no sentence out: what is shown goes through them', () => {
    const sentence = /(^|[^\w{])[A-Z][a-z’]+( [\w’{}$]+[,.:]?){2,}/;
    // English: mistakes of ours, the log, what a language model reads, and what the command line says, too.
    const translated = /(^|[.#])(l10n\.t|TypeError|RangeError|log)$/;
    const english = /sidebar\/tools\/|notebook\/host\/|intellisense\/\w+-backend|connection\/catalogue/;
    const rest = sources
      .filter(({ fileName }) => !english.test(fileName))
      .flatMap((source) =>
        [...texts(source)]
          .filter((text) => sentence.test(wordsOf(text)) && !translated.test(spokenBy(text)))
          .map((text) => `${source.fileName}: ${wordsOf(text)}`),
      );
    assert.deepEqual(rest, []);
  });

  it('of the manifest are complete', () => {
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(chinese)) assert.deepEqual(places(text), places(english[key] ?? ''), key);
  });

  it('keep the commands that the manifest’s words link to', () => {
    const links = (text: string) => [...text.matchAll(/\(command:[^)]+\)/g)].map(([link]) => link).sort();
    for (const [key, text] of Object.entries(chinese)) assert.deepEqual(links(text), links(english[key] ?? ''), key);
  });
});
