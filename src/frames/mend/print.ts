/** The tables that danfo prints: its layout, and dates in UTC, wherever the reader is. */
import { range, type Values } from '../core/values.ts';
import { formatCell } from '../table/format.ts';
import { pickRows } from './select.ts';
import {
  FrameClass,
  makeFrame,
  makeSeries,
  nameOf,
  rowCount,
  SeriesClass,
  type FrameInner,
  type Inner,
  type SeriesInner,
} from './storage.ts';

const layoutOf = (target: object) =>
  Object.getOwnPropertyDescriptor(target, 'toString')?.value as (this: Inner) => string;
const layOutFrame = layoutOf(FrameClass.prototype);
const layOutSeries = layoutOf(SeriesClass.prototype);

/** As many rows as danfo shows: it makes rows of all there are before it counts them. */
function shownRows<T extends Inner>(source: T): T {
  const { getMaxRow: most } = source.$config as { readonly getMaxRow: number };
  return pickRows(source, range(Math.min(most, rowCount(source))));
}

function dateTexts(values: Values): unknown[] {
  return values.map((value) =>
    value instanceof Date ? formatCell(Number.isNaN(value.getTime()) ? null : value.toISOString(), timeColumn) : value,
  );
}
const timeColumn = { name: '', kind: 'time' } as const;

export const framePrinting = {
  toString(this: FrameInner) {
    const shown = shownRows(this);
    const columns = shown.$dataIncolumnFormat.map(dateTexts);
    return layOutFrame.call(makeFrame(shown.$columns, columns, shown.$index, shown.$dtypes, shown.$config));
  },
};

export const seriesPrinting = {
  toString(this: SeriesInner) {
    // danfo's layout fails where there is no row.
    if (rowCount(this) === 0) return `${nameOf(this)}: no values`;
    const shown = shownRows(this);
    return layOutSeries.call(
      makeSeries(dateTexts(shown.$data), nameOf(shown), shown.$index, shown.$dtypes[0], shown.$config),
    );
  },
};
