import {
  addPeriods,
  checkPeriods,
  floorTime,
  labelOf,
  parseFrequency,
  timeOf,
  type Frequency,
} from '../core/calendar.ts';
import { groupRows } from '../core/groups.ts';
import { orderOf } from '../core/order.ts';
import { range, take, toNumber, type Values } from '../core/values.ts';
import { kept } from './column.ts';
import { GroupBy } from './groupby.ts';
import { distinct } from './join.ts';
import { Rolling, type RollingOptions } from './rolling.ts';
import { pickRows } from './select.ts';
import {
  columnAt,
  finish,
  makeFrame,
  makeSeries,
  nameOf,
  rowCount,
  rowsOf,
  type FrameInner,
  type SeriesInner,
} from './storage.ts';

export interface ResampleOptions {
  /** The time column: milliseconds, Dates or ISO text. */
  readonly on: string;
  /** Further columns to group by, such as the asset. */
  readonly by?: readonly string[];
}

/** Rows gathered by periods of time in UTC: `df.resample('1D', { on: 'time' }).agg({ interest: 'sum' })`. */
export class Resample {
  private readonly groups: GroupBy;
  private readonly options: ResampleOptions;
  private readonly frequency: Frequency;
  private readonly columns: readonly string[];

  constructor(frame: FrameInner, every: string, options: ResampleOptions | undefined) {
    if (!options) throw new Error(`resample needs the column of times: resample("${every}", { on: "time" }).`);
    const { on, by = [] } = options;
    this.frequency = parseFrequency(every);
    const times = columnAt(frame, on).map((value) => floorTime(timeOf(value), this.frequency));
    const columns = frame.$columns.map((name) => (name === on ? times : columnAt(frame, name)));
    const floored = pickRows(
      makeFrame(frame.$columns, columns),
      range(rowCount(frame)).filter((row) => !Number.isNaN(times[row])),
    );
    this.columns = frame.$columns.filter(
      (name, place) =>
        name !== on && !by.includes(name) && ['float32', 'int32', 'undefined'].includes(frame.$dtypes[place] ?? ''),
    );
    this.groups = new GroupBy(floored, [...by, on]);
    this.options = options;
  }

  sum = () => this.each('sum');
  mean = () => this.each('mean');
  min = () => this.each('min');
  max = () => this.each('max');
  count = () => this.each('count');
  first = () => this.each('first');
  last = () => this.each('last');

  /** Aggregates as `groupby` does. Without further keys, periods in which nothing happened are there too: 0 for sums and counts. */
  agg(wanted: Readonly<Record<string, string | readonly string[]>>): FrameInner {
    const { on, by = [] } = this.options;
    for (const aggregate of Object.values(wanted).flat()) checkSingle(aggregate, 'period');
    const result = this.groups.agg(wanted);
    const sorted = pickRows(
      result,
      orderOf(
        [...by, on].map((name) => ({ values: columnAt(result, name) })),
        rowCount(result),
      ),
    );
    sorted.$index = range(rowCount(sorted));
    return by.length === 0 ? this.withGaps(sorted, on) : sorted;
  }

  private each(aggregate: string): FrameInner {
    return this.agg(Object.fromEntries(this.columns.map((name) => [name, aggregate])));
  }

  private withGaps(frame: FrameInner, on: string): FrameInner {
    const times = columnAt(frame, on).map(toNumber);
    const [first] = times;
    const last = times.at(-1);
    if (first === undefined || last === undefined) return frame;
    const places = new Map(times.map((time, row) => [time, row]));
    checkPeriods(first, last, this.frequency);
    const all: number[] = [];
    for (let time = first; time <= last; time = addPeriods(time, this.frequency, 1)) all.push(time);
    const columns = frame.$columns.map((name) => {
      const values = columnAt(frame, name);
      const empty = /_(sum|count|nunique)$/.test(name) ? 0 : NaN;
      return all.map((time) => (name === on ? time : places.has(time) ? values[places.get(time) ?? 0] : empty));
    });
    return makeFrame(frame.$columns, columns);
  }
}

function checkSingle(aggregate: string, place: string): void {
  if (aggregate.startsWith('cum')) throw new Error(`${aggregate} gives more than one value for a ${place}.`);
}

