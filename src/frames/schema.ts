import { timeOf } from './core/calendar.ts';

/** What a column holds, and so how the values of an exchange's reply become numbers, text and flags. */
export type FieldKind = 'amount' | 'number' | 'integer' | 'time' | 'text' | 'flag';

export interface Field {
  readonly kind: FieldKind;
  /** The reply's own name for it, where the column is called otherwise. */
  readonly from?: string;
  /** Adds a text column `<name>_raw` (`<name>_raw_` where there is one) with the value exactly as it came: a double holds about sixteen digits. */
  readonly raw?: boolean;
}

/** Columns by name, in their order. A frame built with a schema has exactly these, also when there are no rows. */
export type Schema = Readonly<Record<string, FieldKind | Field>>;

/** A row of a reply; read by own properties only. */
export type Row = object;

const decimalText = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function fieldOf(entry: FieldKind | Field): Field {
  return typeof entry === 'string' ? { kind: entry } : entry;
}

/**
 * One value of a column, or undefined when it cannot be read as the kind says. Missing numbers and times are NaN,
 * missing text is empty, a missing flag is null.
 */
export function convert(value: unknown, kind: FieldKind): number | string | boolean | null | undefined {
  const missing = value === null || value === undefined || value === '';
  switch (kind) {
    case 'amount':
    case 'number':
      return missing ? NaN : toNumber(value);
    case 'integer': {
      const number = missing ? NaN : toNumber(value);
      return number === undefined || Number.isNaN(number) || Number.isSafeInteger(number) ? number : undefined;
    }
    case 'time':
      return missing ? NaN : toTime(value);
    case 'flag':
      return missing ? null : toFlag(value);
    case 'text':
      return missing ? '' : toText(value);
  }
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return decimalText.test(value.trim()) ? Number(value) : undefined;
  if (typeof value === 'object' && value !== null && 'toFixed' in value && typeof value.toFixed === 'function')
    return Number((value as { toFixed(): string }).toFixed());
  return undefined;
}

/** Milliseconds since 1970; text is read as ISO 8601, and without an offset as UTC, which is what exchanges mean. */
function toTime(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime();
  const number = toNumber(value);
  if (number !== undefined) return number;
  if (typeof value !== 'string') return undefined;
  const time = /^\s*\d{4}-\d\d(-\d\d)?([T\s]|$)/.test(value) ? timeOf(value) : NaN;
  return Number.isNaN(time) ? undefined : time;
}

function toFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'TRUE') return true;
  return value === 'false' || value === 'FALSE' ? false : undefined;
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : undefined;
}

/**
 * A schema for rows that came without one: every row is looked at, columns in the order of first sight. Text that is a
 * plain decimal throughout becomes an amount, unless the name says it is an identifier or a double would lose digits.
 */
export function inferSchema(rows: readonly Row[]): Schema {
  const names = new Set<string>();
  for (const row of rows) for (const name of Object.keys(row)) names.add(name);
  return Object.fromEntries([...names].map((name) => [name, inferKind(name, rows)]));
}

function inferKind(name: string, rows: readonly Row[]): FieldKind {
  let kind: FieldKind | undefined;
  for (const row of rows) {
    const value = ownValue(row, name);
    if (value === null || value === undefined || value === '') continue;
    const found = kindOf(name, value);
    if (kind === undefined || kind === found) kind = found;
    else if ((kind === 'integer' && found === 'amount') || (kind === 'amount' && found === 'integer')) kind = 'amount';
    else return 'text';
  }
  return kind ?? 'text';
}

/** A row's own value of a name; nothing that it inherits. */
export function ownValue(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? (row as Record<string, unknown>)[name] : undefined;
}

function kindOf(name: string, value: unknown): FieldKind {
  if (typeof value === 'boolean') return 'flag';
  if (value instanceof Date) return 'time';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'amount';
  if (typeof value === 'string' && decimalText.test(value) && !/id$/i.test(name) && holds(value)) return 'amount';
  return typeof value === 'object' && value !== null && 'toFixed' in value ? 'amount' : 'text';
}

/** A double holds fifteen digits for sure; long fractions lose only what is beyond any exchange's precision. */
function holds(text: string): boolean {
  return text.includes('.') || text.replace(/\D/g, '').length <= 15;
}
