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

/** A plain decimal, as exchanges write amounts and JavaScript writes small ones; not `007`, which is an identifier. */
const decimalText = /^-?(?=[\d.])(0|[1-9]\d*)?(\.\d+)?(e[+-]\d+)?$/;
const wholeText = /^(0|-?[1-9]\d*)$/;

/** True for decimal text whose integer part a double holds exactly, so that no identifier changes by becoming a number. */
export function isNumericText(text: string): boolean {
  if (!decimalText.test(text)) return false;
  return text.includes('.') || text.includes('e') || text.length - (text.startsWith('-') ? 1 : 0) <= 15;
}

/** True for a whole number written as text, which may have more digits than a double holds. */
export function isWholeText(value: unknown): value is string {
  return typeof value === 'string' && wholeText.test(value);
}

/** Whether two values are the same: dates by their time, and one missing value is like another. */
export function isSame(value: unknown, wanted: unknown): boolean {
  if (value instanceof Date && wanted instanceof Date) return value.getTime() === wanted.getTime();
  return value === wanted || (isMissing(value) && isMissing(wanted));
}

export interface Inferred {
  readonly dtype: Dtype;
  /** True when the values are numbers written as text, wholly or in part. */
  readonly textual: boolean;
  /** True when something is missing and is not NaN. */
  readonly gaps: boolean;
  /** True for big integers and decimals, which have to become numbers or text first. */
  readonly exact: boolean;
}

/**
 * What a column holds, by every value and not the first twenty: one word among numbers makes it text. danfo's names
 * stand for double ("float32") and whole ("int32") numbers.
 */
export function infer(values: Values): Inferred {
  const { length } = values;
  let whole = 0;
  let fractional = 0;
  let numericText = 0;
  let text = 0;
  let blanks = 0;
  let flags = 0;
  let dates = 0;
  let nan = 0;
  let gaps = 0;
  let exact = 0;
  for (let row = 0; row < length; row++) {
    const value = values[row];
    if (typeof value === 'number') {
      if (Number.isInteger(value)) whole++;
      else if (value !== value) nan++;
      else fractional++;
    } else if (typeof value === 'string') {
      if (value === '') blanks++;
      else if (text > 0 || !isNumericText(value)) text++;
      else {
        numericText++;
        if (value.includes('.') || value.includes('e')) fractional++;
        else whole++;
      }
    } else if (typeof value === 'boolean') flags++;
    else if (isMissing(value)) gaps++;
    else if (value instanceof Date) dates++;
    else {
      if (typeof value === 'bigint' || isDecimal(value)) exact++;
      text++;
    }
  }
  const numbers = whole + fractional;
  // Exchanges write '' for an amount that is not there; among words, it is a text.
  if (numericText > 0 && text === 0) gaps += blanks;
  else text += blanks;
  const kindsSeen = Number(numbers > 0) + Number(text > 0) + Number(flags > 0) + Number(dates > 0);
  const found = (dtype: Dtype): Inferred => ({
    dtype,
    textual: dtype !== 'string' && numericText > 0,
    gaps: gaps > 0,
    exact: exact > 0,
  });
  if (text > 0 || kindsSeen > 1) return found('string');
  if (numbers > 0) return found(fractional > 0 || nan + gaps > 0 ? 'float32' : 'int32');
  if (flags > 0) return found('boolean');
  if (dates > 0) return found('datetime');
  return found(length === 0 ? 'undefined' : 'float32');
}

export function isDecimal(value: unknown): value is { toFixed(): string } {
  return typeof value === 'object' && value !== null && 'toFixed' in value && typeof value.toFixed === 'function';
}

/** True for one number, exact ones included, as the other side of an operation. */
export function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || isDecimal(value);
}

/** A number for arithmetic: NaN for what is missing, milliseconds for dates, 1 and 0 for flags. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return value.trim() === '' ? NaN : Number(value);
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  return isDecimal(value) ? Number(value.toFixed()) : NaN;
}

/** The values at some places; a place of -1 is a row that does not exist and gives `otherwise`. */
export function take<T>(values: readonly T[], places: ArrayLike<number>, otherwise?: T): T[] {
  const { length } = places;
  const taken = new Array<T>(length);
  for (let row = 0; row < length; row++) {
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
