import { toCsv } from './csv.ts';
import { parseFilter, predicateOf } from './filter.ts';
import { columnOf, toCell, type Cell, type ShownColumn } from './kinds.ts';
import type { Table } from './table.ts';

/** What a viewer asks of a table: plain JSON, so that the answer may come from another process. */
export interface TableRequest {
  /** First by the first; later ones decide between equals. */
  readonly sort?: readonly { readonly column: number; readonly descending?: boolean }[];
  readonly filter?: string;
  /** Rows `from` to `from + count` of what sorting and filtering leave. */
  readonly from?: number;
  readonly count?: number;
  /** `csv`: all rows of what sorting and filtering leave, as text. */
  readonly as?: 'rows' | 'csv';
}

export interface TableReply {
  /** Rows that the filter leaves. */
  readonly length: number;
  readonly from: number;
  /** By column. */
  readonly data: readonly (readonly Cell[])[];
  /** Each row's place in the table, or its label. */
  readonly labels: readonly Cell[];
  readonly csv?: string;
}

interface Arranged {
  readonly key: string;
  /** Places of the rows in the order shown; undefined while that is the table's own. */
  readonly order: Uint32Array | undefined;
}

const kinds = new WeakMap<Table, readonly ShownColumn[]>();
/** The last arrangement of each table: scrolling asks for the same one again and again. */
const arranged = new WeakMap<Table, Arranged>();

/** The rows a viewer asked for. Sorting and filtering a million rows takes a moment once; pages of the result are quick. */
export function answer(table: Table, request: TableRequest): TableReply {
  const order = arrange(table, request);
  const length = order?.length ?? table.length;
  if (request.as === 'csv') {
    const rows = order ?? table.length;
    return { length, from: 0, data: [], labels: [], csv: toCsv(table.names, table.columns, rows) };
  }
  const from = clamp(request.from ?? 0, length);
  const to = clamp(from + (request.count ?? 100), length);
  const places = Array.from({ length: to - from }, (_, offset) =>
    order ? (order[from + offset] ?? 0) : from + offset,
  );
  return {
    length,
    from,
    data: table.columns.map((values) => places.map((place) => toCell(values[place]))),
    labels: places.map((place) => (table.labels ? toCell(table.labels[place]) : place)),
  };
}

function clamp(value: number, length: number): number {
  return Math.min(Math.max(0, Math.floor(value)), length);
}

function arrange(table: Table, { sort = [], filter = '' }: TableRequest): Uint32Array | undefined {
  if (sort.length === 0 && filter.trim() === '') return undefined;
  const key = JSON.stringify([sort, filter]);
  const last = arranged.get(table);
  if (last?.key === key) return last.order;
  const places = filtered(table, filter);
  const order = sort.length === 0 ? places : sorted(table, places, sort);
  arranged.set(table, { key, order });
  return order;
}

function shownColumns(table: Table): readonly ShownColumn[] {
  const known = kinds.get(table) ?? table.columns.map((values, place) => columnOf(table.names[place] ?? '', values));
  kinds.set(table, known);
  return known;
}

function filtered(table: Table, filter: string): Uint32Array {
  const all = new Uint32Array(table.length);
  for (let place = 0; place < all.length; place++) all[place] = place;
  const columns = shownColumns(table);
  const terms = parseFilter(filter, columns);
  if (terms.length === 0) return all;
  const holds = predicateOf(terms, columns, (column, row) => toCell(table.columns[column]?.[row]));
  return all.filter(holds);
}

function sorted(table: Table, places: Uint32Array, sort: NonNullable<TableRequest['sort']>): Uint32Array {
  const columns = shownColumns(table);
  const keys = sort.map(({ column, descending = false }) => ({
    ranks: ranksOf(table.columns[column] ?? [], columns[column]),
    sign: descending ? -1 : 1,
  }));
  return places.slice().sort((a, b) => {
    for (const { ranks, sign } of keys) {
      const left = ranks[a] ?? NaN;
      const right = ranks[b] ?? NaN;
      if (left === right) continue;
      // Missing values come last, whichever way the rest is turned.
      if (Number.isNaN(left)) {
        if (Number.isNaN(right)) continue;
        return 1;
      }
      if (Number.isNaN(right)) return -1;
      return left < right ? -sign : sign;
    }
    return a - b;
  });
}

/** Numbers that sort as the values do: the value itself, or a text's place among the distinct texts. */
function ranksOf(values: readonly unknown[], column: ShownColumn | undefined): Float64Array {
  if (column?.kind !== 'text')
    return Float64Array.from(values, (value) => {
      const cell = toCell(value);
      if (cell === null || cell === '') return NaN;
      return column?.kind === 'time' && typeof cell === 'string' ? Date.parse(cell) : Number(cell);
    });
  const texts = values.map((value) => toCell(value));
  const distinct = [...new Set(texts)].filter((text) => text !== null && text !== '').sort(byText);
  const ranks = new Map(distinct.map((text, rank) => [text, rank]));
  return Float64Array.from(texts, (text) => ranks.get(text) ?? NaN);
}

function byText(left: Cell, right: Cell): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
