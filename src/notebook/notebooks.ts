import { join } from 'node:path';
import {
  commands,
  l10n,
  notebooks,
  window,
  workspace,
  type ExtensionContext,
  type NotebookCell,
  type NotebookController,
  type NotebookDocument,
  type Uri,
} from 'vscode';
import type { Connection } from '../connection/connection.ts';
import { Disposables, type Disposable } from '../connection/event.ts';
import { within } from '../connection/settings.ts';
import type { NotebookKernel, NotebookKernelListener } from './notebook-kernel.ts';
import { answerRenderer } from './table-pages.ts';
import { registerDebugging } from './debug/debugging.ts';
import { registerVariables } from './variables/variables.ts';
import { CellFooter } from './cell-footer.ts';
import type { CellRun } from './cell-run.ts';
import { CellProblems } from './cell-problems.ts';
import type { Write } from './host/session-host.ts';
import { Ledger } from './writes/ledger.ts';
import { WriteGuard } from './writes/guard.ts';
import { modalQuestions } from './writes/questions.ts';
import { record } from './writes/record.ts';
import { keepExecutionCounts } from './execution-counts.ts';
import { controllerId, giveKernel, isWrittenForUs, notebookType } from './kernel-choice.ts';
import { onRenamed, successorOf } from './successor.ts';
import { isTrusted } from './trust.ts';

/** Runs the cells of notebooks: one controller for all of them, one kernel for each. */
export class Notebooks implements Disposable {
  readonly controller: NotebookController;
  /** Set by the debugger: the file for which it takes a cell. */
  debugFile: (cell: NotebookCell) => string | undefined = () => undefined;
  readonly #connection: Connection;
  readonly #dist: string;
  readonly #kernels = new Map<string, NotebookKernel>();
  readonly #listeners = new Set<NotebookKernelListener>();
  readonly #disposables = new Disposables();
  readonly #footer: CellFooter;
  readonly #problems: CellProblems;
  readonly #guard: WriteGuard;

