import * as vscode from 'vscode';
import type { Variable } from '../../kernel/protocol.ts';
import type { NotebookKernel } from '../notebook-kernel.ts';
import type { Notebooks } from '../notebooks.ts';

/** What the view calls when a value is clicked: the notebook's URI and the name. */
export const showCommand = 'marginalia.showVariable';

/** The names that the cells of the notebook in front have declared, as they are after the latest run. */
export class VariablesView implements vscode.TreeDataProvider<Variable> {
  readonly #room: Notebooks;
  readonly #view: vscode.TreeView<Variable>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: { dispose(): unknown }[];
  /** The latest answer of each kernel, so that going from notebook to notebook asks nothing. */
  readonly #known = new Map<NotebookKernel, readonly Variable[]>();
  #front: vscode.NotebookDocument | undefined = vscode.window.activeNotebookEditor?.notebook;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(room: Notebooks) {
    this.#room = room;
    this.#view = vscode.window.createTreeView('marginalia.variables', { treeDataProvider: this });
    this.#subscriptions = [
      this.#view,
      this.#changed,
      vscode.window.onDidChangeActiveNotebookEditor((editor) => {
        // The view itself takes the focus away from the notebook; its variables stay.
        if (!editor) return;
        this.#front = editor.notebook;
        this.#draw();
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        if (notebook !== this.#front) return;
        this.#front = undefined;
        this.#draw();
      }),
      room.listen({
        onRunEnd: (kernel) => void this.#read(kernel),
        onMove: () => this.#draw(),
        onEnd: (kernel) => {
          this.#known.delete(kernel);
          this.#draw();
        },
      }),
    ];
    this.#draw();
  }

  dispose(): void {
    this.#subscriptions.forEach((each) => void each.dispose());
  }

  getChildren(parent?: Variable): Variable[] {
    const kernel = this.#front && this.#room.kernelOf(this.#front);
    return !parent && kernel ? [...(this.#known.get(kernel) ?? [])] : [];
  }

  getTreeItem(variable: Variable): vscode.TreeItem {
    const { name, type, shape, preview } = variable;
    const item = new vscode.TreeItem(name);
    item.id = name;
    item.description = [type, shape, preview].filter((each) => each !== undefined).join('  ');
    item.tooltip = new vscode.MarkdownString()
      .appendMarkdown(`**${name}** ${shape === undefined ? type : `${type}, ${shape}`}`)
      .appendCodeblock(preview, 'typescript');
    item.iconPath = new vscode.ThemeIcon(iconOf(variable));
    item.contextValue = 'variable';
    item.accessibilityInformation = { label: `${name}, ${type}, ${shape ?? ''}, ${preview}` };
    const title = vscode.l10n.t('Show the Value');
    item.command = { command: showCommand, title, arguments: [this.#front?.uri.toString(), name] };
    return item;
  }

  async #read(kernel: NotebookKernel): Promise<void> {
    const { process } = kernel;
    const variables = [...((await process?.variables()) ?? [])].sort(byName);
    // The process may have ended or been replaced while it was asked.
    if (process !== undefined && kernel.process === process) this.#known.set(kernel, variables);
    else this.#known.delete(kernel);
    this.#draw();
  }

  #draw(): void {
    this.#changed.fire(undefined);
  }
}

/** V8 tells names in no order that anybody would expect: `v2` is looked for after `v1`, and before `v10`. */
function byName(one: Variable, other: Variable): number {
  return collator.compare(one.name, other.name);
}

const collator = new Intl.Collator('en', { numeric: true });

function iconOf({ type, shape }: Variable): string {
  if (type === 'DataFrame') return 'table';
  if (type === 'function') return 'symbol-method';
  if (type === 'class') return 'symbol-class';
  if (['number', 'bigint', 'Decimal'].includes(type)) return 'symbol-number';
  if (type === 'string') return 'symbol-string';
  if (type === 'boolean') return 'symbol-boolean';
  return shape === undefined ? 'symbol-object' : 'symbol-array';
}
