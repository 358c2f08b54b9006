import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeDragAndDropController,
  type TreeView,
} from 'vscode';
import type { Row } from './row.ts';
import { RowStore, type RowNode } from './row-store.ts';

/** Shows rows in a tree view and redraws only the ones that changed. */
export class RowTree implements TreeDataProvider<RowNode>, Disposable {
  readonly view: TreeView<RowNode>;
  readonly #store = new RowStore();
  readonly #redraw = new EventEmitter<RowNode[] | undefined>();
  readonly onDidChangeTreeData = this.#redraw.event;

  constructor(viewId: string, dragAndDropController?: TreeDragAndDropController<RowNode>) {
    this.view = window.createTreeView(viewId, {
      treeDataProvider: this,
      showCollapseAll: true,
      ...(dragAndDropController ? { dragAndDropController } : {}),
    });
  }

  show(rows: readonly Row[]): void {
    const redraw = this.#store.update(rows);
    if (redraw === 'all') this.#redraw.fire(undefined);
    else if (redraw.length > 0) this.#redraw.fire([...redraw]);
  }

  /**
   * The words beside the title and above the rows. Set only where they differ: VS Code takes either for a change of the
   * tree, and rows that change within the next fifth of a second wait for its end.
   */
  say(description: string, message: string): void {
    if ((this.view.description ?? '') !== description) this.view.description = description;
    // An unset message is the empty string: the property is optional, but may not be set to undefined.
    if ((this.view.message ?? '') !== message) this.view.message = message;
  }

  find(id: string): RowNode | undefined {
    return this.#store.find(id);
  }

  getChildren(node?: RowNode): RowNode[] {
    return [...(node?.children ?? this.#store.roots)];
  }

  getParent(node: RowNode): RowNode | undefined {
    return node.parent;
  }

  getTreeItem(node: RowNode): TreeItem {
    const { row } = node;
    const item = new TreeItem(row.label, collapsible(row));
    item.id = row.id;
    item.accessibilityInformation = { label: row.speech, role: 'treeitem' };
    if (row.description !== undefined) item.description = row.description;
    if (row.icon)
      item.iconPath = new ThemeIcon(row.icon.id, row.icon.colour ? new ThemeColor(row.icon.colour) : undefined);
    if (row.context !== undefined) item.contextValue = row.context;
    if (row.resource !== undefined) item.resourceUri = Uri.parse(row.resource);
    return item;
  }

  /** Tooltips are built when the pointer rests on a row, not for every row of every snapshot. */
  resolveTreeItem(item: TreeItem, node: RowNode): TreeItem {
    item.tooltip = new MarkdownString(node.row.tooltip ?? plainTooltip(node.row));
    return item;
  }

  dispose(): void {
    this.view.dispose();
    this.#redraw.dispose();
  }
}

const plainTooltip = (row: Row): string =>
  row.description === undefined ? row.label : `${row.label}: ${row.description}`;

function collapsible(row: Row): TreeItemCollapsibleState {
  if (row.children === undefined) return TreeItemCollapsibleState.None;
  return row.expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}
