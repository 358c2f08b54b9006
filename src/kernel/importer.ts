import { existsSync, readFileSync, statSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { CellSyntaxError, stripTypes, type Compiler } from './compile.ts';

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
  readonly meta: { readonly url: string; readonly dirname: string; readonly filename: string };
  readonly #compiler: Compiler;
  readonly #files = new Map<string, WorkspaceFile>();
  readonly #importFrom: ImportFrom;
  #hooked = false;

  constructor(folder: string, compiler: Compiler) {
    const filename = join(folder, 'notebook.js');
    this.#compiler = compiler;
    this.meta = { url: pathToFileURL(filename).href, dirname: folder, filename };
    this.#importFrom = new Script('(specifier, options) => import(specifier, options)', {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext() as ImportFrom;
    const load = nodeModule.createRequire(filename);
    this.require = Object.assign((id: string): unknown => {
      this.#prepare();
      return load(id) as unknown;
    }, load);
  }

  import = async (specifier: unknown, options?: ImportCallOptions): Promise<Namespace> => {
    this.#prepare();
    const name = specifier instanceof URL ? specifier.href : String(specifier);
    const json = /\.json$/.test(name) && !options?.with ? { with: { type: 'json' } } : options;
    return await this.#importFrom(name, json);
  };

  /**
   * The namespace to destructure for `import { … } from`. Names of a CommonJS module that Node could not foresee are
   * found on its exports.
   *
   * @throws SyntaxError when a needed name is not there
   */
  names = (namespace: Namespace, source: string, needed: readonly string[]): Namespace => {
    const fallback = namespace['default'];
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
        const resolved = found === undefined ? next(specifier, context) : { url: found, shortCircuit: true };
        if (!resolved.url.startsWith('file:') || resolved.url.includes('/node_modules/')) return resolved;
        const path = fileURLToPath(resolved.url.split('?')[0] ?? resolved.url);
        const file = this.#track(path, parent);
        if (file.version === 0 || extname(path) === '.cjs') return resolved;
        return { ...resolved, url: `${resolved.url.split('?')[0]}?version=${file.version}` };
      },
      load: (url, context, next) => {
        const path = url.startsWith('file:') ? fileURLToPath(url.split('?')[0] ?? url) : '';
        if (!typescriptFile.test(path) || path.includes('/node_modules/')) return next(url, context);
        const code = this.#strip(path);
        const commonjs =
          path.endsWith('.cts') || (!/^\s*(?:import|export)\b/m.test(code) && /\bmodule\.exports\b/.test(code));
        return { format: commonjs ? 'commonjs' : 'module', source: code, shortCircuit: true };
      },
    });
  }

  #strip(path: string): string {
    try {
      return stripTypes(readFileSync(path, 'utf8'), this.#compiler).code;
    } catch (error) {
      if (error instanceof CellSyntaxError) error.message += ` (${path}:${error.place.line}:${error.place.column})`;
      throw error;
    }
  }

  /** Relative imports as TypeScript's bundler resolution reads them: no extension, or `.js` where only `.ts` exists. */
  #resolveFile(specifier: string, parent: string | undefined): string | undefined {
    if (!/^\.{0,2}\//.test(specifier) || !parent?.startsWith('file:') || parent.includes('/node_modules/'))
      return undefined;
    const [bare = specifier, query] = specifier.split('?');
    const path = fileURLToPath(new URL(bare, parent));
    if (isFile(path)) return undefined;
    const candidates = [path.replace(/\.([mc]?)js$/, '.$1ts'), ...endings.map((ending) => path + ending)];
    const found = candidates.find(isFile);
    return found && pathToFileURL(found).href + (query ? `?${query}` : '');
  }

  #track(path: string, parent: string | undefined): WorkspaceFile {
    let file = this.#files.get(path);
    if (!file) this.#files.set(path, (file = { modified: modifiedAt(path), version: 0, importers: new Set() }));
    if (parent?.startsWith('file:')) file.importers.add(fileURLToPath(parent));
    return file;
  }

  #forgetChanged(): void {
    const stale = new Set<string>();
    const forget = (path: string): void => {
      if (stale.has(path)) return;
      stale.add(path);
      this.#files.get(path)?.importers.forEach(forget);
    };
    for (const [path, file] of this.#files) {
      const modified = modifiedAt(path);
      if (modified === file.modified) continue;
      file.modified = modified;
      forget(path);
    }
    for (const path of stale) {
      const file = this.#files.get(path);
      if (file) file.version++;
      Reflect.deleteProperty(this.require.cache, path);
    }
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
