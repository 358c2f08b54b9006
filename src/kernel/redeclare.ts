import type { AnyNode, AssignmentExpression, Program, VariableDeclaration } from 'acorn';
import type { Edits } from './edits.ts';
import { kernelGlobal } from './modules.ts';
import { boundNames, declaredNames, walk } from './syntax.ts';

/*
 * V8's REPL mode lets `let` and `class` replace each other, `const` replace `const`, and `var` and `function` each
 * other, but no kind another. People change `const` to `let` and a function to an arrow all the time, so:
 * a top-level `const` is evaluated as `let`, with assignments to it turned into the error they should be; and where a
 * cell still crosses from names of the global object to lexical ones or back, its declaration takes the form of the
 * one that is there.
 */

/** Whether it holds a name is all that is asked. */
type NameSet = Pick<ReadonlySet<string>, 'has'>;

/** What cells have declared at their top level. */
export interface Declared {
  /** By `let`, `const` or `class`. */
  readonly lexical: ReadonlySet<string>;
  /** By `var` or `function`. */
  readonly global: NameSet;
}

/** Whether a cell could hold anything that {@link freeConstants} changes. */
export function mayTouchConstants(code: string, constants: ReadonlySet<string>): boolean {
  return /\bconst\b/.test(code) || (constants.size > 0 && /=|\+\+|--|\bfor\b/.test(code));
}

/** Whether a cell could hold anything that {@link beginAnew} changes. */
export function mayMerge(code: string): boolean {
  return /\|\| \(\w+ = \{\}\)\)/.test(code);
}

/**
 * An enum or namespace adds to what its name holds, which is meant for its other parts in the same cell. What an earlier
 * cell has left under the name is replaced, as every declaration replaces.
 */
export function beginAnew(program: Program, edits: Edits): void {
  const begun = new Set<string>();
  const declarations = topLevelDeclarations(program);
  declarations.forEach((node, at) => {
    if (node.type === 'VariableDeclaration' && node.kind === 'var' && addsTo(node, declarations[at + 1]))
      for (const { id } of node.declarations)
        if (id.type === 'Identifier' && !begun.has(id.name)) edits.insert(id.end, ' = undefined');
    declaredNames(node).forEach((name) => begun.add(name));
  });
}

/** Whether `var N;` is followed by `(function (N) { … })(N || (N = {}))`, as TypeScript's compilers write it. */
function addsTo({ declarations: [first] }: VariableDeclaration, next: AnyNode | undefined): boolean {
  if (first?.init || first?.id.type !== 'Identifier') return false;
  if (next?.type !== 'ExpressionStatement' || next.expression.type !== 'CallExpression') return false;
  const [given] = next.expression.arguments;
  return given?.type === 'LogicalExpression' && given.left.type === 'Identifier' && given.left.name === first.id.name;
}

