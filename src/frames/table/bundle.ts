import { staticRows, toHtml, type StaticTable } from './html.ts';
import { columnOf, toCell, type Cell, type ShownColumn } from './kinds.ts';
import { readTable, type Table } from './table.ts';
import { toText } from './text.ts';

export const tableMime = 'application/vnd.marginalia.table+json';

/** What the renderer gets, and what an `.ipynb` keeps. */
export interface TableOutput {
  readonly version: 1;
  readonly columns: readonly ShownColumn[];
  /** The first rows, by column: all of them unless there are more than `embeddedRows`. */
  readonly data: readonly (readonly Cell[])[];
  readonly labels?: readonly Cell[];
  /** Rows of the whole table. */
  readonly length: number;
  readonly caption?: string;
  /** Where the rows beyond the embedded ones can be asked for, while the kernel that made them lives. */
  readonly source?: string;
}

export interface TableOptions {
  readonly caption?: string;
  /** Rows that travel in the output itself, and so into the saved file. */
  readonly embeddedRows?: number;
  /** Keeps a table too long to embed; returns the name by which the renderer will ask for its rows. */
  readonly keep?: (table: Table) => string;
}

export interface TableBundle {
  readonly [tableMime]: TableOutput;
  readonly 'text/html': string;
  readonly 'text/plain': string;
}

/** More would swell saved notebooks; below this, sorting and filtering work after the kernel is gone. */
const defaultEmbeddedRows = 1000;

/**
 * The outputs of a danfo frame or series or of an array of plain objects: for our renderer, for GitHub and nbconvert,
 * and for terminals.
 * @throws TypeError when the value is none of these
 */
export function tableBundle(value: unknown, options: TableOptions = {}): TableBundle {
  const table = readTable(value);
  const embedded = Math.min(table.length, Math.max(options.embeddedRows ?? defaultEmbeddedRows, staticRows));
  const columns = table.columns.map((values, place) => columnOf(table.names[place] ?? '', values));
  const output: TableOutput = {
    version: 1,
    columns,
    data: table.columns.map((values) => values.slice(0, embedded).map(toCell)),
    length: table.length,
    ...(table.labels ? { labels: table.labels.slice(0, embedded).map(toCell) } : {}),
    ...(options.caption === undefined ? {} : { caption: options.caption }),
    ...(embedded < table.length && options.keep ? { source: options.keep(table) } : {}),
  };
  const flat: StaticTable = output;
  return { [tableMime]: output, 'text/html': toHtml(flat), 'text/plain': toText(flat) };
}
