import type { ChartSpec } from './prepare.ts';

const views = ['mark', 'layer', 'facet', 'hconcat', 'vconcat', 'concat', 'repeat'];
const marks = [
  ...['arc', 'area', 'bar', 'boxplot', 'circle', 'errorband', 'errorbar', 'geoshape', 'image', 'line'],
  ...['point', 'rect', 'rule', 'square', 'text', 'tick', 'trail'],
];
const types = ['quantitative', 'temporal', 'ordinal', 'nominal', 'geojson'];

/**
 * Looks for the mistakes that Vega-Lite answers with an empty chart, or with a message about its own insides.
 * @param names the columns of the data; undefined when the specification has its own
 * @throws TypeError or Error that says what is wrong with the specification
 */
export function checkSpec(spec: ChartSpec, names: readonly string[] | undefined): void {
  if (!isRecord(spec))
    throw new TypeError(
      'A chart takes a Vega-Lite specification first: an object such as { mark: "line", encoding: … }.',
    );
  // It is saved as JSON: what cannot be, a circle say, is told here and not by those who go around in it.
  JSON.stringify(spec);
  if (!views.some((key) => key in spec))
    throw new Error(`The specification says nothing to draw: it has none of ${views.join(', ')}.`);
  visit(spec, names !== undefined && names.length > 0 && !has(spec, 'transform') ? names : undefined);
}

function visit(node: unknown, names: readonly string[] | undefined): void {
  if (Array.isArray(node)) {
    for (const each of node) visit(each, names);
    return;
  }
  if (!isRecord(node)) return;
  const own = 'data' in node ? undefined : names;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'mark') checkMark(value);
    else if (key === 'encoding') checkEncoding(value, own);
    else if (key !== 'data' && key !== 'datasets' && key !== 'config') visit(value, own);
  }
}

function checkMark(mark: unknown): void {
  const type = isRecord(mark) ? mark['type'] : mark;
  if (typeof type !== 'string' || !marks.includes(type))
    throw new Error(`There is no mark ${said(type)}; there are ${marks.join(', ')}.`);
}

function checkEncoding(encoding: unknown, names: readonly string[] | undefined): void {
  if (!isRecord(encoding)) return;
  for (const [channel, definitions] of Object.entries(encoding))
    for (const definition of Array.isArray(definitions) ? (definitions as unknown[]) : [definitions]) {
      if (!isRecord(definition)) continue;
      const { type, field } = definition;
      if (type !== undefined && !types.includes(type as string))
        throw new Error(`"${channel}" has the type ${said(type)}; there are ${types.join(', ')}.`);
      if (typeof field === 'string' && names && !names.includes(field) && !names.includes(firstOf(field)))
        throw new Error(
          `"${channel}" draws the field "${field}", which the data does not have. It has ${names.join(', ')}.`,
        );
    }
}

function said(value: unknown): string {
  return value === undefined ? 'without a type' : JSON.stringify(value);
}

/** The column that a path such as `a.b` or `a[0]` begins with. */
function firstOf(field: string): string {
  return (/^(?:\\.|[^.[])+/.exec(field)?.[0] ?? field).replaceAll('\\', '');
}

function has(node: unknown, key: string): boolean {
  if (Array.isArray(node)) return node.some((each) => has(each, key));
  if (!isRecord(node)) return false;
  return key in node || Object.entries(node).some(([name, value]) => name !== 'data' && has(value, key));
}

function isRecord(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
