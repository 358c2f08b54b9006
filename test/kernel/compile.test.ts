import assert from 'node:assert/strict';
import type { AnyNode } from 'acorn';
import fc from 'fast-check';
import { compileCell, stripTypes, type Compiler } from '../../src/kernel/compile.ts';
import { transpile } from '../../src/kernel/compiler.ts';
import { parseScript } from '../../src/kernel/syntax.ts';

/** Loading it costs a kernel 70 MB and some hundred milliseconds. */
const notNeeded: Compiler = { transpile: () => assert.fail('the TypeScript compiler was asked') };

describe('compiling a cell', () => {
  for (const code of [
    '{ const a: number = 1; a; }',
    '{\n  let b = 2;\n  b\n}',
    '{ a: 1, b: [2] as const }',
    'if (true) { 1 }',
    'enum Kind { One }',
    "enum Kind { One = 'one', Two = 'two' }",
    'const f = <T,>(x: T): T => x; f(1)',
    'class A { constructor(private readonly x: number) {} }',
    'for (const a of [1]) console.log(a)',
    'const rows = read() as Row[];\n(async () => {})()',
    'type Row = { a: number };\n[1].map(String)',
  ])
    it(`does without the TypeScript compiler for ${JSON.stringify(code)}`, () => {
      compileCell(code, 'typescript', notNeeded, { constants: new Set() });
    });
});

describe('what types leave behind', function () {
  this.timeout(60_000);

  const statement = fc.constantFrom(
    ...['let a = b', 'a as T', '<T>a', 'a!', 'a satisfies T[]', 'let c: T', 'let d = a as { e: T }', 'a as T // note'],
    ...['type F = G', 'type H = {\n  i: T\n}', 'interface J { k: T }', 'declare const l: T', 'export type M = T'],
    ...["import type { N } from 'n'", 'function o(p: T): void\nfunction o(p?: T) {}'],
    ...['(a)', '[a]', '`a`', '+a', '-a', '/a/g', '(async () => {})()', 'a', '{ a }'],
    ...['class S {\n  t = a\n  private [u] = a as T\n  public *v() {}\n}', 'abstract class W { abstract x: T }'],
  );

  it('is, with and without semicolons, what the TypeScript compiler leaves', () => {
    const separator = fc.constantFrom('\n', '\n', '\n\n// then\n', ';\n', '\n;', '; ');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(statement, separator), { selector: ([each]) => each, maxLength: 5 }),
        (parts) => {
          const code = parts.flat().join('');
          const compiled = transpile(code, 'cell');
          if ('message' in compiled) return;
          assert.equal(structure(stripTypes(code, { transpile }, 'cell').code), structure(compiled.code), code);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** What a program is, but for where and how it is written. */
function structure(code: string): string {
  return JSON.stringify(parseScript(code), (key, value: unknown) => {
    if (['start', 'end', 'raw', 'directive'].includes(key)) return undefined;
    return Array.isArray(value) ? value.filter((each) => !isEmpty(each as AnyNode | null)) : value;
  });
}

/** `;`, or the `export {}` by which the compiler keeps a module one. */
function isEmpty(node: AnyNode | null): boolean {
  return (
    node?.type === 'EmptyStatement' ||
    (node?.type === 'ExportNamedDeclaration' && !node.declaration && node.specifiers.length === 0)
  );
}
