import {
  l10n,
  NotebookCellData,
  NotebookCellKind,
  NotebookEdit,
  NotebookEditorRevealType,
  NotebookRange,
  window,
  workspace,
  WorkspaceEdit,
  type NotebookDocument,
  type NotebookEditor,
} from 'vscode';
import { readArguments } from '../../connection/subject.ts';
import type { Command } from '../workbench.ts';
import { cellFor } from './cell-for.ts';
import { notebookType, openUntitled } from './new-notebook.ts';

/** Puts a cell about the row into the notebook in sight, behind the selected cell, or into a new one. Runs nothing. */
export const openInNotebook: Command = async ({ connection }, argument) => {
  const { subject } = readArguments(argument);
  const text = subject && cellFor(subject, (id) => connection.activity.find(id));
  if (text === undefined) {
    void window.showInformationMessage(l10n.t('Select a row of the Margin view to open it in a notebook.'));
    return;
  }
  const editor = ours();
  if (editor) await insert(editor, text);
  else await openUntitled([{ kind: 'code', text, tags: [] }]);
};

/** A notebook in sight whose cells are TypeScript: the active one before others. */
function ours(): NotebookEditor | undefined {
  const { activeNotebookEditor, visibleNotebookEditors } = window;
  return [activeNotebookEditor, ...visibleNotebookEditors].find((editor) => editor && takesTypeScript(editor.notebook));
}

function takesTypeScript(notebook: NotebookDocument): boolean {
  const { metadata } = notebook.metadata as { metadata?: { language_info?: { name?: string } } };
  return notebook.notebookType === notebookType && metadata?.language_info?.name === 'typescript';
}

async function insert(editor: NotebookEditor, text: string): Promise<void> {
  const { notebook } = editor;
  const at = Math.min(editor.selection.end, notebook.cellCount);
  const edit = new WorkspaceEdit();
  const cell = new NotebookCellData(NotebookCellKind.Code, text, 'typescript');
  edit.set(notebook.uri, [NotebookEdit.insertCells(at, [cell])]);
  await workspace.applyEdit(edit);
  const range = new NotebookRange(at, at + 1);
  const shown = await window.showNotebookDocument(notebook, {
    selections: [range],
    ...(editor.viewColumn ? { viewColumn: editor.viewColumn } : {}),
  });
  shown.revealRange(range, NotebookEditorRevealType.InCenterIfOutsideViewport);
}
