import * as vscode from 'vscode';
import { dirname } from 'node:path';
import type { CellOutline, NotebookOutline } from './engine/protocol.ts';

const languages: ReadonlySet<string> = new Set(['typescript', 'javascript']);
/** Kernels of others whose notebooks look like ours, by their names in the file. */
const otherKernels = /^(?:deno|tslab|jslab|javascript|bun)$/i;

/** Whether a notebook's cells are for our kernel, as far as its file says. */
export function isOurs(notebook: vscode.NotebookDocument): boolean {
  if (notebook.notebookType !== 'jupyter-notebook') return false;
  const { kernelspec } = (notebook.metadata['metadata'] ?? notebook.metadata) as { kernelspec?: { name?: unknown } };
  const name = kernelspec?.name;
  return !(typeof name === 'string' && otherKernels.test(name)) && notebook.getCells().some(isOurCell);
}

export function isOurCell(cell: vscode.NotebookCell): boolean {
  return cell.kind === vscode.NotebookCellKind.Code && languages.has(cell.document.languageId);
}

/** The part of a cell's URI that all its names have in common, here and in the TypeScript server. */
export function keyOf(uri: vscode.Uri): string {
  // The path of a notebook that is not saved yet has no slash; the server's name for it has.
  return `${uri.path.startsWith('/') ? '' : '/'}${uri.path}#${uri.fragment}`;
}

export function outline(notebook: vscode.NotebookDocument): NotebookOutline {
  const cells = notebook.getCells().filter(isOurCell);
  return {
    id: notebook.uri.toString(),
    folder: folderOf(notebook).replaceAll('\\', '/'),
    name: notebook.uri.path.slice(notebook.uri.path.lastIndexOf('/') + 1),
    cells: cells.map(({ document }): CellOutline => {
      return { key: keyOf(document.uri), javascript: document.languageId === 'javascript' };
    }),
  };
}

/** Where cells import from: the notebook's folder, or the workspace's while the notebook is not saved. */
function folderOf({ uri }: vscode.NotebookDocument): string {
  if (uri.scheme === 'file') return dirname(uri.fsPath);
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
}
