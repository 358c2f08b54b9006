import { Session } from 'node:inspector';
import { types } from 'node:util';
import { promiseHooks } from 'node:v8';
import { InterruptedError, type Cell, type Cells } from './cells.ts';
import { CellSyntaxError, compileCell, type Compiler, type Stripped } from './compile.ts';
import { compilerHelpers } from './helpers.ts';
import { LastMatch } from './last-match.ts';
import { lineMap } from './line-map.ts';
import type { Language, Position } from './protocol.ts';
import { mayEvaluate, type Declared } from './redeclare.ts';

/** How a run of a cell ended. */
export type Evaluation =
  | { readonly outcome: 'ok'; readonly value: unknown }
  | { readonly outcome: 'error'; readonly error: unknown; readonly position?: Position }
  | { readonly outcome: 'interrupted' };

interface RemoteObject {
  readonly type: string;
  readonly subtype?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
  readonly objectId?: string;
}

interface EvaluateReply {
  readonly result: RemoteObject;
  readonly exceptionDetails?: ExceptionDetails;
}

interface ExceptionDetails {
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly exception?: RemoteObject;
}

type ReplPromise = Promise<{ readonly [replResult]: unknown }>;

/** V8 wraps a script's last value under this key, lest the promise that carries it unwraps a thenable. */
const replResult = '.repl_result';

/** The name of a cell's script in stacks. */
export function scriptName(cell: number): string {
  return `In[${cell}]`;
}

/**
 * Evaluates cells in V8's own REPL mode: the engine gives redeclaration, top-level await and the last value.
 *
 * The inspector session belongs to the thread it evaluates on. (From another thread, `terminateExecution` would queue
 * behind the evaluation that it should end.)
 */
export class Evaluator {
  readonly #session = new Session();
  readonly #cells: Cells;
  readonly #compiler: Compiler;
  readonly #sources = new Map<number, Stripped>();
  readonly #builtIn = new Set([...Object.getOwnPropertyNames(globalThis), ...compilerHelpers]);
  readonly #constants = new Set<string>();
  readonly #lastMatch = new LastMatch();
  /** Promises of cells that are running, or were interrupted and may never settle. */
  readonly #held = new Set<ReplPromise>();
  /** Id of a function that V8 can be told to call. */
  readonly #receiver: string;
  #received: unknown;

