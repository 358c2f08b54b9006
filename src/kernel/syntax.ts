import { parse, Parser, type AnyNode, type Options, type Program } from 'acorn';

const options: Options = {
  ecmaVersion: 'latest',
  // Cells are sloppy scripts, as V8's REPL mode reads them, in which `import` and `export` are allowed on top of that.
  sourceType: 'script',
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowHashBang: true,
};

/** An `export` means nothing in a cell, so nothing is exported twice: both parts of an enum may say it. */
const CellParser = Parser.extend(
  (Base) =>
    class extends Base {
      protected checkExport(): void {
        // Acorn's own would throw.
      }
    },
);

/** @throws SyntaxError of acorn's, with `loc`. */
export function parseScript(code: string): Program {
  return CellParser.parse(code, options);
}

export function isScript(code: string): boolean {
  try {
    parseScript(code);
    return true;
  } catch {
    return false;
  }
}

/** @throws SyntaxError of acorn's, with `loc`. */
export function parseModule(code: string): Program {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
}

/** Where a module does not parse; the column counts from 0. */
export function misplaced(module: string): { line: number; column: number } | undefined {
  try {
    parseModule(module);
    return undefined;
  } catch (error) {
    return (error as { loc?: { line: number; column: number } }).loc;
  }
}

/** Calls `visit` for every node below `node`, parents first; a `false` skips what is below. */
export function walk(node: AnyNode, visit: (node: AnyNode) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) value.filter(isNode).forEach((child) => walk(child, visit));
    else if (isNode(value)) walk(value, visit);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The names that a declaration's pattern binds. */
export function boundNames(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((part) => boundNames(part.type === 'Property' ? part.value : part));
    case 'ArrayPattern':
      return pattern.elements.flatMap((part) => (part ? boundNames(part) : []));
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    default:
      return [];
  }
}

/** The names that a statement declares. */
export function declaredNames(node: AnyNode): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap((each) => boundNames(each.id));
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return node.id ? [node.id.name] : [];
  if (node.type === 'ImportDeclaration') return node.specifiers.map((each) => each.local.name);
  return [];
}
