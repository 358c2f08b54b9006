import type ts from 'typescript';
import type { Answers } from '../engine/answers.ts';

/** The methods that are answered for cells as they are: the file's name first, then what TypeScript passes on. */
const answered = [
  'getCompletionsAtPosition',
  'getCompletionEntryDetails',
  'getQuickInfoAtPosition',
  'getSignatureHelpItems',
  'getDefinitionAtPosition',
  'getDefinitionAndBoundSpan',
  'getTypeDefinitionAtPosition',
  'getImplementationAtPosition',
  'getReferencesAtPosition',
  'findReferences',
  'getDocumentHighlights',
  'getRenameInfo',
  'findRenameLocations',
  'getSemanticDiagnostics',
  'getSuggestionDiagnostics',
  'getEncodedSemanticClassifications',
  'provideInlayHints',
  'getCodeFixesAtPosition',
] as const satisfies readonly (keyof Answers & keyof ts.LanguageService)[];

/** Those that tell the file within their first parameter. */
const answeredForScope = ['organizeImports', 'getCombinedCodeFix'] as const;

type Method = (...parameters: unknown[]) => unknown;

export interface Cells {
  /** The key of a cell of ours, by the name that the server has for it. */
  keyOf(fileName: string): string | undefined;
  answers: Pick<Answers, (typeof answered)[number] | (typeof answeredForScope)[number] | 'isSyntaxError'>;
  failed(method: string, error: unknown): void;
}

/**
 * A language service that answers for cells itself and hands everything else on untouched. Whatever goes wrong with a
 * cell is answered as if we were not there.
 */
export function decorate(service: ts.LanguageService, cells: Cells): ts.LanguageService {
  const decorated = Object.create(null) as Record<string, unknown>;
  for (const [name, method] of Object.entries(service) as [string, unknown][])
    decorated[name] = typeof method === 'function' ? (method.bind(service) as unknown) : method;

  const attempt = <Result>(name: string, file: unknown, answer: (key: string) => Result): Result | undefined => {
    try {
      const key = typeof file === 'string' ? cells.keyOf(file) : undefined;
      return key === undefined ? undefined : answer(key);
    } catch (error) {
      cells.failed(name, error);
      return undefined;
    }
  };

  for (const name of answered) {
    const original = decorated[name] as Method | undefined;
    if (!original) continue;
    decorated[name] = (file: unknown, ...rest: unknown[]) => {
      const found = attempt(name, file, (key) => (cells.answers[name] as Answer)(key, ...rest));
      return found ? found.result : original(file, ...rest);
    };
  }
  for (const name of answeredForScope) {
    const original = service[name].bind(service) as Method;
    decorated[name] = (scope: { fileName?: unknown }, ...rest: unknown[]) => {
      const found = attempt(name, scope.fileName, (key) => cells.answers[name](key));
      return found ? found.result : original(scope, ...rest);
    };
  }
  const parse = service.getSyntacticDiagnostics.bind(service);
  decorated['getSyntacticDiagnostics'] = (file: string) => {
    const found = parse(file);
    const judge = (key: string) => found.filter((each) => cells.answers.isSyntaxError(key, each));
    return attempt('getSyntacticDiagnostics', file, judge) ?? found;
  };
  return decorated as unknown as ts.LanguageService;
}

type Answer = (key: string, ...rest: unknown[]) => { result: unknown } | undefined;
