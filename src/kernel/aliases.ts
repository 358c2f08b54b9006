import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseExpressionAt, type AnyNode } from 'acorn';

/** The `paths` of a tsconfig.json: patterns with at most one `*`, and what they stand for. */
interface Aliases {
  /** What the targets are relative to. */
  readonly base: string;
  readonly paths: Readonly<Record<string, unknown>>;
}

/** Configurations that are built on one another; more than this is taken for a circle. */
const mostExtended = 10;

/**
 * What a specifier may stand for by the `paths` of the nearest tsconfig.json, as TypeScript and bundlers read it.
 *
 * @param file the one that imports
 * @returns paths of workspace files in the order in which they are to be tried; an extension may be missing
 */
export function aliased(specifier: string, file: string): string[] {
  const config = nearestConfig(dirname(file));
  const aliases = config === undefined ? undefined : aliasesIn(config);
  if (!aliases) return [];
  const matches = Object.keys(aliases.paths).flatMap((pattern) => {
    const [start = '', end] = pattern.split('*');
    if (end === undefined) return specifier === pattern ? [{ pattern, length: Infinity, rest: '' }] : [];
    const fits =
      specifier.length >= start.length + end.length && specifier.startsWith(start) && specifier.endsWith(end);
    const rest = specifier.slice(start.length, specifier.length - end.length);
    return fits ? [{ pattern, length: start.length, rest }] : [];
  });
  const [best] = matches.sort((a, b) => b.length - a.length);
  if (!best) return [];
  const targets = aliases.paths[best.pattern];
  if (!Array.isArray(targets)) return [];
  const paths = targets.map((target) =>
    resolve(
      aliases.base,
      String(target).replace('*', () => best.rest),
    ),
  );
  // Of packages Node knows better what to load.
  return paths.filter((path) => !path.includes('/node_modules/'));
}

function nearestConfig(folder: string): string | undefined {
  const config = join(folder, 'tsconfig.json');
  if (existsSync(config)) return config;
  return dirname(folder) === folder ? undefined : nearestConfig(dirname(folder));
}

function aliasesIn(config: string, depth = 0): Aliases | undefined {
  const { compilerOptions, extends: extended } = readConfig(config);
  const folder = dirname(config);
  if (isRecord(compilerOptions) && isRecord(compilerOptions['paths'])) {
    const { baseUrl = '.', paths } = compilerOptions;
    return { base: resolve(folder, String(baseUrl)), paths };
  }
  if (depth === mostExtended) return undefined;
  // Of several the last decides.
  for (const from of [extended].flat().reverse()) {
    if (typeof from !== 'string' || !from.startsWith('.')) continue;
    const path = resolve(folder, from);
    const found = aliasesIn(path.endsWith('.json') ? path : `${path}.json`, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** JSON with comments and commas at ends, which is JavaScript. */
function readConfig(path: string): Record<string, unknown> {
  try {
    const config = valueOf(
      parseExpressionAt(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''), 0, { ecmaVersion: 'latest' }),
    );
    return isRecord(config) ? config : {};
  } catch {
    // TypeScript says what is wrong with it, where it is edited.
    return {};
  }
}

function valueOf(node: AnyNode): unknown {
  if (node.type === 'Literal') return node.value;
  if (node.type === 'ArrayExpression') return node.elements.map((each) => each && valueOf(each));
  if (node.type !== 'ObjectExpression') return undefined;
  return Object.fromEntries(
    node.properties.flatMap((each) =>
      each.type === 'Property' && each.key.type === 'Literal' ? [[String(each.key.value), valueOf(each.value)]] : [],
    ),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
