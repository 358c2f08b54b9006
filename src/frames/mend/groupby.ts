import { groupRows, rowsByGroup, type Groups } from '../core/groups.ts';
import { compareText } from '../core/order.ts';
import {
  deviation,
  greatest,
  least,
  mean,
  median,
  modes,
  present,
  running,
  sum,
  variance,
} from '../core/statistics.ts';
import { isMissing, range, take, type Values } from '../core/values.ts';
import { columnAt, makeFrame, rowCount, type FrameInner, type Inner } from './storage.ts';
import { concat } from './join.ts';
import { isInner } from './arithmetic.ts';
import { pickRows } from './select.ts';

/** What a group's values become: one value, or for the running ones a value for each row. */
const aggregates: Readonly<Record<string, (values: Values) => unknown[]>> = {
  sum: (values) => [sum(present(values))],
  mean: (values) => [mean(present(values))],
  count: (values) => [values.reduce<number>((count, value) => count + Number(!isMissing(value)), 0)],
  std: (values) => [deviation(present(values))],
  var: (values) => [variance(present(values))],
  median: (values) => [median(present(values))],
  mode: (values) => [modes(values)[0] ?? NaN],
  min: (values) => [extreme(values, least, -1)],
  max: (values) => [extreme(values, greatest, 1)],
  first: (values) => [values[0]],
  last: (values) => [values.at(-1)],
  nunique: (values) => [new Set(values.filter((value) => !isMissing(value))).size],
  cumsum: (values) => running(values, 'sum'),
  cumprod: (values) => running(values, 'prod'),
  cummin: (values) => running(values, 'min'),
  cummax: (values) => running(values, 'max'),
};

/** Aggregates that make sense of text too. */
const ofText = new Set(['count', 'mode', 'min', 'max', 'first', 'last', 'nunique']);

function extreme(values: Values, ofNumbers: (numbers: readonly number[]) => number, sign: number): unknown {
  const texts = values.filter((value): value is string => typeof value === 'string');
  if (texts.length === 0) return ofNumbers(present(values));
  return texts.reduce((best, text) => (sign * compareText(text, best) > 0 ? text : best));
}

type Wanted = Readonly<Record<string, string | readonly string[]>>;

/** Groups of a frame's rows, in the order in which their keys first appear; danfo's `Groupby` with the same methods. */
export class GroupBy {
  private readonly frame: FrameInner;
  private readonly keys: readonly string[];
  private readonly columns: readonly string[];
  private readonly chosen: boolean;
  private readonly grouped: Groups;
  private readonly order: { rows: Uint32Array; starts: Uint32Array };

  constructor(frame: FrameInner, keys: readonly string[], columns?: readonly string[], grouped?: Groups) {
    this.frame = frame;
    this.keys = keys;
    this.chosen = columns !== undefined;
    this.columns = columns ?? frame.$columns.filter((name) => !keys.includes(name));
    this.grouped =
      grouped ??
      groupRows(
        keys.map((name) => columnAt(frame, name)),
        rowCount(frame),
      );
    this.order = rowsByGroup(this.grouped);
  }

  /** The columns that the next aggregate is about. */
  col(names: readonly string[]): GroupBy {
    for (const name of names) {
      if (!this.frame.$columns.includes(name)) throw new Error(`Column ${name} does not exist in groups`);
    }
    return new GroupBy(this.frame, this.keys, names, this.grouped);
  }

  /** Aggregates by column: `{ interest: ['sum', 'mean'], asset: 'count' }` gives `interest_sum`, `interest_mean`, `asset_count`. */
  agg(wanted: Wanted): FrameInner {
    return this.aggregate(
      Object.entries(wanted).flatMap(([name, names]) =>
        (typeof names === 'string' ? [names] : names).map((aggregate) => [name, aggregate] as const),
      ),
    );
  }

  sum = () => this.each('sum');
  mean = () => this.each('mean');
  count = () => this.each('count');
  std = () => this.each('std');
  var = () => this.each('var');
  min = () => this.each('min');
  max = () => this.each('max');
  median = () => this.each('median');
  mode = () => this.each('mode');
  nUnique = () => this.each('nunique');
  cumSum = () => this.each('cumsum');
  cumProd = () => this.each('cumprod');
  cumMin = () => this.each('cummin');
  cumMax = () => this.each('cummax');

  /** The first row of each group. */
  first(): FrameInner {
    return this.apply((rows) => pickRows(rows, [0]));
  }
  /** The last row of each group. */
  last(): FrameInner {
    return this.apply((rows) => pickRows(rows, [rowCount(rows) - 1]));
  }
  /** The number of rows in each group, as the column `applyOps`. */
  size(): FrameInner {
    return this.withKeys([...this.grouped.first], [['applyOps', [...this.grouped.sizes]]]);
  }

  get ngroups(): number {
    return this.grouped.first.length;
  }

  /** The rows of each group; keys of several columns are told apart by JSON. */
  get groups(): Record<string, FrameInner> {
    return Object.fromEntries(
      this.grouped.first.map((row, group) => {
        const values = this.keys.map((name) => columnAt(this.frame, name)[row]);
        return [values.length === 1 ? String(values[0]) : JSON.stringify(values), this.rowsOf(group)];
      }),
    );
  }

