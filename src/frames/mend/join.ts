import { joinRows, type How } from '../core/join.ts';
import { infer, take } from '../core/values.ts';
import { checkAxis, isInner } from './arithmetic.ts';
import { comparableKeys, inFormOf, type Key } from './keys.ts';
import {
  columnAt,
  makeFrame,
  makeSeries,
  nameOf,
  rowCount,
  type FrameInner,
  type Inner,
  type Label,
} from './storage.ts';

/**
 * danfo's `merge`: key columns first, then the other columns of the left and of the right; a name that both have gets `_1`
 * on the right. Left order is kept. A missing key matches nothing; what has no match is missing (NaN for numbers, else null).
 */
export function merge(options: {
  left: FrameInner;
  right: FrameInner;
  on: readonly string[] | string;
  how?: How;
}): FrameInner {
  const { left, right, how = 'inner' } = options;
  const on = keysToMerge(options.on);
  for (const [side, frame] of [
    ['left', left],
    ['right', right],
  ] as const) {
    const missing = on.find((name) => !frame.$columns.includes(name));
    if (missing !== undefined) throw new Error(`ParamError: the ${side} frame has no column "${missing}" to merge on.`);
  }
  if (!['inner', 'left', 'right', 'outer'].includes(how))
    throw new Error(`ParamError: how must be inner, left, right or outer, not "${how}".`);
  const pairs = on.map((name) => [keyAt(left, name), keyAt(right, name)] as const);
  const compared = pairs.map((pair) => comparableKeys(...pair));
  const sides = [compared.map(([keys]) => keys), compared.map(([, keys]) => keys)] as const;
  const rows = joinRows(sides[0], rowCount(left), sides[1], rowCount(right), how);
  const keys = pairs.map(([leftKey, rightKey]) => {
    const values = take(leftKey.values, rows.left, undefined);
    const others = inFormOf(leftKey, rightKey);
    for (let row = 0; row < values.length; row++) {
      if ((rows.left[row] as number) < 0) values[row] = others[rows.right[row] as number];
    }
    return values;
  });
  const others = (frame: FrameInner) => frame.$columns.filter((name) => !on.includes(name));
  const names = distinct([...on, ...others(left), ...others(right)], '_');
  const columns = [
    ...others(left).map((name) => taken(columnAt(left, name), rows.left)),
    ...others(right).map((name) => taken(columnAt(right, name), rows.right)),
  ];
  return makeFrame(names, [...keys, ...columns]);
}

function keyAt(frame: FrameInner, name: string): Key {
  return { values: columnAt(frame, name), dtype: frame.$dtypes[frame.$columns.indexOf(name)] };
}

function keysToMerge(on: unknown): string[] {
  const keys = typeof on === 'string' ? [on] : on;
  if (!Array.isArray(keys) || keys.length === 0)
    throw new Error('ParamError: on must name the columns to merge on, such as on: ["asset"].');
  return [...new Set(keys as string[])];
}

function taken(values: unknown[], places: Int32Array): unknown[] {
  const { dtype } = infer(values);
  return take(values, places, dtype === 'float32' || dtype === 'int32' ? NaN : null);
}

/** A name that comes again gets the first number behind it that makes it a new one. */
export function distinct(names: readonly string[], separator: string): string[] {
  const taken = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    let own = name;
    if (seen.has(name)) for (let count = 1; taken.has(own); count++) own = `${name}${separator}${count}`;
    taken.add(own);
    seen.add(own);
    return own;
  });
}

/**
 * danfo's `concat`: below each other (axis 0), columns matched by name, or beside each other (axis 1, also when it is not
 * said), shorter ones filled up. Its arguments are left as they are. Series of one name below each other make a series.
 */
export function concat({ dfList, axis = 1 }: { dfList: readonly Inner[]; axis?: 0 | 1 }): Inner {
  if (!Array.isArray(dfList) || !dfList.every(isInner))
    throw new TypeError('ParamError: dfList must be a list of DataFrames and Series.');
  checkAxis(axis);
  return axis === 1 ? beside(dfList) : below(dfList);
}

function columnsOf(part: Inner): readonly (readonly [string, unknown[]])[] {
  if (part.$isSeries) return [[nameOf(part), part.$data]];
  return part.$columns.map((name, place) => [name, part.$dataIncolumnFormat[place] ?? []]);
}

function below(parts: readonly Inner[]): Inner {
  const names = [...new Set(parts.flatMap((part) => columnsOf(part).map(([name]) => name)))];
  const length = parts.reduce((sum, part) => sum + rowCount(part), 0);
  const columns = names.map((name) => {
    const column = new Array<unknown>(length).fill(undefined);
    let row = 0;
    for (const part of parts) {
      const values = columnsOf(part).find(([own]) => own === name)?.[1];
      for (let place = 0; place < rowCount(part); place++) column[row++] = values?.[place];
    }
    return filled(column);
  });
  const [only] = columns;
  if (only && columns.length === 1 && parts.every((part) => part.$isSeries)) return makeSeries(only, names[0] ?? '0');
  return makeFrame(names, columns);
}

function beside(parts: readonly Inner[]): Inner {
  const shared = sharedLabels(parts);
  const length = Math.max(0, ...parts.map(rowCount));
  const lined = (values: readonly unknown[], part: number) =>
    shared
      ? shared.labels.map((label) => values[shared.places[part]?.get(label) ?? -1])
      : Array.from({ length }, (_, row) => values[row]);
  const all = parts.flatMap((part, place) =>
    columnsOf(part).map(([name, values]) => [name, filled(lined(values, place))] as const),
  );
  return makeFrame(
    distinct(
      all.map(([name]) => name),
      '',
    ),
    all.map(([, values]) => values),
    shared?.labels,
  );
}

/**
 * The labels of all rows, and where each part has them, so that rows of one label stand beside each other in whatever order
 * they are. Undefined where rows go by position, as danfo has it: where labels are numbers of rows or nothing is shared.
 */
function sharedLabels(
  parts: readonly Inner[],
): { readonly labels: Label[]; readonly places: readonly ReadonlyMap<Label, number>[] } | undefined {
  const [first] = parts;
  if (!first || !parts.some(isLabelled)) return undefined;
  const labels = new Set(first.$index);
  const places: Map<Label, number>[] = [];
  for (const part of parts) {
    const shared = part.$index.filter((label) => labels.has(label)).length;
    const isNumbered = !isLabelled(part) && rowCount(part) === rowCount(first) && shared < labels.size;
    if (shared === 0 || isNumbered) return undefined;
    for (const label of part.$index) labels.add(label);
    places.push(new Map(part.$index.map((label, row) => [label, row])));
  }
  return { labels: [...labels], places };
}

function isLabelled({ $index }: Inner): boolean {
  return $index.some((label, row) => label !== row);
}

/** Gaps are NaN among numbers and null elsewhere. */
function filled(values: unknown[]): unknown[] {
  const { dtype } = infer(values);
  const gap = dtype === 'float32' || dtype === 'int32' ? NaN : null;
  return values.map((value) => value ?? gap);
}
