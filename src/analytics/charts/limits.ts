import { Error as ErrorLevel, expressionFunction, pad, parse, View, type Spec } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { closedLoader } from './loader.ts';
import { throwing } from './loggers.ts';

/** Rows that a specification may make up by itself. */
const mostGenerated = 100_000;
/** Values of an axis or a legend that are names, not numbers: an axis of 5,000 is drawn in a second, one of 50,000 in minutes. */
const mostNames = 5_000;
/** Small charts in one. */
const mostFacets = 500;
const mostTicks = 1_000;

/** A chart that would not be drawn within the patience of anybody who waits for it; the message says what to change. */
class TooMuchError extends Error {}

const grouped = (count: number) => count.toLocaleString('en-US');

// Expressions in a specification have no loops; these are the two of their functions that make much of little.
expressionFunction('sequence', (...bounds: number[]) => {
  const [start = 0, stop = 0, step = 1] = bounds.length === 1 ? [0, ...bounds] : bounds;
  checkCount((stop - start) / step, 'sequence()');
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, place) => start + place * step);
});
expressionFunction('pad', (text: unknown, length: number, ...how: Pad) => {
  checkCount(length, 'pad()');
  return pad(text as string, length, ...how);
});

type Pad = [sign?: string, align?: 'left' | 'center' | 'right'];

function checkCount(count: number, what: string): void {
  if (!(count <= mostGenerated))
    throw new TooMuchError(
      `${what} would make ${grouped(Math.ceil(count))} values; a chart makes at most ${grouped(mostGenerated)}.`,
    );
}

/** How many values each part of a specification makes up that makes up values. */
const generated: Readonly<Record<string, (part: Readonly<Record<string, unknown>>) => number>> = {
  sequence: ({ start, stop, step }) => (Number(stop) - Number(start ?? 0)) / Number(step ?? 1),
  keyvals: ({ start, stop, step }) =>
    stop === undefined ? 0 : (Number(stop) - Number(start ?? 0)) / Number(step ?? 1),
  graticule: ({ step, stepMinor }) =>
    64_800 / Math.min(...[step, stepMinor].flat().map((each) => Number(each ?? 10) ** 2)),
};

/**
 * A part of a specification, with no more axis ticks than can be drawn.
 * @param key under which it stands
 * @throws TooMuchError when it makes up more values than can be drawn
 */
export function limited<T extends Readonly<Record<string, unknown>>>(part: T, key: string): T {
  const count = Object.hasOwn(generated, key) ? generated[key]?.(part) : undefined;
  if (count !== undefined) checkCount(count, `"${key}"`);
  for (const name of ['steps', 'maxsteps', 'minsteps'])
    if ('density' in part && typeof part[name] === 'number') checkCount(part[name], '"density"');
  if ('quantile' in part && typeof part['step'] === 'number') checkCount(1 / part['step'], '"quantile"');
  const { tickCount } = part;
  return typeof tickCount === 'number' && tickCount > mostTicks ? { ...part, tickCount: mostTicks } : part;
}

interface Scale {
  readonly name: string;
  readonly type?: string;
  readonly domain?: unknown;
}
interface Facet {
  readonly data?: string;
  readonly groupby?: string | readonly string[];
}

/**
 * Works the data of a chart out without drawing anything, and looks how much there would be to draw. Drawing cannot be
 * interrupted in a page, and it is what takes the time: a specification of two lines can ask for hours of it.
 * @throws TooMuchError
 */
export async function checkAmount(compiled: Spec): Promise<void> {
  const data: Spec = without(compiled, ['marks', 'axes', 'legends', 'title', 'layout']);
  // A scale lists its bins one by one.
  if (data.scales) data.scales = data.scales.map((scale) => without(scale, ['bins']));
  const view = new View(parse(data, undefined, { ast: true }), {
    renderer: 'none',
    logLevel: ErrorLevel,
    logger: throwing,
    loader: closedLoader(),
    expr: expressionInterpreter as never,
  });
  try {
    await view.runAsync();
    for (const scale of compiled.scales ?? []) checkNames(view, scale);
    for (const { from } of compiled.marks ?? []) if (from && 'facet' in from) checkFacets(view, from.facet);
    checkBins(view);
  } finally {
    view.finalize();
  }
}

function without<T extends object>(whole: T, parts: readonly string[]): T {
  return Object.fromEntries(Object.entries(whole).filter(([part]) => !parts.includes(part))) as T;
}

function checkNames(view: View, { name, type = '', domain }: Scale): void {
  if (!['band', 'point', 'ordinal'].includes(type)) return;
  const { length } = (view.scale(name) as { domain(): unknown[] }).domain();
  const field = typeof domain === 'object' && domain !== null && 'field' in domain ? String(domain.field) : name;
  if (length > mostNames)
    throw new TooMuchError(
      `"${field}" has ${grouped(length)} different values, each of which would be named on an axis or in a legend; at most ${grouped(mostNames)} can be. Give it the type "quantitative" or "temporal", or draw less of the data.`,
    );
}

function checkFacets(view: View, { data, groupby }: Facet): void {
  if (data === undefined || groupby === undefined) return;
  const fields = [groupby].flat();
  const rows = view.data(data) as Record<string, unknown>[];
  const { size } = new Set(rows.map((row) => JSON.stringify(fields.map((field) => row[field]))));
  if (size > mostFacets)
    throw new TooMuchError(
      `There would be ${grouped(size)} small charts, one for each "${fields.join('", "')}"; at most ${mostFacets} can be drawn.`,
    );
}

function checkBins(view: View): void {
  const state = view.getState({ data: () => false, signals: () => true }) as { signals?: Record<string, unknown> };
  for (const value of Object.values(state.signals ?? {})) {
    // The bins of a field are a function with these properties.
    const { start, stop, step } = Object(value) as Record<string, unknown>;
    const count = (Number(stop) - Number(start)) / Number(step);
    if (count > mostNames)
      throw new TooMuchError(
        `There would be ${grouped(Math.ceil(count))} bins; at most ${grouped(mostNames)} can be drawn.`,
      );
  }
}
