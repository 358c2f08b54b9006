import { timeOf } from '../core/calendar.ts';
import { compareWhole } from '../core/order.ts';
import { isDecimal, isMissing, isNumericText, isScalar, isWholeText, toNumber, type Values } from '../core/values.ts';
import { columnAt, rowCount, type Inner, type Label } from './storage.ts';

export type Operation = 'add' | 'sub' | 'mul' | 'div' | 'divNoNan' | 'pow' | 'mod' | 'minimum' | 'maximum';
export type Comparison = 'lt' | 'gt' | 'le' | 'ge' | 'eq' | 'ne';

/** In doubles; a missing operand gives a missing result. */
export const operations: Readonly<Record<Operation, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  divNoNan: (a, b) => (b === 0 ? 0 : a / b),
  pow: (a, b) => a ** b,
  // The sign follows the divisor, as in pandas, in frames and series alike.
  mod: (a, b) => ((a % b) + b) % b,
  minimum: (a, b) => Math.min(a, b),
  maximum: (a, b) => Math.max(a, b),
};

const orders: Readonly<Record<Comparison, (order: number) => boolean>> = {
  lt: (order) => order < 0,
  gt: (order) => order > 0,
  le: (order) => order <= 0,
  ge: (order) => order >= 0,
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
};

/** Nothing is less than, greater than or equal to a missing value; it differs from everything. */
export function compare(left: unknown, right: unknown, comparison: Comparison): boolean {
  if (isMissing(left) || isMissing(right)) return comparison === 'ne';
  return orders[comparison](left === right ? 0 : orderOf(left, right));
}

/** What numbers are compared with: an amount is a number also as a Decimal or as the text in which exchanges send it. */
export function comparable(value: unknown): unknown {
  return isDecimal(value) || (typeof value === 'string' && isNumericText(value)) ? toNumber(value) : value;
}

/** Compares each value with its counterpart, or with one and the same. */
export function compareAll(left: Values, right: unknown, comparison: Comparison): boolean[] {
  const { length } = left;
  const results = new Array<boolean>(length);
  const holds = orders[comparison];
  for (let row = 0; row < length; row++) {
    const a = left[row];
    const b = Array.isArray(right) ? (right as unknown[])[row] : right;
    // A difference with NaN is NaN, which only `ne` lets through: the same answer as the long way, at once.
    results[row] = typeof a === 'number' && typeof b === 'number' && a !== b ? holds(a - b) : compare(a, b, comparison);
  }
  return results;
}

/**
 * NaN, which holds no comparison but `ne`, between what cannot be ordered: a text and a number. Identifiers that a double
 * cannot hold are text, and are compared as the whole numbers they are.
 */
function orderOf(left: unknown, right: unknown): number {
  if (isWholeText(left) && (isWholeText(right) || typeof right === 'bigint')) return compareWhole(left, String(right));
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof Date || right instanceof Date) return timeOf(left) - timeOf(right);
  if (typeof left === 'string' || typeof right === 'string') return NaN;
  return toNumber(left) - toNumber(right);
}

/**
 * The values of an operand in the order of some labels. A series with the same labels in another order, or with labels
 * of its own, is lined up by label, as danfo's documentation has it; arrays and series that were never labelled go by
 * position. A label that the operand lacks gives a missing value.
 */
export function aligned(values: Values, labels: readonly Label[] | undefined, wanted: readonly Label[]): Values {
  if (!labels || labels === wanted || sameLabels(labels, wanted)) {
    if (values.length !== wanted.length)
      throw new RangeError(`LengthError: ${values.length} values do not fit ${wanted.length} rows.`);
    return values;
  }
  const places = new Map(labels.map((label, place) => [label, place]));
  const shared = wanted.filter((label) => places.has(label)).length;
  const unlabelled = labels.every((label, place) => label === place);
  if (unlabelled && shared < wanted.length && values.length === wanted.length) return values;
  if (shared === 0) throw new RangeError('LabelError: the two sides have no row label in common.');
  return wanted.map((label) => {
    const place = places.get(label);
    return place === undefined ? undefined : values[place];
  });
}

function sameLabels(left: readonly Label[], right: readonly Label[]): boolean {
  return left.length === right.length && left.every((label, place) => label === right[place]);
}

/** The right-hand side of a frame's operation, column by column. */
export type Operand = (column: number) => Values | number;

/**
 * @param axis for a series or array: 1 goes along the columns (one value for each, by their names if those are its labels),
 * 0 along the rows, as danfo has it
 */
export function operandOf(frame: Inner, other: unknown, axis: 0 | 1): Operand {
  if (isScalar(other)) return () => toNumber(other);
  if (isInner(other) && !other.$isSeries) {
    return (place) => {
      const name = frame.$columns[place] ?? '';
      const values = other.$columns.includes(name) ? columnAt(other, name) : other.$dataIncolumnFormat[place];
      if (!values) throw new RangeError(`ShapeError: the other frame has no column for "${name}".`);
      return aligned(values, other.$index, frame.$index);
    };
  }
  const values = isInner(other) ? other.$data : Array.isArray(other) ? (other as unknown[]) : undefined;
  if (!values) throw new TypeError('ParamError: the other side must be a number, an array, a Series or a DataFrame.');
  if (axis === 0) {
    const rows = aligned(values, isInner(other) ? other.$index : undefined, frame.$index);
    return () => rows;
  }
  if (isInner(other) && other.$index.every((label) => typeof label === 'string' && frame.$columns.includes(label))) {
    const named = aligned(values, other.$index, frame.$columns);
    return (place) => toNumber(named[place]);
  }
  if (values.length !== frame.$columns.length)
    throw new RangeError(`LengthError: ${values.length} values do not fit ${frame.$columns.length} columns.`);
  return (place) => toNumber(values[place]);
}

export function isInner(value: unknown): value is Inner {
  return typeof value === 'object' && value !== null && '$dataIncolumnFormat' in value && '$index' in value;
}

export function valueAt(values: Values | number, row: number): unknown {
  return typeof values === 'number' ? values : values[row];
}

/** danfo's refusal, for every operation on numbers that meets text. */
export function refuseText(frame: Inner, operation: string): void {
  const place = frame.$dtypes.indexOf('string');
  if (place < 0 || rowCount(frame) === 0) return;
  const name = frame.$isSeries ? '' : ` (column "${frame.$columns[place] ?? ''}")`;
  throw new TypeError(`TypeError: ${operation} operation is not supported for string dtypes${name}.`);
}

/** danfo's `dp`, the places that a number is rounded to. */
export function checkPlaces(places: unknown): void {
  if (!Number.isInteger(places))
    throw new TypeError(`ParamError: dp must be a number, a whole one, not ${String(places)}`);
}

export function checkAxis(axis: unknown): asserts axis is 0 | 1 {
  if (axis !== 0 && axis !== 1) throw new RangeError('ParamError: Axis must be 0 or 1');
}
