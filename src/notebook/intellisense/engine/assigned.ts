import type ts from 'typescript';
import type { TypeScript } from './cell.ts';

/**
 * Names that a cell assigns to and does not declare. Cells are sloppy code, in which that makes a variable of the global
 * object: by `count = 1`, `[low, high] = prices`, `for (row of rows)`, inside functions too, and by `globalThis.count = 1`.
 *
 * @param declared names that the cell declares at its top level
 */
export function assignedNames(ts: TypeScript, source: ts.SourceFile, declared: Iterable<string>): Set<string> {
  const assigned = new Set<string>();
  const outside = new Set(declared);
  // Most cells assign to nothing that they do not declare at the top: the scopes in between need not be known then.
  const isSuspect = (node: ts.Node): boolean =>
    targetsOf(ts, node).some((name) => !outside.has(name)) || (ts.forEachChild(node, isSuspect) ?? false);
  if (!isSuspect(source)) return assigned;
  const read = (node: ts.Node, bound: ReadonlySet<string>): void => {
    const names = isScope(ts, node) ? new Set([...bound, ...boundNames(ts, node)]) : bound;
    const targets = targetsOf(ts, node).filter((name) => !names.has(name));
    for (const name of targets) assigned.add(name);
    ts.forEachChild(node, (child) => read(child, names));
  };
  source.statements.forEach((statement) => read(statement, outside));
  return assigned;
}

function targetsOf(ts: TypeScript, node: ts.Node): string[] {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return targetNames(ts, node.left);
  if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer))
    return targetNames(ts, node.initializer);
  return [];
}

function targetNames(ts: TypeScript, target: ts.Node): string[] {
  const within = (nodes: readonly ts.Node[]) => nodes.flatMap((node) => targetNames(ts, node));
  if (ts.isIdentifier(target)) return [target.text];
  if (ts.isArrayLiteralExpression(target)) return within(target.elements);
  if (ts.isObjectLiteralExpression(target)) return within(target.properties);
  if (ts.isPropertyAssignment(target)) return targetNames(ts, target.initializer);
  if (ts.isShorthandPropertyAssignment(target)) return [target.name.text];
  // With a default: `[low = 1] = prices`.
  if (ts.isBinaryExpression(target)) return targetNames(ts, target.left);
  if (ts.isPropertyAccessExpression(target)) return isGlobalObject(ts, target.expression) ? [target.name.text] : [];
  if (ts.isSpreadElement(target) || ts.isSpreadAssignment(target) || isWrapped(ts, target))
    return targetNames(ts, target.expression);
  return [];
}

function isWrapped(
  ts: TypeScript,
  node: ts.Node,
): node is ts.ParenthesizedExpression | ts.AsExpression | ts.NonNullExpression {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node);
}

function isGlobalObject(ts: TypeScript, node: ts.Node): boolean {
  return ts.isIdentifier(node) && (node.text === 'globalThis' || node.text === 'global');
}

function isScope(ts: TypeScript, node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isBlock(node) ||
    ts.isModuleBlock(node) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isIterationStatement(node, false)
  );
}

/** What is declared anywhere inside. */
function boundNames(ts: TypeScript, scope: ts.Node): Set<string> {
  const names = new Set<string>();
  const read = (node: ts.Node): void => {
    const binds =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isClassLike(node) ||
      ts.isEnumDeclaration(node);
    if (binds && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, read);
  };
  read(scope);
  return names;
}
