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

/** How imports are to declare their names. */
export interface ImportedNames {
  /** Names of the global object, which `let` cannot replace but `var` can. */
  readonly global?: Pick<ReadonlySet<string>, 'has'> | undefined;
  /** Names that are there and only to be assigned. */
  readonly assignable?: ReadonlySet<string> | undefined;
}

/** Turns imports into awaited calls of the kernel's importer and drops `export`, which means nothing in a cell. */
export function rewriteModuleSyntax(program: Program, code: string, edits: Edits, imported: ImportedNames): void {
  for (const node of program.body) {
    switch (node.type) {
      case 'ImportDeclaration':
        edits.replace(node.start, node.end, importStatement(node, code, imported));
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

function importStatement(node: ImportDeclaration, code: string, imported: ImportedNames): string {
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
  const declare = declaration(node, imported);
  const pattern = (from: string) =>
    `{ ${names.join(', ')} } = ${kernelGlobal}.names(${from}, ${source}, [${needed.join(', ')}])`;
  if (namespace && names.length > 0) return declare(`${namespace} = ${load}, ${pattern(namespace)}`);
  if (namespace) return declare(`${namespace} = ${load}`);
  if (names.length > 0) return declare(pattern(load));
  // An import has no value that a cell could show.
  return `void (${load});`;
}

/** Writes what binds the names of an import, in the form that their history allows. */
function declaration({ specifiers }: ImportDeclaration, { global, assignable }: ImportedNames) {
  const names = specifiers.map(({ local }) => local.name);
  if (names.some((name) => assignable?.has(name))) {
    const fresh = names.filter((name) => !assignable?.has(name));
    return (binding: string) => `${fresh.length > 0 ? `let ${fresh.join(', ')}; ` : ''}void (${binding});`;
  }
  const kind = names.some((name) => global?.has(name)) ? 'var' : 'let';
  return (binding: string) => `${kind} ${binding};`;
}

function uses(code: string, name: string): number {
  return code.split(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)).length - 1;
}
