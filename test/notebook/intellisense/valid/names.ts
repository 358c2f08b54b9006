import type { Notebooks } from './cell.ts';

export const names: Notebooks = {
  'const again with another type': ['const a = 1; a.toFixed(2)', 'const a = "text"; a.trim()', 'a.toUpperCase()'],
  'uses between two declarations': ['let v = [1]', 'v.push(2)', 'let v = new Map<string, number>()', 'v.set("a", 1)'],
  'function again': [
    'function f(a: number) { return a }',
    'f(1)',
    'function f(a: string, b: string) { return a + b }',
    'f("a", "b")',
  ],
  'class again': ['class P { x = 1 }', 'new P().x', 'class P { y = "y" }', 'new P().y.trim()'],
  'enum again': ['enum E { A }', 'E.A', 'enum E { B = "b" }', 'E.B.trim()'],
  'interface again is another interface': [
    'interface R { a: number }',
    'const r: R = { a: 1 }',
    'interface R { b: string }',
    'const r: R = { b: "" }',
  ],
  'type again': ['type T = number', 'const t: T = 1', 'type T = string', 'const t: T = "s"; t.trim()'],
  'namespace again': ['namespace N { export const a = 1 }', 'N.a', 'namespace N { export const b = 2 }', 'N.b'],
  'import again from elsewhere': [
    'import { join } from "node:path"',
    'join("a")',
    'import { lowest as join } from "./helper"',
    'join([{ level: 1 }])',
  ],
  'kind to kind': [
    'const k = 1',
    'var k = "a"',
    'function k() { return 1 }',
    'class k { static s = 1 }',
    'let k = { z: 1 }',
    'k.z',
    'enum k { Q }',
    'k.Q',
    'import k from "node:fs"',
    'k.existsSync("")',
  ],
  'a value and a type by one name in two cells': [
    'type Coin = { name: string }',
    'const Coin = (name: string): Coin => ({ name })',
    'const c: Coin = Coin("BTC"); c.name',
  ],
  'an instance of a class of another cell': [
    'class Wallet { #held = 0; add(n: number) { this.#held += n; return this } get held() { return this.#held } }',
    'const w = new Wallet().add(1)',
    'w.held; w instanceof Wallet',
  ],
  'mutual recursion over cells': [
    'const even = (n: number): boolean => n === 0 || odd(n - 1)',
    'const odd = (n: number): boolean => n !== 0 && even(n - 1)',
    'even(4)',
  ],
  'used in a function before it is declared': [
    'function total() { return rows.length + rate }',
    'const rows = [1, 2]; const rate = 2',
    'total()',
  ],
  destructuring: [
    'const { a, b: { c = 3 } = {}, ...rest } = { a: 1, b: { c: 2 }, d: 4 } as { a: number; b?: { c?: number }; d: number }; const [x, , y = 2, ...zs] = [1, 2, 3, 4]',
    'a + c + rest.d + x + y + zs.length',
  ],
  'var from blocks and loops': [
    'for (var i = 0; i < 3; i++) { var inner = i } if (i) { var maybe = 1 } try { var tried = 1 } catch {}',
    'i + inner + maybe + tried',
  ],
  'assigned without a declaration': [
    'count = 1',
    'count += 1; count++',
    'label: for (idx = 0; idx < 2; idx++) {}',
    'count + idx',
  ],
  'assigned in a function': ['function set() { later = 5 } set()', 'later + 1'],
  'assigned by destructuring': ['({ p, q } = { p: 1, q: 2 }); [m, n] = [1, 2]', 'p + q + m + n'],
  'assigned in a loop head': ['for (each of [1, 2]) console.log(each); for (key in { a: 1 }) key', 'each + key'],
  'assigned in nested expressions': ['const z = (w = 3) + 1; if ((g = "abc".length)) console.log(g)', 'w + z + g'],
  'assigned on globalThis': ['globalThis.shared = { a: 1 }; global.other = 2', 'shared.a + other', 'globalThis.shared'],
  'typeof of a name that may not be there': [
    'if (typeof neverThere === "undefined") console.log("first run")',
    'typeof neverThere',
  ],
  'changed from another cell': [
    'let n = 1; let s = "a"; var list = [1]; let o = { a: 1 }',
    'n = n + 1; n += 1; n++; --n; s += "b"; list = [...list, 2]; [n] = [3]; ({ a: n } = o); o = { a: 2 }',
    'for (n of [1, 2]) n; n ??= 1; n ||= 2',
  ],
  'changed in a function of another cell': [
    'let calls = 0',
    'const count = () => { calls++; calls = calls * 2; return calls }',
    'count()',
  ],
  'redeclared preloads': [
    'const client = { own: 1 }; let display = 3; const process = { a: 1 }',
    'client.own + display + process.a',
    'const Decimal = 1; const input = "x"; const history = [1]; const paper = 1',
    'input.trim(); history.length; Decimal + paper',
  ],
  'names that the browser has': [
    'const name = "a"; const event = 1; const status = { ok: true }; const top = 3; const close = () => 1; const location = "here"; const length = 2',
    'name.trim(); event + top + length; status.ok; close(); location.trim()',
  ],
  'names that strict code reserves': [
    'const package = 1; let private = 2; var interface = 3; let static = 4; const yield = 5; let implements = 6',
    'package + private + static',
  ],
  exports: [
    'export const e = 1; export function g() {} export interface I { a: 1 } export class X {} export type U = 1; export enum V { W }',
    'e + 1; g(); const i: I = { a: 1 }; new X(); const u: U = 1; V.W',
    'const q = 1; export { q, e as renamed }; export default 5',
    'q',
    'export default function named() { return 1 }',
    'named()',
  ],
  'exports of others': [
    'export * from "./helper"; export { lowest as low } from "./helper"; export * as fs from "node:fs"; export * from "node:path"',
  ],

  // -- late initialised values --
  'an empty list that is filled': [
    'const rows = []; rows.push({ a: 1 }); rows.map((row) => row.a)',
    'rows.push(2); rows[0]; rows.length',
    'for (const r of rows) console.log(r)',
  ],
  'null at first': [
    'let last = null; let found = undefined; let open; for (const x of [1, 2]) { last = x; found = x; open = x } last',
    'last = "x"; last; found = 1; open = []',
    'if (last) last.anything',
  ],
  'an empty object that is filled': [
    'const totals = {}; totals.BTC = 1; totals["ETH"] = 2; for (const k of ["a"]) totals[k] = (totals[k] ?? 0) + 1',
    'totals.BTC; totals.other; Object.entries(totals).map(([k, v]) => k + v)',
    'totals.more = 1',
  ],
  'an empty list in an object': [
    'const book = { bids: [], asks: [], best: null }; book.bids.push(1); book.best = 3',
    'book.asks.push({ price: "1" }); book.best = { a: 1 }; book.bids.map((x) => x + 1)',
  ],
  'reduce into something empty': [
    'const byAsset = [{ asset: "a", n: 1 }].reduce((sum, row) => { sum[row.asset] = (sum[row.asset] ?? 0) + row.n; return sum }, {})',
    'byAsset.a; byAsset["b"]',
    'const lists = [1, 2].reduce((all, x) => { all.push(x); return all }, [])',
    'lists.length',
    'const joined = [].concat([1], rows = [2]); joined[0]',
    'const spread = [1].reduce((all, x) => ({ ...all, [x]: x }), {}); spread[1]',
  ],
  accumulators: [
    'let best = null; [1, 2].forEach((x) => { if (best === null || x > best) best = x }); best',
    'const out = []; for (let i = 0; i < 2; i++) out.push(new Array(2).fill(0)); out[0][1] = 2; out',
  ],
  promises: [
    'const p = new Promise((resolve) => setTimeout(resolve, 1)); await p',
    'await new Promise((r) => r())',
    'const { promise, resolve } = Promise.withResolvers(); resolve(1); await promise',
    'const all = await Promise.all([1, Promise.resolve("a")]); all[1].trim()',
  ],
  'maps, sets and groups': [
    'const m = new Map(); m.set("a", 1).get("a") + 1; const s = new Set(); s.add(1); const g = Object.groupBy([1, 2], (x) => x % 2 ? "odd" : "even"); g.odd; Map.groupBy([1], (x) => x)',
    'new Map([["a", 1]]).get("a"); s.union(new Set([2])); m.get("b").c',
  ],
  'a constant is compared': [
    'const mode = "PAPER"; const limit = 10; const on = false; const asset = "BTC"',
    'if (mode === "LIVE") console.log("careful", mode.length); mode === "LIVE" ? 1 : 2',
    'switch (mode) { case "LIVE": console.log(1); break; default: 2 }',
    'limit === 20; if (on === true) { limit }',
    'const pair = asset === "USDT" ? null : asset + "USDT"',
  ],
};
