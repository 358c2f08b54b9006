import assert from 'node:assert/strict';
import ts from 'typescript';
import { decorate, type Cells } from '../../../src/notebook/intellisense/plugin/decorate.ts';

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
    locate: () => {
      throw new Error('broken');
    },
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
    const failures: string[] = [];
    const text = 'const plain: number = "text"; plain +';
    const own = plainService(text);
    const service = decorate(plainService(text), broken(true, failures));
    assert.deepEqual(service.getQuickInfoAtPosition('/plain.ts', 7), own.getQuickInfoAtPosition('/plain.ts', 7));
    assert.equal(service.getSemanticDiagnostics('/plain.ts').length, 1);
    assert.equal(service.getSyntacticDiagnostics('/plain.ts').length, 1);
    assert.deepEqual(service.toLineColumnOffset?.('/plain.ts', 3), own.toLineColumnOffset?.('/plain.ts', 3));
    assert.deepEqual(failures, [
      'getQuickInfoAtPosition',
      'getSemanticDiagnostics',
      'getSyntacticDiagnostics',
      'toLineColumnOffset',
    ]);
  });

  it('keeps every method of the service', () => {
    const own = plainService();
    const service = decorate(own, broken(false, []));
    assert.deepEqual(Object.keys(service).sort(), Object.keys(own).sort());
  });
});
