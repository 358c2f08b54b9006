import { formatCell, type Zone } from '../../frames/table/format.ts';
import type { Cell, ShownColumn } from '../../frames/table/kinds.ts';
import { mostDrawn } from './cell-text.ts';

/** Values that a width is fitted to. */
const mostMeasured = 500;
/** In pixels. */
const narrowest = 56;
const widest = 420;
const roomForOrder = 16;
const padding = 24;

/**
 * The width that suits a column, in pixels: for its longest value and its heading.
 *
 * @param root - The table, for the fonts it is written in.
 */
export function fittingWidth(
  root: HTMLElement,
  heading: string,
  column: ShownColumn,
  cells: readonly Cell[],
  zone: Zone,
): number {
  const style = getComputedStyle(root);
  const size = parseFloat(style.fontSize) || 13;
  const mono = style.getPropertyValue('--vscode-editor-font-family') || 'monospace';
  const longest = [column.widest ?? null, ...cells.slice(0, mostMeasured)].reduce<string>((text, cell) => {
    const next = formatCell(cell, column, zone);
    return next.length > text.length ? next.slice(0, mostDrawn) : text;
  }, '');
  const pen = document.createElement('canvas').getContext('2d');
  const measure = (text: string, font: string) => {
    if (!pen) return text.length * 8;
    pen.font = font;
    return pen.measureText(text).width;
  };
  const width = Math.max(
    measure(longest, `${size - 1}px ${mono}`),
    measure(heading, `600 ${size}px ${style.fontFamily || 'sans-serif'}`) + roomForOrder,
  );
  return Math.min(widest, Math.max(narrowest, Math.ceil(width) + padding));
}
