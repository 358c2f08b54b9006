import { types } from 'node:util';
import { tableBundle } from '../frames/tables.ts';
import { inspectValue } from './display.ts';
import type { Evaluator } from './evaluator.ts';
import type { MimeBundle, Variable } from './protocol.ts';

/** What the variables view shows: the names that cells have declared. No getter is run for it. */
export function listVariables(evaluator: Evaluator): Variable[] {
  return [...new Set(evaluator.declaredNames())].map((name) => {
    const value = evaluator.valueOf(name);
    const shape = shapeOf(value);
    const short = previewOf(value).replace(/\s+/g, ' ');
    return {
      name,
      type: typeOf(value),
      ...(shape !== undefined && { shape }),
      preview: short.length > 120 ? `${short.slice(0, 119)}…` : short,
    };
  });
}

function previewOf(value: unknown): string {
  return (
    columnsOf(value)?.join(', ') ??
    inspectValue(value, false, { depth: 1, breakLength: Infinity, maxArrayLength: 8, maxStringLength: 80 })
  );
}

/** The names of a DataFrame's columns, which tell more of it than what it keeps inside. */
function columnsOf(value: unknown): string[] | undefined {
  if (typeOf(value) !== 'DataFrame') return undefined;
  const columns = ownValue(value as object, '$columns');
  return Array.isArray(columns) && columns.every((each) => typeof each === 'string') ? columns : undefined;
}

/** A declared value at length: as a table where it is one, else as text. No getter is run for it. */
export function showVariable(evaluator: Evaluator, name: string): MimeBundle | undefined {
  // Only names: reading anything else would be evaluating it.
  if (!evaluator.declaredNames().includes(name)) return undefined;
  const value = evaluator.valueOf(name);
  const table = typeof value === 'object' && value !== null && !types.isProxy(value) ? tableBundle(value) : undefined;
  if (table) return table as unknown as MimeBundle;
  return { data: { 'text/plain': inspectValue(value, false, { depth: 8, maxArrayLength: 1000 }) } };
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'function')
    return /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
  if (typeof value !== 'object') return typeof value;
  if (types.isProxy(value)) return 'Proxy';
  const constructor = ownValue(Object.getPrototypeOf(value) as object | null, 'constructor');
  const name = typeof constructor === 'function' ? ownValue(constructor, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name : 'object';
}

/** A property that is a value of the object's own; one that would have to be computed, by a getter or a trap, is none. */
function ownValue(object: object | null, key: string): unknown {
  return object === null || types.isProxy(object) ? undefined : Object.getOwnPropertyDescriptor(object, key)?.value;
}

function shapeOf(value: unknown): string | undefined {
  if (typeof value === 'string') return `${value.length} characters`;
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return undefined;
  if (Array.isArray(value) || types.isTypedArray(value)) return String(value.length);
  if (types.isMap(value) || types.isSet(value)) return String(value.size);
  const rows: unknown = (Object.getOwnPropertyDescriptor(value, '$index')?.value as unknown[] | undefined)?.length;
  const columns: unknown = (Object.getOwnPropertyDescriptor(value, '$columns')?.value as unknown[] | undefined)?.length;
  return typeof rows === 'number' && typeof columns === 'number' ? `${rows} × ${columns}` : undefined;
}
