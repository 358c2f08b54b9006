/** danfo as cells get it. Everything else imports danfo from here, never from the package. */
import * as danfo from 'danfojs-node';

export const dfd = danfo;
export const { DataFrame, Series } = danfo;
export type DataFrame = danfo.DataFrame;
export type Series = danfo.Series;
