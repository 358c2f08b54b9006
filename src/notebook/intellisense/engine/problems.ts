import type ts from 'typescript';
import type { TypeScript } from './cell.ts';
import type { NotebookProgram, VirtualCell } from './notebook.ts';
import type { CellProblem, Checked } from './protocol.ts';

/** Codes of TypeScript's messages that a notebook sees differently from a module. */
const Code = {
  cannotFindName: 2304,
  cannotFindNameDidYouMean: 2552,
  noExportedMember: 2305,
  noExportedMemberDidYouMean: 2724,
  assignmentToImport: 2632,
  possiblyUndefined: 2532,
  noOverload: 2769,
  didYouForgetAwait: 2773,
  noProperty: 2339,
  noPropertyDidYouMean: 2551,
  comparisonWithoutOverlap: 2367,
  caseWithoutOverlap: 2678,
} as const;

/** What is no mistake in a cell. */
const tolerated: ReadonlySet<number> = new Set([
  // Cells are sloppy code, as V8's REPL mode reads it: `with`, `delete name`, reserved words as names.
  ...[1101, 1102, 1214, 1215, 2410, 2703],
  // The value of a cell may be the right side of a comma.
  2695,
  // `export *` only imports, and so does it from a module whose exports are one value.
  2498,
  // `declare module` for a package that is declared nowhere.
  ...[2664, 2665],
  // `new Promise((resolve) => resolve())`
  2794,
  // What came as unknown, JSON say, is looked into to know it.
  ...[2571, 18046],
]);

/** Messages of the parser about old forms of numbers and escapes, which sloppy code may have. */
const sloppySyntax: ReadonlySet<number> = new Set([1121, 1487]);

/** How long a check goes on at a time, in ms. One cell is always checked. */
const moment = 40;

/**
 * The type errors of cells, without those that the kernel would not agree with.
 *
 * @param from number of the first cell to check
 */
export function checkCells(ts: TypeScript, program: NotebookProgram, from: number): Checked {
  const problems: Record<string, CellProblem[]> = {};
  const end = performance.now() + moment;
  for (let index = from; index < program.cells.length; index++) {
    if (index > from && performance.now() > end) return { problems, next: index };
    const cell = program.cells[index] as VirtualCell;
    problems[cell.key] = cellDiagnostics(ts, program, cell).flatMap((each) => toProblem(ts, each));
  }
  return { problems };
}

function cellDiagnostics(ts: TypeScript, program: NotebookProgram, cell: VirtualCell): ts.Diagnostic[] {
  if (cell.javascript || cell.names.objectLiteral || cell.names.closing) return [];
  // A cell that does not parse yet shows that alone; what follows from it would only be noise.
  if (program.service.getSyntacticDiagnostics(cell.file).some(isSyntaxError)) return [];
  return program.service
    .getSemanticDiagnostics(cell.file)
    .filter((each) => each.category === ts.DiagnosticCategory.Error && isInCell(each, cell))
    .flatMap((each) => judge(ts, program, each, cell));
}

/** Whether the kernel's parser would complain, too. */
export function isSyntaxError({ code }: ts.Diagnostic): boolean {
  return !sloppySyntax.has(code);
}

export function isInCell(
  { start, length }: { start?: number | undefined; length?: number | undefined },
  cell: VirtualCell,
): boolean {
  return start !== undefined && start + (length ?? 0) <= cell.length;
}

