import { js, type Notebooks } from './cell.ts';

/** Files beside the notebooks. */
export const files: Record<string, string> = {
  // A workspace's own settings and declarations are for its own files, but for its aliases.
  'tsconfig.json':
    '{ "compilerOptions": { "strict": true, "noImplicitAny": true, "noUnusedLocals": true, "types": [], "lib": ["es5"], "paths": { "node:fs": ["./helper.ts"], "@own/*": ["./*"] } } }',
  'node_modules/@types/node/package.json': '{"name":"@types/node","types":"index.d.ts"}',
  'node_modules/@types/node/index.d.ts':
    'declare module "fs" { export const wrong: 1 }\ndeclare const process: { mistaken: string };\ndeclare const client: number;\n',
  'helper.ts':
    'export interface Level { level: number }\nexport const lowest = (levels: Level[]) => levels[0];\nexport default class Book { constructor(readonly pages = 1) {} }\n',
  'strategies/simple.mts':
    'export enum Side { Buy, Sell }\nexport const side = Side.Buy;\nexport type { Level } from "../helper.ts";\n',
  'plain.js': 'export function plain(a, b) { return [a, b]; }\nexport const bag = {};\nexport let last = null;\n',
  'old.cjs':
    'module.exports = { one: 1, two(x) { return x; } };\nfor (const name of ["three"]) module.exports[name] = 3;\n',
  'made.cjs': 'Object.assign(module.exports, { four: 4 });\n',
  'settings.json': '{ "asset": "BTC", "levels": [1, 2, 3], "nested": { "deep": true } }\n',
  'node_modules/esm/package.json':
    '{"name":"esm","type":"module","exports":{".":{"types":"./index.d.ts","default":"./index.js"},"./sub":{"types":"./sub.d.ts"}}}',
  'node_modules/esm/index.d.ts':
    '/// <reference types="node" />\nimport type { EventEmitter } from "node:events";\nexport declare function twice(value: number): number;\nexport declare const bus: EventEmitter;\nexport default twice;\n',
  'node_modules/esm/sub.d.ts': 'export declare const sub: Buffer;\n',
  'node_modules/untyped/package.json': '{"name":"untyped","main":"index.js"}',
  'node_modules/untyped/index.js': 'exports.anything = 1;\n',
  'node_modules/common/package.json': '{"name":"common","main":"index.js","types":"index.d.ts"}',
  'node_modules/common/index.d.ts':
    'declare function common(a: number): string;\ndeclare namespace common { const version: string; }\nexport = common;\n',
};

