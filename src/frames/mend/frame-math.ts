import {
  correlation,
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
import { countDistinct, modes } from '../core/groups.ts';
import { isMissing, toNumber, type Values } from '../core/values.ts';
import {
  checkAxis,
  checkPlaces,
  compare,
  operandOf,
  operations,
  refuseText,
  valueAt,
  type Comparison,
  type Operation,
} from './arithmetic.ts';
import {
  columnAt,
  finish,
  makeFrame,
  makeSeries,
  rowCount,
  rowsOf,
  type FrameInner,
  type SeriesInner,
} from './storage.ts';

interface AxisOptions {
  readonly axis?: 0 | 1;
}
interface InplaceOptions {
  readonly inplace?: boolean;
}
type Both = AxisOptions & InplaceOptions;

/** A frame with the same rows and column names and other values. */
function mapped(frame: FrameInner, change: (values: Values, place: number) => unknown[]): FrameInner {
  return makeFrame(frame.$columns, frame.$dataIncolumnFormat.map(change), frame.$index, undefined, frame.$config);
}

function arithmetic(operation: Operation) {
  return function (this: FrameInner, other: unknown, { axis = 1, inplace }: Both = {}) {
    refuseText(this, operation);
    checkAxis(axis);
    const operand = operandOf(this, other, axis);
    const apply = operations[operation];
    const result = mapped(this, (values, place) => {
      const right = operand(place);
      return values.map((value, row) => apply(toNumber(value), toNumber(valueAt(right, row))));
    });
    return finish(this, result, inplace);
  };
}

function comparing(comparison: Comparison) {
  return function (this: FrameInner, other: unknown, { axis = 1 }: AxisOptions = {}) {
    refuseText(this, comparison);
    checkAxis(axis);
    const operand = operandOf(this, other, axis);
    return mapped(this, (values, place) => {
      const right = operand(place);
      return values.map((value, row) => compare(value, valueAt(right, row), comparison));
    });
  };
}

/** One number per column (axis 0) or per row (axis 1, danfo's default). */
function reducing(name: string, reduce: (values: Values) => unknown) {
  return function (this: FrameInner, { axis = 1 }: AxisOptions = {}) {
    refuseText(this, name);
    checkAxis(axis);
    return reduceBy(this, axis, reduce);
  };
}

function reduceBy(frame: FrameInner, axis: 0 | 1, reduce: (values: Values) => unknown): SeriesInner {
  if (axis === 0) return makeSeries(frame.$dataIncolumnFormat.map(reduce), '0', [...frame.$columns]);
  const columns = frame.$dataIncolumnFormat;
  const results = new Array<unknown>(rowCount(frame));
  // One list for all rows: nothing that reduces it keeps it.
  const cells = new Array<unknown>(columns.length);
  for (let row = 0; row < results.length; row++) {
    for (let place = 0; place < cells.length; place++) cells[place] = (columns[place] as unknown[])[row];
    results[row] = reduce(cells);
  }
  return makeSeries(results, '0', frame.$index);
}

function cumulative(operation: Running) {
  return function (this: FrameInner, { axis = 1, inplace }: Both = {}) {
    refuseText(this, `cumulative ${operation}`);
    checkAxis(axis);
    if (axis === 0)
      return finish(
        this,
        mapped(this, (values) => running(values, operation)),
        inplace,
      );
    const rows = rowsOf(this).map((row) => running(row, operation));
    return finish(
      this,
      mapped(this, (_, place) => rows.map((row) => row[place])),
      inplace,
    );
  };
}

/** With axis 1, danfo's default, each row is compared with the one some rows before it; with axis 0, each column so. */
function change(name: string, between: (value: number, before: number) => number) {
  return function (this: FrameInner, other: unknown, { axis = 1, inplace }: Both = {}) {
    refuseText(this, name);
    checkAxis(axis);
    if (other === 0) return this;
    if (typeof other !== 'number') {
      const operand = operandOf(this, other, axis);
      const against = mapped(this, (values, place) => {
        const right = operand(place);
        return values.map((value, row) => between(toNumber(value), toNumber(valueAt(right, row))));
      });
      return finish(this, against, inplace);
    }
    const columns = this.$dataIncolumnFormat;
    const result = mapped(this, (values, place) =>
      values.map((value, row) =>
        between(toNumber(value), toNumber(axis === 1 ? values[row - other] : columns[place - other]?.[row])),
      ),
    );
    return finish(this, result, inplace);
  };
}

function numericColumns(frame: FrameInner): string[] {
  return frame.$columns.filter((_, place) => ['float32', 'int32'].includes(frame.$dtypes[place] ?? ''));
}

const described = ['count', 'mean', 'std', 'min', 'median', 'max', 'variance'];

export const frameMath = {
  add: arithmetic('add'),
  sub: arithmetic('sub'),
  mul: arithmetic('mul'),
  div: arithmetic('div'),
  divNoNan: arithmetic('divNoNan'),
  pow: arithmetic('pow'),
  mod: arithmetic('mod'),
  lt: comparing('lt'),
  gt: comparing('gt'),
  le: comparing('le'),
  ge: comparing('ge'),
  eq: comparing('eq'),
  ne: comparing('ne'),
  mean: reducing('mean', (values) => mean(present(values))),
  median: reducing('median', (values) => median(present(values))),
  min: reducing('min', (values) => least(present(values))),
  max: reducing('max', (values) => greatest(present(values))),
  std: reducing('std', (values) => deviation(present(values))),
  var: reducing('var', (values) => variance(present(values))),
  mode(this: FrameInner, { axis = 1, keep = 0 }: AxisOptions & { readonly keep?: number } = {}) {
    refuseText(this, 'mode');
    checkAxis(axis);
    return reduceBy(this, axis, (values) => {
      const found = modes(values);
      return found[found.length === 1 ? 0 : keep] ?? NaN;
    });
  },
  /** Text adds up to nothing a number could be. */
  sum(this: FrameInner, { axis = 1 }: AxisOptions = {}) {
    checkAxis(axis);
    return reduceBy(this, axis, (values) =>
      values.some((value) => typeof value === 'string' && Number.isNaN(toNumber(value))) ? NaN : sum(present(values)),
    );
  },
  count(this: FrameInner, { axis = 1 }: AxisOptions = {}) {
    checkAxis(axis);
    return reduceBy(this, axis, (values) =>
      values.reduce<number>((count, value) => count + Number(!isMissing(value)), 0),
    );
  },
  nUnique(this: FrameInner, axis: 0 | 1 = 1) {
    checkAxis(axis);
    return reduceBy(this, axis, countDistinct);
  },
  quantile(this: FrameInner, share = 0.5, { axis = 0 }: AxisOptions = {}) {
    refuseText(this, 'quantile');
    checkAxis(axis);
    return reduceBy(this, axis, (values) => quantile(present(values), share));
  },
  cumSum: cumulative('sum'),
  cumProd: cumulative('prod'),
  cumMin: cumulative('min'),
  cumMax: cumulative('max'),
  diff: change('diff', (value, before) => value - before),
  pctChange: change('pctChange', (value, before) => value / before - 1),
  abs(this: FrameInner, { inplace }: InplaceOptions = {}) {
    refuseText(this, 'abs');
    return finish(
      this,
      mapped(this, (values) => values.map((value) => Math.abs(toNumber(value)))),
      inplace,
    );
  },
  round(this: FrameInner, places = 1, { inplace }: InplaceOptions = {}) {
    refuseText(this, 'round');
    checkPlaces(places);
    const rounded = mapped(this, (values) =>
      values.map((value) => (typeof value === 'number' ? roundTo(value, places) : value)),
    );
    return finish(this, rounded, inplace);
  },
  plot() {
    throw new Error('Use chart(specification, frame) to draw: danfo plots in browsers only.');
  },
  /** How the columns of numbers go together, each with each; rows and columns are labelled by their names. */
  corr(this: FrameInner) {
    const names = numericColumns(this);
    const columns = names.map((name) => columnAt(this, name));
    return makeFrame(
      names,
      columns.map((right) => columns.map((left) => correlation(left, right))),
      [...names],
    );
  },
  describe(this: FrameInner) {
    const numeric = numericColumns(this);
    const columns = numeric.map((name) => {
      const numbers = present(columnAt(this, name));
      return [
        numbers.length,
        mean(numbers),
        deviation(numbers),
        least(numbers),
        median(numbers),
        greatest(numbers),
        variance(numbers),
      ];
    });
    return makeFrame(numeric, columns, described.slice(0, columns.length === 0 ? 0 : described.length));
  },
};
