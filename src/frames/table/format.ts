import type { Cell, ShownColumn } from './kinds.ts';

export type Zone = 'UTC' | 'local';

/** A cell as people read it; a missing value is an empty string. Amounts keep the digits they came with. */
export function formatCell(cell: Cell | undefined, column: ShownColumn, zone: Zone = 'UTC'): string {
  if (cell === null || cell === undefined || cell === '') return '';
  switch (column.kind) {
    case 'amount':
      return typeof cell === 'boolean' ? String(cell) : formatAmount(cell, column.places ?? 0);
    case 'time':
      return typeof cell === 'boolean' ? String(cell) : formatTime(new Date(cell), zone);
    case 'integer':
    case 'flag':
    case 'text':
      return String(cell);
  }
}

/** Right-aligned kinds. */
export function isNumeric(column: ShownColumn): boolean {
  return column.kind === 'amount' || column.kind === 'integer';
}

function formatAmount(value: number | string, places: number): string {
  if (typeof value === 'string') return /\d/.test(value) ? groupThousands(padText(value, places)) : value;
  const size = Math.abs(value);
  // What would round to nothing, or to digits a double does not hold, is honest only with an exponent.
  if (size !== 0 && (size < 0.5 * 10 ** -places || size >= 1e15))
    return value.toPrecision(6).replace(/\.?0+(?=e|$)/, '');
  return groupThousands(value.toFixed(places));
}

/** Pads decimal text to `places` so that points align; never rounds, for text is exact. */
function padText(text: string, places: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '').padEnd(places, '0');
  return kept === '' ? whole : `${whole}.${kept}`;
}

function groupThousands(text: string): string {
  const point = text.indexOf('.');
  const whole = point < 0 ? text : text.slice(0, point);
  const grouped = whole.length > 3 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') : whole;
  return point < 0 ? grouped : grouped + text.slice(point);
}

/** `2026-01-31 13:55:00`, milliseconds only where there are any. Local time says its offset in the column's head. */
function formatTime(time: Date, zone: Zone): string {
  if (Number.isNaN(time.getTime())) return '';
  const shifted = zone === 'UTC' ? time : new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  // Local time can lie beyond what a Date holds.
  return (Number.isNaN(shifted.getTime()) ? time : shifted)
    .toISOString()
    .replace('T', ' ')
    .replace(/(\.000)?Z$/, '');
}
