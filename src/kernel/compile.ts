import { SourceMap } from 'node:module';
import type { Program } from 'acorn';
import { transform, type Options } from 'sucrase';
import { Edits } from './edits.ts';
import { endLoopsOfAwaits, mayLoopOverAwaits } from './loops.ts';
import { mayUseModules, rewriteModuleSyntax } from './modules.ts';
import {
  assignInstead,
  assignToBothKinds,
  beginAnew,
  freeConstants,
  mayMerge,
  mayTouchConstants,
  reconcileDeclarations,
  type Declared,
} from './redeclare.ts';
import type { Language } from './protocol.ts';
import { mayRunTogether } from './seams.ts';
import { isScript, parseScript } from './syntax.ts';

/** A place in a text, counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** TypeScript turned into JavaScript that stands on the same lines. */
export interface Stripped {
  readonly code: string;
  /** Asked only when something failed, so it may be slow. `undefined` for what no author wrote: the compiler's helpers. */
  readonly original: (place: Place) => Place | undefined;
}

/**
 * What is compiled: a cell of TypeScript, one of JavaScript, or a file of the workspace. An import that a cell does not
 * use may be used by the next; of a file, it is taken to be of a type.
 */
export type Unit = 'cell' | 'script' | 'file';

/** The full TypeScript compiler: slow to load, needed for what stripping types cannot do. */
export interface Compiler {
  transpile(code: string, unit: Unit): Stripped | SyntaxFailure;
}

export interface SyntaxFailure {
  readonly message: string;
  readonly place: Place;
}

/** A cell that does not parse. */
export class CellSyntaxError extends SyntaxError {
  override readonly name = 'SyntaxError';
  readonly place: Place;
  constructor(message: string, place: Place) {
    super(message);
    this.place = place;
  }
}

/** What earlier cells have declared, as far as it matters to the next. */
export interface Names {
  /** Constants; {@link compileCell} brings it up to date. */
  readonly constants: Set<string>;
  /** Given when V8 refused a redeclaration. */
  readonly declared?: Declared;
  /** Given when the cell may have code evaluated: see {@link assignInstead}. */
  readonly assignable?: ReadonlySet<string>;
}

function sucraseOptions(unit: Unit): Options {
  return bare({ transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: unit !== 'file' });
}

/** Sucrase refuses options that it does not know, such as those that a cell has given to every object. */
function bare<T extends object>(options: T): T {
  return Object.setPrototypeOf(options, null) as T;
}

/** Decorators, `accessor` and, at the top level or in an older Node, `using`. A false alarm only costs time. */
const newerThanV8 = new RegExp(
  [
    String.raw`(?:^|[;{}(,=>?:]|\b(?:export|default|return|extends))\s*@[\w$(]`,
    String.raw`\busing\s+[\w$]+\s*[:=]`,
    String.raw`\baccessor\s+[\w$#["']`,
  ].join('|'),
  'm',
);

/** Enums in which texts are computed, and those with a member of their own name: Sucrase gets them wrong. */
const intricateEnum = [
  String.raw`\benum\s+[^\s{]+\s*\{(?=[^}]*['"\x60])[^}]*=\s*(?:[A-Za-z_$(<\x60]|(['"])(?:(?!\1).)*\1\s*[^\s,}])`,
  String.raw`\benum\s+([^\s{]+)\s*\{[^}]*\b\2\s*[,=}]`,
].join('|');

/** What needs more than its types removed. */
const needsCompiler = new RegExp(
  [intricateEnum, newerThanV8.source, String.raw`\b(?:namespace|module)\s+[\w$.]+\s*\{`].join('|'),
  'm',
);

