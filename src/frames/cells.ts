/** Entry of `dist/frames.cjs`: what cells get. A kernel loads it when a cell first uses a frame. */
export { dfd, DataFrame, Series } from './danfo.ts';
export { frame } from './build.ts';
export type { Field, FieldKind, Row, Schema } from './schema.ts';
