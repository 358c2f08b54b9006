import type { Case } from './case.ts';

/** The console and display. */
export const cases: readonly Case[] = [
  {
    code: "console.table([{ a: 1, b: 'x' }, { a: 2, b: 'y' }])",
    prints: `┌─────────┬───┬─────┐
│ (index) │ a │ b   │
├─────────┼───┼─────┤
│ 0       │ 1 │ 'x' │
│ 1       │ 2 │ 'y' │
└─────────┴───┴─────┘
`,
  },
  {
    code: "console.group('G'); console.log('in'); console.groupEnd(); console.log('out')",
    prints: `G
  in
out
`,
  },
  {
    code: 'console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 })',
    prints: `{ a: [Object] }
`,
  },
  {
    code: "console.assert(1 === 2, 'not equal'); console.count(); console.count()",
    prints: `default: 1
default: 2
`,
    warns: `Assertion failed: not equal
`,
  },
  {
    code: "console.log('%s is %d years and %o', 'x', 5, { a: 1 })",
    prints: `x is 5 years and { a: 1 }
`,
  },
  {
    code: "console.warn('w'); console.info('i'); console.debug('d')",
    prints: `i
d
`,
    warns: `w
`,
  },
  {
    code: "process.stdout.write('no newline'); process.stdout.write(Buffer.from(' bytes\\n'))",
    shows: 'true',
    prints: `no newline bytes
`,
  },
  {
    code: "process.stderr.write('to err\\n')",
    shows: 'true',
    warns: `to err
`,
  },
  { code: "({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': 'async mine' }) })", shows: 'async mine' },
  {
    code: "({ [Symbol.for('Jupyter.display')]() { throw new Error('display failed') } })",
    fails: 'Error: display failed',
    at: [1, 46],
  },
  {
    code: 'console.log()',
    prints: `
`,
  },
  {
    code: "console.log('')",
    prints: `
`,
  },
  {
    code: "console.log(1, 'a', { b: [1] }, null, undefined)",
    prints: `1 a { b: [ 1 ] } null undefined
`,
  },
  {
    code: "console.log('%i %f %j %%', 1.5, '2.5', { a: 1 })",
    prints: `1 2.5 {"a":1} %
`,
  },
  {
    code: 'console.log({ a: { b: { c: { d: 1 } } } })',
    prints: `{ a: { b: { c: [Object] } } }
`,
  },
  {
    code: "console.log('a\\nb')",
    prints: `a
b
`,
  },
  {
    code: 'console.table([[1, 2], [3, 4]])',
    prints: `┌─────────┬───┬───┐
│ (index) │ 0 │ 1 │
├─────────┼───┼───┤
│ 0       │ 1 │ 2 │
│ 1       │ 3 │ 4 │
└─────────┴───┴───┘
`,
  },
  {
    code: "console.table('not a table')",
    prints: `not a table
`,
  },
  {
    code: "console.table(new Map([['k', 1]]))",
    prints: `┌───────────────────┬─────┬────────┐
│ (iteration index) │ Key │ Values │
├───────────────────┼─────┼────────┤
│ 0                 │ 'k' │ 1      │
└───────────────────┴─────┴────────┘
`,
  },
  {
    code: "console.groupCollapsed('C'); console.warn('x'); console.groupEnd()",
    prints: `C
`,
    warns: `  x
`,
  },
  {
    code: "console.group('kept'); console.group('left open'); null!.x",
    prints: 'kept\n  left open\n',
    fails: "TypeError: Cannot read properties of null (reading 'x')",
  },
  { code: "console.groupEnd(); console.log('closed'); console.group('over cells')", prints: 'closed\nover cells\n' },
  { code: "console.log('in'); console.groupEnd(); console.groupEnd(); console.log('out')", prints: '  in\nout\n' },
  {
    code: "console.count('n'); console.countReset('n'); console.count('n')",
    prints: `n: 1
n: 1
`,
  },
  { code: "console.assert(true, 'silent')" },
  {
    code: 'console.dir([1])',
    prints: `[ 1 ]
`,
  },
  {
    code: 'console.dirxml([1])',
    prints: `[ 1 ]
`,
  },
  {
    code: "console.error('%s', 'err')",
    warns: `err
`,
  },
  {
    code: "console.log(new Map([[1, 2]]), new Set(['a']))",
    prints: `Map(1) { 1 => 2 } Set(1) { 'a' }
`,
  },
  {
    code: "process.stdout.end('the end, '); process.stdout.write('616c6d6f7374', 'hex')",
    shows: 'true',
    prints: 'the end, almost',
  },
  { code: '[process.stdout.fd, process.stderr.fd]', shows: '[ 1, 2 ]' },
  {
    code: "await require('stream/promises').pipeline(['piped, '], process.stdout); process.stdout.write('twice')",
    shows: 'true',
    prints: 'piped, twice',
  },
  { code: 'for (let n = 0; n < 3; n++) process.stdout.write(String(n))', shows: 'true', prints: '012' },
  {
    code: 'process.stdout.write(new Uint8Array([0xe2, 0x82])); process.stdout.write(new Uint8Array([0xac]))',
    shows: 'true',
    prints: '€',
  },
  {
    code: "console.log('out'); console.error('err'); console.log('out again')",
    prints: `out
out again
`,
    warns: `err
`,
  },
  {
    code: '[1, 2].forEach((n) => console.log(n))',
    prints: `1
2
`,
  },
  {
    code: "console.log(String(Symbol('s')), `${1n}`)",
    prints: `Symbol(s) 1
`,
  },
  {
    code: "const { log } = console; log('detached')",
    prints: `detached
`,
  },
  {
    code: "new console.Console(process.stdout).log('own console')",
    prints: `own console
`,
  },
  {
    code: `import { log as logOf } from 'node:console'
logOf('from the module')`,
    prints: `from the module
`,
  },
  {
    code: `import util from 'node:util'
util.inspect({ a: 1 })`,
    shows: "'{ a: 1 }'",
  },
  { code: "display('text')", shows: "'text'" },
  { code: 'display({ a: 1 }); display([1, 2])', shows: ['{ a: 1 }', '[ 1, 2 ]'] },
  { code: "await display.text('plain')", shows: 'plain' },
  {
    code: 'display.json({ a: 1 })',
    shows: `{
  "a": 1
}`,
  },
  { code: "display.markdown('# title')", shows: '# title' },
  { code: "display.html('<b>bold</b>')", shows: '[HTML]' },
  { code: "display.svg('<svg/>')", shows: '[SVG image]' },
  { code: "display.latex('x^2')", shows: 'x^2' },
  { code: 'const level = 2.5; display.markdown`# level ${level}\n${null}`', shows: '# level 2.5\nnull' },
  { code: "display.text(['line\\n', 'by line'] as never)", shows: 'line\nby line' },
  {
    code: "await display.image('not an image')",
    fails:
      'TypeError: display.image takes a PNG, JPEG, GIF, WebP or SVG image: its bytes, their base64, a data: URL or a path.',
    at: [1, 15],
  },
  { code: "display.bundle({ 'text/plain': 'p', 'text/html': '<i>h</i>' })", shows: 'p' },
  {
    code: 'display.bundle({})',
    fails: "TypeError: A bundle is an object with values by MIME type: { 'text/plain': '…' }.",
    at: [1, 9],
  },
  {
    code: "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': ['line\\n', 'by line'] }) })",
    shows: 'line\nby line',
  },
  {
    code: "({ [Symbol.for('Jupyter.display')]: () => ({ then: (go) => go({ 'text/plain': 'later' }) }) })",
    shows: 'later',
  },
  {
    code: "({ [Symbol.for('Jupyter.display')]: () => [] })",
    shows: '{ Symbol(Jupyter.display): [Function: [Jupyter.display]] }',
  },
  {
    code: "const slowly = (text: string) => ({ [Symbol.for('Jupyter.display')]: () => new Promise((go) => setTimeout(() => go({ 'text/plain': text }))) }); display(slowly('drawn')); 'the result'",
    shows: ['drawn', "'the result'"],
  },
  {
    code: "const opens = { [Symbol.for('Jupyter.display')]: async () => (await display(slowly('inner')), { 'text/plain': 'outer' }) }; display(opens); opens",
    shows: ['inner', 'outer', 'inner', 'outer'],
  },
  {
    code: "display({ [Symbol.for('Jupyter.display')]: () => Promise.reject(new Error()) }).catch(() => 0); 'none failed'",
    shows: "'none failed'",
  },
  { code: "(await display('shown')).update(1)", shows: "'shown'" },
  {
    code: "({ [Symbol.for('Jupyter.display')]: () => ({ 'application/json': { id: 1n } }) })",
    fails: 'TypeError: What the cell shows as application/json cannot be kept as JSON.',
  },
  {
    code: "const ring: any = {}; ring.self = ring; display.bundle({ 'application/json': ring, 'text/plain': 'ring' })",
    fails: 'TypeError: What the cell shows as application/json, text/plain cannot be kept as JSON.',
    at: [1, 49],
  },
  {
    code: "const view = new DataView(new Uint8Array([0, 104, 105]).buffer, 1); display.bundle({ 'text/plain': view })",
    shows: 'hi',
  },
  { code: "display.progress(2, 'half')", shows: `half ${'░'.repeat(30)} 0 %` },
  {
    code: "console.log('before'); display(1); console.log('after')",
    shows: '1',
    prints: `before
after
`,
  },
  { code: 'display(undefined)', shows: 'undefined' },
  {
    code: "setTimeout(() => console.log('a little later'), 1); await new Promise((r) => setTimeout(r, 20))",
    prints: `a little later
`,
  },
];
