import type { Case } from './case.ts';

/** What the last expression shows. */
export const cases: readonly Case[] = [
  { code: '{}', shows: '{}' },
  { code: '{} // comment', shows: '{}' },
  { code: '({ a: 1 })', shows: '{ a: 1 }' },
  { code: '{ const q = 1; q + 1 }', shows: '2' },
  {
    code: '{ x: [1, 2], y: { z: new Map([[1, { a: 1 }]]) } }',
    shows: `{
  x: [ 1, 2 ],
  y: { z: Map(1) { 1 => { a: 1 } } }
}`,
  },
  { code: '{ async f() { return 1 } }', shows: '{ f: [AsyncFunction: f] }' },
  { code: '[1, 2, 3].map((n) => n * 2)', shows: '[ 2, 4, 6 ]' },
  { code: 'const t = `a${1}b`\nt.length', shows: '3' },
  {
    code: `#!/usr/bin/env node
'shebang'`,
    shows: "'shebang'",
  },
  {
    code: `const { a: d1, ...rest1 } = { a: 1, b: 2, c: 3 }
rest1`,
    shows: '{ b: 2, c: 3 }',
  },
  { code: "const [h, ...tail] = 'abc'; tail", shows: "[ 'b', 'c' ]" },
  { code: 'Promise.resolve(5)', shows: 'Promise { 5 }' },
  { code: 'new Promise(() => {})', shows: 'Promise { <pending> }' },
  { code: 'null', shows: 'null' },
  { code: 'undefined' },
  { code: 'NaN', shows: 'NaN' },
  { code: '-0', shows: '-0' },
  { code: '12345678901234567890n', shows: '12345678901234567890n' },
  { code: "'it\\'s'", shows: '"it\'s"' },
  { code: '"multi\\nline"', shows: "'multi\\nline'" },
  { code: 'Symbol.iterator', shows: 'Symbol(Symbol.iterator)' },
  { code: '/a+/gi', shows: '/a+/gi' },
  { code: 'new Date(0)', shows: '1970-01-01T00:00:00.000Z' },
  { code: '[1, , 3]', shows: '[ 1, <1 empty item>, 3 ]' },
  { code: "new Map([['a', 1]])", shows: "Map(1) { 'a' => 1 }" },
  { code: 'new Set([1])', shows: 'Set(1) { 1 }' },
  { code: 'new Uint8Array(3)', shows: 'Uint8Array(3) [ 0, 0, 0 ]' },
  { code: "Buffer.from('hi')", shows: '<Buffer 68 69>' },
  { code: 'Object.create(null)', shows: '[Object: null prototype] {}' },
  {
    code: '({ a: { b: { c: { d: { e: { f: 1 } } } } } })',
    shows: `{
  a: {
    b: { c: { d: { e: [Object] } } }
  }
}`,
  },
  { code: "'x'.repeat(20000).length", shows: '20000' },
  { code: 'globalThis === this', shows: 'true' },
  { code: '(function () { return this === globalThis })()', shows: 'true' },
  { code: "new Function('return 7')()", shows: '7' },
  { code: "(0, eval)('let ev2 = 4; ev2')", shows: '4' },
  { code: '({ then: (r) => r(5) })', shows: '{ then: [Function: then] }' },
  { code: '010', shows: '8' },
  { code: 'delete globalThis.nothing', shows: 'true' },
  { code: '1 // trailing', shows: '1' },
  { code: '1 /* trailing */', shows: '1' },
  { code: '`template ${`nested ${1}`}`', shows: "'template nested 1'" },
  { code: "/[/]\\/(?<name>x)/.test('//x')", shows: 'true' },
  { code: 'async () => {}', shows: '[AsyncFunction (anonymous)]' },
  { code: '() => {}', shows: '[Function (anonymous)]' },
  { code: "'😀'.length", shows: '2' },
  { code: 'structuredClone({ a: new Date(0) })', shows: '{ a: 1970-01-01T00:00:00.000Z }' },
  { code: "new Intl.NumberFormat('en').format(1234.5)", shows: "'1,234.5'" },
  { code: '10n ** 20n', shows: '100000000000000000000n' },
  { code: '0.1 + 0.2', shows: '0.30000000000000004' },
  { code: '1e21', shows: '1e+21' },
  { code: '[undefined, null]', shows: '[ undefined, null ]' },
  {
    code: '[[1, [2, [3]]]]',
    shows: `[
  [ 1, [ 2, [ 3 ] ] ]
]`,
  },
  { code: 'new (class Foo { a = 1 })()', shows: 'Foo { a: 1 }' },
  { code: 'Object.assign(() => {}, { extra: 1 })', shows: '[Function (anonymous)] { extra: 1 }' },
  { code: 'new WeakMap()', shows: 'WeakMap { <items unknown> }' },
  {
    code: 'new Array(3)',
    shows: '[ <3 empty items> ]',
  },
  { code: '[1.50, -0]', shows: '[ 1.5, -0 ]' },
  { code: "'tab\\tquote\"'", shows: "'tab\\tquote\"'" },
  { code: "Symbol('s')", shows: 'Symbol(s)' },
  { code: 'new Boolean(false)', shows: '[Boolean: false]' },
  { code: "Object('boxed')", shows: "[String: 'boxed']" },
  { code: '(function* () {})()', shows: 'Object [Generator] {}' },
  { code: 'new Map([[{ k: 1 }, [1, 2]]])', shows: 'Map(1) { { k: 1 } => [ 1, 2 ] }' },
  { code: 'new ArrayBuffer(2)', shows: 'ArrayBuffer { [Uint8Contents]: <00 00>, [byteLength]: 2 }' },
  { code: "new URL('http://localhost/x').href", shows: "'http://localhost/x'" },
  { code: 'globalThis.constructor === Object', shows: 'true' },
  { code: 'void 0' },
  { code: 'typeof undefined', shows: "'undefined'" },
  { code: '(1, 2)', shows: '2' },
  { code: '!0', shows: 'true' },
  { code: "[...'ab'].entries().toArray()", shows: "[ [ 0, 'a' ], [ 1, 'b' ] ]" },
  { code: "Decimal('0.1').plus('0.2')", shows: '0.3' },
  { code: "[Decimal('1e-8')].map(String)", shows: "[ '0.00000001' ]" },
  { code: "new Decimal('123456789012345678.12345678').times(2).toFixed()", shows: "'246913578024691356.24691356'" },
];