export const modules: Notebooks = {
  'aliases of the workspace': ['import Book, { lowest } from "@own/helper"', 'lowest([{ level: new Book().pages }])'],
  'ES modules': [
    'import twice, { bus, twice as again } from "esm"; import { sub } from "esm/sub"; import * as esm from "esm"',
    'twice(1) + again(2); bus.on("a", () => 1); sub.toString("hex"); esm.twice(2)',
    'const { default: d, twice: t } = await import("esm"); d(1) + t(1)',
    '(await import("esm")).twice(1)',
    'import "esm"',
  ],
  'CommonJS modules': [
    'import common from "common"; import * as ns from "common"; const c2 = require("common")',
    'common(1).trim(); common.version; c2(1).anything; ns.version',
    'import { version } from "common"',
    'const { default: dc } = await import("common"); dc(1)',
    'import old, { one, two } from "./old.cjs"; old.two(1); one; two(2)',
    'import { three } from "./old.cjs"; import { four } from "./made.cjs"',
    'three + four',
    'const { one: uno } = require("./old.cjs"); uno',
    'import fs = require("node:fs")',
    'fs.existsSync("a")',
  ],
  'untyped packages': [
    'import untyped, { anything, other } from "untyped"; import * as all from "untyped"',
    'untyped.x; anything.y; other; all.z',
    'const u = await import("untyped"); u.default.q',
  ],
  JSON: [
    'import settings from "./settings.json"; import typed from "./settings.json" with { type: "json" }',
    'settings.levels.map((x) => x + 1); typed.nested.deep; settings.asset.trim()',
    'const { default: later } = await import("./settings.json", { with: { type: "json" } }); later.asset',
    'const r = require("./settings.json"); r.levels[0]',
    'import { asset } from "./settings.json"; asset.trim()',
    'const more = await import("./settings.json"); more.default.levels',
  ],
  'files of the workspace': [
    'import Book, { lowest, type Level } from "./helper"; import { lowest as l2 } from "./helper.ts"; import { lowest as l3 } from "./helper.js"',
    'new Book(2).pages; const lv: Level = { level: 1 }; lowest([lv]).level; l2([lv]); l3([lv])',
    'import { side, Side } from "./strategies/simple.mts"; import { side as s2 } from "./strategies/simple.mjs"; import { side as s3 } from "./strategies/simple"',
    'side === Side.Buy; s2; s3',
    'import { plain, bag, last } from "./plain.js"; import { plain as p2 } from "./plain"',
    'plain(1); plain(1, 2); bag.anything; last; p2(1)[0]',
    'const h = await import("./helper.ts"); h.lowest([])',
    'const name = "./helper.ts"; const dyn = await import(name); dyn.anything',
    'import type { Level as LL } from "./strategies/simple.mts"; const ll: LL = { level: 1 }',
    'import type * as H from "./helper"; let hl: H.Level; type I = import("./helper").Level',
  ],
  'import type': [
    'import type { Level } from "./helper"; import type Book from "./helper"; import { type Level as L2 } from "./helper"',
    'const l: Level = { level: 1 }; let b: Book; const l2: L2 = l',
    'import type { PathLike } from "node:fs"; import type { Server } from "node:http"',
    'const pl: PathLike = "a"; let srv: Server',
  ],
  Node: [
    'import fs, { readFileSync } from "node:fs"; import * as path from "path"; import { setTimeout as sleep } from "node:timers/promises"; import os from "os"; import process2 from "node:process"; import { createHash } from "crypto"; import assert from "node:assert/strict"; import test from "node:test"; import { DatabaseSync } from "node:sqlite"; import { Worker } from "node:worker_threads"',
    'fs.existsSync(path.join("a")); readFileSync("a", "utf8").trim(); await sleep(1); os.cpus().length; process2.env["HOME"]; createHash("sha256").update("a").digest("hex"); assert.equal(1, 1); new DatabaseSync(":memory:")',
    'Buffer.from("a").toString("base64"); process.env.HOME?.trim(); process.memoryUsage().rss; setTimeout(() => {}, 1).unref(); clearInterval(setInterval(() => {}, 9)); setImmediate(() => {}); queueMicrotask(() => {}); structuredClone({ a: 1 }).a',
    'const url = new URL("http://a/?b=1"); url.searchParams.get("b"); const r = await fetch("data:,a"); r.ok; (await r.json()).x; new AbortController().signal; AbortSignal.timeout(1); performance.now(); new TextEncoder().encode("a"); crypto.randomUUID(); await crypto.subtle.digest("SHA-256", new Uint8Array(1)); atob("YQ=="); new Blob([]); new Headers(); new FormData(); new Request("http://a"); new Response(""); new WebSocket("ws://a"); new EventTarget(); new Event("a"); new BroadcastChannel("a"); new MessageChannel(); navigator.hardwareConcurrency; new ReadableStream(); new CompressionStream("gzip"); WebAssembly; Intl.NumberFormat("en").format(1); console.table([{ a: 1 }]); console.dir({}, { depth: 1 }); new URLSearchParams("a=1"); Iterator.from([1]).map((x) => x + 1).toArray(); Temporal',
    '__dirname; __filename; require("os").cpus(); require.resolve("node:fs"); module.exports = { a: 1 }; exports.b = 2; require("node:fs").readFileSync("a"); global.gc?.(); process.stdout.write("a\\n"); process.on("exit", () => {}); process.hrtime.bigint()',
    'const { readFile } = require("node:fs/promises"); await readFile("a", "utf8"); const { EventEmitter, once } = require("events"); new EventEmitter().on("a", console.log)',
    'import { EventEmitter } from "events"; class Bus extends EventEmitter {} new Bus().emit("a")',
    'import { promisify, inspect, parseArgs } from "util"; inspect.custom; promisify(setTimeout)(1)',
    'import { createServer } from "http"; const server = createServer((req, res) => res.end(req.url)); server.listen(0); server.close()',
    'import { spawnSync } from "child_process"; spawnSync("ls").stdout.toString()',
    'import { createRequire } from "node:module"; const r2 = createRequire(import.meta.url); r2("x"); import.meta.resolve("./a"); import.meta.filename.trim()',
  ],

  'JavaScript between TypeScript': [
    js(
      'const rows = []; let n = null; const o = {}; function add(a, b) { return a + (b || 0) } class Acc { constructor() { this.sum = 0 } add(x) { this.sum += x; return this } }',
    ),
    'rows.push(1); n = 2; o.a = 1; o.b; add(1); new Acc().add(2).sum',
    'const typed: number[] = [1]; interface Row { a: number } enum S { A }',
    js('typed.push("x"); S.A; rows.a.b; n.x; neverDeclared; typed = 3'),
    js(
      'import { lowest } from "./helper.ts"; export const e = 1; const fs = require("fs"); module.exports = { a: 1 }; let later',
    ),
    'lowest([{ level: 1 }])?.level; e + 1; fs.existsSync("a"); later = 5; later',
    js('{ a: 1 }'),
    js('var self = this; function F() { this.a = 1 } F.prototype.b = function () { return this.a }; new F().b()'),
    'new F().a; self',
    js('count = 1'),
    'count + 1',
    js('/** @type {number} */ let t = "x"; t.y'),
  ],
};
