/** A column's values. Numbers are doubles; missing is null, undefined, NaN or an invalid date. */
export type Values = readonly unknown[];
export type Dtype = 'float32' | 'int32' | 'string' | 'boolean' | 'datetime' | 'undefined';

export function isMissing(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (typeof value === 'number' && Number.isNaN(value)) ||
    (value instanceof Date && Number.isNaN(value.getTime()))
  );
}

/** A plain decimal, as exchanges write amounts; not `007`, which is an identifier. */
const decimalText = /^-?(0|[1-9]\d*)?(\.\d+)?$/;

/** True for decimal text whose integer part a double holds exactly, so that no identifier changes by becoming a number. */
export function isNumericText(text: string): boolean {
  if (text === '' || text === '-' || !decimalText.test(text)) return false;
  return text.includes('.') || text.length - (text.startsWith('-') ? 1 : 0) <= 15;
}

export interface Inferred {
  readonly dtype: Dtype;
  /** True when the values are numbers written as text, wholly or in part. */
  readonly textual: boolean;
}

/**
 * What a column holds, by every value and not the first twenty: one word among numbers makes it text. danfo's names
 * stand for double ("float32") and whole ("int32") numbers.
 */
export function infer(values: Values): Inferred {
  let whole = 0;
  let fractional = 0;
  let numericText = 0;
  let text = 0;
  let flags = 0;
  let dates = 0;
  let missing = 0;
  for (const value of values) {
    if (typeof value === 'number') {
      if (Number.isInteger(value)) whole++;
      else if (Number.isNaN(value)) missing++;
      else fractional++;
    } else if (typeof value === 'string') {
      if (!isNumericText(value)) text++;
      else {
        numericText++;
        if (value.includes('.')) fractional++;
        else whole++;
      }
    } else if (typeof value === 'boolean') flags++;
    else if (isMissing(value)) missing++;
    else if (value instanceof Date) dates++;
    else text++;
  }
  const numbers = whole + fractional;
  const kindsSeen = Number(numbers > 0) + Number(text > 0) + Number(flags > 0) + Number(dates > 0);
  if (text > 0 || kindsSeen > 1) return { dtype: 'string', textual: false };
  if (numbers > 0) return { dtype: fractional > 0 || missing > 0 ? 'float32' : 'int32', textual: numericText > 0 };
  if (flags > 0) return { dtype: 'boolean', textual: false };
  if (dates > 0) return { dtype: 'datetime', textual: false };
  return { dtype: values.length === 0 ? 'undefined' : 'float32', textual: false };
}

/** A number for arithmetic: NaN for what is missing, milliseconds for dates, 1 and 0 for flags. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value.trim() === '' ? NaN : Number(value);
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'bigint' ? Number(value) : NaN;
}

/** The values at some places; a place of -1 is a row that does not exist and gives `otherwise`. */
export function take<T>(values: readonly T[], places: ArrayLike<number>, otherwise?: T): T[] {
  const taken = new Array<T>(places.length);
  for (let row = 0; row < places.length; row++) {
    const place = places[row] as number;
    taken[row] = (place < 0 ? otherwise : values[place]) as T;
  }
  return taken;
}

export function range(length: number): number[] {
  const numbers = new Array<number>(length);
  for (let place = 0; place < length; place++) numbers[place] = place;
  return numbers;
}
