import ts from 'typescript';
import { originalPlace, type Stripped, type SyntaxFailure } from './compile.ts';

/** The whole compiler, for the process that knows about cells: one copy of it is large enough. */
export { ts };

/** Turns what stripping types cannot (decorators, `using`, namespaces) into JavaScript with the TypeScript compiler. */
export function transpile(code: string, name: string): Stripped | SyntaxFailure {
  const { outputText, diagnostics, sourceMapText } = ts.transpileModule(code, {
    fileName: name,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      sourceMap: true,
      alwaysStrict: false,
      removeComments: false,
    },
  });
  const failure = diagnostics?.find((each) => each.category === ts.DiagnosticCategory.Error && each.code < 2000);
  if (failure) {
    const { line, character } = ts.getLineAndCharacterOfPosition(
      ts.createSourceFile(name, code, ts.ScriptTarget.ESNext),
      failure.start ?? 0,
    );
    return {
      message: ts.flattenDiagnosticMessageText(failure.messageText, '\n'),
      place: { line: line + 1, column: character + 1 },
    };
  }
  const map: unknown = JSON.parse(sourceMapText ?? '{}');
  return {
    code: outputText.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, ''),
    original: (place) => originalPlace(map, place),
  };
}
