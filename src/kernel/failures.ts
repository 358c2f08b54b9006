import { types } from 'node:util';
import { inspectValue } from './display.ts';
import { compilerHelpers } from './helpers.ts';
import type { CellError, Position } from './protocol.ts';

/** Frames of one error that are shown; a deeper stack says how many it leaves out. */
const mostFrames = 30;
const deepestCause = 5;

/** Finds where in the author's text a place of an evaluated script is; `undefined` for what no author wrote. */
export type Locate = (position: Position) => Position | undefined;

interface Context {
  readonly locate: Locate;
  /** Paths below this folder are the kernel's own and are not shown. */
  readonly ownFolder: string;
  readonly colors: boolean;
}

/**
 * Renders what a cell threw. Frames inside cells become lines that start with `Cell In[n], line m`, which VS Code's
 * own error renderer turns into links; frames of Node and of the kernel are left out.
 *
 * @param known the place of a syntax error, which has no frame
 */
export function renderFailure(thrown: unknown, context: Context, known?: Position, source?: string): CellError {
  if (!isError(thrown)) {
    const text = inspectValue(thrown, false, { depth: 2 });
    return { name: 'Uncaught', message: text, stack: `Uncaught ${text}${known ? `\n${cellFrame(known)}` : ''}` };
  }
  const { lines, position = known } = describe(thrown, context, known, source);
  const { name, message } = identity(thrown);
  return { name, message, stack: lines.join('\n'), ...(position && { position }) };
}

/** Also what was made an error by hand, or comes from another thread. Of a proxy only the outside is looked at. */
function isError(value: unknown): value is Error {
  return types.isNativeError(value) || (!types.isProxy(value) && value instanceof Error);
}

function describe(
  error: Error,
  context: Context,
  known: Position | undefined,
  source: string | undefined,
  outer: readonly unknown[] = [],
): { lines: string[]; position?: Position | undefined } {
  const { name, message } = identity(error);
  const lines = [message ? `${name}: ${message}` : name];
  const frames = known ? [] : parseFrames(error, context);
  if (known) {
    lines.push(cellFrame(known));
    const text = source?.split('\n')[known.line - 1];
    if (text !== undefined && text.length < 500) lines.push(`      ${text}`, `      ${' '.repeat(known.column - 1)}^`);
  }
  lines.push(...frames.slice(0, mostFrames).map((frame) => frame.text));
  if (frames.length > mostFrames) lines.push(`    ... ${frames.length - mostFrames} more`);
  const fields = ownFields(error);
  if (fields) lines.push(fields);
  if (outer.length < deepestCause) {
    const told = [...outer, error];
    const tell = (inner: unknown) => {
      if (told.includes(inner)) return ['[Circular]'];
      if (isError(inner)) return describe(inner, context, undefined, undefined, told).lines;
      return inspectValue(inner, false, { depth: 2 }).split('\n');
    };
    for (const [label, inner] of innerErrors(error)) {
      const text = tell(inner);
      lines.push(`  ${label}: ${text[0] ?? ''}`, ...text.slice(1).map((line) => `  ${line}`));
    }
  }
  return { lines, position: frames.find((frame) => frame.position)?.position };
}

/** An error's own name and message can be getters, proxies or anything else: never let them throw. */
function identity(error: Error): { name: string; message: string } {
  try {
    const { name = 'Error', message } = error as { name?: unknown; message: unknown };
    return { name: String(name) || 'Error', message: String(message) };
  } catch {
    return { name: 'Error', message: '(its message cannot be read)' };
  }
}

/** No getter is run for it. */
function innerErrors(error: Error): [string, unknown][] {
  const { cause, errors, error: last, suppressed } = Object.getOwnPropertyDescriptors(error) as PropertyDescriptorMap;
  const inner: [string, unknown][] = cause && 'value' in cause ? [['Cause', cause.value]] : [];
  if (Array.isArray(errors?.value)) errors.value.slice(0, 10).forEach((each) => inner.push(['Of', each]));
  if (last && suppressed) inner.push(['Error', last.value], ['Suppressed', suppressed.value]);
  return inner;
}

const toldApart = new Set(['cause', 'errors', 'name', 'place']);

function ownFields(error: Error): string | undefined {
  const shown = Object.entries(Object.getOwnPropertyDescriptors(error)).filter(
    ([key, property]) => property.enumerable && 'value' in property && !toldApart.has(key),
  );
  if (shown.length === 0) return undefined;
  const fields = Object.fromEntries(shown.map(([key, property]) => [key, property.value as unknown]));
  return `    ${inspectValue(fields, false, { depth: 1 }).replaceAll('\n', '\n    ')}`;
}

interface Frame {
  readonly text: string;
  readonly position?: Position;
}

const cellPlace = /\bIn\[(\d+)\]:(\d+):(\d+)/;

function parseFrames(error: Error, { locate, ownFolder }: Context): Frame[] {
  let stack: unknown;
  try {
    stack = error.stack;
  } catch {
    return [];
  }
  if (typeof stack !== 'string') return [];
  const frames: Frame[] = [];
  // A message of several lines may tell of another error, with its frames.
  const { message } = identity(error);
  const told = message.includes('\n') ? stack.indexOf(message) : -1;
  for (const line of stack.slice(told < 0 ? 0 : told + message.length).split('\n')) {
    if (!/^\s+at /.test(line)) continue;
    const place = cellPlace.exec(line);
    const caller = /^\s+at (?:async )?(.*?) \(/.exec(line)?.[1];
    if (caller !== undefined && compilerHelpers.has(caller)) continue;
    if (place) {
      const position = locate({ cell: Number(place[1]), line: Number(place[2]), column: Number(place[3]) });
      if (position) frames.push({ position, text: cellFrame(position, caller) });
    } else if (isUsersFrame(line, ownFolder)) {
      frames.push({ text: `    ${line.trim().replace('file://', '')}` });
    }
  }
  return frames;
}

function isUsersFrame(line: string, ownFolder: string): boolean {
  return (
    !/\((?:node:|native|<anonymous>)|at (?:async )?node:|<anonymous>\)?$|^\s+at new Promise /.test(line) &&
    !line.includes(ownFolder) &&
    !/\bImporter\./.test(line)
  );
}

function cellFrame({ cell, line, column }: Position, caller?: string): string {
  return `    Cell In[${cell}], line ${line}, column ${column}${caller ? `, in ${caller}` : ''}`;
}
