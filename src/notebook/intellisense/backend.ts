import type * as vscode from 'vscode';
import type { NotebookProblems, Outlines } from './engine/protocol.ts';

/** Something that knows about cells: the plugin in the editor's TypeScript server, or a process of our own. */
export interface Backend {
  setOutlines(outlines: Outlines): void;
  /** The type errors of a notebook. Rejects when this backend does not work here. */
  problems(notebook: vscode.NotebookDocument): Promise<NotebookProblems>;
  dispose(): void;
}
