import { NotebookEdit, workspace, WorkspaceEdit, type Disposable, type NotebookCell } from 'vscode';
import { isWrittenForUs } from './kernel-choice.ts';

/**
 * Keeps the numbers of cells in the file. VS Code's `.ipynb` extension gathers what changes within 200 ms, and takes the
 * number that a cell does not have yet when an execution begins for later than the one it has at its end: a cell that got
 * late output, or ran twice in a moment, would be saved as one that never ran. So would one that was interrupted, for it
 * takes the numbers of runs with a tick or a cross only.
 */
export function keepExecutionCounts(): Disposable {
  return workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
    if (!isWrittenForUs(notebook)) return;
    const edits = cellChanges.flatMap(({ cell, metadata, executionSummary }) => {
      const count = cell.executionSummary?.executionOrder;
      const lost = metadata?.['execution_count'] === null;
      const passedOver = executionSummary !== undefined && wasStopped(cell) && countOf(cell) !== count;
      if (count === undefined || cell.index < 0 || !(lost || passedOver)) return [];
      return [NotebookEdit.updateCellMetadata(cell.index, { ...cell.metadata, execution_count: count })];
    });
    if (edits.length === 0) return;
    const edit = new WorkspaceEdit();
    edit.set(notebook.uri, edits);
    void workspace.applyEdit(edit);
  });
}

function countOf({ metadata }: NotebookCell): unknown {
  return (metadata as { execution_count?: unknown }).execution_count;
}

/** Whether the cell's last run has ended, and neither well nor badly. */
function wasStopped({ executionSummary }: NotebookCell): boolean {
  return executionSummary?.timing?.endTime !== undefined && executionSummary.success === undefined;
}
