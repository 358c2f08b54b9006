import { existsSync } from 'node:fs';
import {
  EventEmitter,
  l10n,
  NotebookCellStatusBarAlignment,
  NotebookCellStatusBarItem,
  notebooks,
  Uri,
  type Disposable,
  type NotebookCell,
} from 'vscode';
import type { CellRun } from './cell-run.ts';
import { fullTextIn } from './full-texts.ts';
import { isStream } from './output-items.ts';
import { provenanceIn, type Deed, type Provenance } from './host/provenance.ts';

/** A history makes hundreds of requests a second; nobody reads that quickly. In ms. */
const pace = 100;

/** The line under a cell that says what its run asked of the exchange, and as whom; also what a saved notebook says of that. */
export class CellFooter implements Disposable {
  readonly #runs = new WeakMap<NotebookCell, CellRun>();
  readonly #changed = new EventEmitter<void>();
  readonly #registration: { dispose(): unknown };
  #due: NodeJS.Timeout | undefined;

  constructor(notebookType: string) {
    this.#registration = notebooks.registerNotebookCellStatusBarItemProvider(notebookType, {
      onDidChangeCellStatusBarItems: this.#changed.event,
      provideCellStatusBarItems: (cell) => this.#items(cell),
    });
  }

  /** Shows a run in the place of the one before it. */
  show(run: CellRun): void {
    this.#runs.set(run.cell, run);
    this.#changed.fire();
  }

  /** A run has asked for more; one that another has taken the place of does so unseen. */
  renew(run: CellRun): void {
    if (this.#runs.get(run.cell) !== run) return;
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      this.#changed.fire();
    }, pace);
  }

  dispose(): void {
    clearTimeout(this.#due);
    this.#registration.dispose();
    this.#changed.dispose();
  }

  #items(cell: NotebookCell): NotebookCellStatusBarItem[] {
    const run = this.#runs.get(cell);
    const saved = run ? undefined : savedProvenance(cell);
    const provenance = run ? run.provenance : saved;
    return [
      ...(run ? stoppedItems(run) : []),
      ...(provenance ? [provenanceItem(provenance, saved !== undefined)] : []),
      ...(provenance?.writes ? [writesItem(provenance.writes)] : []),
      ...fullTextItems(run ? run.fullText : savedFullText(cell)),
    ];
  }
}

function savedProvenance({ outputs }: NotebookCell): Provenance | undefined {
  const found = outputs.map(({ metadata }) => provenanceIn(metadata?.['metadata']));
  return found.findLast((each) => each !== undefined);
}

function provenanceItem(
  { mode, profile, requests, weight, rows, at }: Provenance,
  saved: boolean,
): NotebookCellStatusBarItem {
  const parts = [
    mode,
    plain(profile),
    requests === 1 ? l10n.t('1 request') : l10n.t('{0} requests', requests),
    l10n.t('weight {0}', weight),
    ...(rows === 0 ? [] : [rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', rows)]),
  ];
  const item = new NotebookCellStatusBarItem(parts.join(' · '), NotebookCellStatusBarAlignment.Left);
  item.tooltip = saved
    ? l10n.t('What the last run of this cell asked of the exchange, until {0}, as the file says', at)
    : l10n.t('What the last run of this cell asked of the exchange, until {0}', at);
  return item;
}

/** A foreign file may name a profile after one of the signs that VS Code draws, a tick say. */
function plain(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/** What the run changed in the account, by the names under which the exchange knows it. */
function writesItem(writes: readonly Deed[]): NotebookCellStatusBarItem {
  const count = writes.length === 1 ? l10n.t('1 change') : l10n.t('{0} changes', writes.length);
  const unsure = writes.some(({ unknown }) => unknown);
  const text = unsure ? `$(warning) ${l10n.t('{0}, outcome unknown: look at the account', count)}` : `$(edit) ${count}`;
  const item = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left);
  const lines = writes.map(({ method, reference, unknown }) => {
    if (unknown) return l10n.t('{0}: no answer came, it may have happened; look at the account', method);
    return reference === undefined ? method : `${method}: ${reference}`;
  });
  item.tooltip = [l10n.t('What the last run of this cell changed in the account:'), ...lines].join('\n');
  return item;
}

/** VS Code draws neither a tick nor a cross under such a cell: without a word it would look as if it had not run. */
function stoppedItems({ ending }: CellRun): NotebookCellStatusBarItem[] {
  const item = (text: string, tooltip: string) => {
    const made = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left);
    made.tooltip = tooltip;
    return [made];
  };
  if (ending === 'interrupted')
    return item(
      `$(debug-stop) ${l10n.t('Interrupted')}`,
      l10n.t('This run was stopped before its end. What it had done until then stays, variables too.'),
    );
  if (ending === 'restarted')
    return item(
      `$(debug-restart) ${l10n.t('Kernel restarted')}`,
      l10n.t('The kernel was restarted before this run came to its end. Variables are lost.'),
    );
  return [];
}

function savedFullText({ outputs }: NotebookCell): string | undefined {
  const texts = outputs.flatMap(({ items }) => items).filter(({ mime }) => isStream(mime));
  // The link is in the last line; before it come millions of characters.
  const found = texts.map(({ data }) => fullTextIn(new TextDecoder().decode(data.subarray(-2000))));
  return found.find((each) => each !== undefined);
}

function fullTextItems(file: string | undefined): NotebookCellStatusBarItem[] {
  if (file === undefined) return [];
  const there = existsSync(file);
  const text = there ? l10n.t('Open the full text') : l10n.t('The full text is gone');
  const item = new NotebookCellStatusBarItem(text, NotebookCellStatusBarAlignment.Left);
  if (there) {
    item.tooltip = l10n.t('This cell printed more than is shown under it. The whole text is in {0}', file);
    item.command = { command: 'vscode.open', title: item.text, arguments: [Uri.file(file)] };
  } else {
    item.tooltip = l10n.t(
      'This cell printed more than is shown under it. The whole text was in a file that is kept for a week, on the machine that ran the cell. Run it again to get it.',
    );
  }
  return [item];
}
