/** Any text, of which these are proposed: Vega-Lite says what it makes of others. */
type Text<Proposed extends string> = Proposed | (string & {});
type Any = Readonly<Record<string, unknown>>;

interface Channel extends Any {
  /** The column that is shown. */
  readonly field?: unknown;
  readonly type?: Text<'quantitative' | 'temporal' | 'ordinal' | 'nominal' | 'geojson'>;
  readonly aggregate?: unknown;
  readonly bin?: unknown;
  readonly timeUnit?: unknown;
  readonly title?: unknown;
  readonly scale?: unknown;
  readonly axis?: unknown;
  readonly sort?: unknown;
  readonly stack?: unknown;
  readonly value?: unknown;
  readonly condition?: unknown;
}

type ChannelName =
  'x' | 'y' | 'x2' | 'y2' | 'color' | 'size' | 'shape' | 'opacity' | 'text' | 'tooltip' | 'detail' | 'row' | 'column';

/**
 * A Vega-Lite specification, with or without its data; see https://vega.github.io/vega-lite/docs/. What editors propose
 * is written out; Vega-Lite's own types are larger than all that a cell knows together.
 */
export interface ChartSpec extends Any {
  readonly mark?:
    Any | Text<'line' | 'bar' | 'area' | 'point' | 'circle' | 'rect' | 'rule' | 'tick' | 'text' | 'arc' | 'boxplot'>;
  readonly encoding?: Any & Readonly<Partial<Record<ChannelName, Channel | readonly Channel[] | null>>>;
  readonly data?: unknown;
  readonly transform?: unknown;
  readonly layer?: readonly ChartSpec[];
  readonly hconcat?: readonly ChartSpec[];
  readonly vconcat?: readonly ChartSpec[];
  readonly params?: unknown;
  readonly title?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
  readonly resolve?: unknown;
  readonly config?: unknown;
}
