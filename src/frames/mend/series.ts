import * as danfo from 'danfojs-node';
import { timeOf } from '../core/calendar.ts';
import { countDistinct, countValues, distinctValues, modes } from '../core/groups.ts';
import { orderOf } from '../core/order.ts';
import {
  deviation,
  greatest,
  least,
  mean,
  median,
  present,
  quantile,
  roundTo,
  running,
  sum,
  variance,
  type Running,
} from '../core/statistics.ts';
import { shuffled } from '../core/shuffle.ts';
import { isMissing, isSame, isScalar, range, take, toNumber, type Dtype, type Values } from '../core/values.ts';
import {
  aligned,
  checkPlaces,
  comparable,
  compareAll,
  isInner,
  operations,
  refuseText,
  valueAt,
  type Comparison,
  type Operation,
} from './arithmetic.ts';
import { checkReplacement, isPlain, kept } from './column.ts';
import {
  differentRows,
  firstRows,
  labelsBelow,
  lastRows,
  pickRows,
  placesByLabel,
  placesByNumber,
  placeOfLabel,
  selection,
} from './select.ts';
import { asLabel, finish, makeSeries, nameOf, rowCount, type Label, type SeriesInner } from './storage.ts';

interface InplaceOptions {
  readonly inplace?: boolean;
}

/** A series with the same labels and name and other values. */
function mapped(series: SeriesInner, values: unknown[]): SeriesInner {
  const stored = kept(values);
  return makeSeries(stored.values as unknown[], nameOf(series), series.$index, stored.dtype, series.$config);
}

function flags(series: SeriesInner, values: boolean[]): SeriesInner {
  return makeSeries(values, nameOf(series), series.$index, 'boolean', series.$config);
}

/** The values of another series, by its labels, or of an array; undefined for what is neither. */
function listed(series: SeriesInner, other: unknown): Values | undefined {
  if (isInner(other)) return aligned(other.$data, other.$index, series.$index);
  return Array.isArray(other) ? aligned(other, undefined, series.$index) : undefined;
}

function operand(series: SeriesInner, other: unknown): Values | number {
  if (isScalar(other)) return toNumber(other);
  if (isInner(other)) refuseText(other, 'arithmetic');
  const list = listed(series, other);
  if (!list)
    throw new TypeError('ParamError: value for other not supported. It must be either a scalar, Array or Series');
  return list;
}

function arithmetic(operation: Operation) {
  return function (this: SeriesInner, other: unknown, { inplace }: InplaceOptions = {}) {
    refuseText(this, operation);
    const right = operand(this, other);
    const apply = operations[operation];
    return finish(
      this,
      mapped(
        this,
        this.$data.map((value, row) => apply(toNumber(value), toNumber(valueAt(right, row)))),
      ),
      inplace,
    );
  };
}

function comparing(comparison: Comparison) {
  return function (this: SeriesInner, other: unknown) {
    const list = listed(this, other);
    const isNumeric = this.$dtypes[0] !== 'string' && this.$dtypes[0] !== 'datetime';
    const against = (value: unknown) => (isNumeric ? comparable(value) : value);
    return flags(this, compareAll(this.$data, list ? list.map(against) : against(other), comparison));
  };
}

function reducing<T>(name: string, reduce: (numbers: number[]) => T) {
  return function (this: SeriesInner): T {
    refuseText(this, name);
    return reduce(present(this.$data));
  };
}

function cumulative(operation: Running) {
  return function (this: SeriesInner, { inplace }: InplaceOptions = {}) {
    refuseText(this, `cumulative ${operation}`);
    return finish(this, mapped(this, running(this.$data, operation)), inplace);
  };
}

function logical(name: string, combine: (a: boolean, b: boolean) => boolean) {
  return function (this: SeriesInner, other: unknown) {
    if (other === undefined) throw new Error('Param Error: other cannot be undefined');
    const list = listed(this, other);
    if (!list && typeof other !== 'boolean')
      throw new TypeError(`Param Error: the other side of ${name} must be a Series, Scalar, or Array of Scalars`);
    return flags(
      this,
      this.$data.map((value, row) => combine(truthOf(value), truthOf(list ? list[row] : other))),
    );
  };
}

function truthOf(value: unknown): boolean {
  return !isMissing(value) && Boolean(value);
}

function mapping(callable: unknown): (value: unknown, place: number) => unknown {
  if (typeof callable === 'function') {
    const call = callable as (value: unknown, place: number) => unknown;
    return (value, place) => call(value, place);
  }
  if (callable instanceof Map) {
    const found: ReadonlyMap<unknown, unknown> = callable;
    return (value) => (found.has(value) ? found.get(value) : value);
  }
  if (!isPlain(callable)) throw new TypeError('Param Error: callable must either be a function or an object');
  return (value) => (Object.hasOwn(callable, String(value)) ? callable[String(value)] : value);
}

