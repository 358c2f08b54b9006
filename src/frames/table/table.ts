/**
 * A table as outputs see it: named columns of values, read by shape from danfo's frames and series or from rows that
 * are plain objects. Nothing here imports danfo, so a kernel that never makes a frame never loads it.
 */
export interface Table {
  readonly names: readonly string[];
  readonly columns: readonly (readonly unknown[])[];
  /** Row labels, where they say more than the row's number. */
  readonly labels?: readonly unknown[];
  readonly length: number;
}

interface DanfoLike {
  readonly columns: readonly unknown[];
  readonly index: readonly unknown[];
  readonly values: readonly unknown[];
  readonly shape: readonly number[];
  readonly ndim: number;
  readonly getColumnData: readonly unknown[];
}

/** True for danfo's frames and series, whichever copy of danfo made them. */
export function isDanfo(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$dataIncolumnFormat' in value &&
    '$columns' in value &&
    '$index' in value
  );
}

/** True for an array of plain objects only, not all of them empty: rows of a table. Looks at every row but runs no getter. */
function isRows(value: unknown): value is Record<string, unknown>[] {
  try {
    if (!Array.isArray(value)) return false;
    // `every` does not look at holes; these loops do.
    for (const row of value) if (!isPlainObject(row)) return false;
    return value.some((row: object) => Object.keys(row).length > 0);
  } catch {
    // A proxy may refuse to be looked at.
    return false;
  }
}

/** True for what `tableBundle` can show. */
export function isTabular(value: unknown): boolean {
  return isDanfo(value) || isRows(value);
}

/**
 * Reads a danfo frame or series, or rows, as a table. Columns are danfo's own arrays, not copies: read, never write.
 * @throws TypeError when the value is none of these
 */
export function readTable(value: unknown): Table {
  if (isDanfo(value)) return readDanfo(value as DanfoLike);
  if (Array.isArray(value) && value.every(isPlainObject)) return readRows(value);
  throw new TypeError('Only a DataFrame, a Series or an array of plain objects can be shown as a table.');
}

function readDanfo(value: DanfoLike): Table {
  // A column may be called `columns` or `values` and hide the member of that name, so the inner fields are read.
  const inner = value as unknown as {
    $columns: string[] | string;
    $index: unknown[];
    $data: unknown[];
    $dataIncolumnFormat: unknown[];
    $isSeries: boolean;
  };
  const length = inner.$index.length;
  const labels = isRange(inner.$index) ? {} : { labels: inner.$index };
  if (inner.$isSeries) {
    const name = typeof inner.$columns === 'string' ? inner.$columns : (inner.$columns[0] ?? '0');
    return { names: [name === '0' ? 'value' : name], columns: [inner.$data], length, ...labels };
  }
  const names = Array.isArray(inner.$columns) ? inner.$columns.map(String) : [];
  const stored = inner.$dataIncolumnFormat as unknown[][];
  const columns =
    stored.length === names.length
      ? stored
      : names.map((_, place) => (inner.$data as unknown[][]).map((row) => row[place]));
  return { names, columns, length: inner.$data.length === 0 && stored.length === 0 ? 0 : length, ...labels };
}

function readRows(rows: readonly Record<string, unknown>[]): Table {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return { names, columns: names.map((name) => rows.map((row) => dataOf(row, name))), length: rows.length };
}

function dataOf(row: Record<string, unknown>, name: string): unknown {
  const property = Object.getOwnPropertyDescriptor(row, name);
  return property && 'value' in property ? property.value : undefined;
}

function isRange(index: readonly unknown[]): boolean {
  return index.every((label, place) => label === place);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects that come out of another realm, such as a cell's context, have that realm's Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
