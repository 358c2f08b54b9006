import type { Case } from './case.ts';

/** Control flow, blocks and await. */
export const cases: readonly Case[] = [
  { code: '{ a: 1 };', shows: '1' },
  {
    code: `// leading
{ a: 1, b: 'two' }`,
    shows: "{ a: 1, b: 'two' }",
  },
  { code: '{ a: await Promise.resolve(3) }', shows: '{ a: 3 }' },
  {
    code: 'outer: for (const a of [1, 2]) { for (const b of [1, 2]) { if (b === 2) continue outer; console.log(a, b) } }',
    prints: `1 1
2 1
`,
  },
  {
    code: `async function* gen() { yield 1; yield 2 }
for await (const v of gen()) console.log(v)`,
    prints: `1
2
`,
  },
  { code: 'await Promise.all([1, 2].map(async (n) => n * 2))', shows: '[ 2, 4 ]' },
  { code: '1; await null; 2', shows: '2' },
  { code: "if (true) { 'yes' } else { 'no' }", shows: "'yes'" },
  { code: 'for (let n = 0; n < 3; n++) n', shows: '2' },
  { code: "switch (3) { case 3: 'three' }", shows: "'three'" },
  { code: 'await { then: (r) => r(5) }', shows: '5' },
  { code: 'with ({ w: 1 }) { w }', shows: '1' },
  { code: 'label: { break label }' },
  { code: ';' },
  { code: ';;;' },
  { code: '// only a comment' },
  {
    code: `/* block
comment */`,
  },
  { code: 'for (var vi = 0; vi < 2; vi++); vi', shows: '2' },
  {
    code: `if (1) function blockFn() { return 'b' }
blockFn()`,
    shows: "'b'",
  },
  { code: "await new Promise((r) => setTimeout(() => r('timer'), 1))", shows: "'timer'" },
  { code: 'await new Promise((r) => setImmediate(r))' },
  { code: 'process.argv.length > 0', shows: 'true' },
  { code: 'process.env.HOME !== undefined', shows: 'true' },
];
