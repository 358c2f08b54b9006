/** danfo as cells get it. Everything else imports danfo from here, never from the package. */
import { mended } from './mend/index.ts';
import type { DataFrameConstructor, Dfd, SeriesConstructor } from './types/dfd.ts';
import type { DataFrame as Frame } from './types/frame.ts';
import type { Series as OneColumn } from './types/series.ts';

export const dfd: Dfd = mended as unknown as Dfd;
export const DataFrame: DataFrameConstructor = dfd.DataFrame;
export const Series: SeriesConstructor = dfd.Series;
export type DataFrame = Frame;
export type Series = OneColumn;
