import { isDeepStrictEqual } from 'node:util';
import type ts from 'typescript';
import { readCell, type CellNames, type Declaration, type TypeScript } from './cell.ts';
import { cellModulePattern, linkCells, type Link } from './chain.ts';
import type { NotebookOutline } from './protocol.ts';

/** Where the engine reads texts. */
export interface Texts {
  /** The cell's text as it stands in the editor; `undefined` once it is closed. */
  cell(key: string): ts.IScriptSnapshot | undefined;
  /** The text of a file that is open with unsaved changes, with a version that changes with the text. */
  open(file: string): { readonly snapshot: ts.IScriptSnapshot; readonly version: string } | undefined;
}

/** What all notebooks of a process share. */
export interface Shared {
  readonly ts: TypeScript;
  readonly texts: Texts;
  readonly registry: ts.DocumentRegistry;
  /** Folder of the declarations of what the kernel preloads; see `ambient.d.ts` in it. */
  readonly types: string;
  /** Which files in `types/packages` the names of packages stand for. */
  readonly packages: Readonly<Record<string, string>>;
  /** Folder of TypeScript's own `lib.*.d.ts`. */
  readonly libraries: string;
  /** Patterns of the files from which no import is to be proposed: the inside of what the kernel preloads. */
  readonly inside: readonly string[];
}

/** One cell as a file of its notebook's program. */
export interface VirtualCell {
  readonly key: string;
  readonly file: string;
  readonly javascript: boolean;
  /** Length of what the user sees; what lies behind is ours. */
  readonly length: number;
  readonly names: CellNames;
  readonly borrowed: ReadonlyMap<string, Declaration>;
}

interface Cached {
  readonly text: string;
  readonly javascript: boolean;
  readonly names: CellNames;
}

/** The cells of one notebook as a TypeScript program of their own. */
export class NotebookProgram {
  readonly service: ts.LanguageService;
  readonly #shared: Shared;
  readonly #host: NotebookHost;
  #read: ReadonlyMap<string, Cached> = new Map();
  #outline: NotebookOutline;
  #cells: readonly VirtualCell[] = [];
  /** Of which names the links have been made: most keys that are typed change none. */
  #linked: readonly CellNames[] = [];
  #links: readonly Link[] = [];

  constructor(shared: Shared, outline: NotebookOutline) {
    this.#shared = shared;
    this.#outline = outline;
    this.#host = new NotebookHost(shared, outline.folder);
    this.service = shared.ts.createLanguageService(this.#host, shared.registry);
  }

  set outline(outline: NotebookOutline) {
    this.#outline = outline;
  }

  /** Makes failed imports be tried again. */
  forgetFailures(): void {
    this.#host.forget();
  }

  /** The user's preferences, with nothing of the kernel's inside among the imports that are proposed. */
  preferences(given: ts.UserPreferences = {}): ts.UserPreferences {
    const { autoImportFileExcludePatterns: excluded = [] } = given;
    return { ...given, autoImportFileExcludePatterns: [...excluded, ...this.#shared.inside] };
  }

  get cells(): readonly VirtualCell[] {
    return this.#cells;
  }

  /** Takes over what was typed since; to be called before each question to the service. */
  update(): void {
    const texts = this.#outline.cells.map(({ key }) => {
      const snapshot = this.#shared.texts.cell(key);
      return snapshot?.getText(0, snapshot.getLength()) ?? '';
    });
    const read = this.#outline.cells.map(({ key, javascript }, index) =>
      this.#readAgain(this.#read.get(key), texts[index] ?? '', javascript),
    );
    this.#read = new Map(this.#outline.cells.map(({ key }, index) => [key, read[index] as Cached]));
    const names = read.map((each) => each.names);
    if (names.length !== this.#linked.length || names.some((each, index) => each !== this.#linked[index]))
      this.#links = linkCells(names);
    this.#linked = names;
    const links = this.#links;
    this.#cells = this.#outline.cells.map(({ key, javascript }, index) => ({
      key,
      file: this.#file(key, javascript),
      javascript,
      length: texts[index]?.length ?? 0,
      names: names[index] as CellNames,
      borrowed: (links[index] as Link).borrowed,
    }));
    this.#host.setCells(
      this.#cells.map(({ file }, index) => [file, `${texts[index] ?? ''}${links[index]?.suffix ?? ''}`]),
    );
  }

  /** Whether a file belongs to what the kernel gives to cells, and not to the user. */
  isGiven(file: string): boolean {
    return this.#host.isOurs(file);
  }

  cellOfFile(file: string): VirtualCell | undefined {
    return this.#cells.find((cell) => cell.file === file);
  }

  cellOfKey(key: string): VirtualCell | undefined {
    return this.#cells.find((cell) => cell.key === key);
  }

  #readAgain(known: Cached | undefined, text: string, javascript: boolean): Cached {
    if (known?.text === text && known.javascript === javascript) return known;
    const names = readCell(this.#shared.ts, text, javascript);
    return { text, javascript, names: known && isDeepStrictEqual(known.names, names) ? known.names : names };
  }

  /** In the notebook's folder, so that relative imports mean what they mean in the kernel. */
  #file(key: string, javascript: boolean): string {
    const fragment = key.slice(key.lastIndexOf('#') + 1).replace(/[^\w]/g, '_');
    // The root of a disk is the one folder whose name ends with a slash.
    const folder = this.#outline.folder.replace(/\/$/, '');
    return `${folder}/${this.#outline.name}#${fragment}.${javascript ? 'js' : 'ts'}`;
  }
}

