import {
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  workspace,
  type Disposable,
  type NotebookCell,
} from 'vscode';
import type { CellFailure } from './notebook-kernel.ts';

/** Marks the line of a cell on which its last run failed, until the cell is run or edited again. */
export class CellProblems implements Disposable {
  readonly #problems = languages.createDiagnosticCollection('marginalia-cells');
  readonly #watch = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (contentChanges.length > 0) this.#problems.delete(document.uri);
  });

  clear(cell: NotebookCell): void {
    this.#problems.delete(cell.document.uri);
  }

  /** @param failure of a run; its place may be in another cell, whose function was called */
  show({ message, line, column, at }: CellFailure): void {
    if (line === undefined || at === undefined) return;
    const { document } = at.cell;
    if (line > document.lineCount) return;
    const { range } = document.lineAt(line - 1);
    const start = Math.min((column ?? 1) - 1, range.end.character);
    const word = document.getWordRangeAtPosition(range.start.with({ character: start }));
    const place = word ?? new Range(line - 1, start, line - 1, range.end.character);
    const problem = new Diagnostic(place, message, DiagnosticSeverity.Error);
    problem.source = 'Marginalia';
    this.#problems.set(document.uri, [problem]);
  }

  dispose(): void {
    this.#watch.dispose();
    this.#problems.dispose();
  }
}
