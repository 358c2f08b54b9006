import assert from 'node:assert/strict';
import ts from 'typescript';
import { decorate, type Cells } from '../../../src/notebook/intellisense/plugin/decorate.ts';
import init from '../../../src/notebook/intellisense/plugin/plugin.ts';

/** TypeScript's own service over one file that is no cell. */
function plainService(text = 'const plain: number = "text"; plain'): ts.LanguageService {
  return ts.createLanguageService({
    getCompilationSettings: () => ({ noLib: true }),
    getScriptFileNames: () => ['/plain.ts'],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => (file === '/plain.ts' ? ts.ScriptSnapshot.fromString(text) : undefined),
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => 'lib.d.ts',
    fileExists: (file) => file === '/plain.ts',
    readFile: () => undefined,
  });
}

/** Cells of which every answer throws. */
function broken(isCell: boolean, failures: string[]): Cells {
  const answers = new Proxy({} as Cells['answers'], {
    get: () => () => {
      throw new Error('broken');
    },
  });
  return {
    answers,
    keyOf: () => (isCell ? 'key' : undefined),
    failed: (method) => failures.push(method),
  };
}

describe('the TypeScript server plugin', () => {
  it('hands everything that is no cell to TypeScript', () => {
    const failures: string[] = [];
    const service = decorate(plainService(), broken(false, failures));
    assert.match(
      ts.displayPartsToString(service.getQuickInfoAtPosition('/plain.ts', 7)?.displayParts),
      /const plain: number/,
    );
    assert.equal(service.getSemanticDiagnostics('/plain.ts').length, 1);
    assert.deepEqual(failures, []);
  });

  it('answers as TypeScript would when anything of ours throws', () => {
    const text = 'const plain: number = "text"; plain +';
    const scope = { type: 'file', fileName: '/plain.ts' };
    const asked: Partial<Record<keyof ts.LanguageService, unknown[]>> = {
      getCompletionsAtPosition: ['/plain.ts', 7, {}],
      getCompletionEntryDetails: ['/plain.ts', 7, 'plain', {}, undefined, {}, undefined],
      getQuickInfoAtPosition: ['/plain.ts', 7],
      getSignatureHelpItems: ['/plain.ts', 7, undefined],
      getDefinitionAtPosition: ['/plain.ts', 31],
      getDefinitionAndBoundSpan: ['/plain.ts', 31],
      getTypeDefinitionAtPosition: ['/plain.ts', 31],
      getImplementationAtPosition: ['/plain.ts', 31],
      getReferencesAtPosition: ['/plain.ts', 7],
      findReferences: ['/plain.ts', 7],
      getDocumentHighlights: ['/plain.ts', 7, ['/plain.ts']],
      getRenameInfo: ['/plain.ts', 7, {}],
      findRenameLocations: ['/plain.ts', 7, false, false, {}],
      getSemanticDiagnostics: ['/plain.ts'],
      getSuggestionDiagnostics: ['/plain.ts'],
      getEncodedSemanticClassifications: ['/plain.ts', { start: 0, length: 9 }, '2020'],
      provideInlayHints: ['/plain.ts', { start: 0, length: 9 }, {}],
      getCodeFixesAtPosition: ['/plain.ts', 6, 11, [2322], ts.getDefaultFormatCodeSettings(), {}],
      organizeImports: [scope, ts.getDefaultFormatCodeSettings(), {}],
      getCombinedCodeFix: [scope, 'inferFromUsage', ts.getDefaultFormatCodeSettings(), {}],
      getSyntacticDiagnostics: ['/plain.ts'],
    };
    const failures: string[] = [];
    const plain = (answer: unknown) =>
      JSON.stringify(answer, (key, value: unknown) => (key === 'file' ? undefined : value));
    for (const [name, parameters] of Object.entries(asked)) {
      const call = (service: ts.LanguageService) =>
        plain((service[name as keyof ts.LanguageService] as (...rest: unknown[]) => unknown)(...parameters));
      assert.equal(call(decorate(plainService(text), broken(true, failures))), call(plainService(text)), name);
    }
    assert.deepEqual(failures, Object.keys(asked));
  });

  it('leaves a TypeScript alone that is too old for it, and one that it cannot work with', () => {
    const info = { languageService: plainService() } as ts.server.PluginCreateInfo;
    assert.equal(init({ typescript: { ...ts, ModuleKind: {} } as never }).create(info), info.languageService);
    const broken = { ...info, project: { projectService: { logger: { info: () => undefined } } } } as never;
    assert.equal(init({ typescript: { ...ts, sys: undefined } as never }).create(broken), info.languageService);
  });

  it('keeps every method of the service', () => {
    const own = plainService();
    const service = decorate(own, broken(false, []));
    assert.deepEqual(Object.keys(service).sort(), Object.keys(own).sort());
  });
});
