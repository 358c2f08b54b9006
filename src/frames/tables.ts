/** Tables as outputs. Light, for it loads no danfo; a kernel has it from the start. */
import { randomUUID } from 'node:crypto';
import { tableBundle as bundleOf, type TableBundle, type TableOptions } from './table/bundle.ts';
import { answer, type TableReply, type TableRequest } from './table/query.ts';
import { isTabular, type Table } from './table/table.ts';

export type { TableRequest } from './table/query.ts';

/** Long tables that viewers may still ask for rows of. A table holds its columns in memory, so only the latest few stay. */
const kept = new Map<string, Table>();
const mostKept = 8;
const process = randomUUID();
let made = 0;

function keep(table: Table): string {
  const name = `${process}/${++made}`;
  kept.set(name, table);
  const oldest = kept.keys().next();
  if (kept.size > mostKept && !oldest.done) kept.delete(oldest.value);
  return name;
}

/**
 * The outputs of a DataFrame, a Series or an array of plain objects; undefined for anything else. Of a long table only the
 * first rows travel; the rest is there for `page` while this process lives and the table is among the latest.
 */
export function tableBundle(
  value: unknown,
  options: Omit<TableOptions, 'keep'> = {},
): { data: TableBundle } | undefined {
  return isTabular(value) ? { data: bundleOf(value, { ...options, keep }) } : undefined;
}

/**
 * Rows of a long table, as a viewer asks for them.
 * @param source the name in the table's output
 * @returns undefined when the table is no longer here
 */
export function page(source: string, request: TableRequest): TableReply | undefined {
  const table = kept.get(source);
  return table && answer(table, request);
}
