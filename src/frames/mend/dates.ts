import * as danfo from 'danfojs-node';
import { addPeriods, checkPeriods, floorTime, parseFrequency, timeOf } from '../core/calendar.ts';
import { isInner } from './arithmetic.ts';
import { define, install, makeSeries, SeriesClass, type SeriesInner } from './storage.ts';

interface Times {
  readonly $dateObjectArray: readonly Date[];
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** One part of each date, missing where the date is. */
function part(read: (date: Date) => unknown, missing: unknown = NaN) {
  return function (this: Times) {
    return makeSeries(
      this.$dateObjectArray.map((date) => (Number.isNaN(date.getTime()) ? missing : read(date))),
      '0',
    );
  };
}

const members = {
  processData(values: readonly unknown[]) {
    return values.map((value) => new Date(timeOf(value)));
  },
  year: part((date) => date.getUTCFullYear()),
  /** 1 for January, as danfo's documentation says. */
  month: part((date) => date.getUTCMonth() + 1),
  monthName: part((date) => months[date.getUTCMonth()], null),
  dayOfMonth: part((date) => date.getUTCDate()),
  /** 0 for Sunday. */
  dayOfWeek: part((date) => date.getUTCDay()),
  dayOfWeekName: part((date) => days[date.getUTCDay()], null),
  hours: part((date) => date.getUTCHours()),
  minutes: part((date) => date.getUTCMinutes()),
  seconds: part((date) => date.getUTCSeconds()),
  /** ISO 8601 in UTC. */
  date: part((date) => date.toISOString(), null),
  /** Milliseconds since 1970. */
  time: part((date) => date.getTime()),
  /** The start of the hour, day, week or month each date falls in, in milliseconds: `floor('1D')`. */
  floor(this: Times, frequency: string) {
    const unit = parseFrequency(frequency);
    return makeSeries(
      this.$dateObjectArray.map((date) => floorTime(date.getTime(), unit)),
      '0',
    );
  },
};

/** Dates in UTC, from Dates, milliseconds or text; `dt` also on columns of milliseconds, which is what exchanges send. */
export function mendDates(): void {
  install(danfo.Dt.prototype, members);
  define(SeriesClass.prototype, 'dt', {
    get(this: SeriesInner) {
      if (this.$dtypes[0] === 'boolean') throw new TypeError('Cannot call accessor dt on a series of flags.');
      return new danfo.Dt(this as unknown as danfo.Series);
    },
  });
}

export interface DateRange {
  readonly start?: string | number | Date;
  readonly end?: string | number | Date;
  /** Number of dates, where only one end is given. */
  readonly period?: number;
  /** `D` day (unless given), `H` hour, `m` minute, `s` second, `W` week, `M` month, `Y` year; with a count in front `15m`. */
  readonly freq?: string;
  readonly offset?: number;
}

/** Evenly spaced dates as ISO 8601 in UTC. A month after the 30th of January is the last of February. */
export function dateRange({ start, end, period, freq = 'D', offset = 1 }: DateRange): string[] {
  const frequency = parseFrequency(freq);
  if (!Number.isInteger(offset) || offset < 1)
    throw new RangeError(`offset, the periods from one date to the next, is a whole number from 1, not ${offset}.`);
  const step = { ...frequency, count: frequency.count * offset };
  const from = momentOf(start, 'start');
  const to = momentOf(end, 'end');
  const iso = (time: number) => new Date(time).toISOString();
  if (from !== undefined && to !== undefined) {
    checkPeriods(from, to, step);
    const dates: string[] = [];
    for (let place = 0, time = from; time <= to; time = addPeriods(from, step, ++place)) dates.push(iso(time));
    return dates;
  }
  const origin = from ?? to;
  if (origin === undefined || period === undefined || !Number.isInteger(period) || period < 1)
    throw new Error('dateRange needs start and end, or one of them and period, the whole number of dates.');
  return Array.from({ length: period }, (_, place) =>
    iso(addPeriods(origin, step, from === undefined ? place - period + 1 : place)),
  );
}

function momentOf(value: string | number | Date | undefined, what: string): number | undefined {
  if (value === undefined) return undefined;
  const time = timeOf(value);
  if (Number.isNaN(time)) throw new RangeError(`${what} is no date: ${String(value)}`);
  return time;
}

/** danfo's `toDateTime`: parts of dates by the methods of `dt`. Text is read as dates, `2024` as a year. */
export function toDateTime(data: unknown): danfo.Dt {
  if (isInner(data)) return new danfo.Dt(data as unknown as danfo.Series);
  const isText = Array.isArray(data) && data.some((value) => typeof value === 'string');
  return new danfo.Dt(new SeriesClass(data, isText ? { dtypes: ['string'] } : {}) as unknown as danfo.Series);
}
