import { timeOf } from '../core/calendar.ts';
import type { Cell, ShownColumn } from './kinds.ts';

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | ':';

interface Term {
  /** Undefined: any column. */
  readonly column: number | undefined;
  readonly comparison: Comparison;
  readonly wanted: string;
}

export type Predicate = (row: number) => boolean;

/**
 * Reads a filter as a person types it: words that any column may contain, and comparisons such as `asset = BTC`,
 * `interest >= 0.01`, `time < 2026-02-01`, `note : margin` (contains), all of which must hold, separated by commas. A name that is no column
 * is searched for as text.
 */
export function parseFilter(text: string, columns: readonly ShownColumn[]): Term[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => parseTerm(part, columns));
}

function parseTerm(part: string, columns: readonly ShownColumn[]): Term {
  const match = /^(.+?)\s*(!=|<=|>=|=|<|>|:)\s*(.*)$/.exec(part);
  const [, name = '', comparison = ':', wanted = ''] = match ?? [];
  const column = columns.findIndex((candidate) => candidate.name.toLowerCase() === name.trim().toLowerCase());
  if (!match || column < 0) return { column: undefined, comparison: ':', wanted: part };
  return { column, comparison: comparison as Comparison, wanted };
}

/** A part of a filter that says something else to us than it looks like. */
export interface Doubt {
  readonly about: 'column' | 'number' | 'time';
  readonly text: string;
}

/** For a filter that leaves nothing: a comparison with what is no column, or of a column with a value that it cannot have. */
export function doubtIn(text: string, columns: readonly ShownColumn[]): Doubt | undefined {
  for (const part of text.split(',')) {
    const [, name, wanted = ''] = /^\s*(.+?)\s*(?:!=|<=|>=|=|<|>)\s*(.*?)\s*$/.exec(part) ?? [];
    if (name === undefined) continue;
    const { column } = parseTerm(part.trim(), columns);
    if (column === undefined) return { about: 'column', text: name };
    const kind = columns[column]?.kind;
    const numeric = kind === 'amount' || kind === 'integer';
    if (wanted !== '' && numeric && Number.isNaN(Number(wanted))) return { about: 'number', text: wanted };
    if (wanted !== '' && kind === 'time' && Number.isNaN(timeOf(wanted))) return { about: 'time', text: wanted };
  }
  return undefined;
}

/** Tells for each row whether all terms hold. Missing values hold no comparison but `!=`. */
export function predicateOf(
  terms: readonly Term[],
  columns: readonly ShownColumn[],
  cell: (column: number, row: number) => Cell,
): Predicate {
  const checks = terms.map(({ column, comparison, wanted }): Predicate => {
    if (column === undefined) {
      const needle = wanted.toLowerCase();
      return (row) => columns.some((_, place) => contains(cell(place, row), needle));
    }
    const shown = columns[column];
    const holds = comparisonOf(comparison, wanted, shown);
    return (row) => holds(cell(column, row));
  });
  return (row) => checks.every((check) => check(row));
}

function contains(cell: Cell, needle: string): boolean {
  return cell !== null && String(cell).toLowerCase().includes(needle);
}

function comparisonOf(
  comparison: Comparison,
  wanted: string,
  column: ShownColumn | undefined,
): (cell: Cell) => boolean {
  if (comparison === ':') return (cell) => contains(cell, wanted.toLowerCase());
  const toNumber = column?.kind === 'time' ? timeOf : Number;
  const number = wanted === '' ? NaN : toNumber(wanted);
  const order = (cell: Cell): number | undefined => {
    if (cell === null || (cell === '' && column?.kind !== 'text')) return undefined;
    if (!Number.isNaN(number)) {
      const own = typeof cell === 'boolean' ? NaN : typeof cell === 'number' ? cell : toNumber(cell);
      if (!Number.isNaN(own)) return own - number;
    }
    return compareText(String(cell), wanted);
  };
  switch (comparison) {
    case '=':
      return (cell) => order(cell) === 0;
    case '!=':
      return (cell) => order(cell) !== 0;
    case '<':
      return (cell) => (order(cell) ?? NaN) < 0;
    case '<=':
      return (cell) => (order(cell) ?? NaN) <= 0;
    case '>':
      return (cell) => (order(cell) ?? NaN) > 0;
    case '>=':
      return (cell) => (order(cell) ?? NaN) >= 0;
  }
}

function compareText(left: string, right: string): number {
  const [a, b] = [left.toLowerCase(), right.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}
