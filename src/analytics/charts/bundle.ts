import { Error as ErrorLevel, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type Config } from 'vega-lite';
import { toCell } from '../../frames/table/kinds.ts';
import { isTabular, readTable } from '../../frames/table/table.ts';
import { captionOf } from './caption.ts';
import { checkSpec } from './check.ts';
import { checkAmount } from './limits.ts';
import { closedLoader } from './loader.ts';
import { quiet, throwing } from './loggers.ts';
import { mentionedColumns, prepareSpec, type ChartData, type ChartSpec } from './prepare.ts';
import { tidySvg } from './svg.ts';
import { paper, themeConfig } from './theme.ts';

export const chartMime = 'application/vnd.marginalia.chart+json';

/** What the renderer gets, and what an `.ipynb` keeps. */
export interface ChartOutput {
  readonly version: 1;
  readonly spec: ChartSpec;
  readonly data?: ChartData;
  /** The chart in words. */
  readonly caption: string;
}

export interface ChartBundle {
  /** Missing where the data is too much for a saved file; the picture stands alone then. */
  readonly [chartMime]?: ChartOutput;
  readonly 'image/svg+xml': string;
  readonly 'text/html': string;
  readonly 'text/plain': string;
}

export interface ChartOptions {
  /** Said before the description that is made from the specification and the data. */
  readonly caption?: string;
}

/** Numbers, not rows: what the interactive form may add to a saved notebook, about a megabyte. */
const mostValues = 100_000;

/**
 * Draws a Vega-Lite specification over a DataFrame, a Series or rows: interactive for our renderer, a picture for all
 * others, and words. The same input gives the same bytes.
 * @param spec Vega-Lite; its `data` may be left out when `data` is given
 * @throws TypeError when the data is no table; Error with Vega's explanation when the specification is wrong
 */
export async function chartBundle(spec: ChartSpec, data?: unknown, options: ChartOptions = {}): Promise<ChartBundle> {
  if (data === undefined) checkSpec(spec, undefined);
  const columns = data === undefined ? undefined : toColumns(spec, data);
  const caption = captionOf(spec, columns, options.caption);
  const svg = tidySvg(await draw(spec, columns), caption);
  const values = Object.values(columns ?? {}).reduce((sum, column) => sum + column.length, 0);
  return {
    ...(values > mostValues
      ? {}
      : { [chartMime]: { version: 1, spec, ...(columns ? { data: columns } : {}), caption } satisfies ChartOutput }),
    'image/svg+xml': svg,
    'text/html': asImage(svg, caption),
    'text/plain': caption,
  };
}

/** The same picture for what takes the inside out of an SVG: nbconvert before 7.7 leaves an empty frame of it, but keeps images. */
function asImage(svg: string, caption: string): string {
  const alt = caption.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<img src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}" alt="${alt}">`;
}

function toColumns(spec: ChartSpec, data: unknown): ChartData {
  if (!isTabular(data) && !(Array.isArray(data) && data.length === 0))
    throw new TypeError('A chart is drawn over a DataFrame, a Series or an array of plain objects.');
  const table = readTable(data);
  checkSpec(spec, table.names);
  return Object.fromEntries(
    mentionedColumns(spec, table.names).map((name) => [
      name,
      (table.columns[table.names.indexOf(name)] ?? []).map(plain),
    ]),
  );
}

/** NaN is no JSON and would be drawn as zero; dates and decimals become numbers. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value instanceof Date) return value.getTime();
  const cell = toCell(value);
  return typeof value === 'object' && typeof cell === 'string' && cell !== '' && !Number.isNaN(Number(cell))
    ? Number(cell)
    : cell;
}

async function draw(spec: ChartSpec, data: ChartData | undefined): Promise<string> {
  const config: Config = { aria: false, ...themeConfig(paper) };
  const compiled = compile(prepareSpec(spec, data), { config, logger: quiet }).spec;
  await checkAmount(compiled);
  const view = new View(parse(compiled, undefined, { ast: true }), {
    renderer: 'none',
    logLevel: ErrorLevel,
    logger: throwing,
    loader: closedLoader(),
    expr: expressionInterpreter as never,
  });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
