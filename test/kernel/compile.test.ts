import assert from 'node:assert/strict';
import { compileCell, type Compiler } from '../../src/kernel/compile.ts';

/** Loading it costs a kernel 70 MB and some hundred milliseconds. */
const notNeeded: Compiler = { transpile: () => assert.fail('the TypeScript compiler was asked') };

describe('compiling a cell', () => {
  for (const code of [
    '{ const a: number = 1; a; }',
    '{\n  let b = 2;\n  b\n}',
    '{ a: 1, b: [2] as const }',
    'if (true) { 1 }',
    'enum Kind { One }',
    'const f = <T,>(x: T): T => x; f(1)',
    'class A { constructor(private readonly x: number) {} }',
    'for (const a of [1]) console.log(a)',
  ])
    it(`does without the TypeScript compiler for ${JSON.stringify(code)}`, () => {
      compileCell(code, 'typescript', notNeeded, { constants: new Set() });
    });
});
