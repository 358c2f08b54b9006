import type { TopLevelSpec } from 'vega-lite';
import type { ChartSpec } from './spec.ts';

export type { ChartSpec };
import { limited } from './limits.ts';

/** Data of a chart, by column: shorter in a file than rows. */
export type ChartData = Readonly<Record<string, readonly unknown[]>>;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Room for most cells; a specification that says its own size keeps it. */
const size = { width: 720, height: 320, autosize: { type: 'fit', contains: 'padding' } };

/**
 * The specification as it is drawn: every time in UTC (an exchange's day ends at midnight UTC, and the same notebook must
 * give the same picture everywhere), a size, and the data in place.
 * @throws Error when the specification names an address: no notebook calls home by being looked at; or when it makes up
 *   more data than can be drawn
 */
export function prepareSpec(spec: ChartSpec, data: ChartData | undefined): TopLevelSpec {
  const composed = ['layer', 'hconcat', 'vconcat', 'concat', 'facet', 'repeat'].some((key) => key in spec);
  const sized = 'layer' in spec || !composed ? { ...size, ...spec } : spec;
  const filled = data === undefined ? sized : { ...sized, data: { values: toRows(data) } };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    ...inUtc(filled as Json),
  } as unknown as TopLevelSpec;
}

/** Rows of plain values; Vega reads nothing else. */
export function toRows(data: ChartData): Record<string, unknown>[] {
  const names = Object.keys(data);
  const length = names[0] === undefined ? 0 : (data[names[0]]?.length ?? 0);
  return Array.from({ length }, (_, row) => Object.fromEntries(names.map((name) => [name, data[name]?.[row]])));
}

/** The columns whose names the specification mentions anywhere; a chart of two columns does not carry twenty. */
export function mentionedColumns(spec: ChartSpec, names: readonly string[]): string[] {
  const text = JSON.stringify(spec);
  return names.filter((name) => text.includes(JSON.stringify(name).slice(1, -1)));
}

const axes = new Set(['x', 'y', 'x2', 'y2', 'xOffset', 'yOffset']);

/** Turns temporal encodings to UTC, unless they say otherwise. Data values are left alone, addresses refused. */
function inUtc(spec: Json): { readonly [key: string]: Json } {
  return visit(spec, '') as { readonly [key: string]: Json };
}

function visit(node: Json, key: string): Json {
  if (key === 'data' && isRecord(node)) {
    if ('url' in node)
      throw new Error('A chart may not load data from an address. Pass the data as a DataFrame or rows.');
    for (const [name, part] of Object.entries(node)) if (isRecord(part)) limited(part, name);
  }
  if (key === 'data' || key === 'datasets') return node;
  if (key === 'bind') return plainInputs(node);
  if (isList(node)) return node.map((item) => visit(item, key));
  if (!isRecord(node)) return node;
  const visited: Record<string, Json> = Object.fromEntries(
    Object.entries(limited(node, key)).map(([name, item]) => [name, visit(item, name)]),
  );
  if (typeof visited['timeUnit'] === 'string' && !visited['timeUnit'].startsWith('utc'))
    visited['timeUnit'] = `utc${visited['timeUnit']}`;
  if (visited['type'] === 'temporal' && visited['timeUnit'] === undefined) {
    if (key === 'tooltip') visited['timeUnit'] = 'utcyearmonthdatehoursminutesseconds';
    else if (axes.has(key) && visited['scale'] === undefined) visited['scale'] = { type: 'utc' };
    else if (axes.has(key) && isRecord(visited['scale'])) visited['scale'] = { type: 'utc', ...visited['scale'] };
  }
  return visited;
}

/** What an input for a parameter may say. Vega would make attributes of whatever else stands there, and find elements by it. */
const inputWords = new Set(['input', 'name', 'debounce', 'options', 'labels', 'min', 'max', 'step', 'placeholder']);
const inputKinds = new Set(['text', 'number', 'range', 'checkbox', 'radio', 'select', 'color', 'date', 'time']);

/** One input, or one for each field of a selection. */
function plainInputs(bind: Json): Json {
  if (!isRecord(bind)) return typeof bind === 'string' ? bind : null;
  if (!('input' in bind) && !('element' in bind))
    return Object.fromEntries(Object.entries(bind).map(([field, input]) => [field, plainInputs(input)]));
  const kept = Object.entries(bind).filter(([word]) => inputWords.has(word));
  const kind = typeof bind['input'] === 'string' && inputKinds.has(bind['input']) ? bind['input'] : 'text';
  return { ...Object.fromEntries(kept), input: kind };
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}

function isRecord(node: Json | undefined): node is { readonly [key: string]: Json } {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
