import { fileURLToPath } from 'node:url';
import type { Place } from './compile.ts';

/** Frames that an error remembers; V8's own 10 are soon used up by a library. */
const mostFrames = 50;

const cellScript = /^In\[\d+\]$/;

/** Node's types leave out that a frame prints itself. */
type Frame = NodeJS.CallSite & { toString(): string };

/**
 * Makes errors that cells print or keep end their stacks at the cell: what called the cell is the kernel, whose frames
 * say nothing to its user.
 *
 * @param ownFolder where the kernel's files are
 * @param original finds what the author of a compiled file wrote
 */
export function trimStacks(ownFolder: string, original: (path: string, place: Place) => Place | undefined): void {
  Error.stackTraceLimit = mostFrames;
  Error.prepareStackTrace = (error, frames: readonly Frame[]) => {
    const isOwn = (frame: Frame) => frame.getFileName()?.replace('file://', '').startsWith(ownFolder) ?? false;
    // What cells call of the kernel's, `require` say, stands above them; what calls them, below.
    const cell = frames.findLastIndex((frame) => cellScript.test(frame.getScriptNameOrSourceURL() ?? ''));
    const own = frames.findIndex((frame, at) => at > cell && isOwn(frame));
    const inspector = frames.findIndex((frame, at) => at > cell && frame.getFileName() === 'node:inspector');
    const end = own < 0 ? frames.length : inspector >= 0 && inspector < own ? inspector : own;
    // A stack that is the kernel's from its top was asked for by the kernel: an answer to a call, say.
    const shown = end === 0 ? frames : frames.slice(0, end).filter((frame) => !isOwn(frame));
    return [headline(error), ...shown.map((frame) => `    at ${inSource(frame, original)}`)].join('\n');
  };
}

function inSource(frame: Frame, original: (path: string, place: Place) => Place | undefined): string {
  const text = frame.toString();
  const url = frame.getFileName() ?? '';
  const [file = ''] = url.split('?');
  if (!/\.[mc]?ts$/.test(file)) return text;
  const ran = { line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
  const { line, column } = original(file.startsWith('file:') ? fileURLToPath(file) : file, ran) ?? ran;
  return text.replace(`${url}:${ran.line}:${ran.column}`, `${file}:${line}:${column}`);
}

function headline(error: Error): string {
  try {
    // `console.trace` asks for the stack of an object that is no error, yet has its name and message.
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}