/** Whether a cell may have code evaluated that sees the cell's names. */
export function mayEvaluate(code: string): boolean {
  return /\beval\s*\(/.test(code);
}

/**
 * Code that a cell gives to `eval` finds nothing behind a name that this cell declares anew, for V8 keeps the value where
 * the first declaration has put it. So such a cell assigns to the names instead.
 *
 * @param declared names that earlier cells have declared by `let`, `const` or `class`
 * @param applies for which declarations it does, by their names
 * @returns the declarations that are none any more
 */
export function assignInstead(
  program: Program,
  edits: Edits,
  declared: NameSet,
  applies = (names: readonly string[]) => names.some((name) => declared.has(name)),
): ReadonlySet<AnyNode> {
  const replaced = new Set<AnyNode>();
  for (const node of topLevelDeclarations(program)) {
    if (node.type === 'ClassDeclaration' && node.id && applies([node.id.name])) {
      edits.insert(node.start, `;void (${node.id.name} = `);
      edits.insert(node.end, ');');
      replaced.add(node);
    } else if (node.type === 'VariableDeclaration' && (node.kind === 'let' || node.kind === 'const')) {
      const names = declaredNames(node);
      if (!applies(names)) continue;
      const fresh = names.filter((name) => !declared.has(name));
      const declaration = fresh.length > 0 ? `let ${fresh.join(', ')}; ` : '';
      edits.replace(node.start, node.start + node.kind.length, `;${declaration}void (`);
      for (const { id, init } of node.declarations) if (!init) edits.insert(id.end, ' = undefined');
      edits.insert(node.declarations.at(-1)?.end ?? node.end, ');');
      replaced.add(node);
    }
  }
  return replaced;
}

/** No one kind of declaration takes over from names of which some are lexical and some the global object's. */
export function assignToBothKinds(program: Program, edits: Edits, { lexical, global }: Declared): ReadonlySet<AnyNode> {
  const declared = { has: (name: string) => lexical.has(name) || global.has(name) };
  const isMixed = (names: readonly string[]) =>
    names.some((name) => lexical.has(name)) && names.some((name) => global.has(name));
  return assignInstead(program, edits, declared, isMixed);
}

/**
 * Turns top-level `const` into `let` and assignments to constants into a TypeError when they are reached.
 *
 * @param constants names that earlier cells declared as constants; brought up to date with this cell
 * @param global names of the global object, which `let` cannot replace but `var` can
 * @param replaced declarations that need no other form
 */
export function freeConstants(
  program: Program,
  edits: Edits,
  constants: Set<string>,
  global: NameSet = new Set(),
  replaced: ReadonlySet<AnyNode> = new Set(),
): void {
  const declarations = topLevelDeclarations(program);
  for (const node of declarations) {
    for (const name of declaredNames(node)) {
      if (node.type === 'ImportDeclaration' || (node.type === 'VariableDeclaration' && node.kind === 'const'))
        constants.add(name);
      else constants.delete(name);
    }
    if (node.type === 'VariableDeclaration' && node.kind === 'const' && !replaced.has(node))
      asKind(node, declaredNames(node).some((name) => global.has(name)) ? 'var' : 'let', edits);
  }
  for (const { node } of hoisted(program)) declaredNames(node).forEach((name) => constants.delete(name));
  const assigned = findAssignments(program).filter((target) => constants.has(target.name));
  if (assigned.length === 0) return;
  const shadowed = innerNames(program, new Set(declarations));
  for (const { name, node, shorthand, conditional } of assigned) {
    if (shadowed.has(name)) continue;
    const constant = `${kernelGlobal}.constant.`;
    if (conditional) {
      // `name ??= value` assigns only if it comes to that.
      edits.replace(node.end, conditional.right.start, ` ${conditional.operator.slice(0, -1)} (${constant}${name} = `);
      edits.insert(conditional.end, ')');
    } else edits.insert(node.start, `${shorthand ? `${name}: ` : ''}${constant}`);
  }
}

/**
 * Gives declarations that V8 refused the form of what they replace.
 *
 * @param replaced declarations that need no other form
 */
export function reconcileDeclarations(
  program: Program,
  edits: Edits,
  { lexical, global }: Declared,
  replaced: ReadonlySet<AnyNode> = new Set(),
): void {
  for (const node of topLevelDeclarations(program)) {
    if (node.type === 'FunctionDeclaration' && node.id && lexical.has(node.id.name)) {
      // Under another name it stays hoisted, and is assigned before anything of the cell runs.
      const { name, start, end } = node.id;
      edits.replace(start, end, `${kernelGlobal}${name}`);
      edits.insert(program.start, `void (${name} = ${kernelGlobal}.named(${kernelGlobal}${name}, '${name}')); `);
    } else if (node.type === 'ClassDeclaration' && node.id && global.has(node.id.name)) {
      edits.insert(node.start, `var ${node.id.name} = `);
      edits.insert(node.end, ';');
    } else if (node.type === 'VariableDeclaration') {
      if (node.kind !== 'let' || replaced.has(node) || !declaredNames(node).some((name) => global.has(name))) continue;
      asKind(node, 'var', edits);
      // A `var` alone would keep what the name has held.
      for (const { id, init } of node.declarations) if (!init) edits.insert(id.end, ' = undefined');
    }
  }
  assignVariables(program, edits, lexical);
}

/** `var` cannot take over from `let`: alone at the top level it becomes one, elsewhere it assigns to what is there. */
function assignVariables(program: Program, edits: Edits, lexical: ReadonlySet<string>): void {
  const variables = hoisted(program).filter(({ node }) => declaredNames(node).some((name) => lexical.has(name)));
  const already = new Set(variables.filter(({ within }) => within).flatMap(({ node }) => declaredNames(node)));
  const fresh = new Set([...already].filter((name) => !lexical.has(name)));
  for (const { node, head } of variables) {
    const names = declaredNames(node);
    if (!names.some((name) => already.has(name))) asKind(node, 'let', edits);
    else assign(node, head, edits);
    names.forEach((name) => already.add(name));
  }
  if (fresh.size > 0) edits.insert(program.start, `let ${[...fresh].join(', ')}; `);
}

/** Leaves of a declaration its assignments. */
function assign({ start, end, kind, declarations }: VariableDeclaration, head: boolean, edits: Edits): void {
  const last = declarations.at(-1)?.end ?? end;
  edits.replace(start, start + kind.length, head ? '' : 'void (');
  for (const { id, init } of declarations) {
    // An expression does not begin with a brace.
    if (!head || !init || id.type !== 'ObjectPattern') continue;
    edits.insert(id.start, '(');
    edits.insert(init.end, ')');
  }
  if (!head) edits.insert(last, end > last ? ')' : ');');
}

interface Hoisted {
  readonly node: VariableDeclaration;
  /** Whether it stands within a statement, and whether in the head of a loop. */
  readonly within: boolean;
  readonly head: boolean;
}

/** All that `var` declares for the whole cell. */
function hoisted(program: Program): Hoisted[] {
  const found: Hoisted[] = [];
  const topLevel = new Set(topLevelDeclarations(program));
  const heads = new Set<unknown>();
  walk(program, (node) => {
    if (opensScope(node)) return false;
    if (node.type === 'ForStatement') heads.add(node.init);
    if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') heads.add(node.left);
    if (node.type === 'VariableDeclaration' && node.kind === 'var')
      found.push({ node, within: !topLevel.has(node), head: heads.has(node) });
    return undefined;
  });
  return found;
}

function asKind(node: AnyNode & { type: 'VariableDeclaration' }, kind: string, edits: Edits): void {
  edits.replace(node.start, node.start + node.kind.length, kind.padEnd(node.kind.length));
}

function topLevelDeclarations(program: Program): AnyNode[] {
  return program.body.map((node) =>
    (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') && node.declaration
      ? node.declaration
      : node,
  );
}

function opensScope(node: AnyNode): boolean {
  return /Function|Class/.test(node.type);
}

interface Target {
  readonly name: string;
  readonly node: AnyNode;
  /** In `({ name } = value)`, which cannot take a member in its place without naming the property. */
  readonly shorthand: boolean;
  /** The assignment that may not come to pass: `name ??= value` and its like. */
  readonly conditional?: AssignmentExpression;
}

function findAssignments(program: Program): Target[] {
  const found: Target[] = [];
  const target = (node: AnyNode, shorthand = false): void => {
    if (node.type === 'Identifier') found.push({ name: node.name, node, shorthand });
    else if (node.type === 'ArrayPattern') node.elements.forEach((each) => each && target(each));
    else if (node.type === 'AssignmentPattern') target(node.left, shorthand);
    else if (node.type === 'RestElement') target(node.argument);
    else if (node.type === 'ObjectPattern')
      node.properties.forEach((each) => (each.type === 'Property' ? target(each.value, each.shorthand) : target(each)));
  };
  walk(program, (node) => {
    if (node.type === 'AssignmentExpression') {
      const from = found.length;
      target(node.left);
      const [only] = found.slice(from);
      if (only && /^(?:\?\?|\|\||&&)=$/.test(node.operator)) found[from] = { ...only, conditional: node };
    } else if (node.type === 'UpdateExpression') target(node.argument);
    else if (
      (node.type === 'ForOfStatement' || node.type === 'ForInStatement') &&
      !node.left.type.endsWith('Declaration')
    )
      target(node.left);
    return undefined;
  });
  return found;
}

/** Every name that something inside the cell declares: an assignment to one of these may mean that one. */
function innerNames(program: Program, topLevel: ReadonlySet<AnyNode>): Set<string> {
  const names = new Set<string>();
  const add = (name: string) => names.add(name);
  walk(program, (node) => {
    if (!topLevel.has(node)) declaredNames(node).forEach(add);
    if ('params' in node) node.params.flatMap(boundNames).forEach(add);
    if (node.type === 'CatchClause' && node.param) boundNames(node.param).forEach(add);
    return undefined;
  });
  return names;
}
