import type * as vscode from 'vscode';
import type { Checked, Outlines } from './engine/protocol.ts';

/** Something that knows about cells: the plugin in the editor's TypeScript server, or a process of our own. */
export interface Backend {
  setOutlines(outlines: Outlines): void;
  /** The type errors of a notebook's next cells. Rejects when this backend does not work here. */
  check(notebook: vscode.NotebookDocument, from: number): Promise<Checked>;
  dispose(): void;
}
