import { commands, type Disposable, type TreeView } from 'vscode';
import { rowIdsFor } from './row-ids.ts';
import type { RowNode } from './row-store.ts';

interface Tree {
  readonly view: TreeView<RowNode>;
  find(id: string): RowNode | undefined;
}

/** From a table back to the tree: shows the row of the Margin view that a row of a table is about, if there is one. */
export function registerReveal(trees: readonly Tree[]): Disposable {
  return commands.registerCommand('marginalia.internal.reveal', async (wanted: unknown): Promise<boolean> => {
    if (typeof wanted !== 'object' || wanted === null) return false;
    for (const id of rowIdsFor(wanted))
      for (const tree of trees) {
        const node = tree.find(id);
        if (!node) continue;
        await tree.view.reveal(node, { select: true, focus: true, expand: true });
        return true;
      }
    return false;
  });
}
