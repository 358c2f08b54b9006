import { NotebookEdit, workspace, WorkspaceEdit, type Disposable } from 'vscode';
import { isWrittenForUs } from './kernel-choice.ts';

/**
 * Keeps the numbers of cells in the file. VS Code's `.ipynb` extension gathers what changes within 200 ms, and takes the
 * number that a cell does not have yet when an execution begins for later than the one it has at its end: a cell that got
 * late output, or ran twice in a moment, would be saved as one that never ran.
 */
export function keepExecutionCounts(): Disposable {
  return workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
    if (!isWrittenForUs(notebook)) return;
    const edits = cellChanges.flatMap(({ cell, metadata }) => {
      const count = cell.executionSummary?.executionOrder;
      if (metadata?.['execution_count'] !== null || count === undefined || cell.index < 0) return [];
      return [NotebookEdit.updateCellMetadata(cell.index, { ...cell.metadata, execution_count: count })];
    });
    if (edits.length === 0) return;
    const edit = new WorkspaceEdit();
    edit.set(notebook.uri, edits);
    void workspace.applyEdit(edit);
  });
}