/** What the kernel tries for a relative import without an ending, beside what TypeScript does. */
const moreEndings = ['.mts', '.mjs', '.cjs', '/index.mts'];

interface File {
  readonly text: string;
  readonly version: string;
  readonly snapshot: ts.IScriptSnapshot;
}

class NotebookHost implements ts.LanguageServiceHost {
  readonly #shared: Shared;
  readonly #folder: string;
  readonly #options: ts.CompilerOptions;
  #cache: ts.ModuleResolutionCache;
  #files = new Map<string, File>();
  #retry = false;
  #versions = 0;

  constructor(shared: Shared, folder: string) {
    this.#shared = shared;
    this.#folder = folder;
    this.#options = optionsFor(shared.ts);
    this.#cache = this.#newCache();
  }

  setCells(cells: readonly (readonly [file: string, text: string])[]): void {
    const { ts } = this.#shared;
    const files = new Map<string, File>();
    for (const [name, text] of cells) {
      const known = this.#files.get(name);
      if (known?.text === text) files.set(name, known);
      // Counted over all files: a cell that went away and came back with another text is not to look unchanged.
      else files.set(name, { text, version: String(++this.#versions), snapshot: ts.ScriptSnapshot.fromString(text) });
    }
    this.#files = files;
  }

  forget(): void {
    this.#cache = this.#newCache();
    this.#retry = true;
  }

  /** True once after `forget`: the next program resolves every import of a cell anew. */
  hasInvalidatedResolutions = (file: string): boolean => this.#retry && this.#files.has(file);

  getCompilationSettings = (): ts.CompilerOptions => this.#options;
  getCurrentDirectory = (): string => this.#folder;
  getDefaultLibFileName = (options: ts.CompilerOptions): string =>
    `${this.#shared.libraries}/${this.#shared.ts.getDefaultLibFileName(options)}`;
  getScriptFileNames = (): string[] => [`${this.#shared.types}/ambient.d.ts`, ...this.#files.keys()];

  getScriptVersion = (file: string): string => {
    const cell = this.#files.get(file);
    if (cell) return cell.version;
    const open = this.#shared.texts.open(file);
    if (open) return open.version;
    // Declarations of packages do not change while one works; asking the disk about hundreds of them at each key would be felt.
    if (this.isOurs(file) || file.includes('/node_modules/')) return '1';
    return String(this.#shared.ts.sys.getModifiedTime?.(file)?.getTime() ?? 0);
  };

  getScriptSnapshot = (file: string): ts.IScriptSnapshot | undefined => {
    const cell = this.#files.get(file);
    if (cell) return cell.snapshot;
    const open = this.#shared.texts.open(file);
    if (open) return open.snapshot;
    const text = this.#shared.ts.sys.readFile(file);
    return text === undefined ? undefined : this.#shared.ts.ScriptSnapshot.fromString(text);
  };

  fileExists = (file: string): boolean => this.#files.has(file) || this.#shared.ts.sys.fileExists(file);
  readFile = (file: string, encoding?: string): string | undefined =>
    this.#files.get(file)?.text ?? this.#shared.ts.sys.readFile(file, encoding);
  directoryExists = (folder: string): boolean => this.#shared.ts.sys.directoryExists(folder);
  getDirectories = (folder: string): string[] => this.#shared.ts.sys.getDirectories(folder);
  readDirectory = (...query: Parameters<ts.System['readDirectory']>): string[] =>
    this.#shared.ts.sys.readDirectory(...query);
  realpath = (file: string): string => this.#shared.ts.sys.realpath?.(file) ?? file;
  useCaseSensitiveFileNames = (): boolean => this.#shared.ts.sys.useCaseSensitiveFileNames;

  resolveModuleNameLiterals = (
    literals: readonly ts.StringLiteralLike[],
    containing: string,
    redirected: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
    source: ts.SourceFile,
  ): readonly ts.ResolvedModuleWithFailedLookupLocations[] => {
    const { ts } = this.#shared;
    if (this.#files.has(containing)) this.#retry = false;
    return literals.map((literal) => {
      const index = cellModulePattern.exec(literal.text)?.[1];
      if (index !== undefined) return { resolvedModule: this.#cellModule(Number(index)) };
      // What is not shipped is not there for them, wherever they lie: Node's modules are declared, the rest is not to be seen.
      if (this.isOurs(containing) && !literal.text.startsWith('.'))
        return { resolvedModule: this.#packaged(literal.text) };
      const mode = ts.getModeForUsageLocation(source, literal, options);
      const resolve = (name: string) =>
        ts.resolveModuleName(name, containing, options, this, this.#cache, redirected, mode);
      const resolved = resolve(literal.text);
      if (resolved.resolvedModule || containing.includes('/node_modules/')) return resolved;
      if (!/^\.{0,2}\//.test(literal.text)) {
        const aliases = { ...options, ...this.#aliasesFor(containing) };
        return ts.resolveModuleName(literal.text, containing, aliases, this, undefined, redirected, mode);
      }
      return (
        moreEndings.map((ending) => resolve(literal.text + ending)).find((each) => each.resolvedModule) ?? resolved
      );
    });
  };

  /** Node's declarations are ours, whatever copy a package brings: two of them would contradict each other. */
  resolveTypeReferenceDirectiveReferences = (
    references: readonly (ts.FileReference | string)[],
    containing: string,
    redirected: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
  ): readonly ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations[] =>
    references.map((reference) => {
      const name = typeof reference === 'string' ? reference : reference.fileName;
      const own = this.#packaged(name);
      if (own) return { resolvedTypeReferenceDirective: { ...own, primary: true }, failedLookupLocations: [] };
      return this.#shared.ts.resolveTypeReferenceDirective(name, containing, options, this, redirected);
    });

  /** Of the nearest tsconfig.json the kernel follows the `paths`, and nothing else. */
  #aliasesFor(file: string): ts.CompilerOptions {
    const { ts } = this.#shared;
    const config = ts.findConfigFile(file.slice(0, file.lastIndexOf('/')), this.fileExists);
    if (config === undefined) return {};
    // It need not be known which files are the project's.
    const host = { ...ts.sys, readDirectory: () => [] };
    const given: unknown = ts.readConfigFile(config, this.readFile).config;
    const { options } = ts.parseJsonConfigFileContent(given, host, config.slice(0, config.lastIndexOf('/')));
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there are projects that have it
    const { paths, baseUrl, pathsBasePath } = options;
    return paths ? { paths, pathsBasePath: baseUrl ?? pathsBasePath } : {};
  }

  #cellModule(index: number): ts.ResolvedModuleFull | undefined {
    const file = [...this.#files.keys()][index];
    if (file === undefined) return undefined;
    const { Extension } = this.#shared.ts;
    return { resolvedFileName: file, extension: file.endsWith('.js') ? Extension.Js : Extension.Ts };
  }

  /** The packages that our declarations speak of are shipped with them. */
  #packaged(name: string): ts.ResolvedModuleFull | undefined {
    const file = this.#shared.packages[name];
    if (file === undefined) return undefined;
    const resolvedFileName = `${this.#shared.types}/packages/${file}`;
    return { resolvedFileName, extension: this.#shared.ts.Extension.Dts, isExternalLibraryImport: true };
  }

  isOurs(file: string): boolean {
    return file.startsWith(`${this.#shared.types}/`) || file.startsWith(`${this.#shared.libraries}/`);
  }

  #newCache(): ts.ModuleResolutionCache {
    return this.#shared.ts.createModuleResolutionCache(this.#folder, (name) => name, this.#options);
  }
}

/** Strict, except where strictness asks for annotations: cells are written to be run, not to be published. */
function optionsFor(ts: TypeScript): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: ['lib.esnext.d.ts'],
    types: [],
    strict: true,
    // With it an empty list or a `null` takes its type from what is put in later; what it asks for is not told.
    noImplicitAny: true,
    noImplicitThis: false,
    strictPropertyInitialization: false,
    useUnknownInCatchVariables: false,
    allowJs: true,
    allowImportingTsExtensions: true,
    allowNonTsExtensions: true,
    allowSyntheticDefaultImports: true,
    allowUnreachableCode: true,
    allowUnusedLabels: true,
    esModuleInterop: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  };
}
