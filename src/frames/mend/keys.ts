/** Keys of a join that came in two forms: an amount as a number and as text, a time as a Date, milliseconds and text. */
import { labelOf, timeOf } from '../core/calendar.ts';
import { isMissing, isNumericText, type Dtype, type Values } from '../core/values.ts';

type Form = 'number' | 'text' | 'date' | 'other';

export interface Key {
  readonly values: Values;
  readonly dtype: Dtype | undefined;
}

function formOf({ values, dtype }: Key): Form {
  const present = values.find((value) => !isMissing(value));
  // What holds nothing has no form, whatever it is called.
  if (present === undefined) return 'other';
  if (dtype === 'float32' || dtype === 'int32') return 'number';
  if (dtype === 'datetime') return 'date';
  return values.every((value) => typeof value === 'string' || isMissing(value)) ? 'text' : 'other';
}

/**
 * Both sides as what can be compared. A column of numbers written as text holds numbers, unless there is a word among them:
 * then the other side's numbers are found in its text.
 */
export function comparableKeys(left: Key, right: Key): readonly [Values, Values] {
  const forms = [formOf(left), formOf(right)];
  if (forms[0] === forms[1] || forms.includes('other')) return [left.values, right.values];
  const read = forms.includes('date') ? asTime : asNumber;
  return [left.values.map(read), right.values.map(read)];
}

/** The right side's keys as they stand in the left side's column, where only the right side has the row. */
export function inFormOf(left: Key, right: Key): Values {
  const [wanted, given] = [formOf(left), formOf(right)];
  if (wanted === given || wanted === 'other' || given === 'other') return right.values;
  const convert: Readonly<Record<Exclude<Form, 'other'>, (value: unknown) => unknown>> = {
    number: given === 'date' ? asTime : asNumber,
    text: labelOf,
    date: (value) => {
      const time = asTime(value);
      return typeof time === 'number' ? new Date(time) : value;
    },
  };
  return right.values.map((value) => (isMissing(value) ? value : convert[wanted](value)));
}

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && isNumericText(value) ? Number(value) : value;
}

/** Of text, only ISO 8601: the engine makes a date of `1`, too. */
function asTime(value: unknown): unknown {
  if (typeof value === 'string' && !/^\d{4}-\d\d/.test(value)) return value;
  const time = timeOf(value);
  return Number.isNaN(time) ? value : time;
}
