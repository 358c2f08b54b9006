/** Entry of `dist/frames.cjs`, which a kernel loads when a cell first uses a frame. */
export { dfd, DataFrame, Series } from './danfo.ts';
export { frame } from './build.ts';
export type { Field, FieldKind, Row, Schema } from './schema.ts';
export { isDanfo, isRows, isTabular, readTable, type Table } from './table/table.ts';
export { tableBundle, tableMime, type TableBundle, type TableOptions, type TableOutput } from './table/bundle.ts';
