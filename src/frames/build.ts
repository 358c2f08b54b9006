import type { Dtype } from './core/values.ts';
import { DataFrame } from './danfo.ts';
import { makeFrame } from './mend/storage.ts';
import {
  convert,
  fieldOf,
  inferSchema,
  ownValue,
  type Field,
  type FieldKind,
  type Row,
  type Schema,
} from './schema.ts';

/** danfo's names for what a column holds. All numbers are doubles, whatever the name says. */
const dtypes: Readonly<Record<FieldKind, Dtype>> = {
  amount: 'float32',
  number: 'float32',
  integer: 'int32',
  time: 'int32',
  text: 'string',
  flag: 'boolean',
};

/**
 * Builds a DataFrame from rows such as an exchange's reply, column by column and by name: decimal strings become
 * numbers once and knowingly, times stay milliseconds since 1970 UTC, missing values become NaN, '' or null. The rows
 * are copied. A column whose name is a member of DataFrame, such as `count`, gets an underscore behind it.
 * @param rows objects; keys may differ from row to row
 * @param schema the columns, in order; without it they are inferred from all rows
 * @throws RangeError naming row, column and value when a value is not what the schema says
 */
export function frame(rows: readonly Row[], schema: Schema = inferSchema(rows)): DataFrame {
  const columns: { name: string; dtype: Dtype; values: unknown[] }[] = [];
  for (const [name, entry] of Object.entries(schema)) {
    const field = fieldOf(entry);
    const source = field.from ?? name;
    columns.push({ name, dtype: dtypes[field.kind], values: readColumn(rows, name, source, field) });
    if (field.raw) {
      const values = rows.map((row) => convert(ownValue(row, source), 'text'));
      let free = `${name}_raw`;
      while (Object.hasOwn(schema, free)) free += '_';
      columns.push({ name: free, dtype: dtypes.text, values });
    }
  }
  const names = distinct(columns.map(({ name }) => name));
  return makeFrame(
    names,
    columns.map(({ values }) => values),
    undefined,
    columns.map(({ dtype }) => dtype),
  ) as unknown as DataFrame;
}

function readColumn(rows: readonly Row[], name: string, source: string, field: Field): unknown[] {
  return rows.map((row, place) => {
    const value = ownValue(row, source);
    const converted = convert(value, field.kind);
    if (converted === undefined)
      throw new RangeError(`Row ${place}, column ${name}: ${show(value)} is not ${article[field.kind]}.`);
    return converted;
  });
}

const article: Readonly<Record<FieldKind, string>> = {
  amount: 'a decimal amount',
  number: 'a number',
  integer: 'an integer that a number can hold; read it as text',
  time: 'a time in milliseconds or ISO 8601',
  text: 'text',
  flag: 'true or false',
};

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value).slice(0, 60);
}

/** Renames what would hide a member of DataFrame, and keeps names distinct while doing so. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set(names.filter((name) => !isReserved(name)));
  return names.map((name) => {
    if (!isReserved(name)) return name;
    let free = `${name}_`;
    while (taken.has(free)) free += '_';
    taken.add(free);
    return free;
  });
}

function isReserved(name: string): boolean {
  return name in DataFrame.prototype || name.startsWith('$');
}
