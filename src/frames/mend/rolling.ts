import { addPeriods, parseFrequency, timeOf, type Frequency } from '../core/calendar.ts';
import { toNumber, type Values } from '../core/values.ts';
import {
  windowCounts,
  windowGreatest,
  windowLeast,
  windowMedians,
  windowSums,
  windowVariances,
  type Windows,
} from '../core/windows.ts';
import { refuseText } from './arithmetic.ts';
import { columnAt, makeFrame, makeSeries, nameOf, rowCount, type Inner } from './storage.ts';

export interface RollingOptions {
  /** Fewer values than this give none; without it as many as the window has rows, or one for a window of time. */
  readonly minPeriods?: number;
  /** The time column that a window such as `7D` is measured on; rows must be in its order. */
  readonly on?: string;
}

/** A window that moves down the rows and ends at each of them: `df.rolling(7).mean()`, `df.rolling('7D', { on: 'time' }).sum()`. */
export class Rolling<T extends Inner> {
  private readonly source: T;
  private readonly starts: Int32Array;
  private readonly least: number;
  private readonly on: string | undefined;

  constructor(source: T, window: number | string, { minPeriods, on }: RollingOptions) {
    this.source = source;
    this.on = on;
    const length = rowCount(source);
    if (source.$isSeries) refuseText(source, 'rolling');
    const most = typeof window === 'number' ? window : Infinity;
    if (minPeriods !== undefined && !(minPeriods >= 0 && minPeriods <= most))
      throw new RangeError(`minPeriods is a number of rows that the window can have, not ${minPeriods}.`);
    if (typeof window === 'number') {
      if (!Number.isInteger(window) || window < 1)
        throw new RangeError(`A window is a whole number of rows, not ${window}.`);
      this.starts = Int32Array.from({ length }, (_, row) => Math.max(0, row - window + 1));
      this.least = minPeriods ?? window;
    } else {
      if (on === undefined) throw new Error(`A window of time needs its column: rolling("${window}", { on: "time" }).`);
      this.starts = timeStarts(columnAt(source, on), parseFrequency(window));
      this.least = minPeriods ?? 1;
    }
  }

  sum = () => this.roll(windowSums);
  mean = () => this.roll((windows, counts) => windowSums(windows).map((total, row) => total / (counts[row] as number)));
  median = () => this.roll(windowMedians);
  min = () => this.roll(windowLeast);
  max = () => this.roll(windowGreatest);
  std = () => this.roll((windows) => windowVariances(windows).map(Math.sqrt));
  var = () => this.roll(windowVariances);
  count = () => this.roll((_, counts) => counts);

  /** Calls a function with the numbers of each window, which takes as long as all windows together. Text columns are left out. */
  apply(calculate: (numbers: readonly number[]) => number): T {
    return this.roll(({ numbers, starts }, counts) =>
      counts.map((count, row) => {
        if (count < this.least) return NaN;
        return calculate(Array.from(numbers.subarray(starts[row], row + 1)).filter((number) => !Number.isNaN(number)));
      }),
    );
  }

  /** The result for each row, or NaN where its window holds too few numbers. */
  private roll(calculate: (windows: Windows, counts: number[]) => number[]): T {
    const { source, starts } = this;
    const column = (values: Values) => {
      const windows = { numbers: Float64Array.from(values, toNumber), starts };
      const counts = windowCounts(windows);
      const results = calculate(windows, counts);
      return results.map((result, row) => ((counts[row] as number) < this.least ? NaN : result));
    };
    if (source.$isSeries) return makeSeries(column(source.$data), nameOf(source), source.$index) as Inner as T;
    const kept = source.$columns.filter(
      (name, place) => name === this.on || !['string', 'boolean'].includes(source.$dtypes[place] ?? ''),
    );
    const columns = kept.map((name) => (name === this.on ? columnAt(source, name) : column(columnAt(source, name))));
    return makeFrame(kept, columns, source.$index) as Inner as T;
  }
}

function timeStarts(column: Values, frequency: Frequency): Int32Array {
  const times = column.map(timeOf);
  let start = 0;
  return Int32Array.from(times, (time, row) => {
    if (Number.isNaN(time)) throw new Error(`Row ${row} has no time. Drop such rows first: dropNa().`);
    if (row > 0 && time < (times[row - 1] ?? time))
      throw new Error('A window of time needs rows in the order of their time. Sort them first.');
    const opened = addPeriods(time, frequency, -1);
    while ((times[start] ?? Infinity) <= opened) start++;
    return start;
  });
}
