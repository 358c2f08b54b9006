import { infer, isDecimal, isMissing, toNumber, type Dtype, type Values } from '../core/values.ts';

export const dtypeNames: readonly string[] = ['float32', 'int32', 'string', 'boolean', 'datetime', 'undefined'];

/** A column as it is stored. */
export interface Stored {
  readonly values: Values;
  readonly dtype: Dtype;
}

/**
 * Reads a column from outside: numbers written as text become numbers, missing numbers NaN, other missing values null,
 * large integers that a double cannot hold stay text. The values are copied only if they have to change.
 */
export function normalise(values: Values, dtype?: string): Stored {
  let found = infer(values);
  let plain = values;
  if (found.exact) {
    plain = fromExact(values);
    found = infer(plain);
  }
  if (dtype === 'string') return { values: plain.map((value) => (isMissing(value) ? null : textOf(value))), dtype };
  if ((dtype === 'float32' || dtype === 'int32') && found.dtype === 'string') {
    const place = plain.findIndex((value) => !isMissing(value) && Number.isNaN(toNumber(value)));
    if (place >= 0)
      throw new RangeError(
        `Value ${place}, ${JSON.stringify(plain[place])}, is no number, though the column is to be ${dtype}.`,
      );
    return { values: plain.map(toNumber), dtype };
  }
  if (found.dtype === 'float32' || found.dtype === 'int32') {
    const numbers = found.textual || found.gaps ? plain.map(toNumber) : plain;
    return { values: numbers, dtype: dtype === 'float32' && found.dtype === 'int32' ? dtype : found.dtype };
  }
  return {
    values: found.gaps ? plain.map((value) => (isMissing(value) ? null : value)) : plain,
    dtype: values.length === 0 && isDtype(dtype) ? dtype : found.dtype,
  };
}

/**
 * A column of values that were made or stored before: text in it is meant as text, even where it reads as numbers. Else as
 * `normalise`.
 */
export function kept(values: Values): Stored {
  const found = infer(values);
  if (!found.textual) return normalise(values);
  return { values: found.gaps ? values.map((value) => (isMissing(value) ? null : value)) : values, dtype: 'string' };
}

/** danfo's refusals: a missing value is filled, not replaced. */
export function checkReplacement(oldValue: unknown, newValue: unknown): void {
  if (typeof oldValue === 'number' && Number.isNaN(oldValue))
    throw new TypeError("Params Error: Param 'oldValue' does not support NaN. Use fillNa() instead.");
  if (oldValue === undefined || oldValue === null)
    throw new TypeError("Params Error: Must specify param 'oldValue' to replace");
  if (newValue === undefined || newValue === null)
    throw new TypeError("Params Error: Must specify param 'newValue' to replace with");
}

export function isDtype(name: string | undefined): name is Dtype {
  return name !== undefined && dtypeNames.includes(name);
}

function fromExact(values: Values): unknown[] {
  const fits = values.every(
    (value) => typeof value !== 'bigint' || (value >= -9007199254740991n && value <= 9007199254740991n),
  );
  return values.map((value) => {
    if (typeof value === 'bigint') return fits ? Number(value) : value.toString();
    return isDecimal(value) ? Number(value.toFixed()) : value;
  });
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : `${value as number | boolean}`;
}

/** A plain object, of whatever realm. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A row given as an object, also of a class; dates, decimals, maps and frames are values and none. */
export function isRow(value: unknown): value is Record<string, unknown> {
  if (isPlain(value)) return true;
  if (typeof value !== 'object' || value === null || isList(value)) return false;
  const isValue = value instanceof Date || value instanceof Map || value instanceof Set || isDecimal(value);
  return !isValue && !('$dataIncolumnFormat' in value);
}

export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}
