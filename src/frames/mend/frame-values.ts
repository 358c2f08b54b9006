import { isMissing, isSame, range, type Dtype, type Values } from '../core/values.ts';
import { checkAxis } from './arithmetic.ts';
import { checkReplacement, kept } from './column.ts';
import { pickColumns, pickRows, placesOf } from './select.ts';
import { columnAt, finish, makeFrame, makeSeries, rowCount, rowsOf, type FrameInner, type Label } from './storage.ts';

interface InplaceOptions {
  readonly inplace?: boolean;
}
interface ColumnsOptions extends InplaceOptions {
  readonly columns?: readonly string[];
}

/** A frame with the same labels and names and other values, which are what they are: text stays text. */
function withValues(frame: FrameInner, columns: readonly Values[]): FrameInner {
  return makeKept(frame.$columns, columns, frame.$index, frame.$config);
}

function makeKept(names: readonly string[], columns: readonly Values[], index?: Label[], config?: object): FrameInner {
  const stored = columns.map(kept);
  return makeFrame(
    names,
    stored.map(({ values }) => values as unknown[]),
    index,
    stored.map(({ dtype }) => dtype),
    config,
  );
}

/** What the cells of a frame are, what stands for missing ones, and what functions make of them. */
export const frameValues = {
  isNa(this: FrameInner) {
    return makeFrame(
      this.$columns,
      this.$dataIncolumnFormat.map((values) => values.map(isMissing)),
      this.$index,
      undefined,
      this.$config,
    );
  },
  /** With axis 1, danfo's default, rows that lack a value go; with axis 0, columns that do. */
  dropNa(this: FrameInner, { axis = 1, inplace }: InplaceOptions & { readonly axis?: 0 | 1 } = {}) {
    checkAxis(axis);
    const columns = this.$dataIncolumnFormat;
    const result =
      axis === 1
        ? pickRows(
            this,
            range(rowCount(this)).filter((row) => !columns.some((values) => isMissing(values[row]))),
          )
        : pickColumns(
            this,
            range(columns.length).filter((place) => !columns[place]?.some(isMissing)),
          );
    return finish(this, result, inplace);
  },
  fillNa(
    this: FrameInner,
    values: unknown,
    { columns, inplace }: InplaceOptions & { readonly columns?: readonly string[] } = {},
  ) {
    if (values === undefined || values === null) throw new Error('ParamError: value must be specified');
    const list = Array.isArray(values) ? (values as unknown[]) : undefined;
    if (list && list.length !== columns?.length)
      throw new Error('ParamError: specified column and values must have the same length');
    const places = columns ? placesOf(this, columns) : range(this.$columns.length);
    const filled = this.$dataIncolumnFormat.map((stored, place) => {
      const at = places.indexOf(place);
      return at < 0 ? stored : stored.map((value) => (isMissing(value) ? (list ? list[at] : values) : value));
    });
    return finish(this, withValues(this, filled), inplace);
  },
  asType(this: FrameInner, column: string, dtype: Dtype, { inplace }: InplaceOptions = {}) {
    const [place = 0] = placesOf(this, [column]);
    const series = makeSeries(columnAt(this, column), column, this.$index) as unknown as {
      asType(dtype: Dtype): FrameInner;
    };
    const cast = series.asType(dtype);
    const result = makeFrame(
      this.$columns,
      this.$dataIncolumnFormat.with(place, cast.$data),
      this.$index,
      this.$dtypes.with(place, dtype),
      this.$config,
    );
    return finish(this, result, inplace);
  },
  replace(this: FrameInner, oldValue: unknown, newValue: unknown, { columns, inplace }: ColumnsOptions = {}) {
    checkReplacement(oldValue, newValue);
    const places = new Set(columns ? placesOf(this, columns) : range(this.$columns.length));
    const replaced = this.$dataIncolumnFormat.map((values, place) =>
      places.has(place) ? values.map((value) => (isSame(value, oldValue) ? newValue : value)) : values,
    );
    return finish(this, withValues(this, replaced), inplace);
  },
  /** Calls a function with each value. */
  applyMap(this: FrameInner, callable: (value: unknown) => unknown, { inplace }: InplaceOptions = {}) {
    const mapped = this.$dataIncolumnFormat.map((values) => values.map((value) => callable(value)));
    return finish(this, withValues(this, mapped), inplace);
  },
  /** Calls a function with each row (axis 1) or column (axis 0); missing values keep their places in it. */
  apply(this: FrameInner, callable: (values: unknown[]) => unknown, { axis = 1 }: { readonly axis?: 0 | 1 } = {}) {
    checkAxis(axis);
    const lists = axis === 1 ? rowsOf(this) : this.$dataIncolumnFormat.map((values) => [...values]);
    const results = lists.map((values) => callable(values));
    const labels = axis === 1 ? this.$index : [...this.$columns];
    if (!Array.isArray(results[0])) {
      const { values, dtype } = kept(results);
      return makeSeries(values as unknown[], '0', labels, dtype);
    }
    const rows = results as unknown[][];
    const { length } = rows[0] as unknown[];
    if (axis === 0) return makeKept(this.$columns, rows, length === rowCount(this) ? this.$index : undefined);
    const names = length === this.$columns.length ? this.$columns : range(length).map(String);
    return makeKept(
      names,
      names.map((_, place) => rows.map((row) => row[place])),
      labels,
    );
  },
};
