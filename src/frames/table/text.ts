import { formatCell, isNumeric } from './format.ts';
import { describe, type StaticTable } from './html.ts';

const mostRows = 20;
const widest = 40;

/** The table for terminals, diffs and screen readers: aligned columns, the first rows, and the size. */
export function toText(table: StaticTable): string {
  const shown = Math.min(table.length, mostRows);
  const columns = [
    ...(table.labels
      ? [{ head: '', right: false, cells: table.labels.slice(0, shown).map((label) => String(label ?? '')) }]
      : []),
    ...table.columns.map((column, place) => ({
      head: column.name,
      right: isNumeric(column),
      cells: Array.from({ length: shown }, (_, row) => shorten(formatCell(table.data[place]?.[row], column))),
    })),
  ];
  const widths = columns.map(({ head, cells }) => Math.max(head.length, ...cells.map((cell) => cell.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, place) =>
        columns[place]?.right ? cell.padStart(widths[place] ?? 0) : cell.padEnd(widths[place] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    line(columns.map(({ head }) => head)),
    line(widths.map((width) => '─'.repeat(width))),
    ...Array.from({ length: shown }, (_, row) => line(columns.map(({ cells }) => cells[row] ?? ''))),
    describe(table, shown),
  ].join('\n');
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  return flat.length > widest ? `${flat.slice(0, widest - 1)}…` : flat;
}
