import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { KernelUnderTest } from './kernel-under-test.ts';

describe('imports in cells', function () {
  this.timeout(120_000);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'marginalia-imports-')));
  const files: Record<string, string> = {
    'node_modules/esm-only/package.json': '{"name":"esm-only","type":"module","exports":"./index.js"}',
    'node_modules/esm-only/index.js': 'export const kind = "esm"; export default () => "default";',
    'node_modules/awaits/package.json': '{"name":"awaits","type":"module","exports":"./index.js"}',
    'node_modules/awaits/index.js': 'export const late = await Promise.resolve("awaited");',
    'node_modules/cjs/package.json': '{"name":"cjs","main":"index.js"}',
    'node_modules/cjs/index.js': 'const made = ["one", "two"]; for (const name of made) module.exports[name] = name;',
    'node_modules/dual/package.json':
      '{"name":"dual","exports":{".":{"import":"./a.mjs","require":"./b.cjs"},"./sub":"./sub.mjs"}}',
    'node_modules/dual/a.mjs': 'export default "import";',
    'node_modules/dual/b.cjs': 'module.exports = "require";',
    'node_modules/dual/sub.mjs': 'export const sub = import.meta.url.endsWith("sub.mjs");',
    'node_modules/pre-esm/package.json': '{"name":"pre-esm"}',
    'node_modules/pre-esm/index.js':
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = () => "its default"; exports.named = "named";',
    'node_modules/paths/package.json': '{"name":"paths"}',
    'node_modules/paths/sub.js': 'module.exports = "sub";',
    'node_modules/paths/dir/index.js': 'module.exports = "dir";',
    'node_modules/mapped/package.json': '{"name":"mapped","exports":{"./data":"./d.json","./typed":"./typed.ts"}}',
    'node_modules/mapped/d.json': '{"mapped":true}',
    'node_modules/mapped/typed.ts': 'export const typed: boolean = true;',
    'data.json': '{"answer":42}',
    'uses.ts':
      "import { Shape } from './helper';\nimport data from './data.json';\nexport const shape: Shape = { side: data.answer };\n",
    'modern.js': 'export const modern = true;\n',
    'helper.ts':
      "import { base } from './lib/base';\nexport interface Shape { side: number }\nexport enum Size { Small = 1, Large }\nexport const twice = (n: number): number => n * base;\nexport function fail(): never {\n  throw new Error('helper failed');\n}\n",
    'lib/base.ts': 'export const base: number = 2;\n',
    'barrel.ts':
      "import { Shape, Size } from './helper';\nexport { Shape, Size };\nexport {\n  Shape as Form,\n  twice,\n} from './helper';\nexport { Answer } from './answers';\n",
    'answers.ts': "export * from './lib/base';\nexport type Answer = number;\n",
    'barrels.ts':
      "export { Form, twice as doubled, Size as default } from './barrel';\nexport { kind, Kind } from './kinds';\n",
    'kinds.ts':
      "import { doubled } from './barrels';\nexport interface Kind { n: number }\nexport const kind = (): Kind => ({ n: doubled(1) });\n",
    'tsconfig.json':
      '{\n  // as tsc writes it\n  "extends": ["./tsconfig.base.json"], "compilerOptions": { "strict": true, },\n}\n',
    'tsconfig.base.json':
      '{ "compilerOptions": { "paths": { "@/*": ["./nowhere/*", "./src/*"], "@/fixed": ["./module.mts"], "~*": ["./lib/*.ts"] } } }',
    'src/inner/tsconfig.json': '{ "compilerOptions": { "baseUrl": "..", "paths": { "up": ["top"] } } }',
    'src/inner/uses.ts': "import { top } from 'up';\nexport const inner = `inner ${top}`;\n",
    'src/top.ts': "import { base } from '~base';\nexport const top = `top ${base}`;\n",
    'compiled.ts':
      "function sealed(value: Function) {\n  return value;\n}\n@sealed\nexport class Compiled {\n  fail(): never {\n    throw new Error('compiled failed', { cause: cause() });\n  }\n}\nconst cause = (): Error => new Error('its cause');\n",
    'module.mts': 'export const mts: string = "mts";\n',
    'common.cts': 'const value: string = "cts";\nmodule.exports = { value };\n',
    'exporting.cts': 'export const exported: number = 1;\n',
    'plain.js': 'module.exports = { plain: true };\n',
    'broken.ts': 'export const a: number = ;\n',
    'broken.mjs': 'export const fine = 1;\nexport const a = ;\n',
  };
  let kernel: KernelUnderTest;

  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const shows = async (code: string) => {
    const ran = await kernel.run(code);
    assert.equal(ran.outcome, 'ok', ran.errors[0]?.stack);
    return ran.displays.at(-1)?.bundle.data['text/plain'];
  };

  before(() => {
    for (const [name, text] of Object.entries(files)) write(name, text);
    kernel = new KernelUnderTest({ folder });
  });
  after(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  });

  it('take ESM-only packages, statically and dynamically', async () => {
    assert.equal(await shows("import make, { kind } from 'esm-only'; [make(), kind]"), "[ 'default', 'esm' ]");
    assert.equal(await shows("(await import('esm-only')).kind"), "'esm'");
    assert.equal(await shows("import { late } from 'awaits'; late"), "'awaited'");
  });

  it('take names of CommonJS packages that only running them reveals', async () => {
    assert.equal(await shows("import cjs, { one, two } from 'cjs'; [one, two, cjs.one]"), "[ 'one', 'two', 'one' ]");
    assert.equal(await shows("require('cjs').two"), "'two'");
  });

  it('take the default of what was an ES module before it became CommonJS', async () => {
    assert.equal(await shows("import made, { named } from 'pre-esm'; [made(), named]"), "[ 'its default', 'named' ]");
    assert.equal(await shows("(await import('pre-esm')).default()"), "'its default'");
    assert.equal(
      await shows("import * as all from 'pre-esm'; [all.default(), all.named]"),
      "[ 'its default', 'named' ]",
    );
  });

  it('take a path within a package without its extension', async () => {
    assert.equal(
      await shows("import sub from 'paths/sub'; import dir from 'paths/dir'; [sub, dir]"),
      "[ 'sub', 'dir' ]",
    );
    assert.match((await kernel.run("import 'paths/none'")).errors[0]?.message ?? '', /paths.none/);
  });

  it('pick the right side of a dual package, and its sub-paths', async () => {
    assert.equal(await shows("import d from 'dual'; [d, require('dual')]"), "[ 'import', 'require' ]");
    assert.equal(await shows("import { sub } from 'dual/sub'; sub"), 'true');
  });

  it('take JSON with and without an attribute', async () => {
    assert.equal(await shows("import data from './data.json'; data.answer"), '42');
    assert.equal(await shows("import data from './data.json' with { type: 'json' }; data.answer"), '42');
    assert.equal(await shows("require('./data.json').answer"), '42');
    assert.equal(await shows("import data from 'mapped/data'; data"), '{ mapped: true }');
  });

  it('take TypeScript of the workspace: without an extension, with its own, with that of its output', async () => {
    assert.equal(await shows("import { twice, Size, type Shape } from './helper'; twice(Size.Large)"), '4');
    assert.equal(await shows("import { twice } from './helper.ts'; twice(3)"), '6');
    assert.equal(await shows("import { twice } from './helper.js'; twice(4)"), '8');
    assert.equal(await shows("import { mts } from './module.mts'; mts"), "'mts'");
    assert.equal(await shows("import { value } from './common.cts'; value"), "'cts'");
    assert.equal(await shows("import { exported } from './exporting.cts'; exported"), '1');
    assert.equal(await shows("import plain from './plain.js'; plain.plain"), 'true');
    assert.equal(await shows("import { typed } from 'mapped/typed'; typed"), 'true');
    assert.equal(await shows("import { shape } from './uses'; shape"), '{ side: 42 }');
    assert.equal((await kernel.run("import { modern } from './modern.js'; modern")).stderr, '');
  });

  it('find what the nearest tsconfig.json gives a path', async () => {
    assert.equal(await shows("import { top } from '@/top'; top"), "'top 2'");
    assert.equal(await shows("(await import('@/inner/uses.js')).inner"), "'inner top 2'");
    assert.equal(await shows("require('@/fixed').mts"), "'mts'");
    assert.match((await kernel.run("import '@/not-there'")).errors[0]?.message ?? '', /@\/not-there/);
    assert.equal(await shows("import d from 'dual'; d"), "'import'");
  });

  it('let imported types vanish, also without `type`', async () => {
    assert.equal(
      await shows("import { Shape, twice } from './helper'; const s: Shape = { side: 2 }; twice(s.side)"),
      '4',
    );
  });

  it('let types vanish that a file passes on without saying that they are types', async () => {
    assert.equal(
      await shows("import { Shape, twice } from './barrel'; let s: Shape = { side: 2 }; twice(s.side)"),
      '4',
    );
    assert.equal(
      await shows("import Size, { doubled, kind, type Form } from './barrels'; [Size.Large, doubled(3), kind()]"),
      '[ 2, 6, { n: 2 } ]',
    );
    assert.equal(await shows("Object.keys(await import('./barrel'))"), "[ 'Size', 'twice' ]");
    assert.equal(await shows("require('./barrels').doubled(4)"), '8');
  });

  it('say which line of the cell and of the file failed', async () => {
    const ran = await kernel.run("import { fail } from './helper';\nfail();");
    assert.equal(ran.errors[0]?.position?.line, 2);
    assert.match(ran.errors[0].stack, /helper\.ts:6:9/);
  });

  it('say which line of a file failed that more was done to than its types removed', async () => {
    const [error] = (await kernel.run("import { Compiled } from './compiled';\nnew Compiled().fail();")).errors;
    assert.match(error?.stack ?? '', /compiled\.ts:7:11\)[^]*Cause[^]*compiled\.ts:10:28\)/);
  });

  it('explain what is missing or broken', async () => {
    const missing = await kernel.run("import 'not-installed'");
    assert.match(missing.errors[0]?.message ?? '', /not-installed/);
    const unnamed = await kernel.run("import { nothing } from 'esm-only'; nothing");
    assert.match(unnamed.errors[0]?.message ?? '', /'esm-only' does not provide an export named 'nothing'/);
    const broken = await kernel.run("import './broken'");
    assert.match(broken.errors[0]?.stack ?? '', /broken\.ts/);
    const module = await kernel.run("await import('./broken.mjs')");
    assert.match(module.errors[0]?.message ?? '', /broken\.mjs:2:18/);
    const lines = ["import 'not-installed'", "require('./nowhere')", "import './broken.mjs'"];
    for (const line of lines) {
      const ran = await kernel.run(`1;\n${line}`);
      assert.equal(ran.errors[0]?.position?.line, 2, line);
    }
  });

  it('load a file anew that failed, for what it has missed may be there now', async () => {
    write(
      'needs.ts',
      "if (!('ready' in globalThis)) throw new Error('not ready');\nexport const fine: boolean = true;\n",
    );
    const first = await kernel.run("import { fine } from './needs'");
    assert.match(first.errors[0]?.stack ?? '', /needs\.ts:1:/);
    const second = await kernel.run("\nimport { fine } from './needs'");
    assert.deepEqual(second.errors[0]?.position?.line, 2);
    assert.equal(await shows("globalThis.ready = 1; (await import('./needs')).fine"), 'true');
  });

  it('see a changed file, and one that imports it, at the next import', async () => {
    await shows("import { twice } from './helper'; twice(10)");
    write('lib/base.ts', 'export const base: number = 3;\n');
    utimesSync(join(folder, 'lib/base.ts'), new Date(), new Date(Date.now() + 5_000));
    assert.equal(await shows("import { twice } from './helper'; twice(10)"), '30');
  });

  it('see a changed file at the next require, too, and one of CommonJS at the next import', async () => {
    const touched = (name: string, text: string) => {
      write(name, text);
      utimesSync(join(folder, name), new Date(), new Date(Date.now() + 5_000));
    };
    write('rate.ts', 'export const rate: number = 1;\n');
    write('cost.ts', "import { rate } from './rate';\nexport const cost = () => rate * 10;\n");
    write('fees.cts', "module.exports = { fee: require('./rate').rate };\n");
    write('old.cjs', 'module.exports = 1;\n');
    const all = "import old from './old.cjs'; [require('./cost').cost(), require('./fees.cts').fee, old]";
    assert.equal(await shows(all), '[ 10, 1, 1 ]');
    touched('rate.ts', 'export const rate: number = ;\n');
    assert.equal((await kernel.run("require('./cost')")).outcome, 'error');
    touched('rate.ts', 'export const rate: number = 2;\n');
    utimesSync(join(folder, 'rate.ts'), new Date(), new Date(Date.now() + 9_000));
    touched('old.cjs', 'module.exports = 2;\n');
    assert.equal(await shows(all), '[ 20, 2, 2 ]');
    assert.equal(await shows("import { cost } from './cost'; cost()"), '20');
  });

  it('name the folder of the notebook', async () => {
    const names = await shows('JSON.stringify([__dirname, import.meta.dirname])');
    assert.equal(names, `'${JSON.stringify([folder, folder])}'`);
  });
});
