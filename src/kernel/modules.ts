import type { ImportDeclaration, Program } from 'acorn';
import type { Edits } from './edits.ts';
import { walk } from './syntax.ts';

/**
 * The global through which rewritten cells reach the kernel. V8's REPL mode evaluates scripts, in which static
 * `import` is a syntax error and `import()` has nobody to answer it, so both become calls of this object.
 */
export const kernelGlobal = '__marginalia__';

const importer = `${kernelGlobal}.import`;

/** Whether a cell could hold anything that {@link rewriteModuleSyntax} changes; spares most cells the parser. */
export function mayUseModules(code: string): boolean {
  return /\b(?:import|export)\b/.test(code);
}

/**
 * Turns imports into awaited calls of the kernel's importer and drops `export`, which means nothing in a cell.
 *
 * @param global names of the global object, which `let` cannot replace but `var` can
 */
export function rewriteModuleSyntax(
  program: Program,
  code: string,
  edits: Edits,
  global: ReadonlySet<string> = new Set(),
): void {
  for (const node of program.body) {
    switch (node.type) {
      case 'ImportDeclaration':
        edits.replace(node.start, node.end, importStatement(node, code, global));
        break;
      case 'ExportAllDeclaration':
        edits.replace(node.start, node.end, `void (await ${importer}(${node.source.raw ?? "''"}));`);
        break;
      case 'ExportNamedDeclaration':
        if (node.declaration) edits.blank(node.start, node.declaration.start);
        else if (node.source)
          edits.replace(node.start, node.end, `void (await ${importer}(${node.source.raw ?? "''"}));`);
        else edits.blank(node.start, node.end);
        break;
      case 'ExportDefaultDeclaration': {
        const { declaration } = node;
        const named = 'id' in declaration && declaration.id && declaration.type.endsWith('Declaration');
        edits.replace(node.start, declaration.start, named ? '' : ';(');
        if (!named) edits.insert(declaration.end, ')');
        break;
      }
      default:
    }
  }
  walk(program, (node) => {
    if (node.type === 'ImportExpression') edits.replace(node.start, node.start + 'import'.length, importer);
    if (node.type === 'MetaProperty' && node.meta.name === 'import')
      edits.replace(node.start, node.end, `${kernelGlobal}.meta`);
    return undefined;
  });
}

function importStatement(node: ImportDeclaration, code: string, global: ReadonlySet<string>): string {
  const source = node.source.raw ?? "''";
  const options = node.attributes.map((each) => code.slice(each.start, each.end)).join(', ');
  const with_ = options ? `, { with: { ${options} } }` : '';
  const names: string[] = [];
  const needed: string[] = [];
  let namespace = '';
  for (const part of node.specifiers) {
    const local = part.local.name;
    if (part.type === 'ImportNamespaceSpecifier') namespace = local;
    else {
      const imported =
        part.type === 'ImportDefaultSpecifier'
          ? 'default'
          : part.imported.type === 'Identifier'
            ? part.imported.name
            : String(part.imported.value);
      names.push(`${JSON.stringify(imported)}: ${local}`);
      // An import that the cell never uses may be of a type, which has vanished from the module.
      if (uses(code, local) > 1) needed.push(JSON.stringify(imported));
    }
  }
  const load = `await ${importer}(${source}${with_})`;
  const kind = node.specifiers.some(({ local }) => global.has(local.name)) ? 'var' : 'let';
  if (namespace && names.length > 0)
    return `${kind} ${namespace} = ${load}, { ${names.join(', ')} } = ${kernelGlobal}.names(${namespace}, ${source}, [${needed.join(', ')}]);`;
  if (namespace) return `${kind} ${namespace} = ${load};`;
  if (names.length > 0)
    return `${kind} { ${names.join(', ')} } = ${kernelGlobal}.names(${load}, ${source}, [${needed.join(', ')}]);`;
  // An import has no value that a cell could show.
  return `void (${load});`;
}

function uses(code: string, name: string): number {
  return code.split(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)).length - 1;
}
