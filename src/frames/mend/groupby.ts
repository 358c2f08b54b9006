import { labelOf } from '../core/calendar.ts';
import { countDistinct, groupRows, modes, nested, rowsByGroup, type Groups } from '../core/groups.ts';
import { orderOfTexts } from '../core/order.ts';
import { deviation, greatest, least, mean, median, present, running, sum, variance } from '../core/statistics.ts';
import { isMissing, isSame, range, take, type Values } from '../core/values.ts';
import { columnAt, makeFrame, rowCount, type FrameInner, type Inner } from './storage.ts';
import { concat, distinct } from './join.ts';
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
  first: (values) => [values.find((value) => !isMissing(value)) ?? values[0]],
  last: (values) => [values.findLast((value) => !isMissing(value)) ?? values[0]],
  nunique: (values) => [countDistinct(values)],
  cumsum: (values) => running(values, 'sum'),
  cumprod: (values) => running(values, 'prod'),
  cummin: (values) => running(values, 'min'),
  cummax: (values) => running(values, 'max'),
};

/** Aggregates that make sense of text too. */
const ofText = new Set(['count', 'mode', 'min', 'max', 'first', 'last', 'nunique']);

function extreme(values: Values, ofNumbers: (numbers: readonly number[]) => number, sign: number): unknown {
  const texts = values.filter((value): value is string => typeof value === 'string');
  if (texts.length === 0) {
    const found = ofNumbers(present(values));
    return values.some((value) => value instanceof Date) ? new Date(found) : found;
  }
  const compare = orderOfTexts(texts);
  return texts.reduce((best, text) => (sign * compare(text, best) > 0 ? text : best));
}

type Wanted = Readonly<Record<string, string | readonly string[]>>;

/** Groups of a frame's rows, by each key in the order in which its values first appear; danfo's `Groupby` with the same methods. */
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
    if (keys.length === 0) throw new Error('ParamError: groupby needs the name of a column at least.');
    this.chosen = columns !== undefined;
    this.columns = columns ?? frame.$columns.filter((name) => !keys.includes(name));
    const keyed = keys.map((name) => columnAt(frame, name));
    this.grouped = grouped ?? nested(groupRows(keyed, rowCount(frame)), keyed);
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
    return this.withRows(this.grouped.first);
  }
  /** The last row of each group. */
  last(): FrameInner {
    return this.withRows(range(this.ngroups).map((group) => this.placesOf(group).at(-1) ?? 0));
  }
  /** The number of rows in each group, as the column `applyOps`. */
  size(): FrameInner {
    return this.withKeys([...this.grouped.first], [['applyOps', [...this.grouped.sizes]]], this.suffix);
  }

  get ngroups(): number {
    return this.grouped.first.length;
  }

  /** Each group's first row in the frame. */
  get firstRows(): readonly number[] {
    return this.grouped.first;
  }

  /** The columns of each group by its keys, joined with a dash; by JSON where that would be the name of two groups. */
  get groups(): Record<string, Record<string, unknown[]>> {
    const keys = this.grouped.first.map((row) => this.keys.map((name) => columnAt(this.frame, name)[row]));
    const names = new Set<string>();
    return Object.fromEntries(
      keys.map((values, group) => {
        const dashed = values.map(labelOf).join('-');
        const name = names.has(dashed) ? JSON.stringify(values) : dashed;
        names.add(name);
        const places = this.placesOf(group);
        const columns = this.frame.$columns.map((column) => [column, take(columnAt(this.frame, column), places)]);
        return [name, Object.fromEntries(columns) as Record<string, unknown[]>];
      }),
    );
  }

  /** danfo's other name for `groups`. */
  get colDict(): Record<string, Record<string, unknown[]>> {
    return this.groups;
  }

  /** The rows whose keys have these values, numbered anew. */
  getGroup(values: readonly unknown[]): FrameInner {
    const columns = this.keys.map((name) => columnAt(this.frame, name));
    const group = this.grouped.first.findIndex((row) =>
      columns.every((column, key) => isSame(column[row], values[key])),
    );
    if (group < 0) throw new Error(`There is no group ${JSON.stringify(values)}.`);
    const rows = this.rowsOf(group);
    rows.$index = range(rowCount(rows));
    return rows;
  }

  /** Calls a function with each group's rows; its frames or series are put together under the keys. */
  apply(callable: (rows: FrameInner) => unknown): FrameInner {
    if (this.ngroups === 0) return this.withRows([]);
    const results = range(this.ngroups).map((group) => {
      const rows = this.rowsOf(group);
      return toFrame(callable(this.chosen ? pickNames(rows, this.columns) : rows));
    });
    const body = concat({ dfList: results, axis: 0 }) as FrameInner;
    const owners = results.flatMap((result, group) =>
      new Array<number>(rowCount(result)).fill(this.grouped.first[group] ?? 0),
    );
    return this.withKeys(
      owners,
      body.$columns.map((name, place) => [name, body.$dataIncolumnFormat[place] ?? []]),
      this.suffix,
    );
  }

  /** danfo adds the keys under their own names when columns were chosen, and with `_Group` beside the full rows. */
  private get suffix(): string {
    return this.chosen ? '' : '_Group';
  }

  /** Some rows, each with the keys of its group. */
  private withRows(rows: readonly number[]): FrameInner {
    const names = this.chosen ? this.columns : this.frame.$columns;
    return this.withKeys(
      rows,
      names.map((name) => [name, take(columnAt(this.frame, name), rows)]),
      this.suffix,
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
      distinct(
        all.map(([name]) => name),
        '_',
      ),
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
