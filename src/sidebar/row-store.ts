import type { Subject } from '../connection/subject.ts';
import type { Row } from './row.ts';
import { sameFace } from './row.ts';

/** The identity of a row over time: VS Code refreshes a row by the very object it was given. */
export class RowNode {
  readonly id: string;
  readonly parent: RowNode | undefined;
  row: Row;
  children: readonly RowNode[] = [];

  constructor(row: Row, parent: RowNode | undefined) {
    this.id = row.id;
    this.row = row;
    this.parent = parent;
  }

  get subject(): Subject | undefined {
    return this.row.subject;
  }
}

/** What has to be drawn again: everything, or these rows (each with what is under it). */
export type Redraw = 'all' | readonly RowNode[];

/** Holds the rows of one tree and finds out, when new ones come, which of them changed. */
export class RowStore {
  readonly #byId = new Map<string, RowNode>();
  #roots: readonly RowNode[] = [];

  get roots(): readonly RowNode[] {
    return this.#roots;
  }

  find(id: string): RowNode | undefined {
    return this.#byId.get(id);
  }

  update(rows: readonly Row[]): Redraw {
    const changed: RowNode[] = [];
    const before = this.#roots;
    this.#roots = this.#reconcile(rows, before, undefined, changed);
    return sameOrder(before, this.#roots) ? changed : 'all';
  }

  #reconcile(
    rows: readonly Row[],
    before: readonly RowNode[],
    parent: RowNode | undefined,
    changed: RowNode[],
  ): readonly RowNode[] {
    const known = new Map(before.map((node) => [node.id, node]));
    const nodes = rows.map((row) => {
      const existing = known.get(row.id);
      known.delete(row.id);
      // The very same row, with all that is under it.
      if (existing?.row === row) return existing;
      const node = existing ?? new RowNode(row, parent);
      this.#byId.set(row.id, node);
      const face = node.row;
      node.row = row;
      const under: RowNode[] = [];
      const childrenBefore = node.children;
      node.children = this.#reconcile(row.children ?? [], childrenBefore, node, under);
      // A new row is drawn because its parent is; a changed one is drawn with all that is under it.
      if (!existing) return node;
      if (!sameFace(face, row) || !sameOrder(childrenBefore, node.children)) changed.push(node);
      else changed.push(...under);
      return node;
    });
    for (const gone of known.values()) this.#forget(gone);
    return nodes;
  }

  #forget(node: RowNode): void {
    if (this.#byId.get(node.id) === node) this.#byId.delete(node.id);
    for (const child of node.children) this.#forget(child);
  }
}

function sameOrder(a: readonly RowNode[], b: readonly RowNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index]);
}
