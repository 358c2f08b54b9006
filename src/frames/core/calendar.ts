/** The calendar in UTC: an exchange's day, interest hour and statement begin there, wherever the reader is. */

/** How long a period is: `1h`, `15m`, `1D`, `1W`, `1M`, `1Y`; m minutes, M months. */
export interface Frequency {
  readonly count: number;
  readonly unit: 's' | 'm' | 'H' | 'D' | 'W' | 'M' | 'Y';
}

const lengths = { s: 1000, m: 60_000, H: 3_600_000, D: 86_400_000, W: 604_800_000 } as const;
/** Weeks begin on Monday; 1970 began on a Thursday. */
const firstMonday = 4 * 86_400_000;

/** @throws RangeError when the text is no frequency */
export function parseFrequency(text: string): Frequency {
  const match = /^(\d*)(s|min|m|h|H|d|D|w|W|M|y|Y)$/.exec(text.trim());
  const count = match?.[1] === '' ? 1 : Number(match?.[1] ?? 0);
  if (!match || count < 1)
    throw new RangeError(`"${text}" is no frequency. Use s, m, H, D, W, M or Y, such as "15m" or "1D".`);
  const letter = match[2] === 'min' ? 'm' : (match[2] ?? 'D');
  const unit = letter === 'm' || letter === 'M' ? letter : letter === 's' ? 's' : letter.toUpperCase();
  return { count, unit: unit as Frequency['unit'] };
}

/** The start of the period that a time falls in. Months count from January of year 0, so that quarters fall on quarters. */
export function floorTime(time: number, { count, unit }: Frequency): number {
  if (Number.isNaN(time)) return NaN;
  if (unit === 'M' || unit === 'Y') {
    const date = new Date(time);
    const months = date.getUTCFullYear() * 12 + date.getUTCMonth();
    const step = unit === 'Y' ? count * 12 : count;
    return monthStart(Math.floor(months / step) * step);
  }
  const length = lengths[unit] * count;
  const origin = unit === 'W' ? firstMonday : 0;
  return Math.floor((time - origin) / length) * length + origin;
}

/** The same moment some periods later. A month later than the 31st is the last day of a shorter month. */
export function addPeriods(time: number, { count, unit }: Frequency, periods: number): number {
  if (unit !== 'M' && unit !== 'Y') return time + lengths[unit] * count * periods;
  const date = new Date(time);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count * periods * (unit === 'Y' ? 12 : 1);
  const start = monthStart(months);
  const days = new Date(monthStart(months + 1) - 1).getUTCDate();
  const rest = time - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return start + (Math.min(date.getUTCDate(), days) - 1) * lengths.D + rest;
}

/** More periods than this are a mistake, such as seconds over years. */
const mostPeriods = 5_000_000;

/** @throws RangeError when there are more periods between two moments than memory holds */
export function checkPeriods(first: number, last: number, frequency: Frequency): void {
  if ((last - first) / (addPeriods(first, frequency, 1) - first) > mostPeriods)
    throw new RangeError(`There are more than ${mostPeriods} periods in these times; use longer ones.`);
}

function monthStart(months: number): number {
  return Date.UTC(Math.floor(months / 12), ((months % 12) + 12) % 12, 1);
}

const isoDate = /^(\d{4}-\d\d(?:-\d\d)?)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?(Z|[+-]\d\d:?\d\d)?$/;
/** Names and offsets of time zones that the engine knows in text that is not ISO 8601. */
const zone = /\b(Z|GMT|UTC?|[ECMP][SD]T)\b|[+-]\d\d:?\d\d/;

/**
 * Reads a moment: a Date, milliseconds since 1970, or text in ISO 8601, which without an offset means UTC. Other text is
 * left to the engine and also taken as UTC. NaN for anything else, such as a 30th of February.
 */
export function timeOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return NaN;
  const text = value.trim();
  if (/^-?\d{9,}$/.test(text)) return Number(text);
  const [iso, day = '', time, offset = 'Z'] = isoDate.exec(text) ?? [];
  if (iso === undefined) return Date.parse(zone.test(text) ? text : `${text} UTC`);
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return NaN;
  return time === undefined ? midnight : Date.parse(`${day}T${time}${offset}`);
}

/** A value as a name: dates in UTC, wherever the reader is. */
export function labelOf(value: unknown): string {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : String(value);
}
