import { writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import * as danfo from 'danfojs-node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { range } from '../core/values.ts';
import { columnOf, toCell } from '../table/kinds.ts';
import { formatCell, isNumeric } from '../table/format.ts';
import { toCsv as csvText } from '../table/csv.ts';
import { toHtml, type StaticTable } from '../table/html.ts';
import { readTable } from '../table/table.ts';
import { nameOf, type Inner } from './storage.ts';

export interface CsvOptions {
  readonly filePath?: string;
  readonly sep?: string;
  readonly header?: boolean;
}

/** CSV by RFC 4180: quoted where needed, dates as ISO 8601, missing values empty, no text that a spreadsheet would run. */
export function toCSV(source: Inner, { filePath, sep = ',', header = true }: CsvOptions = {}): string | undefined {
  const names = source.$isSeries ? [nameOf(source)] : source.$columns;
  const columns = source.$isSeries ? [source.$data] : source.$dataIncolumnFormat;
  const whole = csvText(names, columns, source.$index.length, sep);
  const text = header && !source.$isSeries ? whole : whole.slice(csvText(names, [], 0, sep).length);
  if (filePath === undefined) return text;
  writeFileSync(withEnding(filePath, '.csv'), text, 'utf8');
  return undefined;
}

export interface JsonOptions {
  readonly format?: 'column' | 'row';
  readonly filePath?: string;
}

/** danfo's forms: `column` (unless given) is an array of rows, `row` and that of a series an object of columns. */
export function toJSON(source: Inner, { format = 'column', filePath }: JsonOptions = {}): unknown {
  const names = source.$isSeries ? [nameOf(source)] : source.$columns;
  const columns = source.$isSeries ? [source.$data] : source.$dataIncolumnFormat;
  const json =
    format === 'row' || source.$isSeries
      ? objectOf(names, (place) => [...(columns[place] ?? [])])
      : rowObjects(names, columns, source.$index.length);
  if (filePath === undefined) return json;
  writeFileSync(withEnding(filePath, '.json'), JSON.stringify(json), 'utf8');
  return undefined;
}

function rowObjects(names: readonly string[], columns: readonly unknown[][], length: number): object[] {
  const isPlain = !names.includes('__proto__');
  return Array.from({ length }, (_, row) => {
    if (!isPlain) return objectOf(names, (place) => columns[place]?.[row]);
    const object: Record<string, unknown> = {};
    for (let place = 0; place < names.length; place++)
      object[names[place] as string] = (columns[place] as unknown[])[row];
    return object;
  });
}

/** Also with the one name that an assignment does not make a property of. */
function objectOf(names: readonly string[], valueAt: (place: number) => unknown): object {
  return Object.fromEntries(names.map((name, place) => [name, valueAt(place)]));
}

/** A GitHub-flavoured Markdown table of the first rows; amounts to the right, labels first where there are any. */
export function toMarkdown(source: Inner, { rows = 50 }: { readonly rows?: number } = {}): string {
  const { columns, data, labels, length } = staticTable(source);
  const shown = Math.max(0, Math.min(rows, length));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => plainMarkdown(cell.replace(/\s+/g, ' '))).join(' | ')} |`;
  const first = (cell: string) => (labels ? [cell] : []);
  return [
    line([...first(''), ...columns.map(({ name }) => name)]),
    `|${[...first(' --- '), ...columns.map((column) => (isNumeric(column) ? ' ---: ' : ' --- '))].join('|')}|`,
    ...range(shown).map((row) =>
      line([
        ...first(String(labels?.[row] ?? '')),
        ...columns.map((column, place) => formatCell(data[place]?.[row], column)),
      ]),
    ),
  ].join('\n');
}

/** What Markdown would take for markup, the end of a cell included, as the characters they are. Words keep their underscores. */
function plainMarkdown(text: string): string {
  return text.replace(/[\\|`*<[\]~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&').replace(/&(?=#?\w+;)/g, '&amp;');
}

export function toHTML(source: Inner, { caption }: { readonly caption?: string } = {}): string {
  return toHtml({ ...staticTable(source), ...(caption === undefined ? {} : { caption }) });
}

function staticTable(source: Inner): StaticTable {
  const { names, columns, labels, length } = readTable(source);
  const data = columns.map((values) => values.map(toCell));
  return {
    columns: data.map((cells, place) => columnOf(names[place] ?? '', cells)),
    data,
    length,
    ...(labels ? { labels: labels.map(toCell) } : {}),
  };
}

/**
 * Apache Parquet, which DuckDB, Spark, Trino, ClickHouse and pandas read: doubles, 64-bit integers, timestamps, flags and text.
 * @returns the file's bytes, or nothing when it was written to `filePath`
 */
export async function toParquet(
  source: Inner,
  { filePath }: { readonly filePath?: string } = {},
): Promise<Uint8Array | undefined> {
  const table = readTable(source);
  const columnData = table.columns.map((values, place) => parquetColumn(table.names[place] ?? '', values));
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
  if (filePath === undefined) return bytes;
  await writeFile(withEnding(filePath, '.parquet'), bytes);
  return undefined;
}

type ParquetColumn = Parameters<typeof parquetWriteBuffer>[0]['columnData'][number];

function parquetColumn(name: string, values: readonly unknown[]): ParquetColumn {
  const cells = values.map(toCell);
  const { kind } = columnOf(name, cells);
  const as = (
    type: NonNullable<ParquetColumn['type']>,
    convert: (cell: NonNullable<(typeof cells)[number]>) => unknown,
  ): ParquetColumn => ({
    name,
    type,
    nullable: true,
    data: cells.map((cell) => (cell === null ? null : convert(cell))),
  });
  if (kind === 'time') return as('TIMESTAMP', (cell) => new Date(cell as string | number));
  if (kind === 'integer' && cells.every((cell) => cell === null || Number.isSafeInteger(cell)))
    return as('INT64', (cell) => BigInt(cell));
  if (kind === 'flag') return as('BOOLEAN', Boolean);
  // Amounts that are still text keep their digits.
  if ((kind === 'amount' || kind === 'integer') && values.every((value) => typeof value !== 'string'))
    return as('DOUBLE', Number);
  return as('STRING', String);
}

function withEnding(path: string, ending: string): string {
  return path.endsWith(ending) ? path : path + ending;
}

export const fileMembers = {
  toCSV(this: Inner, options?: CsvOptions) {
    return toCSV(this, options);
  },
  /** Also what JSON.stringify calls, with a name. */
  toJSON(this: Inner, options?: JsonOptions | string) {
    return toJSON(this, typeof options === 'object' ? options : {});
  },
  toExcel(this: Inner, options?: unknown) {
    danfo.toExcel(this as never, options as never);
  },
  toMarkdown(this: Inner, options?: { readonly rows?: number }) {
    return toMarkdown(this, options);
  },
  toHTML(this: Inner, options?: { readonly caption?: string }) {
    return toHTML(this, options);
  },
  toParquet(this: Inner, options?: { readonly filePath?: string }) {
    return toParquet(this, options);
  },
};