function judge(
  ts: TypeScript,
  program: NotebookProgram,
  diagnostic: ts.Diagnostic,
  cell: VirtualCell,
): ts.Diagnostic[] {
  const { code, file, start = 0, length = 0 } = diagnostic;
  if (!file || tolerated.has(code) || asksForAnnotation(code)) return [];
  const word = file.text.slice(start, start + length);
  const node = () => nodeAt(ts, file, start, start + length);
  if (isAboutUnfilled(ts, diagnostic) && !isParameter(ts, node())) return [];
  switch (code) {
    case Code.cannotFindName:
    case Code.cannotFindNameDidYouMean:
      return /\btypeof[\s(]+$/.test(file.text.slice(0, start)) ? [] : [diagnostic];
    case Code.noExportedMember:
    case Code.noExportedMemberDidYouMean:
      return isFromOldScript(ts, program, node()) ? [] : [diagnostic];
    case Code.noProperty:
    case Code.noPropertyDidYouMean:
      return mayBeColumn(ts, diagnostic, node()) ? [] : [diagnostic];
    case Code.possiblyUndefined:
      // At the top of a cell it is the global object.
      return word === 'this' ? [] : [diagnostic];
    case Code.comparisonWithoutOverlap:
    case Code.caseWithoutOverlap:
      return comparesConstant(ts, node(), cell) ? [] : [diagnostic];
    case Code.assignmentToImport:
      if (cell.borrowed.get(word)?.kind === 'const')
        return [{ ...diagnostic, messageText: `Cannot assign to '${word}' because it is a constant.` }];
      return misassigned(ts, program, node()).map((messageText) => ({ ...diagnostic, messageText, code: 2322 }));
    default:
      return [diagnostic];
  }
}

/** TypeScript's messages on implicit `any`: cells are written to be run, not to be published. */
function asksForAnnotation(code: number): boolean {
  return Math.floor(code / 1000) === 7;
}

/**
 * `{ bids: [], best: null }` is a place to put things, for TypeScript it is one where nothing can ever be put: what such a
 * literal starts with (never, null, undefined, `{}`) is not a type that somebody meant.
 */
function isAboutUnfilled(ts: TypeScript, { code, messageText }: ts.Diagnostic): boolean {
  const text = ts.flattenDiagnosticMessageText(messageText, '\n');
  // `[].concat(rows)`: the reason stands in the lines below.
  if (code === Code.noOverload) return /\bnever\b/.test(text);
  const [message = ''] = text.split('\n');
  return /(?:assignable to|parameter of) type '(?:never|null|undefined)(?:\[\])?'\.$|on type '(?:never|\{\})'\./.test(
    message,
  );
}

/** `client.getMarginAccount({ symbol: 'BTCUSDT' })`: there `never` says that no parameter is taken. */
function isParameter(ts: TypeScript, name: ts.Node): boolean {
  return ts.isPropertyAssignment(name.parent) && ts.isCallExpression(name.parent.parent.parent);
}

/** `df.interest` and `df['mean']`: columns are properties of a frame. A name that is nearly one of a method is taken for that. */
function mayBeColumn(ts: TypeScript, { code, messageText }: ts.Diagnostic, node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isElementAccessExpression(parent) && node === parent.argumentExpression) return true;
  // A column cannot be called.
  if (ts.isCallExpression(parent.parent) && parent.parent.expression === parent) return false;
  return code === Code.noProperty && / on type 'DataFrame'\.$/.test(ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/**
 * What is wrong with a value that is assigned to a variable of another cell: TypeScript itself only says that an import
 * cannot be assigned to. Of values that have parts nothing is said: without knowing what for, it takes them too widely.
 */
function misassigned(ts: TypeScript, { service }: NotebookProgram, target: ts.Node): string[] {
  const checker = service.getProgram()?.getTypeChecker();
  const { parent } = target;
  const symbol = checker?.getSymbolAtLocation(target);
  if (!checker || !symbol || !ts.isBinaryExpression(parent) || parent.left !== target) return [];
  if (parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return [];
  const given = checker.getTypeAtLocation(parent.right);
  const wanted = checker.getTypeOfSymbol(checker.getAliasedSymbol(symbol));
  const { StringLike, NumberLike, BigIntLike, BooleanLike } = ts.TypeFlags;
  const isPlain = (given.flags & (StringLike | NumberLike | BigIntLike | BooleanLike)) !== 0;
  if (!isPlain || checker.isTypeAssignableTo(given, wanted)) return [];
  const widened = checker.typeToString(checker.getBaseTypeOfLiteralType(given));
  return [`Type '${widened}' is not assignable to type '${checker.typeToString(wanted)}'.`];
}

/** The names of a CommonJS file cannot all be foreseen; the kernel looks for them on what the file has exported. */
function isFromOldScript(ts: TypeScript, { service }: NotebookProgram, node: ts.Node): boolean {
  const declaration = ts.findAncestor(node, (each) => ts.isImportDeclaration(each) || ts.isExportDeclaration(each));
  const specifier =
    declaration && 'moduleSpecifier' in declaration ? (declaration.moduleSpecifier as ts.Node) : undefined;
  const module = specifier && service.getProgram()?.getTypeChecker().getSymbolAtLocation(specifier);
  const source = module?.declarations?.find(ts.isSourceFile);
  if (!source || !/\.c?js$/.test(source.fileName)) return false;
  return !source.statements.some(
    (each) =>
      ts.isImportDeclaration(each) ||
      ts.isExportDeclaration(each) ||
      (ts.canHaveModifiers(each) && ts.getModifiers(each)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)),
  );
}

/** `if (mode === 'LIVE')` behind `const mode = 'PAPER'`: a constant at the top of a cell is a setting, which is changed there. */
function comparesConstant(ts: TypeScript, node: ts.Node, cell: VirtualCell): boolean {
  const compared = ts.isBinaryExpression(node)
    ? [node.left, node.right]
    : [ts.findAncestor(node, ts.isSwitchStatement)?.expression];
  return compared.some((each) => {
    if (!each || !ts.isIdentifier(each)) return false;
    return (cell.names.declared.get(each.text) ?? cell.borrowed.get(each.text))?.kind === 'const';
  });
}

/** The innermost node that spans from start to end. */
function nodeAt(ts: TypeScript, file: ts.SourceFile, start: number, end: number): ts.Node {
  const inner = (node: ts.Node): ts.Node =>
    ts.forEachChild(node, (child) => (child.pos <= start && child.end >= end ? inner(child) : undefined)) ?? node;
  return inner(file);
}

function toProblem(ts: TypeScript, diagnostic: ts.Diagnostic): CellProblem[] {
  const { file, start = 0, length = 0, messageText, code, relatedInformation = [] } = diagnostic;
  if (!file) return [];
  const advice = relatedInformation.filter((each) => each.code === Code.didYouForgetAwait);
  return [
    {
      start: file.getLineAndCharacterOfPosition(start),
      end: file.getLineAndCharacterOfPosition(start + length),
      message: [messageText, ...advice.map((each) => each.messageText)]
        .map((each) => ts.flattenDiagnosticMessageText(each, '\n'))
        .join('\n'),
      code,
    },
  ];
}
