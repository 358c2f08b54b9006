import ts from 'typescript';
import { throughMap, type Stripped, type SyntaxFailure, type Unit } from './compile.ts';

/** The whole compiler, for the process that knows about cells: one copy of it is large enough. */
export { ts };

/** Turns what stripping types cannot (decorators, `using`, namespaces) into JavaScript with the TypeScript compiler. */
export function transpile(code: string, unit: Unit): Stripped | SyntaxFailure {
  const { outputText, diagnostics, sourceMapText } = ts.transpileModule(code, {
    fileName: `${unit}.${unit === 'script' ? 'js' : 'ts'}`,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: unit !== 'file',
      allowJs: true,
      sourceMap: true,
      alwaysStrict: false,
      removeComments: false,
    },
  });
  const failure = diagnostics?.find(isSyntactic);
  if (failure)
    return (
      explainMarkup(code) ??
      failureAt(code, failure.start ?? 0, ts.flattenDiagnosticMessageText(failure.messageText, '\n'))
    );
  const ignored = code.includes('@') && find(parse(code, 'ts'), isDecoratedParameter);
  if (ignored) return failureAt(code, ignored.pos, 'Decorators of parameters are not part of the standard ones.');
  const script = outputText.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '');
  return {
    code: unit !== 'file' && declaresWithUsing(code) ? `${script}\nvoid 0;` : script,
    original: throughMap(() => JSON.parse(sourceMapText ?? '{}') as unknown),
  };
}

function isSyntactic({ category, code }: ts.Diagnostic): boolean {
  return category === ts.DiagnosticCategory.Error && code < 2000;
}

/** JSX reads as broken TypeScript, and what is then said to be wrong with it helps nobody. */
function explainMarkup(code: string): SyntaxFailure | undefined {
  const compilerOptions = { jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext };
  const tried = ts.transpileModule(code, { fileName: 'cell.tsx', reportDiagnostics: true, compilerOptions });
  if (tried.diagnostics?.some(isSyntactic)) return undefined;
  const markup = find(parse(code, 'tsx'), (node) => /^Jsx/.test(ts.SyntaxKind[node.kind]));
  return markup && failureAt(code, markup.getStart(), 'Cells take no JSX. For HTML there is display.html(`…`).');
}

/**
 * Whether a script declares something last and holds a resource: then its declarations become assignments, which have a
 * value that nobody has asked for.
 */
function declaresWithUsing(code: string): boolean {
  if (!/\busing\b/.test(code)) return false;
  const { statements } = parse(code, 'ts');
  const last = statements.at(-1);
  return last !== undefined && (ts.isVariableStatement(last) || ts.isClassDeclaration(last)) && statements.some(holds);
}

function holds(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Using) !== 0;
}

/** One that TypeScript would leave out without a word. */
function isDecoratedParameter(node: ts.Node): boolean {
  return ts.isParameter(node) && ts.getDecorators(node) !== undefined;
}

function parse(code: string, extension: 'ts' | 'tsx'): ts.SourceFile {
  return ts.createSourceFile(`cell.${extension}`, code, ts.ScriptTarget.ESNext, true);
}

function find(node: ts.Node, wanted: (node: ts.Node) => boolean): ts.Node | undefined {
  return wanted(node) ? node : ts.forEachChild(node, (child) => find(child, wanted));
}

function failureAt(code: string, offset: number, message: string): SyntaxFailure {
  const { line, character } = ts.getLineAndCharacterOfPosition(parse(code, 'ts'), offset);
  return { message, place: { line: line + 1, column: character + 1 } };
}
