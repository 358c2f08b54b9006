import type { Case } from './case.ts';

/** Imports, exports and CommonJS. */
export const cases: readonly Case[] = [
  {
    code: `namespace Geo { export const pi = 3; export namespace Inner { export const e = 2 } }
Geo.pi + Geo.Inner.e`,
    shows: '5',
  },
  {
    code: `import type { Stats } from 'fs'
import { type Dirent, readFileSync as rfs } from 'node:fs'
typeof rfs`,
    shows: "'function'",
  },
  {
    code: `import def, * as ns from 'node:path'
def === ns.default`,
    shows: 'true',
  },
  {
    code: `import x, {posix as y} from 'path'
y === x.posix`,
    shows: 'true',
  },
  {
    code: `export const ex = 5
export default ex
export { ex as other }`,
    shows: '5',
  },
  {
    code: `export default function named() { return 1 }
named()`,
    shows: '1',
  },
  { code: 'export default class { z = 1 }', shows: '[class (anonymous)]' },
  { code: 'export default { a: 1 }', shows: '{ a: 1 }' },
  {
    code: `const m = await import('node:os')
typeof m.cpus`,
    shows: "'function'",
  },
  {
    code: `import fs = require('fs')
typeof fs.readFileSync`,
    shows: "'function'",
  },
  {
    code: `const { join } = require('path')
join('a', 'b')`,
    shows: "'a/b'",
  },
  {
    code: "[exports === module.exports, module.filename === __filename, module.require('fs') === require('fs')]",
    shows: '[ true, true, true ]',
  },
  { code: 'module.paths[0].startsWith(__dirname)', shows: 'true' },
  { code: "require.resolve('typescript').endsWith('typescript.js')", shows: 'true' },
  { code: "import.meta.url.startsWith('file:')", shows: 'true' },
  { code: 'typeof import.meta.dirname', shows: "'string'" },
  {
    code: '[typeof __dirname, typeof __filename, typeof module, typeof exports, typeof require]',
    shows: "[ 'string', 'string', 'object', 'object', 'function' ]",
  },
  {
    code: `let let1 = 1
import('node:fs').then((m) => typeof m.readFileSync)`,
    shows: 'Promise { <pending> }',
  },
  {
    code: "const { setTimeout: sleep } = await import('node:timers/promises'); await sleep(1, 'slept')",
    shows: "'slept'",
  },
];
