import { guarded, putAscii, putNumber, putPlainText } from './digits.ts';
import { toCell } from './kinds.ts';

/**
 * CSV as RFC 4180 has it, for spreadsheets and databases alike: fields quoted where needed, lines ended by CRLF, times
 * as ISO 8601, missing values empty. Text that a spreadsheet would run as a formula gets an apostrophe before it.
 * @param rows how many rows, or the places of the rows to write
 * @param separator ASCII, without quotes and line ends
 * @throws RangeError when the separator is none
 */
export function toCsv(
  names: readonly string[],
  columns: readonly (readonly unknown[])[],
  rows: number | Uint32Array,
  separator = ',',
): string {
  if (!/^[\t !#-~]+$/.test(separator))
    throw new RangeError(
      `${JSON.stringify(separator)} cannot separate fields: use a comma, a semicolon or a tab, say.`,
    );
  const length = typeof rows === 'number' ? rows : rows.length;
  const parts = [`${names.map((name) => heading(name, separator, names.length === 1)).join(separator)}\r\n`];
  const longestRow = columns.length * (3 * longestField + separator.length) + 2;
  const bytes = new Uint8Array(Math.max(room, longestRow));
  const separating = separator.charCodeAt(0);
  let at = 0;
  const flush = () => {
    if (at > 0) parts.push(decoder.decode(bytes.subarray(0, at)));
    at = 0;
  };
  for (let row = 0; row < length; row++) {
    const place = typeof rows === 'number' ? row : (rows[row] as number);
    if (bytes.length - at < longestRow) flush();
    for (let column = 0; column < columns.length; column++) {
      if (column > 0) at = putAscii(bytes, at, separator);
      const value = (columns[column] as readonly unknown[])[place];
      if (value === null || value === undefined || Number.isNaN(value)) continue;
      let behind = -1;
      if (typeof value === 'number') behind = putNumber(bytes, at, value);
      else if (typeof value === 'string' && value.length <= longestField)
        behind = putPlainText(bytes, at, value, separating);
      if (behind < 0) {
        const text = field(value, separator);
        behind = text.length > longestField ? -1 : putAscii(bytes, at, text);
        if (behind < 0 && text.length <= longestField && !halfCharacter.test(text))
          behind = at + encoder.encodeInto(text, bytes.subarray(at)).written;
        if (behind < 0) {
          flush();
          parts.push(text);
          behind = 0;
        }
      }
      at = behind;
    }
    at = putAscii(bytes, at, '\r\n');
  }
  flush();
  return parts.join('');
}

/** Half of a character, which no encoding has. */
const halfCharacter = /\p{Surrogate}/u;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Bytes gathered before they become a string. */
const room = 1 << 16;
/** Longer text becomes a part of its own; a character takes at most three bytes. */
const longestField = 256;

/** A name that stands alone is quoted also where a reader could take it for several. */
function heading(name: string, separator: string, isAlone: boolean): string {
  const text = field(name, separator);
  return isAlone && /^[^"]*[,;\t|]/.test(text) ? `"${text}"` : text;
}

function field(value: unknown, separator: string): string {
  if (value === Infinity || value === -Infinity) return `${value}`;
  const cell = toCell(value);
  if (cell === null) return '';
  if (typeof cell === 'number') return plainNumber(cell);
  const text = typeof cell === 'string' ? guardFormula(cell) : String(cell);
  return needsQuotes(text, separator) ? `"${text.split('"').join('""')}"` : text;
}

/** Quotes, separators, line ends, and blanks at either end that readers would trim. */
function needsQuotes(text: string, separator: string): boolean {
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(text.length - 1)];
  if (first <= 32 || last <= 32) return true;
  return text.includes('"') || text.includes(separator) || text.includes('\n') || text.includes('\r');
}

/** The shortest digits that read back as the same double, without an exponent: 1e-8 is 0.00000001. */
export function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const exponent = Number(power);
  const digits = whole + fraction;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, '0');
}

/**
 * An apostrophe makes text of what a spreadsheet would run, and of what has one already, so that it can be taken off again.
 * A negative number begins with a minus and is no formula.
 */
function guardFormula(text: string): string {
  return guarded.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}
