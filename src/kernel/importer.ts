import { existsSync, readFileSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { aliased } from './aliases.ts';
import { asCommonJs, CellSyntaxError, stripTypes, type Compiler, type Place, type Stripped } from './compile.ts';
import { exportsIn, passOnValuesOnly, type Exports } from './reexports.ts';
import { misplaced } from './syntax.ts';

type Namespace = Record<string, unknown>;
type ImportFrom = (specifier: string, options?: ImportCallOptions) => Promise<Namespace>;

interface WorkspaceFile {
  modified: number;
  /** Part of the module's URL: a file that changed gets a new one, so that it loads again. */
  version: number;
  readonly importers: Set<string>;
}

const typescriptFile = /\.[mc]?ts$/;
/** What an import without its extension may mean, in this order. */
const endings = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.mts', '/index.js'];

/** Loads what cells import, seen from the notebook's folder, and sees changes of the workspace's own files. */
export class Importer {
  readonly require: NodeJS.Require;
  /** The `module` of cells. */
  readonly module: NodeJS.Module;
  /** The `import.meta` of cells. */
  readonly meta: {
    readonly url: string;
    readonly dirname: string;
    readonly filename: string;
    resolve(specifier: string): string;
  };
  readonly #compiler: Compiler;
  readonly #files = new Map<string, WorkspaceFile>();
  readonly #importFrom: ImportFrom;
  /** Find what their authors wrote in files that were compiled. */
  readonly #originals = new Map<string, Stripped['original']>();
  /** Imports that have not ended yet, and the files whose loading began meanwhile. */
  readonly #imports = new Set<object>();
  readonly #begun = new Set<string>();
  #hooked = false;

  constructor(folder: string, compiler: Compiler) {
    const filename = join(folder, 'notebook.js');
    this.#compiler = compiler;
    this.meta = {
      url: pathToFileURL(filename).href,
      dirname: folder,
      filename,
      resolve: (specifier) => this.#resolveUrl(specifier),
    };
    this.#importFrom = new Script('(specifier, options) => import(specifier, options)', {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as ImportFrom;
    const load = nodeModule.createRequire(filename);
    this.require = Object.assign((id: string): unknown => {
      this.#prepare();
      return load(id) as unknown;
    }, load);
    const paths = load.resolve.paths('any-package') ?? [];
    this.module = Object.assign(new nodeModule.Module(filename), { filename, paths, require: this.require });
  }

  import = async (specifier: unknown, options?: ImportCallOptions): Promise<Namespace> => {
    this.#prepare();
    const name = specifier instanceof URL ? specifier.href : String(specifier);
    const import_ = {};
    const trace = new Error();
    this.#imports.add(import_);
    try {
      return withOwnDefault(await this.#importFrom(name, options));
    } catch (error) {
      if (error instanceof SyntaxError) sayFile(error, this.#begun);
      // Node would keep the failure for ever; what is missing may be there the next time. Of several imports at once it
      // is not known whose the files are.
      if (this.#imports.size === 1) this.#forget(this.#begun);
      throw withCaller(error, trace);
    } finally {
      this.#imports.delete(import_);
      if (this.#imports.size === 0) this.#begun.clear();
    }
  };

  /** Where a place in the code that runs stands in the file, if that was compiled. */
  original(path: string, place: Place): Place | undefined {
    return this.#originals.get(path)?.(place);
  }

  /** After an interrupt: modules whose loading was cut short would stay half loaded, and whoever imports them wait. */
  forgetUnfinished(): void {
    for (const [path, module] of Object.entries(this.require.cache))
      if (module && !module.loaded) Reflect.deleteProperty(this.require.cache, path);
    if (this.#imports.size > 0) this.#forget(this.#begun);
    this.#imports.clear();
    this.#begun.clear();
  }

  /**
   * The namespace to destructure for `import { … } from`. Names of a CommonJS module that Node could not foresee are
   * found on its exports.
   *
   * @throws SyntaxError when a needed name is not there
   */
  names = (namespace: Namespace, source: string, needed: readonly string[]): Namespace => {
    const fallback = namespace['module.exports'] ?? namespace['default'];
    const more = (typeof fallback === 'object' || typeof fallback === 'function') && fallback !== null;
    const find = (name: string) => (name in namespace ? namespace : more && name in fallback ? fallback : undefined);
    for (const name of needed) {
      if (!find(name)) throw new SyntaxError(`The module '${source}' does not provide an export named '${name}'.`);
    }
    return new Proxy(namespace, {
      get: (_target, name) => (typeof name === 'string' ? (find(name) as Namespace | undefined)?.[name] : undefined),
    });
  };

  #prepare(): void {
    if (!this.#hooked) this.#hook();
    this.#hooked = true;
    this.#forgetChanged();
  }

  #hook(): void {
    nodeModule.registerHooks({
      resolve: (specifier, context, next) => {
        const parent = context.parentURL?.split('?')[0];
        const found = this.#resolveFile(specifier, parent);
        const resolved =
          found === undefined
            ? resolveWithin(specifier, parent, () => next(specifier, context))
            : { url: found, shortCircuit: true };
        if (!resolved.url.startsWith('file:')) return resolved;
        const [bare = resolved.url] = resolved.url.split('?');
        const path = fileURLToPath(bare);
        const json = extname(path) === '.json' && context.conditions.includes('import');
        const result = json ? { ...resolved, importAttributes: { type: 'json' } } : resolved;
        // Packages do not change, but may have been forgotten.
        const file = bare.includes('/node_modules/') ? this.#files.get(path) : this.#track(path, parent);
        if (!file || file.version === 0) return result;
        return { ...result, url: `${bare}?version=${file.version}` };
      },
      load: (url, context, next) => {
        const path = url.startsWith('file:') ? fileURLToPath(url.split('?')[0] ?? url) : '';
        if (path && this.#imports.size > 0) this.#begun.add(path);
        const typescript = typescriptFile.test(path);
        const again = context.conditions.includes('require') && Boolean(this.#files.get(path)?.version);
        if (!typescript && !(again && /\.m?js$/.test(path))) return next(url, context);
        const code = typescript ? this.#strip(path) : readFileSync(path, 'utf8');
        const isModule = /^\s*(?:import|export)\b/m.test(code);
        if (!typescript && !isModule) return next(url, context);
        const commonjs = path.endsWith('.cts') || (!isModule && /\bmodule\.exports\b/.test(code));
        // Node keeps what it has once required of an ES module for ever.
        const renewed = again && !commonjs && !code.includes('import.meta');
        return {
          format: commonjs || renewed ? 'commonjs' : 'module',
          source: renewed || (commonjs && isModule) ? asCommonJs(code) : code,
          shortCircuit: true,
        };
      },
    });
  }

  /** @param within files of which this one passes something on */
  #strip(path: string, within: readonly string[] = []): string {
    try {
      const { code, original } = stripTypes(readFileSync(path, 'utf8'), this.#compiler, 'file');
      this.#originals.set(path, original);
      return passOnValuesOnly(code, (specifier) => this.#exportsOf(specifier, [...within, path]));
    } catch (error) {
      if (error instanceof CellSyntaxError) error.message += ` (${path}:${error.place.line}:${error.place.column})`;
      throw error;
    }
  }

  /** Known of the workspace's TypeScript only. */
  #exportsOf(specifier: string, within: readonly string[]): Exports {
    const parent = pathToFileURL(within.at(-1) ?? '').href;
    if (!/^\.{1,2}\//.test(specifier)) return undefined;
    const path = fileURLToPath(this.#resolveFile(specifier, parent) ?? new URL(specifier, parent));
    if (!/\.m?ts$/.test(path) || within.includes(path)) return undefined;
    try {
      return exportsIn(this.#strip(path, within), (next) => this.#exportsOf(next, [...within, path]));
    } catch {
      // Loading it will say what is wrong with it.
      return undefined;
    }
  }

  #resolveUrl(specifier: string): string {
    if (URL.canParse(specifier)) return specifier;
    if (/^\.{0,2}\//.test(specifier))
      return this.#resolveFile(specifier, this.meta.url) ?? new URL(specifier, this.meta.url).href;
    const path = this.require.resolve(specifier);
    return nodeModule.isBuiltin(path) ? `node:${path.replace(/^node:/, '')}` : pathToFileURL(path).href;
  }

  /** Imports of workspace files as TypeScript's bundler resolution reads them; Node finds what is there by its own name. */
  #resolveFile(specifier: string, parent: string | undefined): string | undefined {
    if (!parent?.startsWith('file:') || parent.includes('/node_modules/') || nodeModule.isBuiltin(specifier))
      return undefined;
    const [bare = specifier, query] = specifier.split('?');
    const relative = /^\.{0,2}\//.test(specifier);
    const paths = relative ? [fileURLToPath(new URL(bare, parent))] : aliased(bare, fileURLToPath(parent));
    if (relative && paths.some(isFile)) return undefined;
    const found = paths.map(fileAt).find((path) => path !== undefined);
    return found && pathToFileURL(found).href + (query ? `?${query}` : '');
  }

  #track(path: string, parent: string | undefined): WorkspaceFile {
    let file = this.#files.get(path);
    if (!file)
      this.#files.set(
        path,
        (file = {
          modified: modifiedAt(path),
          version: 0,
          importers: new Set(),
        }),
      );
    if (parent?.startsWith('file:')) file.importers.add(fileURLToPath(parent));
    return file;
  }

  #forgetChanged(): void {
    const changed: string[] = [];
    for (const [path, file] of this.#files) {
      const modified = modifiedAt(path);
      if (modified !== file.modified) changed.push(path);
      file.modified = modified;
    }
    this.#forget(changed);
  }

  /** These files and all that import them load anew. */
  #forget(paths: Iterable<string>): void {
    const stale = new Set<string>();
    const forget = (path: string): void => {
      if (stale.has(path)) return;
      stale.add(path);
      this.#files.get(path)?.importers.forEach(forget);
      // Of what one file of a folder has required, Node asks nobody for the next that requires it.
      for (const [parent, { children }] of Object.entries(this.require.cache) as [string, Partial<NodeJS.Module>][])
        if (children?.some(({ filename }) => filename === path)) forget(parent);
    };
    for (const path of paths) forget(path);
    for (const path of stale) {
      this.#track(path, undefined).version++;
      Reflect.deleteProperty(this.require.cache, path);
    }
  }
}

/**
 * A path within a package that says nothing of its paths needs no extension for `require`, nor for TypeScript: `lodash/map`.
 *
 * @param resolve as Node does it for `import`
 */
function resolveWithin<T extends { url: string }>(specifier: string, parent: string | undefined, resolve: () => T) {
  try {
    return resolve();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT';
    if (!missing || !parent?.startsWith('file:') || !/^(?:@[^/]+\/)?[^./@][^/]*\/./.test(specifier)) throw error;
    try {
      return { url: pathToFileURL(nodeModule.createRequire(parent).resolve(specifier)).href, shortCircuit: true };
    } catch {
      throw error;
    }
  }
}

/**
 * The default of a CommonJS module that has been written as an ES module is what it says its default is, as its types
 * and bundlers have it; Node would give all its exports.
 */
function withOwnDefault(namespace: Namespace): Namespace {
  const exports = namespace['default'];
  if (namespace['__esModule'] !== true || typeof exports !== 'object' || exports === null || !('default' in exports))
    return namespace;
  const own = { ...namespace, default: exports.default, [Symbol.toStringTag]: 'Module' };
  return Object.setPrototypeOf(own, null) as Namespace;
}

/** V8 says what is wrong with a module, but not in which. */
function sayFile(error: SyntaxError, paths: Iterable<string>): void {
  for (const path of paths) {
    if (!/\.[mc]?js$/.test(path) || error.message.includes(path)) continue;
    const place = misplaced(readFileSync(path, 'utf8'));
    if (place) error.message += ` (${path}:${place.line}:${place.column + 1})`;
  }
}

/** Node loads modules on its own time: that an import failed says nothing of the line in the cell that asked for it. */
function withCaller(error: unknown, trace: Error): unknown {
  if (!(error instanceof Error) || /\bIn\[\d+\]:/.test(error.stack ?? '')) return error;
  const frames = trace.stack?.split('\n').filter((line) => /\bIn\[\d+\]:/.test(line)) ?? [];
  error.stack = [error.stack, ...frames].join('\n');
  return error;
}

/** The extension may be missing, or be `.js` where only `.ts` exists. */
function fileAt(path: string): string | undefined {
  return [path, path.replace(/\.([mc]?)js$/, '.$1ts'), ...endings.map((ending) => path + ending)].find(isFile);
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
