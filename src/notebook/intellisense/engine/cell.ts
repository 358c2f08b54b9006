import type ts from 'typescript';
import { assignedNames } from './assigned.ts';
import { closing } from './unclosed.ts';

/** The compiler that runs us: the editor's own, or ours where the editor's takes no plugins. */
export type TypeScript = typeof ts;

/** What a name may be used as; a class is both. */
export const Meaning = { value: 1, type: 2, both: 3 } as const;

/** In TypeScript's words, as completion lists show them. */
export type DeclarationKind =
  'alias' | 'class' | 'const' | 'enum' | 'function' | 'interface' | 'let' | 'module' | 'type' | 'var';

/** A name that a cell declares at its top level, and that other cells may use. */
export interface Declaration {
  readonly name: string;
  readonly meaning: number;
  readonly kind: DeclarationKind;
  /** Whether the cell itself exports it already. */
  readonly exported: boolean;
}

export interface CellNames {
  readonly declared: ReadonlyMap<string, Declaration>;
  /** Names assigned without a declaration, which makes them global variables when the cell runs. */
  readonly assigned: ReadonlySet<string>;
  /** Whether the cell is one object literal, which the grammar takes for a block and the kernel for an object. */
  readonly objectLiteral: boolean;
  /** What closes the brackets, comment or template that a half-written cell leaves open. */
  readonly closing: string;
}

/** With the parser's errors, which TypeScript keeps to itself. */
type Parsed = ts.SourceFile & { readonly parseDiagnostics?: readonly unknown[] };

/** Reads what a cell declares; looks at its syntax only. */
export function readCell(ts: TypeScript, text: string, javascript: boolean): CellNames {
  const name = javascript ? 'cell.js' : 'cell.ts';
  const source: Parsed = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
  const reader = new Reader(ts);
  source.statements.forEach((statement) => reader.read(statement));
  const { declared, hoisted } = reader;
  const assigned = new Set([...assignedNames(ts, source, declared.keys()), ...hoisted]);
  return {
    ...{ declared, assigned },
    objectLiteral: isObjectLiteral(ts, name, text),
    closing: source.parseDiagnostics?.length ? closing(ts, text) : '',
  };
}

class Reader {
  readonly declared = new Map<string, Declaration>();
  /** Functions in blocks, which sloppy code makes variables of the whole cell. */
  readonly hoisted = new Set<string>();
  readonly #ts: TypeScript;

  constructor(ts: TypeScript) {
    this.#ts = ts;
  }

  read(statement: ts.Statement): void {
    const ts = this.#ts;
    const exported = ts.canHaveModifiers(statement) && isExported(ts, statement);
    const add = (name: ts.Identifier | undefined, meaning: number, kind: DeclarationKind) => {
      if (name) this.#add(name.text, meaning, kind, exported);
    };
    if (ts.isFunctionDeclaration(statement)) add(statement.name, Meaning.value, 'function');
    else if (ts.isClassDeclaration(statement)) add(statement.name, Meaning.both, 'class');
    else if (ts.isEnumDeclaration(statement)) add(statement.name, Meaning.both, 'enum');
    else if (ts.isInterfaceDeclaration(statement)) add(statement.name, Meaning.type, 'interface');
    else if (ts.isTypeAliasDeclaration(statement)) add(statement.name, Meaning.type, 'type');
    else if (ts.isModuleDeclaration(statement)) {
      const global = (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
      if (ts.isIdentifier(statement.name) && !global) add(statement.name, Meaning.both, 'module');
    } else if (ts.isImportEqualsDeclaration(statement)) add(statement.name, Meaning.both, 'alias');
    else if (ts.isImportDeclaration(statement)) this.#readImport(statement.importClause);
    else if (ts.isExportDeclaration(statement)) this.#readExport(statement);
    else if (ts.isVariableStatement(statement)) this.#readVariables(statement.declarationList, exported);
    else this.#readHoisted(statement);
  }

  #add(name: string, meaning: number, kind: DeclarationKind, exported: boolean): void {
    const known = this.declared.get(name);
    this.declared.set(name, {
      name,
      meaning: meaning | (known?.meaning ?? 0),
      kind: known?.kind ?? kind,
      exported: exported || (known?.exported ?? false),
    });
  }

  #readImport(clause: ts.ImportClause | undefined): void {
    if (!clause) return;
    const bindings = clause.namedBindings;
    const names = !bindings
      ? []
      : 'elements' in bindings
        ? bindings.elements.map((each) => each.name)
        : [bindings.name];
    for (const name of [clause.name, ...names]) if (name) this.#add(name.text, Meaning.both, 'alias', false);
  }

  /** `export { a as b }`: a second export of `b` would be an error. */
  #readExport({ exportClause, moduleSpecifier }: ts.ExportDeclaration): void {
    if (!exportClause || moduleSpecifier || !this.#ts.isNamedExports(exportClause)) return;
    for (const { name } of exportClause.elements) {
      const known = this.declared.get(name.text);
      if (known) this.declared.set(name.text, { ...known, exported: true });
    }
  }

  #readVariables(list: ts.VariableDeclarationList, exported: boolean): void {
    const ts = this.#ts;
    const has = (flag: ts.NodeFlags) => (list.flags & flag) !== 0;
    // `using` has the flags of both `let` and `const`.
    const kind = has(ts.NodeFlags.Const) ? 'const' : has(ts.NodeFlags.Let) ? 'let' : 'var';
    const read = (name: ts.BindingName) => {
      if (ts.isIdentifier(name)) this.#add(name.text, Meaning.value, kind, exported);
      else for (const element of name.elements) if (ts.isBindingElement(element)) read(element.name);
    };
    list.declarations.forEach((declaration) => read(declaration.name));
  }

  /** A `var` inside a block or a loop is a variable of the whole cell. */
  #readHoisted(node: ts.Node): void {
    const ts = this.#ts;
    if (ts.isBlock(node)) {
      for (const each of node.statements)
        if (ts.isFunctionDeclaration(each) && each.name) this.hoisted.add(each.name.text);
    }
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0)
      this.#readVariables(node, false);
    ts.forEachChild(node, (child) => this.#readHoisted(child));
  }
}

function isExported(ts: TypeScript, node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function isObjectLiteral(ts: TypeScript, name: string, text: string): boolean {
  if (!/^(?:\s|\/\/.*\n|\/\*[^]*?\*\/)*\{/.test(text) || /;\s*$/.test(text)) return false;
  const bracketed: Parsed = ts.createSourceFile(name, `(${text}\n)`, ts.ScriptTarget.ESNext);
  const [only, ...others] = bracketed.statements;
  return only?.kind === ts.SyntaxKind.ExpressionStatement && others.length === 0 && !bracketed.parseDiagnostics?.length;
}
