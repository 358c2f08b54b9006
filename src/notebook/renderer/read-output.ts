/**
 * What a saved notebook holds may come from a stranger, or from a newer Marginalia: nothing of it is taken for granted.
 * What can be shown is brought into the shape that the views rely on; the rest is refused with `undefined`.
 */
import type { ChartOutput } from '../../analytics/charts/bundle.ts';
import type { ChartData, ChartSpec } from '../../analytics/charts/prepare.ts';
import type { TableOutput } from '../../frames/table/bundle.ts';
import { toCell, type Cell, type Kind, type ShownColumn } from '../../frames/table/kinds.ts';

/** More columns than this are neither read by anybody nor drawn in time. */
const mostColumns = 500;
/** Decimals: more than any asset has, and few enough to pad every amount with. */
const mostPlaces = 40;
/** Characters that a width is measured by. */
const mostMeasured = 200;
/** About the latest time that a Date can hold, in ms. */
const mostTime = 8.6e15;

const kinds: Readonly<Record<Kind, true>> = { amount: true, integer: true, time: true, flag: true, text: true };
const decimal = /^-?\d{1,80}(\.\d{1,80})?$/;

export interface ReadTable {
  readonly table: TableOutput;
  /** Columns that the output has; those beyond `mostColumns` are left out of the table. */
  readonly columns: number;
}

export function readTable(json: unknown): ReadTable | undefined {
  if (!isRecord(json) || json['version'] !== 1) return undefined;
  const { columns, data, labels, length, caption, source } = json;
  if (!Array.isArray(columns) || !Array.isArray(data) || columns.length !== data.length) return undefined;
  if (!columns.every(isColumn) || !data.every(Array.isArray)) return undefined;
  const shown = columns.slice(0, mostColumns).map((column, place) => readColumn(column, data[place] as unknown[]));
  const held = (data[0] as unknown[] | undefined)?.length ?? 0;
  return {
    columns: columns.length,
    table: {
      version: 1,
      columns: shown.map(({ column }) => column),
      data: shown.map(({ cells }) => Array.from({ length: held }, (_, row) => cells[row] ?? null)),
      length: typeof length === 'number' && Number.isSafeInteger(length) && length >= held ? length : held,
      ...(Array.isArray(labels) && labels.length === held && { labels: labels.map(toCell) }),
      ...(typeof caption === 'string' && { caption }),
      ...(typeof source === 'string' && { source }),
    },
  };
}

interface Given {
  readonly name: string;
  readonly kind: unknown;
  readonly places?: unknown;
  readonly widest?: unknown;
}

function isColumn(column: unknown): column is Given {
  return isRecord(column) && typeof column['name'] === 'string';
}

function readColumn({ name, kind, places, widest }: Given, values: readonly unknown[]) {
  const cells = values.map(toCell);
  const known = isKind(kind) && cells.every((cell) => suits(cell, kind)) ? kind : 'text';
  const column: ShownColumn = {
    name,
    kind: known,
    ...(typeof places === 'number' && Number.isInteger(places) && places >= 0 && places <= mostPlaces && { places }),
    ...((typeof widest === 'number' || typeof widest === 'string') && {
      widest: typeof widest === 'string' ? widest.slice(0, mostMeasured) : widest,
    }),
  };
  return { column: suits(column.widest ?? null, known) ? column : { name, kind: known }, cells };
}

function isKind(kind: unknown): kind is Kind {
  return typeof kind === 'string' && Object.hasOwn(kinds, kind);
}

/** Whether a value can be written as its column's kind is; a column with one that cannot is shown as text. */
function suits(cell: Cell, kind: Kind): boolean {
  if (cell === null || kind === 'text' || kind === 'flag' || kind === 'integer') return true;
  if (kind === 'amount') return typeof cell === 'number' || (typeof cell === 'string' && decimal.test(cell));
  return typeof cell === 'number' ? Math.abs(cell) <= mostTime : typeof cell === 'string';
}

export function readChart(json: unknown): ChartOutput | undefined {
  if (!isRecord(json) || json['version'] !== 1) return undefined;
  const { spec, data, caption } = json;
  if (!isRecord(spec) || (data !== undefined && !isData(data))) return undefined;
  return {
    version: 1,
    spec: spec satisfies ChartSpec,
    ...(data !== undefined && { data }),
    caption: typeof caption === 'string' ? caption : '',
  };
}

function isData(data: unknown): data is ChartData {
  return isRecord(data) && Object.values(data).every(Array.isArray);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