  constructor(cells: Cells, compiler: Compiler) {
    this.#cells = cells;
    this.#compiler = compiler;
    this.#session.connect();
    this.#receiver = this.#export((value: unknown) => {
      this.#received = value;
    });
  }

  /** After an interrupt the promise may stay pending for ever: a loop that is cut after an `await` never settles. */
  async evaluate(cell: Cell, code: string, language: Language, debugFile?: string): Promise<Evaluation> {
    const constants = this.#constants;
    try {
      const names = { constants, ...(mayEvaluate(code) && { assignable: this.#declared().lexical }) };
      const first = await this.#post(cell, compileCell(code, language, this.#compiler, names), debugFile);
      if (!isRedeclaration(first)) return first;
      const declared = this.#declared();
      return await this.#post(cell, compileCell(code, language, this.#compiler, { constants, declared }), debugFile);
    } catch (error) {
      if (error instanceof CellSyntaxError)
        return { outcome: 'error', error, position: { cell: cell.number, ...error.place } };
      throw error;
    }
  }

  /** Ends the script that is running, from within it. */
  terminate(): void {
    this.#session.post('Runtime.terminateExecution');
  }

  /** Where in the cell, as its author wrote it, a place in the evaluated script is; nowhere if the author did not write it. */
  originalPosition({ cell, line, column }: Position): Position | undefined {
    const source = this.#sources.get(cell);
    const place = source ? source.original({ line, column }) : { line, column };
    return place && { cell, ...place };
  }

  /** What cells have declared at their top level. */
  declaredNames(): string[] {
    // Of what was built in nothing is asked: some of it Node would load for that.
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => !this.#builtIn.has(name));
    return [...names.filter((name) => isDeclared(name, false)), ...this.#declared().lexical];
  }

  /** Reads a declared name; `undefined` for one that its cell did not come to initialize, or that a getter would compute. */
  valueOf(name: string): unknown {
    const computed = Object.getOwnPropertyDescriptor(globalThis, name)?.get !== undefined;
    // What a cell has declared by `const` stands before a global of that name, such as the `_` of the kernel.
    if (computed && !this.#declared().lexical.has(name)) return undefined;
    let reply: EvaluateReply | undefined;
    const parameters = { expression: name, silent: true, objectGroup: 'read' };
    this.#session.post('Runtime.evaluate', parameters, (_error, result) => {
      reply = result as EvaluateReply | undefined;
    });
    const value = reply && !reply.exceptionDetails ? this.#localValue(reply.result) : undefined;
    this.#forget('read');
    return value;
  }

  async #post(cell: Cell, stripped: Stripped, debugFile: string | undefined): Promise<Evaluation> {
    this.#sources.set(cell.number, stripped);
    const map = debugFile === undefined ? '' : `\n//# sourceMappingURL=${lineMap(stripped, debugFile)}`;
    const expression = `${stripped.code}\n//# sourceURL=${scriptName(cell.number)}${map}`;
    if (this.#cells.isInterrupted(cell)) return { outcome: 'interrupted' };
    const { promise, details } = this.#cells.run(cell, () => this.#start(expression));
    if (details) return this.#refusal(cell, details);
    if (!promise) return { outcome: 'interrupted' };
    try {
      return { outcome: 'ok', value: (await promise)[replResult] };
    } catch (error) {
      return InterruptedError.is(error) ? { outcome: 'interrupted' } : { outcome: 'error', error };
    } finally {
      this.#lastMatch.save();
      this.#held.delete(promise);
    }
  }

  /**
   * Starts the script and catches the promise that V8's REPL mode makes for it. The inspector would await that promise
   * too, but holds it weakly: Node dies when a promise that never settles is collected as garbage, so keep it.
   *
   * @returns nothing when the script was terminated
   */
  #start(expression: string): { promise?: ReplPromise; details?: ExceptionDetails } {
    this.#forget('cell');
    const started: { promise?: ReplPromise; details?: ExceptionDetails } = {};
    const stop = promiseHooks.onInit((created) => {
      stop();
      started.promise = created as ReplPromise;
    }) as () => void;
    const parameters = { expression, replMode: true, silent: true, objectGroup: 'cell' };
    let listening = true;
    this.#lastMatch.restore();
    this.#session.post('Runtime.evaluate', parameters, (failure, reply) => {
      // A rejection is told later, and through the promise itself.
      if (!listening) return;
      if (failure) delete started.promise;
      const details = (reply as EvaluateReply | undefined)?.exceptionDetails;
      if (details) started.details = details;
    });
    listening = false;
    stop();
    if (started.promise) this.#held.add(started.promise);
    return started;
  }

  /** The inspector keeps every object alive that it has told of, for as long as nobody tells it to let go. */
  #forget(objectGroup: 'cell' | 'read'): void {
    this.#session.post('Runtime.releaseObjectGroup', { objectGroup });
  }

  #refusal(cell: Cell, details: ExceptionDetails): Evaluation {
    const error = details.exception && this.#localValue(details.exception);
    const place = { line: details.lineNumber + 1, column: details.columnNumber + 1 };
    // What is missing at the end, V8 misses after the end, in what names the script.
    const lines = this.#sources.get(cell.number)?.code.split('\n') ?? [];
    if (place.line > lines.length)
      Object.assign(place, { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 });
    const position = this.originalPosition({ cell: cell.number, ...place });
    return { outcome: 'error', error, ...(position && { position }) };
  }

  #declared(): Declared {
    const lexical = new Set<string>();
    this.#session.post('Runtime.globalLexicalScopeNames', {}, (_error, reply) => {
      reply.names.forEach((name) => lexical.add(name));
    });
    return { lexical, global: { has: (name) => isDeclared(name, this.#builtIn.has(name)) } };
  }

  /** Marks what the kernel has put into the global scope as not declared by cells. */
  hideGlobals(): void {
    Object.getOwnPropertyNames(globalThis).forEach((name) => this.#builtIn.add(name));
  }

  /** Loads code of the kernel's own in the midst of a cell; what it leaves in the global scope no cell has declared. */
  loadHidden<T>(load: () => T): T {
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    const loaded = load();
    for (const name of Object.getOwnPropertyNames(globalThis)) if (!before.has(name)) this.#builtIn.add(name);
    return loaded;
  }

  /** The protocol hands out objects by id; a function that V8 is told to call with one brings back the object itself. */
  #export(exported: (value: unknown) => void): string {
    const key = '__exported__';
    Object.defineProperty(globalThis, key, { value: exported, configurable: true });
    let id = '';
    this.#session.post('Runtime.evaluate', { expression: key }, (_error, reply) => {
      id = reply.result.objectId ?? '';
    });
    Reflect.deleteProperty(globalThis, key);
    return id;
  }

  #localValue(object: RemoteObject): unknown {
    if (object.objectId === undefined) return primitive(object);
    this.#session.post('Runtime.callFunctionOn', {
      objectId: this.#receiver,
      functionDeclaration: 'function (value) { this(value); }',
      arguments: [{ objectId: object.objectId }],
      silent: true,
    });
    const value = this.#received;
    this.#received = undefined;
    return value;
  }
}

function primitive({ type, value, unserializableValue }: RemoteObject): unknown {
  if (unserializableValue === undefined) return value;
  return type === 'bigint' ? BigInt(unserializableValue.slice(0, -1)) : Number(unserializableValue);
}

/**
 * Whether a property of the global object is a name that `var` or `function` has declared, or could declare anew: one that
 * cannot be assigned is none. A function that takes the name of what was built in can, unlike that, not be deleted.
 */
function isDeclared(name: string, builtIn: boolean): boolean {
  const property = Object.getOwnPropertyDescriptor(globalThis, name);
  const assignable = property?.writable === true || property?.set !== undefined;
  return assignable && !(builtIn && property.configurable);
}

function isRedeclaration(evaluation: Evaluation): boolean {
  return (
    evaluation.outcome === 'error' &&
    types.isNativeError(evaluation.error) &&
    evaluation.error instanceof SyntaxError &&
    /^Identifier '.*' has already been declared$/.test(evaluation.error.message)
  );
}
