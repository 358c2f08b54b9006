import { toCell } from './kinds.ts';

/**
 * CSV as RFC 4180 has it, for spreadsheets and databases alike: fields quoted where needed, lines ended by CRLF, times
 * as ISO 8601, missing values empty. Text that a spreadsheet would run as a formula gets an apostrophe before it.
 * @param rows how many rows, or the places of the rows to write
 */
export function toCsv(
  names: readonly string[],
  columns: readonly (readonly unknown[])[],
  rows: number | Uint32Array,
  separator = ',',
): string {
  const length = typeof rows === 'number' ? rows : rows.length;
  const chunks: string[] = [names.map((name) => field(name, separator)).join(separator)];
  for (let start = 0; start < length; start += pieceRows) {
    const end = Math.min(length, start + pieceRows);
    const lines = Array.from({ length: end - start }, () => new Array<string | number>(columns.length));
    columns.forEach((values, column) => {
      const known = new Map<string, string>();
      for (let row = start; row < end; row++) {
        const value = values[typeof rows === 'number' ? row : (rows[row] ?? 0)];
        const line = lines[row - start] as (string | number)[];
        if (typeof value === 'number') line[column] = fieldOrNumber(value);
        else if (typeof value !== 'string') line[column] = field(value, separator);
        else {
          // Most text columns repeat a few words.
          let text = known.get(value);
          if (text === undefined) known.set(value, (text = field(value, separator)));
          line[column] = text;
        }
      }
    });
    chunks.push(lines.map((line) => line.join(separator)).join('\r\n'));
  }
  return `${chunks.join('\r\n')}\r\n`;
}

/** Pieces are joined once at the end: a string that grows by fields to a hundred megabytes is slow to read back. */
const pieceRows = 2048;

/** Numbers that print without an exponent are left to `join`, which remembers their text. */
function fieldOrNumber(value: number): string | number {
  const size = Math.abs(value);
  return size < 1e21 && (size >= 1e-6 || size === 0) ? value : plainNumber(value);
}

function field(value: unknown, separator: string): string {
  const cell = toCell(value);
  if (cell === null) return '';
  if (typeof cell === 'number') return plainNumber(cell);
  const text = typeof cell === 'string' ? guardFormula(cell) : String(cell);
  return needsQuotes(text, separator) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Quotes, separators, line ends, and blanks at either end that readers would trim. */
function needsQuotes(text: string, separator: string): boolean {
  const [first, last] = [text.charCodeAt(0), text.charCodeAt(text.length - 1)];
  if (first <= 32 || last <= 32) return true;
  return text.includes('"') || text.includes(separator) || text.includes('\n') || text.includes('\r');
}

/** The shortest digits that read back as the same double, without an exponent: 1e-8 is 0.00000001. */
export function plainNumber(value: number): string {
  const size = Math.abs(value);
  if (size < 1e21 && (size >= 1e-6 || size === 0)) return `${value}`;
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

/** A negative number begins with a minus and is no formula; any other text that begins like one may be. */
function guardFormula(text: string): string {
  const first = text.charCodeAt(0);
  const suspicious = first === 61 || first === 43 || first === 45 || first === 64 || first === 9 || first === 13;
  return suspicious && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}