export interface PivotOptions {
  /** The column whose values become rows. */
  readonly index: string;
  /** The column whose values become columns. */
  readonly columns: string;
  /** The column whose values fill the table. */
  readonly values: string;
  /** How several values for one place become one; `sum` unless given. */
  readonly aggregate?: string;
  /** What stands where there is no value; NaN unless given. */
  readonly fill?: number;
}

/** One row per value of a column and one column per value of another: interest by day and asset. */
export function pivot(
  frame: FrameInner,
  { index, columns, values, aggregate = 'sum', fill = NaN }: PivotOptions,
): FrameInner {
  checkSingle(aggregate, 'cell');
  const groups = new GroupBy(frame, [index, columns], [values]);
  const cells = columnAt(groups.agg({ [values]: aggregate }), `${values}_${aggregate}`);
  const rows = groupRows([columnAt(frame, index)], rowCount(frame));
  const heads = groupRows([columnAt(frame, columns)], rowCount(frame));
  const table = heads.first.map(() => new Array<unknown>(rows.first.length).fill(fill));
  groups.firstRows.forEach((row, group) => {
    const column = table[heads.ids[row] as number];
    if (column) column[rows.ids[row] as number] = cells[group];
  });
  const names = heads.first.map((row) => labelOf(columnAt(frame, columns)[row]));
  if (names.includes(index))
    throw new Error(`The column "${columns}" has the value "${index}", which is the name of the first column.`);
  const result = makeFrame(distinct([index, ...names], '_'), [take(columnAt(frame, index), rows.first), ...table]);
  const sorted = pickRows(result, orderOf([{ values: columnAt(result, index) }], rowCount(result)));
  sorted.$index = range(rowCount(sorted));
  return sorted;
}

/** Columns become rows, labelled by their names; what was text stays text. */
function transposed(frame: FrameInner): FrameInner {
  const rows = rowsOf(frame).map(kept);
  return makeFrame(
    distinct(frame.$index.map(String), '_'),
    rows.map(({ values }) => values as unknown[]),
    rows.length === 0 ? [] : [...frame.$columns],
    rows.map(({ dtype }) => dtype),
    frame.$config,
  );
}

/** The values of the row some rows before (or after, for a negative number); gaps are missing. */
export function shifted(values: Values, periods: number): unknown[] {
  if (!Number.isInteger(periods)) throw new RangeError(`Rows are shifted by a whole number, not ${periods}.`);
  const numeric = values.some((value) => typeof value === 'number');
  return values.map((_, row) => {
    const from = row - periods;
    return from >= 0 && from < values.length ? values[from] : numeric ? NaN : null;
  });
}

export const frameReshape = {
  rolling(this: FrameInner, window: number | string, options: RollingOptions = {}) {
    return new Rolling(this, window, options);
  },
  resample(this: FrameInner, every: string, options?: ResampleOptions) {
    return new Resample(this, every, options);
  },
  pivot(this: FrameInner, options: PivotOptions) {
    return pivot(this, options);
  },
  shift(this: FrameInner, periods = 1) {
    return makeFrame(
      this.$columns,
      this.$dataIncolumnFormat.map((values) => shifted(values, periods)),
      this.$index,
      undefined,
      this.$config,
    );
  },
  transpose(this: FrameInner, { inplace }: { readonly inplace?: boolean } = {}) {
    return finish(this, transposed(this), inplace);
  },
  get T() {
    return transposed(this as unknown as FrameInner);
  },
  groupby(this: FrameInner, keys: readonly string[] | string) {
    if (typeof keys !== 'string' && !Array.isArray(keys))
      throw new TypeError('ParamError: groupby needs the names of columns, such as groupby(["asset"]).');
    return new GroupBy(this, typeof keys === 'string' ? [keys] : keys);
  },
};

export const seriesReshape = {
  rolling(this: SeriesInner, window: number, options: RollingOptions = {}) {
    return new Rolling(this, window, options);
  },
  shift(this: SeriesInner, periods = 1) {
    return makeSeries(shifted(this.$data, periods), nameOf(this), this.$index, undefined, this.$config);
  },
};