  constructor(connection: Connection, dist: string, ledger: Ledger) {
    this.#connection = connection;
    this.#dist = dist;
    this.#guard = new WriteGuard(ledger, modalQuestions);
    this.#disposables.add({ dispose: () => ledger.close() });
    this.#footer = this.#disposables.add(new CellFooter(notebookType));
    this.#problems = this.#disposables.add(new CellProblems());
    this.controller = notebooks.createNotebookController(controllerId, notebookType, 'Marginalia (TypeScript)');
    this.controller.supportedLanguages = ['typescript', 'javascript'];
    this.controller.supportsExecutionOrder = true;
    this.controller.description = l10n.t('TypeScript with the margin client of the profile in use');
    this.controller.executeHandler = (cells, notebook) => this.#execute(cells, notebook);
    this.controller.interruptHandler = (notebook) => this.kernelOf(notebook)?.interrupt();
    for (const each of [
      this.controller,
      connection.onDidChangeSession(() => {
        for (const kernel of this.#kernels.values()) kernel.sessionChanged();
      }),
      window.onDidChangeActiveNotebookEditor((editor) => tellFront(editor?.notebook)),
      onRenamed((former, successor) => this.#goOn(former, successor)),
      workspace.onDidCloseNotebookDocument((notebook) => this.#forget(notebook)),
    ])
      this.#disposables.add<Disposable>(each);
    tellFront(window.activeNotebookEditor?.notebook);
  }

  kernelOf(notebook: NotebookDocument): NotebookKernel | undefined {
    return this.#kernels.get(notebook.uri.toString());
  }

  /** Tells what happens in all kernels, until disposed of. */
  listen(listener: NotebookKernelListener): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Ends the notebook's process, and with it the cell that runs. Its variables are lost; outputs stay. */
  async restart(notebook: NotebookDocument): Promise<void> {
    await this.kernelOf(notebook)?.stop();
  }

  dispose(): void {
    for (const kernel of this.#kernels.values()) kernel.dispose();
    this.#kernels.clear();
    this.#disposables.dispose();
  }

  async #execute(cells: readonly NotebookCell[], notebook: NotebookDocument): Promise<void> {
    // VS Code asks for trust before it runs a cell; commands of other extensions may not.
    if (!isTrusted()) return;
    await (await this.kernelFor(notebook)).execute(cells);
  }

  async kernelFor(notebook: NotebookDocument): Promise<NotebookKernel> {
    const { sessionKernel } = await import('./session-kernel.ts');
    const key = notebook.uri.toString();
    const known = this.#kernels.get(key);
    if (known) return known;
    const settings = () => workspace.getConfiguration('marginalia.notebook', notebook.uri);
    const kernel = sessionKernel({
      connection: this.#connection,
      notebook,
      controller: this.controller,
      dist: this.#dist,
      write: (run, write, send) => this.#write(run, write, send),
      onUse: (run) => this.#footer.renew(run),
      memory: () => Math.round(within(settings().get('memoryLimit'), { least: 128, most: 65_536, otherwise: 2048 })),
      colors: () => settings().get('colors') !== false,
      debugFile: (cell) => this.debugFile(cell),
      listener: {
        onRunStart: (run) => {
          this.#footer.show(run);
          this.#problems.clear(run.cell);
          this.#listeners.forEach((each) => each.onRunStart?.(run));
        },
        onRunEnd: (of, run, outcome, failure) => {
          if (failure) this.#problems.show(run.cell, failure);
          this.#footer.show(run);
          this.#listeners.forEach((each) => each.onRunEnd(of, run, outcome, failure));
        },
        onMove: (of) => this.#listeners.forEach((each) => each.onMove?.(of)),
        onEnd: (of) => this.#listeners.forEach((each) => each.onEnd(of)),
      },
    });
    this.#kernels.set(key, kernel);
    return kernel;
  }

  async #write(run: CellRun, write: Write, send: () => Promise<unknown>): Promise<unknown> {
    return await this.#guard.guard(write, run, async () => {
      try {
        return await record(this.#connection.activity, write, send);
      } finally {
        void this.#connection.account.refresh();
      }
    });
  }

  #forget(notebook: NotebookDocument): void {
    const successor = successorOf(notebook, workspace.notebookDocuments);
    if (successor) this.#goOn(notebook.uri, successor);
    this.kernelOf(notebook)?.dispose();
    this.#kernels.delete(notebook.uri.toString());
  }

  /** Hands the kernel of a notebook on to the one that takes its place, unless that has one already. */
  #goOn(former: Uri, successor: NotebookDocument): void {
    const kernel = this.#kernels.get(former.toString());
    if (!kernel || this.kernelOf(successor)) return;
    this.#kernels.delete(former.toString());
    this.#kernels.set(successor.uri.toString(), kernel);
    kernel.moveTo(successor);
  }
}

/** Builds the notebooks' side of the extension. */
export function registerNotebooks(context: ExtensionContext, connection: Connection): void {
  const ledger = new Ledger(join(context.globalStorageUri.fsPath, 'writes.db'), l10n);
  const room = new Notebooks(connection, context.asAbsolutePath('dist'), ledger);
  context.subscriptions.push(
    room,
    giveKernel(room.controller, context.extension.id),
    answerRenderer(room),
    keepExecutionCounts(),
    commands.registerCommand('marginalia.restartKernel', () => withActive((notebook) => room.restart(notebook))),
    commands.registerCommand('marginalia.restartKernelAndRunAll', () =>
      withActive(async (notebook) => {
        await room.restart(notebook);
        await commands.executeCommand('notebook.execute', { document: notebook.uri });
      }),
    ),
  );
  registerVariables(context, room);
  registerDebugging(context, room);
}

function withActive(act: (notebook: NotebookDocument) => unknown): unknown {
  const notebook = window.activeNotebookEditor?.notebook;
  if (notebook) return act(notebook);
  void window.showInformationMessage(l10n.t('Open a notebook first.'));
  return undefined;
}

/** For keys that are to work before a notebook's kernel has been chosen. */
function tellFront(notebook: NotebookDocument | undefined): void {
  const ours = notebook !== undefined && isWrittenForUs(notebook);
  void commands.executeCommand('setContext', 'marginalia.notebookInFront', ours);
}
