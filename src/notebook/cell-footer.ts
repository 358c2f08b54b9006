import {
  EventEmitter,
  l10n,
  NotebookCellStatusBarAlignment,
  NotebookCellStatusBarItem,
  notebooks,
  type Disposable,
  type NotebookCell,
} from 'vscode';
import type { CellSession, Called } from './host/session-host.ts';

interface Tally {
  readonly session: CellSession;
  readonly requests: number;
  readonly weight: number;
  readonly rows: number;
}

/** The line under a cell that says what its run asked of the exchange, and as whom. */
export class CellFooter implements Disposable {
  readonly #tallies = new WeakMap<NotebookCell, Tally>();
  readonly #changed = new EventEmitter<void>();
  readonly #registration: { dispose(): unknown };

  constructor(notebookType: string) {
    this.#registration = notebooks.registerNotebookCellStatusBarItemProvider(notebookType, {
      onDidChangeCellStatusBarItems: this.#changed.event,
      provideCellStatusBarItems: (cell) => this.#items(cell),
    });
  }

  /** Forgets what an earlier run of the cell asked. */
  clear(cell: NotebookCell): void {
    if (this.#tallies.delete(cell)) this.#changed.fire();
  }

  add(cell: NotebookCell, session: CellSession, called: Called): void {
    const { requests, weight, rows } = this.#tallies.get(cell) ?? { requests: 0, weight: 0, rows: 0 };
    this.#tallies.set(cell, {
      session,
      requests: requests + 1,
      weight: weight + called.weight,
      rows: rows + called.rows,
    });
    this.#changed.fire();
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  #items(cell: NotebookCell): NotebookCellStatusBarItem[] {
    const tally = this.#tallies.get(cell);
    if (!tally) return [];
    const { session, requests, weight, rows } = tally;
    const parts = [
      session.mode,
      session.profile.name,
      requests === 1 ? l10n.t('1 request') : l10n.t('{0} requests', requests),
      l10n.t('weight {0}', weight),
      rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', rows),
    ];
    const item = new NotebookCellStatusBarItem(parts.join(' · '), NotebookCellStatusBarAlignment.Left);
    item.tooltip = l10n.t('What the last run of this cell asked of the exchange');
    return [item];
  }
}
