/** Entry of `dist/charts.cjs`, which a kernel loads when a cell first draws. */
import { chartBundle, type ChartBundle, type ChartOptions } from './bundle.ts';
import type { ChartSpec } from './prepare.ts';

export { chartBundle, chartMime, type ChartBundle, type ChartOptions, type ChartOutput } from './bundle.ts';
export type { ChartData, ChartSpec } from './prepare.ts';

/** A chart that has not been drawn yet; a cell whose last value it is draws it. */
export interface Chart {
  readonly spec: ChartSpec;
  [key: symbol]: () => Promise<ChartBundle>;
}

/**
 * A chart over a DataFrame, a Series or rows: interactive in the editor, a picture elsewhere. Times are drawn in UTC.
 * @param spec Vega-Lite (https://vega.github.io/vega-lite/docs/); `data` may be left out when `data` is given
 * @param data what to draw; columns are named in the specification's `field`s
 * @example chart({ mark: 'line', encoding: { x: { field: 'time', type: 'temporal' }, y: { field: 'interest', type: 'quantitative' } } }, interest)
 */
export function chart(spec: ChartSpec, data?: unknown, options: ChartOptions = {}): Chart {
  // A cell may change the frame before the output is made, so the drawing starts now; its failure is told when asked for.
  const drawn = chartBundle(spec, data, options);
  drawn.catch(() => undefined);
  return { spec, [Symbol.for('Jupyter.display')]: () => drawn };
}