  /** The rows whose keys have these values. */
  getGroup(values: readonly unknown[]): FrameInner {
    const columns = this.keys.map((name) => columnAt(this.frame, name));
    const group = this.grouped.first.findIndex((row) =>
      columns.every((column, key) => column[row] === values[key] || (isMissing(column[row]) && isMissing(values[key]))),
    );
    if (group < 0) throw new Error(`There is no group ${JSON.stringify(values)}.`);
    return this.rowsOf(group);
  }

  /** Calls a function with each group's rows; its frames or series are put together under the keys. */
  apply(callable: (rows: FrameInner) => unknown): FrameInner {
    const parts = this.grouped.first.map((row, group) => {
      const rows = this.rowsOf(group);
      const input = this.chosen ? pickNames(rows, this.columns) : rows;
      return { row, result: toFrame(callable(input)) };
    });
    const body =
      parts.length === 0
        ? makeFrame([], [])
        : (concat({ dfList: parts.map(({ result }) => result), axis: 0 }) as FrameInner);
    const owners = parts.flatMap(({ row, result }) => new Array<number>(rowCount(result)).fill(row));
    // danfo adds the keys under their own names when columns were chosen, and with `_Group` beside the full rows.
    const suffix = this.chosen ? '' : '_Group';
    return this.withKeys(
      owners,
      body.$columns.map((name, place) => [name, body.$dataIncolumnFormat[place] ?? []]),
      suffix,
    );
  }

  private each(aggregate: string): FrameInner {
    return this.aggregate(this.columns.map((name) => [name, aggregate] as const));
  }

  private aggregate(wanted: readonly (readonly [string, string])[]): FrameInner {
    let perRow: boolean | undefined;
    const columns = wanted.map(([name, aggregate]): [string, unknown[]] => {
      const calculate = Object.hasOwn(aggregates, aggregate) ? aggregates[aggregate] : undefined;
      if (!calculate) throw new Error(`group operation: ${aggregate} for column ${name} is not valid`);
      const values = columnAt(this.frame, name);
      if (this.frame.$dtypes[this.frame.$columns.indexOf(name)] === 'string' && !ofText.has(aggregate))
        throw new TypeError(`Can't perform math operation on column ${name}`);
      const isRunning = aggregate.startsWith('cum');
      perRow ??= isRunning;
      if (perRow !== isRunning) throw new Error('Running and single aggregates cannot be in one result.');
      if (aggregate === 'sum') return [`${name}_sum`, this.sums(values)];
      return [
        `${name}_${aggregate}`,
        range(this.ngroups).flatMap((group) => calculate(take(values, this.placesOf(group)))),
      ];
    });
    const owners =
      perRow === true
        ? this.grouped.first.flatMap((row, group) => new Array<number>(this.grouped.sizes[group] ?? 0).fill(row))
        : [...this.grouped.first];
    return this.withKeys(owners, columns);
  }

  /** Sums in one pass, with the error of each carried along (see `sum`): this is what large histories are grouped for. */
  private sums(values: Values): number[] {
    const totals = new Float64Array(this.ngroups);
    const lost = new Float64Array(this.ngroups);
    const { ids } = this.grouped;
    for (let row = 0; row < ids.length; row++) {
      const value = values[row];
      const number = typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : NaN;
      if (Number.isNaN(number)) continue;
      const group = ids[row] as number;
      const total = totals[group] as number;
      const next = total + number;
      lost[group] =
        (lost[group] as number) + (Math.abs(total) >= Math.abs(number) ? total - next + number : number - next + total);
      totals[group] = next;
    }
    return Array.from(totals, (total, group) => (Number.isFinite(total) ? total + (lost[group] as number) : total));
  }

  private placesOf(group: number): Uint32Array {
    return this.order.rows.subarray(this.order.starts[group], this.order.starts[group + 1]);
  }

  private rowsOf(group: number): FrameInner {
    return pickRows(this.frame, this.placesOf(group));
  }

  private withKeys(
    owners: readonly number[],
    columns: readonly (readonly [string, unknown[]])[],
    suffix = '',
  ): FrameInner {
    const keys = this.keys.map((name) => [name + suffix, take(columnAt(this.frame, name), owners)] as const);
    const all = [...keys, ...columns];
    return makeFrame(
      all.map(([name]) => name),
      all.map(([, values]) => values),
    );
  }
}

function pickNames(frame: FrameInner, names: readonly string[]): FrameInner {
  return makeFrame(
    names,
    names.map((name) => columnAt(frame, name)),
    frame.$index,
  );
}

/** A series that a callable returns is a row: its labels are the columns. */
function toFrame(result: unknown): FrameInner {
  if (isInner(result) && !result.$isSeries) return result as FrameInner;
  if (!isInner(result)) return makeFrame(['applyOps'], [[result]]);
  const series: Inner = result;
  const names = series.$index.length > 1 ? series.$index.map(String) : ['applyOps'];
  return makeFrame(
    names,
    series.$data.map((value) => [value]),
  );
}
