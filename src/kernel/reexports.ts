import type { Identifier, Literal, Program } from 'acorn';
import { Edits } from './edits.ts';
import { declaredNames, parseModule } from './syntax.ts';

/** The names of the values that a module exports; `undefined` when they are not known. */
export type Exports = ReadonlySet<string> | undefined;

type ExportsOf = (specifier: string) => Exports;

/**
 * `export { Order, place } from './orders'` does not tell that `Order` is a type, of which nothing is left in `./orders`:
 * Node would miss it there. So a module passes on no more than what is there.
 *
 * @param code a module without its types
 * @param exportsOf asked for what the module imports from
 */
export function passOnValuesOnly(code: string, exportsOf: ExportsOf): string {
  const program = /\bexport\s*\{/.test(code) ? parsed(code) : undefined;
  if (!program) return code;
  const edits = new Edits(code);
  const remove = ({ start, end }: { start: number; end: number }) => {
    edits.blank(start, end + (/^\s*,/.exec(code.slice(end))?.[0].length ?? 0));
  };
  const passedOn = program.body.flatMap((node) => (node.type === 'ExportNamedDeclaration' ? node.specifiers : []));
  for (const node of program.body) {
    if (node.type === 'ExportNamedDeclaration' && node.source) {
      const values = exportsOf(String(node.source.value));
      if (values) node.specifiers.filter(({ local }) => !values.has(nameOf(local))).forEach(remove);
    } else if (node.type === 'ImportDeclaration') {
      const values = exportsOf(String(node.source.value));
      for (const imported of node.specifiers) {
        if (!values || imported.type !== 'ImportSpecifier' || values.has(nameOf(imported.imported))) continue;
        const named = passedOn.filter(({ local }) => nameOf(local) === imported.local.name);
        if (named.length > 0) [imported, ...named].forEach(remove);
      }
    }
  }
  return edits.apply();
}

/**
 * @param code a module without its types
 * @param exportsOf asked for the modules of which this one passes on everything
 */
export function exportsIn(code: string, exportsOf: ExportsOf): Exports {
  const names = new Set<string>();
  const program = parsed(code);
  // What CommonJS exports only running it would tell.
  if (!program || /\bexports\b/.test(code)) return undefined;
  for (const node of program.body) {
    if (node.type === 'ExportDefaultDeclaration') names.add('default');
    else if (node.type === 'ExportNamedDeclaration') {
      node.specifiers.forEach(({ exported }) => names.add(nameOf(exported)));
      if (node.declaration) declaredNames(node.declaration).forEach((name) => names.add(name));
    } else if (node.type === 'ExportAllDeclaration') {
      const all = node.exported ? [nameOf(node.exported)] : exportsOf(String(node.source.value));
      if (!all) return undefined;
      all.forEach((name) => names.add(name));
    }
  }
  return names;
}

function parsed(code: string): Program | undefined {
  try {
    return parseModule(code);
  } catch {
    return undefined;
  }
}

function nameOf(name: Identifier | Literal): string {
  return name.type === 'Identifier' ? name.name : String(name.value);
}