const casts: Readonly<Record<string, (value: unknown) => unknown>> = {
  float32: (value) => toNumber(value),
  int32: (value) => Math.trunc(toNumber(value)),
  string: (value) => (isMissing(value) ? null : value instanceof Date ? value.toISOString() : String(value)),
  boolean: (value) => (isMissing(value) ? null : !/^false$/i.test(String(value)) && Boolean(value)),
  datetime: (value) => (value instanceof Date ? value : new Date(timeOf(value))),
  undefined: () => NaN,
};

export const seriesMembers = {
  add: arithmetic('add'),
  sub: arithmetic('sub'),
  mul: arithmetic('mul'),
  div: arithmetic('div'),
  pow: arithmetic('pow'),
  mod: arithmetic('mod'),
  minimum: arithmetic('minimum'),
  maximum: arithmetic('maximum'),
  lt: comparing('lt'),
  gt: comparing('gt'),
  le: comparing('le'),
  ge: comparing('ge'),
  eq: comparing('eq'),
  ne: comparing('ne'),
  and: logical('and', (a, b) => a && b),
  or: logical('or', (a, b) => a || b),
  mean: reducing('mean', mean),
  median: reducing('median', median),
  min: reducing('min', least),
  max: reducing('max', greatest),
  sum: reducing('sum', sum),
  std: reducing('std', deviation),
  var: reducing('var', variance),
  mode: reducing('mode', (numbers) => modes(numbers)),
  quantile(this: SeriesInner, share = 0.5) {
    refuseText(this, 'quantile');
    return quantile(present(this.$data), share);
  },
  count(this: SeriesInner) {
    return this.$data.reduce<number>((count, value) => count + Number(!isMissing(value)), 0);
  },
  /** Missing values are no value. */
  nUnique(this: SeriesInner) {
    return countDistinct(this.$data);
  },
  unique(this: SeriesInner) {
    return makeSeries(distinctValues(this.$data), nameOf(this), undefined, this.$dtypes[0]);
  },
  /** How often each value occurs, in the order of first appearance; the values are the labels, flags by their names. */
  valueCounts(this: SeriesInner) {
    const { values, counts } = countValues(this.$data);
    const labels = values.map((value) => (typeof value === 'boolean' ? String(value) : asLabel(value)));
    return makeSeries(counts, nameOf(this), labels);
  },
  cumSum: cumulative('sum'),
  cumProd: cumulative('prod'),
  cumMin: cumulative('min'),
  cumMax: cumulative('max'),
  abs(this: SeriesInner, { inplace }: InplaceOptions = {}) {
    refuseText(this, 'abs');
    return finish(
      this,
      mapped(
        this,
        this.$data.map((value) => Math.abs(toNumber(value))),
      ),
      inplace,
    );
  },
  round(this: SeriesInner, places = 1, { inplace }: InplaceOptions = {}) {
    checkPlaces(places);
    return finish(
      this,
      mapped(
        this,
        this.$data.map((value) => (typeof value === 'number' ? roundTo(value, places) : value)),
      ),
      inplace,
    );
  },
  diff(this: SeriesInner, periods = 1) {
    refuseText(this, 'diff');
    return mapped(
      this,
      this.$data.map((value, row) => toNumber(value) - toNumber(this.$data[row - periods])),
    );
  },
  pctChange(this: SeriesInner, periods = 1) {
    refuseText(this, 'pctChange');
    return mapped(
      this,
      this.$data.map((value, row) => toNumber(value) / toNumber(this.$data[row - periods]) - 1),
    );
  },
  /** Text methods; a series without any value may be one of text. */
  get str(): danfo.Str {
    const series = this as unknown as SeriesInner;
    if (series.$dtypes[0] !== 'string' && !series.$data.every(isMissing))
      throw new TypeError('Cannot call accessor str on non-string type');
    return new danfo.Str(series as unknown as danfo.Series);
  },
  /** Calls a function with each value and its place, or looks each value up; what is not found stays. */
  map(this: SeriesInner, callable: unknown, { inplace }: InplaceOptions = {}) {
    return finish(this, mapped(this, this.$data.map(mapping(callable))), inplace);
  },
  apply(this: SeriesInner, callable: unknown, { inplace }: InplaceOptions = {}) {
    if (typeof callable !== 'function') throw new TypeError('Param Error: callable must be a function');
    const applied = this.$data.map((value) => (callable as (value: unknown) => unknown)(value));
    return finish(this, mapped(this, applied), inplace);
  },
  replace(this: SeriesInner, oldValue: unknown, newValue: unknown, { inplace }: InplaceOptions = {}) {
    checkReplacement(oldValue, newValue);
    const replaced = this.$data.map((value) => (isSame(value, oldValue) ? newValue : value));
    return finish(this, mapped(this, replaced), inplace);
  },
  isNa(this: SeriesInner) {
    return flags(this, this.$data.map(isMissing));
  },
  fillNa(this: SeriesInner, value: unknown, { inplace }: InplaceOptions = {}) {
    if (value === undefined || value === null) throw new Error('ParamError: value must be specified');
    return finish(
      this,
      mapped(
        this,
        this.$data.map((own) => (isMissing(own) ? value : own)),
      ),
      inplace,
    );
  },
  dropNa(this: SeriesInner, { inplace }: InplaceOptions = {}) {
    return finish(
      this,
      pickRows(
        this,
        range(rowCount(this)).filter((row) => !isMissing(this.$data[row])),
      ),
      inplace,
    );
  },
  dropDuplicates(
    this: SeriesInner,
    { keep = 'first', inplace }: InplaceOptions & { readonly keep?: 'first' | 'last' } = {},
  ) {
    return finish(this, pickRows(this, differentRows([this.$data], rowCount(this), keep)), inplace);
  },
  sortValues(this: SeriesInner, { ascending = true, inplace }: InplaceOptions & { readonly ascending?: boolean } = {}) {
    return finish(
      this,
      pickRows(this, orderOf([{ values: this.$data, descending: !ascending }], rowCount(this))),
      inplace,
    );
  },
  argSort(this: SeriesInner, { ascending = true }: { readonly ascending?: boolean } = {}) {
    return makeSeries([...orderOf([{ values: this.$data, descending: !ascending }], rowCount(this))], nameOf(this));
  },
  argMax(this: SeriesInner) {
    return this.$data.map(toNumber).indexOf(greatest(present(this.$data)));
  },
  argMin(this: SeriesInner) {
    return this.$data.map(toNumber).indexOf(least(present(this.$data)));
  },
  iloc(this: SeriesInner, rows: unknown) {
    return pickRows(this, placesByNumber(selection(rows, this), rowCount(this), 'row'));
  },
  loc(this: SeriesInner, rows: unknown) {
    return pickRows(this, placesByLabel(selection(rows, this), this.$index, 'row'));
  },
  head(this: SeriesInner, rows = 5) {
    return firstRows(this, rows);
  },
  tail(this: SeriesInner, rows = 5) {
    return lastRows(this, rows);
  },
  at(this: SeriesInner, label: Label) {
    return this.$data[placeOfLabel(this, label)];
  },
  copy(this: SeriesInner) {
    return makeSeries([...this.$data], nameOf(this), [...this.$index], this.$dtypes[0], this.$config);
  },
  resetIndex(this: SeriesInner, { inplace }: InplaceOptions = {}) {
    return finish(this, makeSeries([...this.$data], nameOf(this), undefined, this.$dtypes[0], this.$config), inplace);
  },
  asType(this: SeriesInner, dtype: Dtype, { inplace }: InplaceOptions = {}) {
    const cast = Object.hasOwn(casts, dtype) ? casts[dtype] : undefined;
    if (!cast) throw new Error(`dtype ${dtype} not supported. dtype must be one of ${Object.keys(casts).join(', ')}`);
    return finish(this, makeSeries(this.$data.map(cast), nameOf(this), this.$index, dtype, this.$config), inplace);
  },
  /** Adds values below; without labels they are numbered on. */
  append(this: SeriesInner, newValue: unknown, index?: Label | readonly Label[], { inplace }: InplaceOptions = {}) {
    if (newValue === undefined || newValue === null)
      throw new Error('Param Error: newValue cannot be null or undefined');
    const values = isInner(newValue) ? newValue.$data : Array.isArray(newValue) ? (newValue as unknown[]) : [newValue];
    const labels = labelsBelow(this, index, values.length);
    const stored = kept([...this.$data, ...values]);
    const appended = makeSeries(stored.values as unknown[], nameOf(this), labels, stored.dtype, this.$config);
    return finish(this, appended, inplace);
  },
  describe(this: SeriesInner) {
    refuseText(this, 'describe');
    const numbers = present(this.$data);
    const figures = [
      numbers.length,
      mean(numbers),
      deviation(numbers),
      least(numbers),
      median(numbers),
      greatest(numbers),
      variance(numbers),
    ];
    return makeSeries(figures, nameOf(this), ['count', 'mean', 'std', 'min', 'median', 'max', 'variance']);
  },
  async sample(this: SeriesInner, count = 5, { seed = 1 }: { readonly seed?: number } = {}) {
    const wanted = count === -1 ? rowCount(this) : count;
    if (wanted > rowCount(this)) throw new RangeError('Sample size n cannot be bigger than size of dataset');
    if (wanted <= 0) throw new RangeError('Sample size cannot be less than -1 or be equal to 0');
    return Promise.resolve(pickRows(this, take(shuffled(rowCount(this), seed), range(wanted))));
  },
};
