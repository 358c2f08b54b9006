import { formatCell, isNumeric } from './format.ts';
import type { Cell, ShownColumn } from './kinds.ts';

/** Rows in the static form: enough to read on GitHub, not enough to swell the file. */
export const staticRows = 50;

export interface StaticTable {
  readonly columns: readonly ShownColumn[];
  /** First rows, by column. */
  readonly data: readonly (readonly Cell[])[];
  readonly labels?: readonly Cell[];
  /** Rows of the whole table. */
  readonly length: number;
  readonly caption?: string;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A plain table with a caption and scoped heads, for viewers without our renderer. No script, no style sheet. */
export function toHtml(table: StaticTable): string {
  const shown = Math.min(table.length, staticRows);
  const label = table.labels ? ['<th scope="col"></th>'] : [];
  const heads = table.columns.map((column) => `<th scope="col"${align(column)}>${escapeHtml(heading(column))}</th>`);
  const rows = Array.from({ length: shown }, (_, row) => {
    const head = table.labels ? `<th scope="row">${escapeHtml(String(table.labels[row] ?? ''))}</th>` : '';
    const cells = table.columns.map(
      (column, place) => `<td${align(column)}>${escapeHtml(formatCell(table.data[place]?.[row], column))}</td>`,
    );
    return `<tr>${head}${cells.join('')}</tr>`;
  });
  return [
    '<table>',
    `<caption>${escapeHtml(describe(table, shown))}</caption>`,
    `<thead><tr>${[...label, ...heads].join('')}</tr></thead>`,
    `<tbody>${rows.join('')}</tbody>`,
    '</table>',
  ].join('\n');
}

/** `1,000 rows × 6 columns, first 50 shown`, after the caption if there is one. */
export function describe(table: Pick<StaticTable, 'columns' | 'length' | 'caption'>, shown: number): string {
  const count = (amount: number, thing: string) =>
    `${amount.toLocaleString('en-US')} ${thing}${amount === 1 ? '' : 's'}`;
  const size = `${count(table.length, 'row')} × ${count(table.columns.length, 'column')}`;
  const part = shown < table.length ? `, first ${shown.toLocaleString('en-US')} shown` : '';
  return (table.caption === undefined ? '' : `${table.caption}: `) + size + part;
}

function heading(column: ShownColumn): string {
  return column.kind === 'time' ? `${column.name} (UTC)` : column.name;
}

function align(column: ShownColumn): string {
  return isNumeric(column) ? ' style="text-align: right"' : ' style="text-align: left"';
}
