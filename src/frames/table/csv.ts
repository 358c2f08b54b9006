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
  const lines = [names.map((name) => field(name, separator)).join(separator)];
  const length = typeof rows === 'number' ? rows : rows.length;
  for (let row = 0; row < length; row++) {
    const place = typeof rows === 'number' ? row : (rows[row] ?? 0);
    lines.push(columns.map((values) => field(values[place], separator)).join(separator));
  }
  return `${lines.join('\r\n')}\r\n`;
}

function field(value: unknown, separator: string): string {
  if (typeof value === 'number') return Number.isFinite(value) ? plainNumber(value) : '';
  const cell = toCell(value);
  if (cell === null) return '';
  const text = typeof cell === 'string' ? guardFormula(cell) : String(cell);
  return text.includes('"') || text.includes(separator) || /[\r\n]|^\s|\s$/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}

/** The shortest digits that read back as the same double, without an exponent: 1e-8 is 0.00000001. */
export function plainNumber(value: number): string {
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
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}
