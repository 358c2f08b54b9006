import type { Stripped } from './compile.ts';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * A source map from the lines of an evaluated script to those of its cell, as a `data:` URL. A debugger needs no columns,
 * and compiled lines are nearly always the cell's own.
 *
 * @param file absolute path under which the debugger knows the cell
 */
export function lineMap(script: Stripped, file: string): string {
  let previous = 0;
  const lines = script.code.split('\n').map((_, index) => {
    const line = (script.original({ line: index + 1, column: 1 })?.line ?? 1) - 1;
    const segment = [0, 0, line - previous, 0].map(encode).join('');
    previous = line;
    return segment;
  });
  const map = { version: 3, sources: [file], names: [], mappings: lines.join(';') };
  return `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
}

/** A base 64 variable-length quantity: the sign last, five bits a digit, least significant first. */
function encode(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += digits.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}
