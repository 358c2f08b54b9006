/** Entry of `dist/charts.cjs`, which a kernel loads when a cell first draws. */
export { chartBundle, chartMime, type ChartBundle, type ChartOptions, type ChartOutput } from './bundle.ts';
export type { ChartData, ChartSpec } from './prepare.ts';
