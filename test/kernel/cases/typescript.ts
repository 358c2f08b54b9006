import type { Case } from './case.ts';

/** What only TypeScript has. */
export const cases: readonly Case[] = [
  { code: '{ a: 1 } as { a: number }', shows: '{ a: 1 }' },
  {
    code: `abstract class Shape { abstract area(): number }
class Sq extends Shape { constructor(private side: number) { super() } area() { return this.side ** 2 } }
new Sq(3).area()`,
    shows: '9',
  },
  {
    code: `enum Color { Red, Green = 'g' }
Color`,
    shows: "{ '0': 'Red', Red: 0, Green: 'g' }",
  },
  {
    code: `const enum Flag { A = 1 << 0, B = 1 << 1 }
Flag.A | Flag.B`,
    shows: '3',
  },
  {
    code: `function over(a: string): void; function over(a: number): void; function over(a: any) { return a }
over(3)`,
    shows: '3',
  },
  {
    code: `function generic<T extends object>(x: T): keyof T { return Object.keys(x)[0] as keyof T }
generic({ k: 1 })`,
    shows: "'k'",
  },
  {
    code: `const sat = { a: 1 } satisfies Record<string, number>
sat.a`,
    shows: '1',
  },
  {
    code: `let maybe: string | undefined = 'x'
maybe!.length`,
    shows: '1',
  },
  {
    code: `const f2 = <T,>(x: T): T => x
f2<number>(4)`,
    shows: '4',
  },
  {
    code: `type A = { x: 1 }
interface B extends A { y: 2 }`,
  },
  {
    code: `declare const outside: number
declare global { interface Window { foo: string } }`,
  },
  {
    code: `function dec(value: any, ctx: any) { console.log(ctx.kind, ctx.name) }
class Deco { @dec field = 1; @dec method() {} @dec accessor acc = 2 }
new Deco().acc`,
    shows: '2',
    prints: `method method
accessor acc
field field
`,
  },
  {
    code: `const Noting = @((value: any, { kind }: any) => { console.log(kind) }) class {}
typeof Noting`,
    shows: "'function'",
    prints: 'class\n',
  },
  { code: "using quiet = { [Symbol.dispose]() { console.log('quiet') } }", prints: 'quiet\n' },
  { code: "using loud = null; 'value'; class Last {}" },
  { code: 'new Last()', shows: 'Last {}' },
  {
    code: `await using res = { async [Symbol.asyncDispose]() { console.log('gone') } }
'in'`,
    shows: "'in'",
    prints: `gone
`,
  },
  {
    code: "const circ: any = { name: 'c' }; circ.self = circ; circ",
    shows: "<ref *1> { name: 'c', self: [Circular *1] }",
  },
  { code: '<number>(5 as any)', shows: '5' },
  { code: "let optional: { a?: { b?: number } } = {}; optional?.a?.b ?? 'none'", shows: "'none'" },
  { code: 'let asserted = 5 as const; asserted', shows: '5' },
  {
    code: `function assertIsString(v: any): asserts v is string {}
assertIsString(1)`,
  },
  { code: 'const tuple: readonly [a: number, b?: string] = [1]; tuple', shows: '[ 1 ]' },
  { code: 'type Fn = new (...args: any[]) => object; let fnn: Fn = Date; typeof fnn', shows: "'function'" },
  {
    code: `let u: unique symbol = Symbol('u')
u`,
    shows: 'Symbol(u)',
  },
  {
    code: `abstract class Abs { static #count = 0; static inc() { return ++Abs.#count } }
Abs.inc()`,
    shows: '1',
  },
  {
    code: "class Over { override toString(): string { return 'o' } declare foo: string; readonly bar: number = 1 }\n`${new Over()}`",
    shows: "'o'",
  },
];
