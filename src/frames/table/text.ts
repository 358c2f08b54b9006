import { formatCell, isNumeric } from './format.ts';
import { describe, type StaticTable } from './html.ts';
import { padEnd, padStart, shorten, widthOf } from './width.ts';

const mostRows = 20;
const widest = 40;

/** The table for terminals, diffs and screen readers: aligned columns, the first rows, and the size. */
export function toText(table: StaticTable): string {
  const shown = Math.min(table.length, mostRows);
  const columns = [
    ...(table.labels
      ? [{ head: '', right: false, cells: table.labels.slice(0, shown).map((label) => flat(String(label ?? ''))) }]
      : []),
    ...table.columns.map((column, place) => ({
      head: flat(column.name),
      right: isNumeric(column),
      cells: Array.from({ length: shown }, (_, row) => flat(formatCell(table.data[place]?.[row], column))),
    })),
  ];
  const widths = columns.map(({ head, cells }) => Math.max(widthOf(head), ...cells.map(widthOf)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, place) => (columns[place]?.right ? padStart : padEnd)(cell, widths[place] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ head }) => head)),
    line(widths.map((width) => '─'.repeat(width))),
    ...Array.from({ length: shown }, (_, row) => line(columns.map(({ cells }) => cells[row] ?? ''))),
    describe(table, shown),
  ].join('\n');
}

/** On one line, without what would move a terminal's cursor or turn its text around. */
function flat(text: string): string {
  return shorten(text.replace(/\s+/g, ' ').replace(unsafe, '·'), widest);
}

const unsafe = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
