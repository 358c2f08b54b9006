import { formatCell, type Zone } from '../../frames/table/format.ts';
import type { Cell, ShownColumn } from '../../frames/table/kinds.ts';
import { element } from './dom.ts';

/** Characters of a value that are drawn; a column shows far fewer. */
export const mostDrawn = 500;

/** Writes a value; the zeros that only align it are dimmed, a negative amount is marked by more than its sign. */
export function writeCell(cell: HTMLElement, value: Cell | undefined, column: ShownColumn, zone: Zone): void {
  const text = formatCell(value, column, zone);
  if (column.kind !== 'amount') {
    cell.textContent = inOneLine(text.slice(0, mostDrawn));
    if (column.kind === 'text' && (text.length > 40 || text.includes('\n'))) cell.title = text.slice(0, 8 * mostDrawn);
    return;
  }
  if (text.startsWith('-')) cell.classList.add('mg-minus');
  const zeros = /\.?0+$/.exec(text.includes('.') ? text : '');
  if (!zeros) cell.textContent = text;
  else cell.append(text.slice(0, zeros.index), element('span', { class: 'mg-zeros' }, zeros[0]));
}

/** Shows line ends, and by their names the characters that would turn the direction of a text around. */
function inOneLine(text: string): string {
  return text
    .replace(/\r?\n|\r/g, '↵')
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);
}
