import type { Case } from './case.ts';

/** Declaring, and declaring again. */
export const cases: readonly Case[] = [
  {
    code: `let i = 1
;[1, 2].forEach((n) => (i += n))
i`,
    shows: '4',
  },
  { code: 'let { d1, rest1 } = { d1: 5, rest1: 6 }; [d1, rest1]', shows: '[ 5, 6 ]' },
  {
    code: `class P { #x = 1; static s = 2; get x() { return this.#x } }
new P().x + P.s`,
    shows: '3',
  },
  {
    code: `class P { y = 3 }
new P()`,
    shows: 'P { y: 3 }',
  },
  { code: 'var undefined_result = void 0' },
  {
    code: `function named2() {}
named2`,
    shows: '[Function: named2]',
  },
  {
    code: `class K {}
K`,
    shows: '[class K]',
  },
  { code: 'let await2 = 1; await2', shows: '1' },
  { code: 'a = 5; a', shows: '5' },
  {
    code: `var v = 1
var v = 2
v`,
    shows: '2',
  },
  { code: 'const c1 = 1; c1 = 2', fails: 'TypeError: Assignment to constant variable.', at: [1, 18] },
  { code: 'c1', shows: '1' },
  { code: 'c1++', fails: 'TypeError: Assignment to constant variable.', at: [1, 3] },
  { code: 'const c2 = { n: 1 }; c2.n = 2; c2', shows: '{ n: 2 }' },
  { code: 'let c1 = 5; c1 = 6; c1', shows: '6' },
  { code: "function hoisted() { return early() } function early() { return 'e' } hoisted()", shows: "'e'" },
  { code: "const early = () => 'arrow'; early()", shows: "'arrow'" },
  {
    code: `early(); function early() { return 'fn again' }
early()`,
    shows: "'fn again'",
  },
  { code: 'zz', fails: 'ReferenceError: zz is not defined', at: [1, 1] },
  { code: "const zz = 'fixed'; zz", shows: "'fixed'" },
  {
    code: `let re = 4
re /2/ 1`,
    shows: '2',
  },
  { code: 'x = y => ({ y }); x(1)', shows: '{ y: 1 }' },
  { code: "var { length } = 'abc'; length", shows: '3' },
  { code: "let name = 'n'; name", shows: "'n'" },
  { code: 'let status = 1, event = 2; status + event', shows: '3' },
  { code: '_', shows: '3' },
  { code: '_error.message', shows: "'zz is not defined'" },
  { code: 'let $ = 1, _ = 2, ünïcödé = 3; $ + _ + ünïcödé', shows: '6' },
  { code: 'let 変数 = 1; 変数', shows: '1' },
  {
    code: "let obj = { async *gen() { yield 1 }, get x() { return 1 }, ['comp' + 1]: 2 }; Object.keys(obj)",
    shows: "[ 'gen', 'x', 'comp1' ]",
  },
  { code: 'let big = new Array(1e6).fill(0); big.length', shows: '1000000' },
  {
    code: `let r1 = 1
let r2 = r1 + 1
[r1, r2]`,
    fails: 'ReferenceError: r2 is not defined',
    at: [3, 6],
  },
  { code: 'let r1 = 10' },
  { code: '[r1, r2]', fails: 'ReferenceError: r2 is not defined', at: [1, 6] },
  { code: 'const k1 = 1' },
  { code: 'const k1 = 2; k1', shows: '2' },
  { code: 'let k1 = 3; k1++; k1', shows: '4' },
  { code: 'var k1 = 4; k1', shows: '4' },
  {
    code: `function k1() { return 5 }
k1()`,
    shows: '5',
  },
  {
    code: `class k1 { static v = 6 }
k1.v`,
    shows: '6',
  },
  { code: 'const k1 = async () => 7; await k1()', shows: '7' },
  { code: 'k1 = 8', fails: 'TypeError: Assignment to constant variable.', at: [1, 4] },
  {
    code: `enum k1 { A = 9 }
k1.A`,
    shows: '9',
  },
  { code: 'let k1: number = 10; k1', shows: '10' },
  { code: "function g1() { return 'first' }" },
  {
    code: `function g1() { return 'second' }
g1()`,
    shows: "'second'",
  },
  { code: "const g1 = 'third'; g1", shows: "'third'" },
  { code: "let { g1, ...others } = { g1: 'fourth', a: 1 }; [g1, others]", shows: "[ 'fourth', { a: 1 } ]" },
  { code: 'var g2 = 1; var g2 = 2; g2', shows: '2' },
  { code: 'let g2 = 3; g2', shows: '3' },
  {
    code: `class G3 { a = 1 }
const g3 = new G3()`,
  },
  {
    code: `class G3 { a = 2 }
[g3, new G3()]`,
    shows: '[ G3 { a: 1 }, G3 { a: 2 } ]',
  },
  {
    code: `async function g4() { return 4 }
await g4()`,
    shows: '4',
  },
  { code: 'let g4 = await 44; g4', shows: '44' },
  {
    code: `function* g5() { yield* [1, 2] }
[...g5()]`,
    shows: '[ 1, 2 ]',
  },
  { code: 'const [g6 = 6, [g7]] = [undefined, [7]]; g6 + g7', shows: '13' },
  { code: 'const counter = (() => { let n = 0; return () => ++n })()' },
  { code: 'counter() + counter()', shows: '3' },
  { code: 'const c9 = 1; { const c9 = 2; } c9', shows: '1' },
  {
    code: `const s9 = 1; function shadow() { let s9 = 2; s9 = 3; return s9 }
shadow() + s9`,
    shows: '4',
  },
  { code: 'const u9 = { x: 1 }; ({ x: u9.x } = { x: 5 }); u9', shows: '{ x: 5 }' },
  { code: 'const w9 = 1; [w9] = [2]', fails: 'TypeError: Assignment to constant variable.', at: [1, 16] },
  { code: 'const w8 = 1; ({ w8 } = { w8: 2 })', fails: 'TypeError: Assignment to constant variable.', at: [1, 18] },
  { code: 'const w7 = 1; for (w7 of [1, 2]);', fails: 'TypeError: Assignment to constant variable.', at: [1, 20] },
  { code: 'const w6 = 1; (() => { w6 = 2 })()', fails: 'TypeError: Assignment to constant variable.', at: [1, 27] },
  {
    code: `enum Side { Long = 1 }
enum Side { Short = 2 }
Side`,
    shows: "{ '1': 'Long', '2': 'Short', Long: 1, Short: 2 }",
  },
  {
    code: `enum Side { Flat = 3 }
Side`,
    shows: "{ '3': 'Flat', Flat: 3 }",
  },
  { code: 'let Side = 5; Side', shows: '5' },
  {
    code: `export enum Side { Long = 1 }
export enum Side { Short = 2 }
Side`,
    shows: "{ '1': 'Long', '2': 'Short', Long: 1, Short: 2 }",
  },
  { code: 'export const t9 = 1; export { t9 }; export { t9 as default }; export default t9', shows: '1' },
  // Whatever kind a declaration takes over from, without a value it begins without one.
  { code: 'var kept = 1' },
  { code: 'let kept, kept2 = 2; [kept, kept2]', shows: '[ undefined, 2 ]' },
  {
    code: `namespace Side { export const s = 1 }
Side`,
    shows: '{ s: 1 }',
  },
  {
    code: `class Priced {}
namespace Priced { export const tick = 2 }
[Priced.tick, new Priced()]`,
    shows: '[ 2, Priced {} ]',
  },
  { code: 'var imported = 1' },
  {
    code: `import imported from 'node:path'
typeof imported.join`,
    shows: "'function'",
  },
  { code: 'imported = 5', fails: 'TypeError: Assignment to constant variable.', at: [1, 10] },
  { code: 'for (imported of [5]);', fails: 'TypeError: Assignment to constant variable.', at: [1, 6] },
  { code: 'let imported = 2; imported', shows: '2' },
  {
    code: `import imported, { sep as fresh } from 'node:path'
eval('imported.sep === fresh')`,
    shows: 'true',
  },
  {
    code: 'const q1 = 1; [q1 ??= 2, q1 || 3]; q1 &&= 0',
    fails: 'TypeError: Assignment to constant variable.',
    at: [1, 43],
  },
  { code: 'q1 ??= 5; (q1 ||= 6) + 1', shows: '2' },
  { code: 'delete globalThis.g2', shows: 'false' },
  { code: 'typeof neverDeclared', shows: "'undefined'" },
  { code: 'neverDeclared', fails: 'ReferenceError: neverDeclared is not defined', at: [1, 1] },
  { code: 'tdz; let tdz = 1', fails: 'ReferenceError: tdz is not defined', at: [1, 1] },
  { code: 'let tdz = 2; tdz', shows: '2' },
  { code: 'let a10 = 1, b10 = a10 + 1; var c10 = b10 + 1; [a10, b10, c10]', shows: '[ 1, 2, 3 ]' },
  { code: "globalThis.viaGlobal = 'g'; viaGlobal", shows: "'g'" },
  { code: 'var onGlobal = 1; globalThis.onGlobal', shows: '1' },
  { code: 'let notOnGlobal = 1; globalThis.notOnGlobal' },
  // `var` within something declares for the whole cell, too.
  { code: 'let n1 = 1, n2 = 1, n3 = 1; const n4 = 1' },
  { code: 'for (var n1 = 0; n1 < 3; n1++);\nn1', shows: '3' },
  { code: 'for (var { n2, n5 } = { n2: 4, n5: 5 }; n2 < 6; n2++);\n[n2, n5]', shows: '[ 6, 5 ]' },
  { code: 'if (n1) var n3 = 7\nelse var n6 = 8;\n[n3, n6]', shows: '[ 7, undefined ]' },
  { code: 'for (var n4 of [8, 9]);\nn4 += 1; n4', shows: '10' },
  { code: 'label: { var n1 = 2, [n2] = [3]; break label }\n[n1, n2]', shows: '[ 2, 3 ]' },
  {
    code: 'const back = () => n1; var n1 = 4; var { n1 } = { n1: 5 }; var n2; [back(), n2]',
    shows: '[ 5, undefined ]',
  },
  { code: 'const { n1 } = { n1: 6 }; n1', shows: '6' },
  { code: 'let lex1 = 1; var glob1 = 1; function glob2() {}' },
  { code: 'const { lex1, glob1, new1 } = { lex1: 2, glob1: 3, new1: 4 }; [lex1, glob1, new1]', shows: '[ 2, 3, 4 ]' },
  { code: 'glob1 = 5', fails: 'TypeError: Assignment to constant variable.', at: [1, 7] },
  { code: 'let lex1 = 6, glob2; [lex1, glob2]', shows: '[ 6, undefined ]' },
  // Names that were there before all cells.
  { code: 'function chart() { return 1 }\nchart()', shows: '1' },
  { code: 'const chart = 2; chart', shows: '2' },
  { code: 'function chart() {}' },
  { code: 'class fetch { static v = 3 }; fetch.v', shows: '3' },
  { code: "function setInterval() { return 'mine' }" },
  { code: "import setInterval from 'node:path'; setInterval.posix.sep", shows: "'/'" },
  { code: "var crypto = require('crypto'); typeof crypto.createHash", shows: "'function'" },
  { code: 'let crypto = 4; crypto', shows: '4' },
  { code: "Object.defineProperty(globalThis, 'fixed9', { value: 1 }).fixed9", shows: '1' },
  { code: 'let fixed9 = 2', fails: "SyntaxError: Identifier 'fixed9' has already been declared", at: [1, 1] },
  // Old libraries do so.
  { code: "(Object.prototype as any).added = 'to all'; let plain: number = 1; plain", shows: '1' },
  { code: 'var plain = 2; const other: number[] = [plain]; other', shows: '[ 2 ]' },
  {
    code: 'let typed: number = 1; null!.x',
    fails: "TypeError: Cannot read properties of null (reading 'x')",
    at: [1, 30],
  },
  { code: 'delete (Object.prototype as any).added', shows: 'true' },
];
