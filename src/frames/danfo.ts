/** danfo as cells get it. Everything else imports danfo from here, never from the package. */
import { mended } from './mend/index.ts';
import type { DataFrame as Frame, DataFrameConstructor, Dfd, Series as OneColumn, SeriesConstructor } from './types.ts';

export const dfd: Dfd = mended as unknown as Dfd;
export const DataFrame: DataFrameConstructor = dfd.DataFrame;
export const Series: SeriesConstructor = dfd.Series;
export type DataFrame = Frame;
export type Series = OneColumn;
