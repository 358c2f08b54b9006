import type { Case } from './case.ts';

/** In the spirit of other kernels' and REPLs' suites: what their users have stumbled over. */
export const cases: readonly Case[] = [
  {
    code: `function sealed(c: Function) { Object.seal(c) }
@sealed class D1 { @((v: any, c: any) => function (this: any) { return 'wrapped ' + v.call(this) }) m() { return 1 } }
new D1().m()`,
    shows: "'wrapped 1'",
  },
  {
    code: "enum E1 { A = 'x'.length, B = A + 1 }\n[E1.A, E1.B, E1[1]]",
    shows: "[ 1, 2, 'A' ]",
  },
  {
    code: "using r1 = { [Symbol.dispose]() { console.log('disposed') } }; 'value'",
    shows: "'value'",
    prints: 'disposed\n',
  },
  {
    code: "{ using r2 = { [Symbol.dispose]() { console.log('inner') } }; console.log('body') }",
    prints: 'body\ninner\n',
  },
  {
    code: 'function* nat() { let n = 0; while (true) yield n++ }\nnat().take(3).toArray()',
    shows: '[ 0, 1, 2 ]',
  },
  {
    code: 'const { a: { b: [x1, ...y1] } } = { a: { b: [1, 2, 3] } }; [x1, y1]',
    shows: '[ 1, [ 2, 3 ] ]',
  },
  { code: 'let [x1, y1] = [5, 6]; x1 + y1', shows: '11' },
  { code: 'var { x1 } = { x1: 9 }; x1', shows: '9' },
  { code: "block: { if (true) break block; console.log('never') }" },
  {
    code: 'export const e1 = 1, e2 = 2\nexport { e1 as e3 }\ne1 + e2',
    shows: '3',
  },
  { code: 'export type T9 = string; export interface I9 {}; 3', shows: '3' },
  { code: "export * from 'node:path'; 1", shows: '1' },
  { code: '1 + 1 /* last */ ;', shows: '2' },
  {
    code: 'const noSemi = 1\n[noSemi].length',
    fails: 'ReferenceError: noSemi is not defined',
    at: [2, 2],
  },
  { code: 'let asi = 1\nlet asi2 = asi\n++asi2\nasi2', shows: '2' },
  { code: '\uFEFF1 + 2', shows: '3' },
  { code: '\uFEFF#!/usr/bin/env node\n4', shows: '4' },
  { code: 'const crlf = 1;\r\ncrlf + 1\r\n', shows: '2' },
  { code: `'${'x'.repeat(200_000)}'.length`, shows: '200000' },
  {
    code: `const long1 = [${Array.from({ length: 20_000 }, (_, n) => n).join(',')}]; long1.length`,
    shows: '20000',
  },
  {
    code: "new Proxy({ p: 1 }, { get() { throw new Error('trap') }, ownKeys() { throw new Error('keys') } })",
    shows: '{ p: 1 }',
  },
  { code: 'new Proxy(() => {}, {})', shows: '[Function (anonymous)]' },
  {
    code: "({ get a() { console.log('ran'); return 1 }, set b(v) {}, get c() { return 1 }, set c(v) {} })",
    shows: '{ a: [Getter], b: [Setter], c: [Getter/Setter] }',
  },
  {
    code: 'const cyc: any = [1]; cyc.push(cyc, { cyc }); cyc',
    shows: '<ref *1> [ 1, [Circular *1], { cyc: [Circular *1] } ]',
  },
  {
    code: "({ [Symbol('k')]: Symbol.for('v') })",
    shows: '{ Symbol(k): Symbol(v) }',
  },
  {
    code: `class Priv { #p = 1; static #s = 2; #m() { return this.#p } read() { return this.#m() + Priv.#s } has(o: any) { return #p in o } }
[new Priv().read(), new Priv().has({}), new Priv()]`,
    shows: '[ 3, false, Priv {} ]',
  },
  {
    code: 'async function* ag() { yield 1; yield 2 }\nconst agAll: number[] = []; for await (const v of ag()) agAll.push(v); agAll',
    shows: '[ 1, 2 ]',
  },
  {
    code: "(await import('./cases/data.json', { with: { type: 'json' } })).default",
    shows: "{ asset: 'BTC', rates: [ 1, 2 ] }",
  },
  {
    code: "import data from './cases/data.json' with { type: 'json' }\ndata.asset",
    shows: "'BTC'",
  },
  {
    code: "import data2 from './cases/data.json'\ndata2.rates",
    shows: '[ 1, 2 ]',
  },
  { code: "require('./cases/data.json').rates[1]", shows: '2' },
  { code: "require.resolve('node:fs')", shows: "'node:fs'" },
  { code: 'import.meta.filename === __filename', shows: 'true' },
  {
    code: "[import.meta.resolve('fs'), import.meta.resolve('./x.ts') === new URL('./x.ts', import.meta.url).href]",
    shows: "[ 'node:fs', true ]",
  },
  {
    code: 'const input: any[] = []; for await (const each of process.stdin) input.push(each); input',
    shows: '[]',
  },
  {
    code: `import { Worker } from 'node:worker_threads'
await new Promise((r) => new Worker("require('worker_threads').parentPort.postMessage(40 + 2)", { eval: true }).on('message', r))`,
    shows: '42',
  },
  {
    code: "require('child_process').execSync('echo child').toString()",
    shows: "'child\\n'",
  },
  {
    code: "throw new Error('top', { cause: new TypeError('mid', { cause: { code: 1 } }) })",
    fails: 'Error: top',
    at: [1, 7],
  },
  {
    code: "throw new AggregateError([new Error('x'), 'y', { z: 1 }], 'several')",
    fails: 'AggregateError: several',
    at: [1, 7],
  },
  {
    code: "throw new (class extends Error { get name() { return 'Named' } })('getter name')",
    fails: 'Named: getter name',
    at: [1, 7],
  },
  { code: 'throw function thrown() {}', fails: 'Uncaught: [Function: thrown]' },
  {
    code: "throw new DOMException('dom', 'AbortError')",
    fails: 'AbortError: dom',
    at: [1, 7],
  },
  {
    code: 'AbortSignal.abort().throwIfAborted()',
    fails: 'AbortError: This operation was aborted',
    at: [1, 13],
  },
  {
    code: "await fetch('http://127.0.0.1:1/')",
    fails: 'TypeError: fetch failed',
    at: [1, 1],
  },
  {
    code: 'const bad1: any = 5; bad1.trim()',
    fails: 'TypeError: bad1.trim is not a function',
    at: [1, 27],
  },
  // Loops of awaits are rewritten, so that an interrupt ends them: places must not move.
  {
    code: "for (const n of [1]) { await null; throw new Error('in loop') }",
    fails: 'Error: in loop',
    at: [1, 42],
  },
  {
    code: "for await (const n of [1]) throw new Error('no block')",
    fails: 'Error: no block',
    at: [1, 34],
  },
  { code: 'let w1 = 0; while (w1 < 3) await w1++\nw1', shows: '3' },
  { code: 'let w2 = 0; do { await null } while (w2++ < 2); w2', shows: '3' },
  { code: 'for (const n of [1, 2]) { await null; n * 10 }', shows: '20' },
  {
    code: 'for (const n of [1, 2]) for (const m of [3]) if (n > 1) await n * m',
    shows: '6',
  },
  {
    code: 'const gen2 = (function* () { const got: number = yield 1; return got * 2 })(); gen2.next(); gen2.next(21)',
    shows: '{ value: 42, done: true }',
  },
  {
    code: 'type X1 = { a: 1 }; interface X2 { b: 2 } declare function f9(): void',
  },
  {
    code: `abstract class A9 { abstract f(): void; protected constructor(public readonly id = 7) {} }
class B9 extends A9 { constructor() { super() } f() {} }
new B9()`,
    shows: 'B9 { id: 7 }',
  },
  {
    code: 'function thisParam(this: { n: number }, k: number) { return this.n + k }\nthisParam.call({ n: 1 }, 2)',
    shows: '3',
  },
  { code: 'let definite!: number; definite = 3; definite', shows: '3' },
  { code: 'const a9 = <const T,>(v: T) => v; a9([1, 2])', shows: '[ 1, 2 ]' },
  {
    code: 'class Acc { accessor v = 1 }\nconst acc = new Acc(); acc.v = 5; acc.v',
    shows: '5',
  },
  {
    code: "class St { static { console.log('static block') } }",
    prints: 'static block\n',
  },
  { code: "label1: for (;;) { for (;;) break label1 } 'out'", shows: "'out'" },
  { code: "[...'👨‍👩‍👧'].length", shows: '5' },
  { code: "'\\u{1F600}' + `\\x41`", shows: "'😀A'" },
  { code: 'String.raw`a\\nb`', shows: "'a\\\\nb'" },
  { code: '0o17 + 0b11 + 0xff + 1_000', shows: '1273' },
  {
    code: "Object.groupBy([1, 2, 3], (n: number) => n % 2 ? 'odd' : 'even')",
    shows: '[Object: null prototype] { odd: [ 1, 3 ], even: [ 2 ] }',
  },
  { code: 'new Set([1, 2]).union(new Set([3]))', shows: 'Set(3) { 1, 2, 3 }' },
  { code: 'await Array.fromAsync([1, Promise.resolve(2)])', shows: '[ 1, 2 ]' },
  {
    code: "clearTimeout(setTimeout(() => console.log('never'), 1)); await new Promise((r) => setTimeout(r, 10))",
  },
  {
    code: "clearImmediate(setImmediate(() => console.log('never'))); await new Promise((r) => setTimeout(r, 10))",
  },
  {
    code: "await new Promise((r) => setImmediate(r, 'given'))",
    shows: "'given'",
  },
  {
    code: "await require('util').promisify(setTimeout)(1, 'promisified')",
    shows: "'promisified'",
  },
  {
    code: "await require('util').promisify(setImmediate)('promised')",
    shows: "'promised'",
  },
  {
    code: "await require('timers/promises').setImmediate('soon')",
    shows: "'soon'",
  },
  { code: 'try { 1 } finally { 2 }', shows: '1' },
  { code: 'do { 5 } while (false)', shows: '5' },
  { code: "'use strict'", shows: "'use strict'" },
  {
    code: "await (async () => { await null; return 'iife' })()",
    shows: "'iife'",
  },
  { code: 'await Promise.race([new Promise(() => {}), 1])', shows: '1' },
  {
    code: "console.log(await Promise.resolve('awaited'))",
    prints: 'awaited\n',
  },
  {
    code: "const { default: os9, ...rest9 } = await import('node:os'); typeof os9.cpus",
    shows: "'function'",
  },
  {
    code: "import { nothingThere } from 'node:path'\nnothingThere",
    fails: "SyntaxError: The module 'node:path' does not provide an export named 'nothingThere'.",
    at: [1, 41],
  },
  { code: 'let \\u0061bc = 1; abc', shows: '1' },
  { code: '{ a: 1, }', shows: '{ a: 1 }' },
  { code: '{ "quoted": 1, [1 + 1]: 2 }', shows: "{ '2': 2, quoted: 1 }" },
  { code: '{ ...{ s: 1 } }', shows: '{ s: 1 }' },
  { code: '{ f() { return 1 } }.f()', shows: '1' },
  { code: '{ let inBlock = 1 }\ntypeof inBlock', shows: "'undefined'" },
  { code: '{}.toString()', shows: "'[object Object]'" },
  { code: 'const await1 = await 1, two = await 2; await1 + two', shows: '3' },
  { code: '[typeof this, this === globalThis]', shows: "[ 'object', true ]" },
  {
    code: "new Error('with cause', { cause: 'inside' }).cause",
    shows: "'inside'",
  },
  {
    code: 'structuredClone(new Map([[1, { a: new Set([2]) }]]))',
    shows: 'Map(1) { 1 => { a: Set(1) { 2 } } }',
  },
  {
    code: "new (class Foo { constructor(public a: number, private b = 'x') {} })(1)",
    shows: "Foo { a: 1, b: 'x' }",
  },
  // Where what a cell calls of the kernel's fails, the place is still the cell's.
  {
    code: "\n\ntry { require('./nowhere') } catch (error: any) { error.stack.includes('In[') }",
    shows: 'true',
  },
  // Warnings reach Node's users on a later tick.
  {
    code: "process.emitWarning('careful'); await new Promise((r) => setTimeout(r, 1))",
    warns: 'Warning: careful\n',
  },
  {
    code: "console.timeEnd('never begun'); await new Promise((r) => setTimeout(r, 1))",
    warns: "Warning: No such label 'never begun' for console.timeEnd()\n",
  },
  // As `console.trace` does it.
  {
    code: "const traced: any = { name: 'Trace', message: 'here' }; Error.captureStackTrace(traced); traced.stack.split('\\n')[0]",
    shows: "'Trace: here'",
  },
  { code: 'Array(3)', shows: '[ <3 empty items> ]' },
  { code: '[{}, {}]', shows: '[ {}, {} ]' },
  { code: 'using undisposable = {} as never; 1', fails: 'TypeError: Object not disposable.', at: [1, 22] },
  // Names declared anew, and code that is evaluated in the same cell.
  { code: 'let ev1 = 1, ev2 = 2; const ev3 = 3; class Ev4 { v = 4 }' },
  { code: "let ev1 = 10\nlet ev2\n[ev1].map(String)\neval('ev1 + 1')", shows: '11' },
  { code: '[ev1, ev2]', shows: '[ 10, undefined ]' },
  { code: "const ev3 = 30; (() => eval('ev3'))()", shows: '30' },
  { code: 'ev3 = 31', fails: 'TypeError: Assignment to constant variable.', at: [1, 5] },
  { code: "class Ev4 { v = 40 }\neval('new Ev4().v + Ev4.name')", shows: "'40Ev4'" },
  { code: "let { ev1, ev5 = 5 } = { ev1: 11 }, ev6 = 6; eval('[ev1, ev5, ev6]')", shows: '[ 11, 5, 6 ]' },
  {
    code: "let ev1 = (() => { throw new Error('in its place') })(); eval('1')",
    fails: 'Error: in its place',
    at: [1, 26],
  },
];
