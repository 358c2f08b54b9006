import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { folderWith, Notebook } from './notebook.ts';

describe('cells as a TypeScript program', function () {
  this.timeout(120_000);
  let folder: string;
  let notebook: Notebook;

  before(() => {
    folder = folderWith({
      'helper.ts': 'export interface Level { level: number }\nexport const lowest = (levels: Level[]) => levels[0];\n',
      'node_modules/esm/package.json': '{"name":"esm","type":"module","exports":{"types":"./index.d.ts"}}',
      'node_modules/esm/index.d.ts': 'export declare function twice(value: number): number;\n',
    });
    notebook = new Notebook(folder);
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  describe('what a cell can use', () => {
    it('completes the methods of the preloaded client, with its parameters', () => {
      notebook.cells('client.', 'await client.createMarginLoan({ asset: "BTC", })');
      const methods = notebook.completions(0, 'client.');
      assert.ok(methods.includes('getMarginAccount') && methods.includes('createMarginOrder'), methods.join(' '));
      assert.ok(!methods.includes('onBudget'), 'the client of a cell has calls alone');
      assert.ok(notebook.completions(1, '"BTC", ').includes('amount'));
    });

    // Where the question is asked, behind the last `|` of a half-written cell, and some of what is to be offered.
    const asked: Record<string, string[]> = {
      'client.getMargin|': ['getMarginAccount'],
      'await client.createMarginOrder({ |': ['symbol', 'side'],
      'await client.createMarginOrder({ side: "|" })': ['BUY', 'SELL'],
      'await client.createMarginOrder({ symbol: "BTCUSDT",\n  s|\n})': ['side'],
      'await (|': ['client', 'account', 'later'],
      '(await client.getMarginAccount()).|': ['marginLevel'],
      'client.getMarginAccount().then((reply) => reply.|': ['marginLevel'],
      'await history.interest({|': ['asset', 'from'],
      '(await history.interest()).|': ['groupby'],
      'console.log(`level ${account.|': ['marginLevel'],
      '`level ${account.|}`': ['marginLevel'],
      'for (const asset of account.userAssets) { asset.|': ['borrowed'],
      'function level() {\n  return account.|': ['marginLevel'],
      'class Level { get() { return [account.|': ['marginLevel'],
      '{ level: account.|': ['marginLevel'],
      'chart({ |': ['mark', 'encoding'],
      'chart({ mark: "|" })': ['line', 'bar'],
      'chart({ mark: "line", encoding: { x: { | } } })': ['field', 'type'],
      'const { | } = account': ['marginLevel'],
      'account.userAssets.filter((asset) => asset.|).length // {': ['borrowed'],
      'low|': ['lowest'],
      'let level: Le|': ['Level'],
      'import { | } from "./helper"': ['lowest'],
      'import { lowest } from "./|"': ['helper'],
      'import fs from "node:f|"': ['node:fs'],
      'const read = require("./|': ['helper'],
    };
    for (const [text, wanted] of Object.entries(asked)) {
      for (const javascript of text.includes(': Le') ? [false] : [false, true]) {
        it(`completes ${text.replaceAll('\n', ' ')}${javascript ? ' in JavaScript' : ''}`, () => {
          const cell = text.replace('|', '');
          const first =
            'import { lowest } from "./helper"; const account = await client.getMarginAccount(); const later = 1;';
          const types = 'import type { Level } from "./helper";';
          notebook.cells(first, javascript ? { javascript: cell } : cell, types);
          const found = notebook.completions(1, cell.slice(0, text.indexOf('|')));
          assert.deepEqual(
            wanted.filter((name) => !found.includes(name)),
            [],
          );
        });
      }
    }

    it('says nothing about what a half-written cell would be if it were closed', () => {
      notebook.cells('function f() { (1).toFixd()', 'f');
      assert.deepEqual(notebook.problems(), []);
    });

    it('does not import what it is not shipped with', () => {
      notebook.cells('GeoJSON', 'let v: typeof import("vega")');
      assert.deepEqual(notebook.problems(), [
        "0: Cannot find name 'GeoJSON'.",
        "1: Cannot find module 'vega' or its corresponding type declarations.",
      ]);
    });

    it('knows danfo, decimals and Node', () => {
      notebook.cells('const df = new DataFrame([{ a: 1 }]); df.', 'new Decimal(1).', 'process.env.HOME; Buffer.');
      assert.ok(notebook.completions(0, ' df.').includes('groupby'));
      assert.ok(notebook.completions(1, '(1).').includes('plus'));
      assert.ok(notebook.completions(2, 'Buffer.').includes('from'));
    });

    it('sees names of other cells with their types, also of cells that import', () => {
      notebook.cells(
        'import { lowest, type Level } from "./helper";\nimport { twice } from "esm";\nconst account = await client.getMarginAccount();',
        'const first = lowest([{ level: 1 }]); const four = twice(2);',
        'account.',
        'first.',
        'let again: Level; four.',
      );
      assert.ok(notebook.completions(2, 'account.').includes('marginLevel'));
      assert.ok(notebook.completions(3, 'first.').includes('level'));
      assert.ok(notebook.completions(4, 'four.').includes('toFixed'));
      assert.match(notebook.hover(1, 'first'), /const first: Level/);
    });

    it('shows a name of another cell as what it is', () => {
      notebook.cells('/** In BTC. */\nconst total: number = 1;\nclass Book {}', 'tot; Book; total');
      assert.equal(notebook.hover(1, 'total'), 'const total: number');
      const found =
        notebook.answers.getCompletionsAtPosition(...notebook.at(1, 'tot', true), {})?.result?.entries ?? [];
      assert.equal(found.find(({ name }) => name === 'total')?.kind, 'const');
      assert.equal(found.find(({ name }) => name === 'Book')?.kind, 'class');
      const details = notebook.answers.getCompletionEntryDetails(
        ...notebook.at(1, 'tot', true),
        'total',
        {},
        undefined,
        {},
        undefined,
      );
      assert.equal(ts.displayPartsToString(details?.result?.displayParts), 'const total: number');
      assert.equal(ts.displayPartsToString(details?.result?.documentation), 'In BTC.');
    });

    it('takes the nearest declaration above, and one further down where there is none', () => {
      notebook.cells('const a = 1;', 'a', 'const a = "text";', 'a', 'below', 'const below = true;');
      assert.equal(notebook.hover(1, 'a'), 'const a: 1');
      assert.equal(notebook.hover(3, 'a'), 'const a: "text"');
      assert.equal(notebook.hover(4, 'below'), 'const below: true');
    });

    it('goes to the declaration in another cell, a workspace file and the preloaded scope', () => {
      notebook.cells('import { lowest } from "./helper";\nconst a = 1;', 'a; lowest; client');
      const definition = (text: string) =>
        notebook.answers.getDefinitionAndBoundSpan(...notebook.at(1, text))?.result?.definitions?.[0];
      assert.equal(definition('a')?.fileName, notebook.key(0));
      assert.equal(definition('a')?.textSpan.start, notebook.at(0, 'a = 1')[1]);
      assert.equal(definition('lowest')?.fileName, path.join(folder, 'helper.ts'));
      assert.match(definition('client')?.fileName ?? '', /scope\.d\.ts$/);
    });

    it('helps with signatures', () => {
      notebook.cells('const pay = (asset: string, amount: number) => asset;', 'pay()');
      const help = notebook.answers.getSignatureHelpItems(...notebook.at(1, 'pay(', true), undefined)?.result;
      assert.deepEqual(
        help?.items[0]?.parameters.map(({ name }) => name),
        ['asset', 'amount'],
      );
    });

    it('renames in every cell and nowhere else', () => {
      notebook.cells('const rate = 1;', 'rate + rate');
      const found = notebook.answers.findRenameLocations(...notebook.at(0, 'rate'), false, false)?.result ?? [];
      const places = found.map(({ fileName, textSpan }) => `${fileName.slice(-1)}:${textSpan.start}`).sort();
      assert.deepEqual(places, ['0:6', '1:0', '1:7']);
    });

    it('puts a new import at the beginning of the cell', () => {
      notebook.cells('import type { Level } from "./helper";', 'lowest([]);');
      const fixes = notebook.answers.getCodeFixesAtPosition(notebook.key(1), 0, 6, [2304], {}, {})?.result ?? [];
      const change = fixes.flatMap((fix) => fix.changes)[0];
      assert.equal(change?.fileName, notebook.key(1));
      assert.deepEqual(
        change.textChanges.map(({ span }) => span.start),
        [0],
      );
      assert.match(change.textChanges[0]!.newText, /^import \{ lowest \} from ['"]\.\/helper/);
    });

    it('follows a workspace file that changes or appears', () => {
      notebook.cells('import { late } from "./late";\nlate.soon');
      assert.equal(notebook.problems().length, 1);
      fs.writeFileSync(path.join(folder, 'late.ts'), 'export const late = { soon: 1 };\n');
      notebook.filesChanged();
      assert.deepEqual(notebook.problems(), []);
      assert.ok(notebook.completions(0, 'late.').includes('soon'));
    });

    it('keeps notebooks apart', () => {
      const other = new Notebook(folder);
      other.cells('const secret = 1;');
      notebook.cells('secret');
      assert.deepEqual(notebook.problems(), ["0: Cannot find name 'secret'."]);
    });
  });

  describe('errors', () => {
    it('finds what would fail', () => {
      notebook.cells(
        'const amount: number = "1";',
        'amount.toFixd()',
        'await client.createMarginLoan({ asset: "BTC" })',
        'const fixed = 1;',
        'fixed = 2',
        'import { nothing } from "./helper";\nimport absent from "absent";',
      );
      assert.deepEqual(notebook.problems(), [
        "0: Type 'string' is not assignable to type 'number'.",
        "1: Property 'toFixd' does not exist on type 'number'. Did you mean 'toFixed'?",
        "2: Argument of type '{ asset: string; }' is not assignable to parameter of type 'LoanParameters'.",
        "4: Cannot assign to 'fixed' because it is a constant.",
        `5: Module '"./helper"' has no exported member 'nothing'.`,
        "5: Cannot find module 'absent' or its corresponding type declarations.",
      ]);
    });

    // One cell each; the first ones declare what the others use.
    const declares = [
      'const account = await client.getMarginAccount(); const rate = 1; let side: "BUY" | "SELL" = "BUY"; let count = 1;',
      'const df = new DataFrame([{ a: 1 }]); function pay(asset: string, amount: number) {} interface Row { a: number }',
    ];
    const wrong: Record<string, string> = {
      'await client.<getMarginAcount>()': "Property 'getMarginAcount' does not exist on type 'CellClient'.",
      'client.getMarginAccount().<marginLevel>':
        "Property 'marginLevel' does not exist on type 'Promise<FilledAccount>'.",
      'client.getMarginAccount({ <symbol>: "BTCUSDT" })': "Type 'string' is not assignable to type 'never'.",
      'client.createMarginLoan({ <asset>: 1, amount: "1" })': "Type 'number' is not assignable to type 'string'.",
      'client.<createMarginLoan>()': 'Expected 1-2 arguments, but got 0.',
      'client.createMarginOrder({ symbol: "BTCUSDT", <side>: "BYU", type: "MARKET" })':
        'Type \'"BYU"\' is not assignable to type \'"BUY" | "SELL"\'.',
      'history.<intrest>()': "Property 'intrest' does not exist on type 'CellHistories'.",
      '// a comment first\n\n  account.<marginLevl>;': "Property 'marginLevl' does not exist on type 'FilledAccount'.",
      '<account.marginLevel> * 2':
        "The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type.",
      '<nowhere>': "Cannot find name 'nowhere'.",
      'pay(<1>, 2)': "Argument of type 'number' is not assignable to parameter of type 'string'.",
      '<pay>("BTC")': 'Expected 2 arguments, but got 1.',
      'pay("BTC", 1, <2>)': 'Expected 2 arguments, but got 3.',
      '<rate> = 2': "Cannot assign to 'rate' because it is a constant.",
      '<side> = "BYU"': 'Type \'string\' is not assignable to type \'"BUY" | "SELL"\'.',
      'side = "SELL"; <count> = "one"': "Type 'string' is not assignable to type 'number'.",
      'df.<heda>()': "Property 'heda' does not exist on type 'DataFrame'.",
      'df.head(<"one">)': "Argument of type 'string' is not assignable to parameter of type 'number'.",
      'dfd.readCSV("a.csv", { <delimitr>: ";" })':
        "Object literal may only specify known properties, but 'delimitr' does not exist in type 'CsvReadOptions'.",
      'df.groupby(["a"]).agg({ <a>: "summ" })':
        "Type '\"summ\"' is not assignable to type 'Aggregate | readonly Aggregate[]'.",
      'const row: Row = { <a>: "1" }': "Type 'string' is not assignable to type 'number'.",
      'const <text>: string = rate': "Type 'number' is not assignable to type 'string'.",
      'account.userAssets.map((each) => each.<borowed>)': "Property 'borowed' does not exist on type 'CrossAsset'.",
      'for (const each of <rate>) each': "Type '1' must have a '[Symbol.iterator]()' method that returns an iterator.",
    };
    for (const [marked, message] of Object.entries(wrong)) {
      it(`marks ${marked.replaceAll('\n', ' ')}`, () => {
        const text = marked.replace(/<(.*)>/, '$1');
        const [, before = '', word = ''] = /^([^]*)<(.*)>/.exec(marked) ?? [];
        const lines = before.split('\n');
        const start = { line: lines.length - 1, character: lines.at(-1)!.length };
        notebook.cells(...declares, 'rate', text, { javascript: text }, 'rate');
        const found = [0, 1, 2, 3, 4, 5].map((cell) => notebook.problemsOf(cell));
        assert.deepEqual(
          found.map((list) => list.length),
          [0, 0, 0, 1, 0, 0],
        );
        const [problem] = found[3]!;
        assert.equal(problem!.message.split('\n')[0]!.replace(/ Did you mean .*/, ''), message);
        assert.deepEqual(problem!.start, start);
        assert.deepEqual(problem!.end, { ...start, character: start.character + word.length });
      });
    }

    it('takes an error back once its cause is gone', () => {
      const use = 'rate.toFixed()';
      assert.equal(notebook.cells('const rate = "text";', use).problems().length, 1);
      assert.deepEqual(notebook.cells('const rate = 1;', use).problems(), []);
      assert.equal(notebook.cells('const rate = 1;', 'const rate = "text";', use).problems().length, 1);
      assert.deepEqual(notebook.cells('const rate = "text";', 'const rate = 1;', use).problems(), []);
      assert.deepEqual(notebook.cells('const rate = 1;', use, 'const rate = "text";').problems(), []);
      assert.deepEqual(notebook.cells(use).problems(), ["0: Cannot find name 'rate'."]);
    });

    it('asks whether an `await` was forgotten', () => {
      notebook.cells('client.getMarginAccount().marginLevel');
      assert.match(notebook.problemsOf(0)[0]!.message, /Did you forget to use 'await'\?$/);
    });

    const fine: Record<string, string[]> = {
      'redeclaration in other cells': [
        'const a = 1; function f() {} class C {}',
        'let a = "x"; class f {} function C() {}',
        'a.length',
      ],
      'redeclaring what is preloaded': [
        'const client = { own: 1 };',
        'client.own',
        'let Decimal = 3; const process = 4;',
      ],
      'top-level await and for await': [
        'const v = await Promise.resolve(1);',
        'for await (const x of [v]) console.log(x);',
      ],
      'changing a variable of another cell': ['let n = 1; var m = 2;', 'n = n + 1; n++; m += 1; [n, m] = [m, n];'],
      'an assignment without declaration': [
        'count = 1;',
        'count + 1',
        'count = count + 1; other = third = 2;',
        'other + third',
      ],
      'an object alone': ['{ a: 1, b: { c: 2 } }', '{ a: 1 }', '// words\n{ ...[1], b: 2 }'],
      'a name that a later cell declares': ['later + 1', 'const later = 1;'],
      'a cell of types alone': [
        'interface Row { a: number }\ntype Rows = Row[];',
        'const rows: Rows = [{ a: 1 }];',
        'rows satisfies Row[]',
      ],
      'a type and a value of one name': [
        'interface Pair { a: number }',
        'const Pair = (a: number): Pair => ({ a });',
        'const p: Pair = Pair(1);',
      ],
      'enums, namespaces, decorators and using': [
        'enum Side { Buy, Sell }\nnamespace N { export const x = 1 }',
        'function seen<T extends new () => object>(target: T, _: ClassDecoratorContext) { return target; }\n@seen class D {}',
        'using file = { [Symbol.dispose]() {} };\nconst side: Side = Side.Buy; N.x; new D();',
      ],
      'imports of Node, of packages and of types': [
        'import fs, { readFileSync } from "node:fs";\nimport * as path from "path";\nimport type { Level } from "./helper.ts";',
        'fs.existsSync(path.join("a")); readFileSync; const l: Level = { level: 1 };',
        'const { twice } = await import("esm"); const url = new URL("http://a"); fetch; setTimeout(() => {}, 1);',
        'const os = require("node:os"); os.cpus();',
      ],
      'exports in a cell': [
        'export const e = 1; export function g() {} export interface I { a: 1 }',
        'e + 1; g(); const i: I = { a: 1 };',
        'const q = 1; export { q };',
        'q',
      ],
      'unused names and values': ['const unused = 1; import { lowest } from "./helper"; 1, 2;', 'unused'],
      'destructuring, loops and hoisted variables': [
        'const { x, ...rest } = { x: 1, y: 2 }; for (var i = 0; i < 2; i++) {} if (x) { var inner = 1 }',
        'x + rest.y + i + inner',
      ],
      'implicit any and errors that are caught': [
        'function id(v) { return v.a; } try { id(1) } catch (e) { e.message }',
      ],
      'a comment at the end, and an empty cell': ['const z = 1 // last', '', 'z // last', '/* all */'],
      'data frames': [
        'const df = new DataFrame([{ a: 1, b: "x" }]);',
        'df.head(2).print(); df["a"]; df.shape;',
        'const s = new Series([1, 2]); s.mean(); dfd.concat({ dfList: [df, df], axis: 0 });',
      ],
      'display and chart': ['display(1); chart({ mark: "line" }, [{ a: 1 }])'],
    };
    for (const [what, cells] of Object.entries(fine)) {
      it(`says nothing about ${what}`, () => assert.deepEqual(notebook.cells(...cells).problems(), []));
    }

    it('says nothing about JavaScript', () => {
      const scripts = (...cells: string[]) => notebook.cells(...cells.map((javascript) => ({ javascript })));
      assert.deepEqual(scripts('const a = 1; a.b.c', 'a()').problems(), []);
      assert.ok(scripts('const a = { b: 1 };', 'a.').completions(1, 'a.').includes('b'));
    });

    it('leaves a cell that does not parse to the parser', () => {
      assert.deepEqual(notebook.cells('const a = ;', 'a').problems(), []);
    });
  });
});
