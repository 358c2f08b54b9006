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

type Method = (...parameters: unknown[]) => unknown;

export interface Cells {
  /** The key of a cell of ours, by the name that the server has for it. */
  keyOf(fileName: string): string | undefined;
  answers: Pick<Answers, (typeof answered)[number] | 'isSyntaxError'>;
  /** Where in a file a position is, for files that only our programs know. */
  locate(fileName: string, position: number): ts.LineAndCharacter | undefined;
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
  const parse = service.getSyntacticDiagnostics.bind(service);
  decorated['getSyntacticDiagnostics'] = (file: string) => {
    const found = parse(file);
    const judge = (key: string) => found.filter((each) => cells.answers.isSyntaxError(key, each));
    return attempt('getSyntacticDiagnostics', file, judge) ?? found;
  };

  const lineAndColumn = service.toLineColumnOffset?.bind(service);
  decorated['toLineColumnOffset'] = (file: string, position: number) => {
    try {
      const found = cells.locate(file, position);
      if (found) return found;
    } catch (error) {
      cells.failed('toLineColumnOffset', error);
    }
    return lineAndColumn?.(file, position) ?? { line: 0, character: 0 };
  };
  return decorated as unknown as ts.LanguageService;
}

type Answer = (key: string, ...rest: unknown[]) => { result: unknown } | undefined;
