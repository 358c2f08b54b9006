import { copyField, longestField, putText, putUnits, spell, unitsOf } from './digits.ts';
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
  const parts = [`${names.map((name) => field(name, separator)).join(separator)}\r\n`];
  const longestRow = columns.length * (longestField + separator.length) + 2;
  const bytes = new Uint8Array(Math.max(room, longestRow));
  let at = 0;
  const flush = () => {
    if (at > 0) parts.push(decoder.decode(bytes.subarray(0, at)));
    at = 0;
  };
  const fields = columns.map(() => new Map<unknown, string>());
  for (let start = 0; start < length; start += pieceRows) {
    const places = placesOf(rows, start, Math.min(length, start + pieceRows));
    const units = columns.map(() => new Float64Array(places.length));
    const long = columns.map((values, column) => spell(measure(values, places, units[column] as Float64Array)));
    const read = new Uint32Array(columns.length);
    for (let row = 0; row < places.length; row++) {
      if (bytes.length - at < longestRow) flush();
      for (let column = 0; column < columns.length; column++) {
        if (column > 0) at = putText(bytes, at, separator);
        const value = columns[column]?.[places[row] as number];
        const own = units[column]?.[row] as number;
        if (own >= 0) at = putUnits(bytes, at, value as number, own);
        else if (own === isLong) {
          const copied = copyField(bytes, at, long[column] as Uint8Array, read[column] as number);
          read[column] = (read[column] as number) + copied + 1;
          at += copied;
        } else {
          const text = fieldOf(value, fields[column] as Map<unknown, string>, separator);
          const behind = text.length <= longestField ? putText(bytes, at, text) : -1;
          if (behind < 0) {
            flush();
            parts.push(text);
          } else at = behind;
        }
      }
      at = putText(bytes, at, '\r\n');
    }
  }
  flush();
  return parts.join('');
}

const decoder = new TextDecoder();
/** Characters gathered before they become a string. */
const room = 1 << 16;
const pieceRows = 2048;
/** More different texts than this in a column are not worth remembering. */
const mostRemembered = 10_000;

function placesOf(rows: number | Uint32Array, start: number, end: number): Uint32Array {
  if (typeof rows !== 'number') return rows.subarray(start, end);
  const places = new Uint32Array(end - start);
  for (let row = start; row < end; row++) places[row - start] = row;
  return places;
}

/** Stands for a number that `unitsOf` has no units for. */
const isLong = -1;

/** Notes `unitsOf` each number, `isLong`, or NaN for what is no number or needs an exponent. Returns the long ones. */
function measure(values: readonly unknown[], places: Uint32Array, units: Float64Array): number[] {
  const long: number[] = [];
  for (let row = 0; row < places.length; row++) {
    const value = values[places[row] as number];
    let own = typeof value === 'number' ? unitsOf(value) : NaN;
    if (typeof value === 'number' && !(own >= 0) && isWrittenPlainly(value)) {
      own = isLong;
      long.push(value);
    }
    units[row] = own;
  }
  return long;
}

/** Whether JavaScript writes a number without an exponent. */
function isWrittenPlainly(value: number): boolean {
  const size = Math.abs(value);
  return (size < 1e21 && size >= 1e-6) || size === 0;
}

/** Most text columns repeat a few words. */
function fieldOf(value: unknown, known: Map<unknown, string>, separator: string): string {
  if (typeof value !== 'string') return field(value, separator);
  let text = known.get(value);
  if (text === undefined) {
    text = field(value, separator);
    if (known.size < mostRemembered) known.set(value, text);
  }
  return text;
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
  if (isWrittenPlainly(value)) return `${value}`;
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
