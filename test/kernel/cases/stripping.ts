import type { Case } from './case.ts';

/** What is left when types are gone means what it meant with them: mostly for code that spares its semicolons. */
export const cases: readonly Case[] = [
  {
    code: `const actions = {}
type X = number
;(globalThis as any).given = actions
given`,
    shows: '{}',
  },
  { code: 'let s1 = 1\nexport type Y = 1\n;[s1]', shows: '[ 1 ]' },
  { code: "let s2 = 1\nimport type { Stats } from 'fs'\n;[s2]", shows: '[ 1 ]' },
  { code: 'const s3 = () => 3\ndeclare const none: number\n;(s3)()', shows: '3' },
  { code: "let s4 = 'a'\ndeclare function later(): void\n;`x`", shows: "'x'" },
  { code: 'let s5 = 5\ninterface I { a: 1 }\n(s5)', shows: '5' },
  { code: 'let s6 = 6\ntype Z = { a: 1 }; (s6)', shows: '6' },
  { code: 'let s7 = 7 as number\n(s7)', shows: '7' },
  { code: 'let s8 = 8 satisfies number // eight\n\n// and\n[s8]', shows: '[ 8 ]' },
  { code: 'let s9 = <any>9 as {\n  toFixed(): string\n}\n`${s9}`', shows: "'9'" },
  { code: 'let s10 = 10 as number\n  + 1\ns10', shows: '11' },
  { code: 'function given1() {\n  return <string>\n  `text`\n}\ngiven1()', shows: "'text'" },
  {
    code: "const key = 'k'\nclass Sparse {\n  a = key\n  private [key] = 2\n  public *g() { yield this.a }\n}\nnew Sparse()",
    shows: "Sparse { a: 'k', k: 2 }",
  },
  { code: 'let s11 = 11 as number\n(() => { throw new Error(`${s11}`) })()', fails: 'Error: 11', at: [2, 16] },
  {
    code: "enum Names { A = 'x', B = A, C = 'a' + 'b', D = `t` }\nNames",
    shows: "{ A: 'x', B: 'x', C: 'ab', D: 't' }",
  },
  { code: 'enum Same { Same = 1, Next }\nSame', shows: "{ '1': 'Same', '2': 'Next', Same: 1, Next: 2 }" },
  {
    code: 'class Ordered { last = 2; constructor(public first: number) {} }\nnew Ordered(1)',
    shows: 'Ordered { first: 1, last: 2 }',
  },
];
