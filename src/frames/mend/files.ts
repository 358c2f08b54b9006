import { writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import * as danfo from 'danfojs-node';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { columnOf, toCell } from '../table/kinds.ts';
import { formatCell } from '../table/format.ts';
import { toCsv as csvText } from '../table/csv.ts';
import { toHtml } from '../table/html.ts';
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

/** A GitHub-flavoured Markdown table of the first rows; amounts to the right. */
export function toMarkdown(source: Inner, { rows = 50 }: { readonly rows?: number } = {}): string {
  const table = readTable(source);
  const columns = table.columns.map((values, place) => columnOf(table.names[place] ?? '', values));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
  const body = Array.from({ length: Math.min(rows, table.length) }, (_, row) =>
    line(columns.map((column, place) => formatCell(toCell(table.columns[place]?.[row]), column))),
  );
  const right = (kind: string) => kind === 'amount' || kind === 'integer';
  return [
    line(columns.map(({ name }) => name)),
    `|${columns.map(({ kind }) => (right(kind) ? ' ---: ' : ' --- ')).join('|')}|`,
    ...body,
  ].join('\n');
}

export function toHTML(source: Inner, { caption }: { readonly caption?: string } = {}): string {
  const table = readTable(source);
  const data = table.columns.map((values) => values.map(toCell));
  const columns = data.map((cells, place) => columnOf(table.names[place] ?? '', cells));
  return toHtml({ columns, data, length: table.length, ...(caption === undefined ? {} : { caption }) });
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
  if ((kind === 'amount' || kind === 'integer') && cells.every((cell) => typeof cell !== 'string'))
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
  /** danfo's forms: `column` (unless given) is an array of rows, `row` an object of columns. Also what JSON.stringify calls. */
  toJSON(this: Inner, options?: unknown) {
    return danfo.toJSON(this as never, (typeof options === 'object' ? options : {}) as never) as unknown;
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
