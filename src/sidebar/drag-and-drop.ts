import { commands, DataTransferItem, type TreeDragAndDropController } from 'vscode';
import type { AccountRef } from '../connection/snapshot.ts';
import { draggedFrom, transferTo, type Dragged } from './drag.ts';
import type { RowNode } from './row-store.ts';

/** An asset dragged from one account to another opens the transfer between them, its amount still to be said. */
export function assetDragging(viewId: string): TreeDragAndDropController<RowNode> {
  const type = `application/vnd.code.tree.${viewId}`;
  return {
    dragMimeTypes: [type],
    dropMimeTypes: [type],
    handleDrag: (nodes, data) => {
      const dragged = draggedFrom(nodes.map(({ subject }) => subject));
      if (dragged) data.set(type, new DataTransferItem(dragged));
    },
    handleDrop: async (target, data) => {
      const dragged = data.get(type)?.value as Dragged | undefined;
      const account = target && accountOf(target);
      const words = dragged && account && transferTo(dragged, account);
      if (words) await commands.executeCommand('marginalia.transfer', words);
    },
  };
}

/** The account that a row belongs to: its own, or that of a row above it. */
function accountOf(node: RowNode): AccountRef | undefined {
  const { subject } = node;
  if (subject && 'account' in subject) return subject.account;
  return node.parent && accountOf(node.parent);
}