/** A class with such has their fields first, before its other ones; Sucrase adds them last. */
const parameterProperty = /\bconstructor\s*\([^)]*\b(?:public|private|protected|readonly)\s+[\w$]/;
const initializedField =
  /(?:^|[{;])\s*(?:(?:public|private|protected|readonly|static|override)\s+)*[\w$#]+[?!]?\s*(?::[^;={}()\n]+)?=[^=>]/m;

/**
 * From what a user wrote to what V8's REPL mode evaluates.
 *
 * @param compiler the TypeScript compiler, for what needs more than its types removed
 * @throws CellSyntaxError with the place in `source`
 */
export function compileCell(source: string, language: Language, compiler: Compiler, names: Names): Stripped {
  // A line for the shell is none to any parser behind a byte order mark.
  const text = source.replace(/^\uFEFF(?=#!)/, '').replace(/\r\n?/g, '\n');
  const strip = (code: string) =>
    language === 'javascript' ? script(code, compiler) : stripTypes(code, compiler, 'cell');
  return rewrite(asObjectLiteral(text, language) ?? strip(text), names);
}

/** @throws CellSyntaxError */
function script(code: string, compiler: Compiler): Stripped {
  return newerThanV8.test(code) ? compileWith(compiler, code, 'script') : plain(code);
}

function plain(code: string): Stripped {
  return { code, original: (place) => place };
}

/** @throws CellSyntaxError */
export function stripTypes(code: string, compiler: Compiler, unit: Unit): Stripped {
  const ordersFields = parameterProperty.test(code) && initializedField.test(code);
  if (!ordersFields && !needsCompiler.test(code)) {
    try {
      const stripped = stripByWords(code, unit);
      if (!mayRunTogether(code, stripped.code)) return stripped;
    } catch {
      // Sucrase gives up on some valid code, and its messages are terse: the compiler decides.
    }
  }
  return compileWith(compiler, code, unit);
}

/** @throws CellSyntaxError */
function compileWith(compiler: Compiler, code: string, unit: Unit): Stripped {
  const result = compiler.transpile(code, unit);
  if ('message' in result) throw new CellSyntaxError(result.message, result.place);
  return result;
}

/** A module of JavaScript as one that can be required, on the same lines. */
export function asCommonJs(code: string): string {
  return transform(code, bare({ transforms: ['imports'], disableESTransforms: true })).code;
}

/** @throws SyntaxError, also for some code that is valid */
function stripByWords(code: string, unit: Unit): Stripped {
  const options = sucraseOptions(unit);
  const find = throughMap(() => mapOf(code, options));
  return { code: transform(code, options).code, original: (place) => find(place) ?? place };
}

function mapOf(code: string, options: Options): unknown {
  const sourceMapOptions = bare({ compiledFilename: 'cell.js' });
  return transform(code, bare({ ...options, filePath: 'cell.ts', sourceMapOptions })).sourceMap;
}

/**
 * Finds places through a source map, `undefined` for one before all that the map knows.
 *
 * @param makeMap called once, when the first place is looked for
 */
export function throughMap(makeMap: () => unknown): (place: Place) => Place | undefined {
  let map: SourceMap | undefined;
  return ({ line, column }) => {
    map ??= new SourceMap(makeMap() as ConstructorParameters<typeof SourceMap>[0]);
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalLine' in entry)) return undefined;
    const sameToken = entry.generatedLine === line - 1 ? column - 1 - entry.generatedColumn : 0;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 + sameToken };
  };
}

/**
 * `{ a: 1 }` alone is an object to everybody but the grammar, which sees a block: as other REPLs do, try the object. Most
 * often a block is one, for which the compiler, with its 70 MB, need not be asked.
 */
function asObjectLiteral(code: string, language: Language): Stripped | undefined {
  if (!/^(?:\s|\/\/.*\n|\/\*[^]*?\*\/)*\{/.test(code) || /;\s*$/.test(code)) return undefined;
  try {
    const bracketed = `(${code}\n)`;
    const stripped = language === 'javascript' ? plain(bracketed) : stripByWords(bracketed, 'cell');
    if (!isScript(stripped.code)) return undefined;
    return {
      code: stripped.code,
      original: (place) => {
        const found = stripped.original(place);
        return found?.line === 1 ? { line: 1, column: Math.max(1, found.column - 1) } : found;
      },
    };
  } catch {
    return undefined;
  }
}

function rewrite(stripped: Stripped, { constants, declared, assignable }: Names): Stripped {
  const modules = mayUseModules(stripped.code);
  const loops = mayLoopOverAwaits(stripped.code);
  const merges = mayMerge(stripped.code);
  const touches = modules || loops || merges || declared || assignable;
  if (!touches && !mayTouchConstants(stripped.code, constants)) return stripped;
  let program: Program;
  try {
    program = parseScript(stripped.code);
  } catch (error) {
    // V8 words its complaints better, but of a cell with imports it would only say that a script has none.
    if (/^\s*(?:import|export)\b/m.test(stripped.code)) throw asCellError(error, stripped);
    return stripped;
  }
  const edits = new Edits(stripped.code);
  const replaced = assignable
    ? assignInstead(program, edits, assignable)
    : declared && assignToBothKinds(program, edits, declared);
  freeConstants(program, edits, constants, declared?.global, replaced);
  if (merges) beginAnew(program, edits);
  if (modules) rewriteModuleSyntax(program, stripped.code, edits, { global: declared?.global, assignable });
  if (loops) endLoopsOfAwaits(program, edits);
  if (declared) reconcileDeclarations(program, edits, declared, replaced);
  return {
    code: edits.apply(),
    original: ({ line, column }) => stripped.original({ line, column: edits.oldColumn(line - 1, column - 1) + 1 }),
  };
}

function asCellError(error: unknown, stripped: Stripped): unknown {
  if (!(error instanceof SyntaxError) || !('loc' in error)) return error;
  const loc = error.loc as { line: number; column: number };
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  const place = { line: loc.line, column: loc.column + 1 };
  return new CellSyntaxError(message, stripped.original(place) ?? place);
}
