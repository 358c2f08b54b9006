// Bundles each process and webview of the extension into dist/. `--watch` rebuilds on change.
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { writeDeclarations } from './src/notebook/intellisense/build/declarations.ts';

/** @type {import('esbuild').BuildOptions} */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  sourcemap: true,
  logLevel: 'warning',
  external: ['vscode'],
};

/**
 * What runs in the process of the cells, whose globals are not safe from them.
 *
 * @type {import('esbuild').BuildOptions}
 */
const besideCells = {
  ...node,
  inject: ['src/kernel/intrinsics.ts'],
  // What esbuild itself writes before the sources speaks of Object, too.
  banner: { js: '"use strict";const{Object}=globalThis;' },
};

/**
 * `http` and `https` as Node has them, also inside VS Code. The extension host replaces their `request` and `get` by ones
 * that put an agent of its own before the caller's, and hand a request on later or not at all: the transport could then
 * neither prepare a request nor see whether one had left, and whether an order was sent must never be a guess. What they
 * do in Node is make a ClientRequest, which is left alone.
 *
 * @type {import('esbuild').Plugin}
 */
const nodesOwnHttp = {
  name: 'nodes-own-http',
  setup(build) {
    build.onResolve({ filter: /^(node:)?https?$/ }, ({ path }) => ({
      path: path.replace('node:', ''),
      namespace: 'nodes-own',
    }));
    build.onLoad({ filter: /.*/, namespace: 'nodes-own' }, ({ path }) => ({
      contents: `
        const { ClientRequest } = process.getBuiltinModule('http');
        const { urlToHttpOptions } = process.getBuiltinModule('url');
        const given = process.getBuiltinModule('${path}');
        function request(...args) {
          const options = { _defaultAgent: given.globalAgent };
          if (typeof args[0] === 'string') Object.assign(options, urlToHttpOptions(new URL(args.shift())));
          else if (args[0] instanceof URL) Object.assign(options, urlToHttpOptions(args.shift()));
          if (typeof args[0] === 'object') Object.assign(options, args.shift());
          return new ClientRequest(options, args[0]);
        }
        function get(...args) {
          const made = request(...args);
          made.end();
          return made;
        }
        // Not by spreading: that would run getters, which load what nobody asked for.
        const own = { request: { value: request, enumerable: true }, get: { value: get, enumerable: true } };
        module.exports = Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(given), ...own });`,
    }));
  },
};

/** @type {import('esbuild').BuildOptions} */
const host = {
  ...node,
  plugins: [nodesOwnHttp],
  // node-fetch has a WHATWG URL with tables of all Unicode at hand, for a Node that has none.
  alias: { 'whatwg-url': 'node:url' },
  // Else ws looks through the disk at load for native parts, which are not packaged.
  define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
  // Names stay: they tell in a log where an error came from.
  minifySyntax: true,
  minifyWhitespace: true,
};

/**
 * What a source loads by `import()` becomes a file of its own, which is read when it is wanted: all in one, half of the
 * time that an activation takes would go into code that most days do not need. esbuild parts only ES modules, and the
 * host loads CommonJS quicker and in every release, so each part is turned into that afterwards.
 *
 * @param {import('esbuild').BuildOptions} options
 * @param {string} name - Of the entry; its parts are put into a folder of that name.
 * @param {string} source
 * @returns {import('esbuild').BuildOptions}
 */
