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
  answers: Pick<Answers, (typeof answered)[number] | 'isObjectLiteral'>;
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

  const replace = (name: string, answer: (key: string, rest: unknown[]) => { result: unknown } | undefined) => {
    const original = decorated[name] as Method | undefined;
    if (!original) return;
    decorated[name] = (file: unknown, ...rest: unknown[]) => {
      try {
        const key = typeof file === 'string' ? cells.keyOf(file) : undefined;
        const answered = key === undefined ? undefined : answer(key, rest);
        if (answered) return answered.result;
      } catch (error) {
        cells.failed(name, error);
      }
      return original(file, ...rest);
    };
  };

  for (const name of answered) replace(name, (key, rest) => (cells.answers[name] as Answer)(key, ...rest));
  replace('getSyntacticDiagnostics', (key) => (cells.answers.isObjectLiteral(key) ? { result: [] } : undefined));

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
