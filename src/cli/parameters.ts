import { Script } from 'node:vm';
import { decimal } from '../margin/decimal.ts';
import { codeCell, hasTag, sourceOf, type Cell, type Notebook } from './ipynb.ts';
import { UsageError } from './usage.ts';

/** The value of a parameter, as it stands in a cell: a literal of JavaScript. */
export type Parameter = string;

/**
 * Reads `NAME=VALUE`. The value is JSON where it is JSON, else text.
 * @throws UsageError
 */
export function parseParameter(given: string): [name: string, value: Parameter] {
  const [, name, value] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)=([^]*)$/u.exec(given) ?? [];
  if (name === undefined || value === undefined) throw new UsageError(`--set takes NAME=VALUE, not "${given}".`);
  if (!canBeDeclared(name)) throw new UsageError(`--set ${name}: no variable can have that name.`);
  return [name, literal(value)];
}

const constants = new Set(['undefined', 'NaN', 'Infinity']);

/** Not the words of the language: only compiling tells for certain which those are. */
function canBeDeclared(name: string): boolean {
  try {
    new Script(`'use strict'; async () => { let ${name}; };`);
    return !constants.has(name);
  } catch {
    return false;
  }
}

function literal(value: string): Parameter {
  try {
    return JSON.stringify(JSON.parse(value, exactly));
  } catch {
    return JSON.stringify(value);
  }
}

/** A number that a double would round stays text: an amount or the number of an order must not change on its way. */
function exactly(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  return Number.isFinite(value) && decimal(source).eq(decimal(String(value))) ? value : source;
}

/**
 * What is doubtful about the parameters: nothing reads a name that is misspelt, and a cell that defines the name again
 * undoes it.
 */
export function doubtsAbout(notebook: Notebook, parameters: ReadonlyMap<string, Parameter>): string[] {
  const code = notebook.cells.filter((cell) => cell.cell_type === 'code' && !hasTag(cell, 'injected-parameters'));
  const tagged = code.find((cell) => hasTag(cell, 'parameters'));
  const mentions = (cell: Cell, name: string) =>
    new RegExp(`(^|[^\\p{ID_Continue}$.])${escaped(name)}(?![\\p{ID_Continue}$])`, 'u').test(sourceOf(cell));
  const defines = (cell: Cell, name: string) =>
    new RegExp(`\\b(const|let|var)\\s([^;]*,)?\\s*${escaped(name)}\\s*[:=]`).test(sourceOf(cell));
  return [...parameters.keys()].flatMap((name) => {
    if (!code.some((cell) => mentions(cell, name))) return [`--set ${name}: no cell mentions ${name}.`];
    if (!code.some((cell) => cell !== tagged && defines(cell, name))) return [];
    return [
      `--set ${name}: a cell that is not tagged "parameters" defines ${name} again, and that holds from there on.`,
    ];
  });
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}

/**
 * Adds a cell that defines the parameters, as papermill does: after the tagged cell, whose definitions it replaces, or
 * before all cells. Where an earlier run has left such a cell, the new one takes its place.
 */
export function injectParameters(notebook: Notebook, parameters: ReadonlyMap<string, Parameter>): void {
  if (parameters.size === 0) return;
  // A cell may count one up: `let`, whatever the tagged cell says.
  const lines = [...parameters].map(([name, value]) => `let ${name} = ${value};`);
  const taken = new Set(notebook.cells.flatMap(({ id }) => id ?? []));
  const injected = codeCell(['// Parameters', ...lines].join('\n'), 'injected-parameters', taken);
  const former = notebook.cells.findIndex((cell) => hasTag(cell, 'injected-parameters'));
  if (former >= 0) notebook.cells.splice(former, 1, injected);
  else notebook.cells.splice(notebook.cells.findIndex((cell) => hasTag(cell, 'parameters')) + 1, 0, injected);
}