function inParts({ plugins = [], ...options }, name, source) {
  /** @type {import('esbuild').Plugin} */
  const toCommonJs = {
    name: 'to-common-js',
    setup(build) {
      build.onEnd(async ({ outputFiles = [] }) => {
        const parts = outputFiles.filter((file) => file.path.endsWith('.cjs'));
        fs.rmSync(path.resolve('dist', name), { recursive: true, force: true });
        fs.mkdirSync(path.resolve('dist', name), { recursive: true });
        for (const part of parts) {
          const { code, map } = await esbuild.transform(part.text, {
            ...{ format: 'cjs', platform: 'node', target: 'node22', supported: { 'dynamic-import': false } },
            ...{ minifySyntax: true, minifyWhitespace: true, sourcefile: path.basename(part.path) },
            sourcemap: 'external',
          });
          // A namespace of CommonJS is made by copying: the whole of VS Code, again for each file that imports it so.
          const lean = code.replaceAll('__toESM(require("vscode"))', 'require("vscode")');
          fs.writeFileSync(part.path, `${lean}//# sourceMappingURL=${path.basename(part.path)}.map\n`);
          fs.writeFileSync(`${part.path}.map`, map);
        }
      });
    },
  };
  return {
    ...options,
    plugins: [...plugins, toCommonJs],
    entryPoints: { [name]: source },
    format: 'esm',
    splitting: true,
    chunkNames: `${name}/[name]-[hash]`,
    sourcemap: 'inline',
    write: false,
  };
}

/** @type {import('esbuild').BuildOptions[]} */
const builds = [
  // Draws tables and charts inside notebooks: a web page's module, Vega apart so that tables do not wait for it.
  {
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    splitting: true,
    outdir: 'dist/renderer',
    entryPoints: { renderer: 'src/notebook/renderer/index.ts', viewer: 'src/notebook/variables/viewer.ts' },
    sourcemap: true,
    minify: true,
    logLevel: 'warning',
  },
  // The paper exchange's status page: files that its server reads once.
  {
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    outdir: 'dist/page',
    entryPoints: {
      page: 'src/paper/page/main.ts',
      style: 'src/paper/page/page.css',
      index: 'src/paper/page/page.html',
    },
    loader: { '.html': 'copy', '.css': 'copy' },
    minify: true,
    logLevel: 'warning',
  },
  // What the extension host loads, in parts: see below.
  inParts(host, 'extension', 'src/extension.ts'),
  // The command line: paper exchange, notebooks without VS Code.
  { ...host, entryPoints: { cli: 'src/cli.ts' } },
  // The process that runs notebook cells.
  {
    ...besideCells,
    entryPoints: { kernel: 'src/kernel/main.ts' },
    minify: true,
    // Cells see these classes: a Decimal is to say that it is one.
    keepNames: true,
  },
  // The TypeScript compiler, loaded by a kernel for a cell that needs more than its types removed.
  { ...besideCells, entryPoints: { typescript: 'src/kernel/compiler.ts' }, minify: true, sourcemap: false },
  // What the TypeScript server knows about cells: a plugin is a module that is a function.
  {
    ...node,
    entryPoints: { 'cells-plugin': 'src/notebook/intellisense/plugin/plugin.ts' },
    footer: { js: 'module.exports = module.exports.default;' },
    minify: true,
    sourcemap: false,
  },
  // The same knowledge in a process of our own, where the editor's TypeScript takes no plugins.
  {
    ...node,
    entryPoints: { 'cells-server': 'src/notebook/intellisense/server/main.ts' },
    minify: true,
    sourcemap: false,
  },
  // danfo and what mends it, loaded by a kernel when a cell first uses a frame. Its browser-only plots stay out.
  {
    ...besideCells,
    entryPoints: { frames: 'src/frames/cells.ts' },
    external: ['plotly.js-dist-min'],
    alias: { 'node-fetch': './src/frames/stand-ins/fetch.cjs' },
    minify: true,
    keepNames: true,
  },
  // Margin analytics, loaded when a cell first uses them.
  { ...besideCells, entryPoints: { analytics: 'src/analytics/index.ts' } },
  // Vega, loaded when a cell first draws. Its Node build looks for a native canvas at load; SVG needs none.
  {
    ...besideCells,
    entryPoints: { charts: 'src/analytics/charts/index.ts' },
    alias: { 'vega-canvas': './node_modules/vega-canvas/build/vega-canvas.browser.js' },
    minify: true,
  },
];

writeDeclarations(import.meta.dirname);
if (process.argv.includes('--watch')) {
  const contexts = await Promise.all(builds.map((options) => esbuild.context(options)));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
}
