import type { Case } from './case.ts';

/** What fails, and where it says so. */
export const cases: readonly Case[] = [
  { code: "try { throw 1 } catch { 'caught' } finally { 0 }", shows: "'caught'" },
  { code: "({ get g() { throw new Error('getter ran') }, v: 1 })", shows: '{ g: [Getter], v: 1 }' },
  { code: 'arguments', fails: 'ReferenceError: arguments is not defined', at: [1, 1] },
  { code: 'typeof await', fails: 'SyntaxError: Unexpected end of input', at: [1, 13] },
  { code: 'let dup = 1; let dup = 2', fails: "SyntaxError: Identifier 'dup' has already been declared", at: [1, 18] },
  { code: "const zz = (() => { throw new Error('init') })()", fails: 'Error: init', at: [1, 27] },
  { code: 'throw { code: 7 }', fails: 'Uncaught: { code: 7 }' },
  { code: 'throw null', fails: 'Uncaught: null' },
  { code: 'throw undefined', fails: 'Uncaught: undefined' },
  {
    code: "throw new Error('with\\nlines')",
    fails: `Error: with
lines`,
    at: [1, 7],
  },
  {
    code: "throw Object.assign(new Error('props'), { code: 'E1', extra: { a: 1 } })",
    fails: 'Error: props',
    at: [1, 21],
  },
  {
    code: "throw new AggregateError([new Error('a'), new Error('b')], 'both')",
    fails: 'AggregateError: both',
    at: [1, 7],
  },
  {
    code: `class MyError extends Error { override name = 'MyError' }
throw new MyError('mine')`,
    fails: 'MyError: mine',
    at: [2, 7],
  },
  {
    code: `function deep(n: number): void { if (n === 0) throw new Error('deep'); deep(n - 1) }
deep(50)`,
    fails: 'Error: deep',
    at: [1, 53],
  },
  {
    code: "JSON.parse('{bad')",
    fails: "SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)",
    at: [1, 6],
  },
  { code: "eval('1 +')", fails: 'SyntaxError: Unexpected end of input', at: [1, 1] },
  { code: "eval('var ev = 3; ev')", shows: '3' },
  {
    code: `async function af() {
  await null
  throw new Error('async')
}
await af()`,
    fails: 'Error: async',
    at: [3, 9],
  },
  {
    code: "setTimeout(() => { throw new Error('in timer') }, 1); await new Promise((r) => setTimeout(r, 20))",
    fails: 'Error: in timer',
    at: [1, 26],
    late: true,
  },
  {
    code: "queueMicrotask(() => { throw new Error('in microtask') }); await new Promise((r) => setTimeout(r, 20))",
    fails: 'Error: in microtask',
    at: [1, 30],
    late: true,
  },
  {
    code: "process.nextTick(() => { throw new Error('in tick') }); await new Promise((r) => setTimeout(r, 20))",
    fails: 'Error: in tick',
    at: [1, 32],
    late: true,
  },
  { code: 'a /b/ 1', fails: 'ReferenceError: a is not defined', at: [1, 1] },
  { code: 'new.target', fails: 'SyntaxError: new.target expression is not allowed here', at: [1, 5] },
  { code: 'return 5', fails: 'SyntaxError: Illegal return statement', at: [1, 1] },
  { code: 'yield 1', fails: 'SyntaxError: Unexpected number', at: [1, 7] },
  { code: 'break', fails: 'SyntaxError: Illegal break statement', at: [1, 1] },
  { code: '"use strict"; undeclared = 1', fails: 'ReferenceError: undeclared is not defined', at: [1, 26] },
  {
    code: `const fine = 1;

  fine.missing.deep`,
    fails: "TypeError: Cannot read properties of undefined (reading 'deep')",
    at: [3, 16],
  },
  { code: 'x.y.z', fails: 'ReferenceError: x is not defined', at: [1, 1] },
  { code: 'null.f()', fails: "TypeError: Cannot read properties of null (reading 'f')", at: [1, 6] },
  { code: 'undefined()', fails: 'TypeError: undefined is not a function', at: [1, 1] },
  { code: 'let bad: number = ;', fails: 'SyntaxError: Expression expected.', at: [1, 19] },
  { code: 'foo(', fails: "SyntaxError: ')' expected.", at: [1, 5] },
  { code: '[1, 2', fails: "SyntaxError: ']' expected.", at: [1, 6] },
  { code: "'unterminated", fails: 'SyntaxError: Unterminated string literal.', at: [1, 14] },
  { code: '`unterminated', fails: 'SyntaxError: Unterminated template literal.', at: [1, 14] },
  { code: 'const 1a = 2', fails: 'SyntaxError: Variable declaration expected.', at: [1, 7] },
  { code: 'if (true {', fails: "SyntaxError: ')' expected.", at: [1, 10] },
  { code: 'class { }', fails: "SyntaxError: Unexpected token '{'", at: [1, 7] },
  { code: 'function () {}', fails: 'SyntaxError: Identifier expected.', at: [1, 10] },
  { code: 'let let = 1', fails: 'SyntaxError: let is disallowed as a lexically bound name', at: [1, 5] },
  { code: 'const noInit;', fails: 'SyntaxError: Missing initializer in const declaration', at: [1, 7] },
  { code: "import { from 'x'", fails: "SyntaxError: '}' expected.", at: [1, 10] },
  { code: 'import x', fails: "SyntaxError: '=' expected.", at: [1, 9] },
  {
    code: `const a = 1;
import from 'y';`,
    fails: "SyntaxError: '=' expected.",
    at: [2, 13],
  },
  { code: 'export const;', fails: 'SyntaxError: Unexpected token', at: [1, 13] },
  { code: 'for (;;', fails: 'SyntaxError: Expression expected.', at: [1, 8] },
  { code: '}', fails: 'SyntaxError: Declaration or statement expected.', at: [1, 1] },
  { code: '1 +', fails: 'SyntaxError: Expression expected.', at: [1, 4] },
  { code: 'a b', fails: 'SyntaxError: Unexpected keyword or identifier.', at: [1, 1] },
  { code: '({ a: 1, })({})', fails: 'TypeError: {(intermediate value)} is not a function', at: [1, 12] },
  { code: 'async () => { await }', fails: 'SyntaxError: Expression expected.', at: [1, 21] },
  { code: 'type = ', fails: 'SyntaxError: Expression expected.', at: [1, 7] },
  { code: 'interface {', fails: 'SyntaxError: Interface must be given a name.', at: [1, 11] },
  { code: 'enum { A }', fails: 'SyntaxError: Identifier expected.', at: [1, 6] },
  { code: 'let v: = 3', fails: 'SyntaxError: Type expected.', at: [1, 8] },
  { code: '@', fails: 'SyntaxError: Expression expected.', at: [1, 2] },
  { code: '@dec', fails: 'SyntaxError: Declaration expected.', at: [1, 5] },
  { code: 'obj.#priv', fails: 'ReferenceError: obj is not defined', at: [1, 1] },
  { code: 'super.x', fails: "SyntaxError: 'super' keyword unexpected here", at: [1, 1] },
  { code: '/unclosed', fails: 'SyntaxError: Unterminated regular expression literal.', at: [1, 1] },
  { code: "'\\u{zz}'", fails: 'SyntaxError: Invalid Unicode escape sequence', at: [1, 5] },
  { code: '0b12', fails: 'SyntaxError: Invalid or unexpected token', at: [1, 1] },
  { code: '1_', fails: 'SyntaxError: Numeric separators are not allowed at the end of numeric literals', at: [1, 3] },
  { code: 'let y1: string = 5 as;', fails: 'SyntaxError: Type expected.', at: [1, 22] },
  { code: 'const t1 = <T>(x: T => x', fails: "SyntaxError: ')' expected.", at: [1, 17] },
  { code: "throw new RangeError('r')", fails: 'RangeError: r', at: [1, 7] },
  { code: "throw new Error('')", fails: 'Error: ', at: [1, 7] },
  { code: "throw 'text'", fails: "Uncaught: 'text'" },
  { code: 'throw 42', fails: 'Uncaught: 42' },
  { code: 'throw [1, 2]', fails: 'Uncaught: [ 1, 2 ]' },
  { code: "throw { message: 'like an error' }", fails: "Uncaught: { message: 'like an error' }" },
  { code: "throw Symbol('s')", fails: 'Uncaught: Symbol(s)' },
  { code: "throw new Error('outer', { cause: new Error('inner') })", fails: 'Error: outer', at: [1, 7] },
  { code: "throw new Error('outer', { cause: 'text' })", fails: 'Error: outer', at: [1, 7] },
  {
    code: `function rec(): void { rec() }
rec()`,
    fails: 'RangeError: Maximum call stack size exceeded',
    at: [1, 24],
  },
  { code: '[].reduce((a) => a)', fails: 'TypeError: Reduce of empty array with no initial value', at: [1, 4] },
  { code: 'new Array(-1)', fails: 'RangeError: Invalid array length', at: [1, 1] },
  { code: "'x'.repeat(-1)", fails: 'RangeError: Invalid count value: -1', at: [1, 5] },
  {
    code: 'BigInt(1.5)',
    fails: 'RangeError: The number 1.5 cannot be converted to a BigInt because it is not an integer',
    at: [1, 1],
  },
  { code: '1n + 1', fails: 'TypeError: Cannot mix BigInt and other types, use explicit conversions', at: [1, 4] },
  { code: "decodeURIComponent('%')", fails: 'URIError: URI malformed', at: [1, 1] },
  { code: "JSON.parse('')", fails: 'SyntaxError: Unexpected end of JSON input', at: [1, 6] },
  {
    code: 'new Proxy(class {}, {})()',
    fails: "TypeError: Class constructors cannot be invoked without 'new'",
    at: [1, 24],
  },
  {
    code: "Object.defineProperty(Object.freeze({}), 'x', {})",
    fails: 'TypeError: Cannot define property x, object is not extensible',
    at: [1, 8],
  },
  {
    code: "(() => { 'use strict'; undeclared9 = 1 })()",
    fails: 'ReferenceError: undeclared9 is not defined',
    at: [1, 36],
  },
  { code: "await Promise.reject(new Error('rejected'))", fails: 'Error: rejected', at: [1, 22] },
  { code: "await Promise.reject('plain')", fails: "Uncaught: 'plain'" },
  {
    code: "await Promise.any([Promise.reject(new Error('one'))])",
    fails: 'AggregateError: All promises were rejected',
  },
  {
    code: "await Promise.all([1, (async () => { throw new Error('in all') })()])",
    fails: 'Error: in all',
    at: [1, 44],
  },
  {
    code: `function outer9() {
  function inner9() {
    throw new Error('nested')
  }
  inner9()
}
outer9()`,
    fails: 'Error: nested',
    at: [3, 11],
  },
  {
    code: `const arrow9 = (n: number): number => { if (n > 1) throw new TypeError('typed'); return n }
arrow9(2)`,
    fails: 'TypeError: typed',
    at: [1, 58],
  },
  { code: "try { throw new Error('a') } finally { throw new Error('b') }", fails: 'Error: b', at: [1, 46] },
  {
    code: "const err9: any = new Error('getter'); Object.defineProperty(err9, 'message', { get() { throw new Error('no') } }); throw err9",
    fails: 'Error: (its message cannot be read)',
    at: [1, 19],
  },
  { code: "throw Object.assign(new Error('coded'), { code: -3045 })", fails: 'Error: coded', at: [1, 21] },
  {
    code: `class Custom9 extends Error { constructor() { super('custom'); this.name = 'Custom9' } }
throw new Custom9()`,
    fails: 'Custom9: custom',
    at: [2, 7],
  },
  { code: 'throw Object.create(Error.prototype)', fails: 'Error: ' },
  {
    code: `class Old { constructor(public message: string) { Error.captureStackTrace(this, Old) } }
Object.setPrototypeOf(Old.prototype, Error.prototype)
throw new Old('by hand')`,
    fails: 'Error: by hand',
    at: [3, 7],
  },
  { code: 'const gone = Proxy.revocable({}, {}); gone.revoke(); throw gone.proxy', fails: 'Uncaught: <Revoked Proxy>' },
  {
    code: 'setTimeout(() => { throw gone.proxy }, 1); await new Promise((r) => setTimeout(r, 20))',
    fails: 'Uncaught: <Revoked Proxy>',
    late: true,
  },
  {
    code: "{ using r = { [Symbol.dispose]() { throw new Error('while disposing') } }; throw new Error('body') }",
    fails: 'SuppressedError: An error was suppressed during disposal.',
    at: [1, 99],
  },
  {
    code: 'const markup = <b>bold</b>',
    fails: 'SyntaxError: Cells take no JSX. For HTML there is display.html(`…`).',
    at: [1, 16],
  },
  {
    code: 'class Injected { constructor(@((_: any) => {}) n: number) {} }',
    fails: 'SyntaxError: Decorators of parameters are not part of the standard ones.',
    at: [1, 30],
  },
  {
    code: 'Error.prepareStackTrace = undefined as any; null.x9',
    fails: "TypeError: Cannot read properties of null (reading 'x9')",
    at: [1, 50],
  },
  { code: 'eval(\'throw new Error("in eval")\')', fails: 'Error: in eval', at: [1, 1] },
  { code: 'new Function(\'throw new Error("in function")\')()', fails: 'Error: in function', at: [1, 47] },
  {
    code: "setTimeout(() => { throw 'late text' }, 1); await new Promise((r) => setTimeout(r, 20))",
    fails: "Uncaught: 'late text'",
    late: true,
  },
  {
    code: "(async () => { await null; throw new Error('unawaited') })(); await new Promise((r) => setTimeout(r, 20))",
    fails: 'Error: unawaited',
    at: [1, 34],
    late: true,
  },
  // What a message tells of another error's stack is no frame of this one.
  {
    code: "\nthrow new Error('again: Error: first\\n    at older (In[1]:1:1)')",
    fails: 'Error: again: Error: first\n    at older (In[1]:1:1)',
    at: [2, 7],
  },
  // Test runners do so; what fails late must not end the kernel then.
  {
    code: `process.removeAllListeners('uncaughtException').removeAllListeners('unhandledRejection')
setTimeout(() => { throw new Error('unlistened') }, 1); await new Promise((r) => setTimeout(r, 20))`,
    fails: 'Error: unlistened',
    at: [2, 26],
    late: true,
  },
  {
    code: `process.on('unhandledRejection', () => {})
for (const each of process.listeners('unhandledRejection')) process.off('unhandledRejection', each)
Promise.reject('unheard'); await new Promise((r) => setTimeout(r, 1))`,
    fails: "Uncaught: 'unheard'",
    late: true,
  },
  {
    code: `process.removeAllListeners()
setTimeout(() => { throw new Error('nobody listens') }, 1); await new Promise((r) => setTimeout(r, 20))`,
    fails: 'Error: nobody listens',
    at: [2, 26],
    late: true,
  },
  {
    code: `process.on('SIGUSR2', () => console.log('heard')).kill(process.pid, 'SIGINT')
await new Promise<void>((r) => process.once('SIGUSR2', () => r()).kill(process.pid, 'SIGUSR2'))`,
    prints: 'heard\n',
  },
  { code: '1 + 1 // still alive', shows: '2' },
];
