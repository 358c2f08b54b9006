import {
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Range,
  workspace,
  type Disposable,
  type NotebookCell,
  type Uri,
} from 'vscode';
import type { CellFailure } from './notebook-kernel.ts';

/**
 * Marks the line on which the last run of a cell failed, until that cell is run again or the line's cell, which may be
 * another, is edited or gone.
 */
export class CellProblems implements Disposable {
  readonly #problems = languages.createDiagnosticCollection('marginalia-cells');
  /** Where the mark of each cell that failed is. */
  readonly #marked = new WeakMap<NotebookCell, Uri>();
  readonly #watch = [
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.#problems.delete(document.uri);
    }),
    workspace.onDidCloseTextDocument(({ uri }) => this.#problems.delete(uri)),
  ];

  /** @param cell that runs anew */
  clear(cell: NotebookCell): void {
    const marked = this.#marked.get(cell);
    if (marked) this.#problems.delete(marked);
  }

  /** @param failure of a run of the cell; its place may be in another cell, whose function was called */
  show(cell: NotebookCell, { message, line, column, at }: CellFailure): void {
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
    this.#marked.set(cell, document.uri);
  }

  dispose(): void {
    this.#watch.forEach((each) => void each.dispose());
    this.#problems.dispose();
  }
}
