import { homedir } from 'node:os';
import { dirname } from 'node:path';
import {
  l10n,
  type NotebookCell,
  type NotebookCellExecution,
  type NotebookController,
  type NotebookDocument,
} from 'vscode';
import type { Host } from '../kernel/host-calls.ts';
import { KernelProcess } from '../kernel/process.ts';
import { builtParts } from '../kernel/spawn.ts';
import type { Language, Outcome, Scope } from '../kernel/protocol.ts';
import { CellRun } from './cell-run.ts';
import { newFullText } from './full-texts.ts';

export interface NotebookKernelOptions {
  readonly notebook: NotebookDocument;
  readonly controller: NotebookController;
  /** The folder of the bundles. */
  readonly dist: string;
  /** For one process. `runOf`: the run of that process with this number, also after it has ended. */
  readonly host: (runOf: (number: number) => CellRun | undefined) => Host;
  readonly scope: () => Scope;
  readonly memory: () => number;
  readonly colors: () => boolean;
  readonly listener: NotebookKernelListener;
  /** What has to be there, if it can be had, before cells run. */
  readonly prepare: () => Promise<unknown>;
  /** The file for which an attached debugger takes a cell. */
  readonly debugFile: (cell: NotebookCell) => string | undefined;
}

/** Told what happens in the kernel of a notebook. */
export interface NotebookKernelListener {
  onRunStart?(run: CellRun): void;
  onRunEnd(kernel: NotebookKernel, run: CellRun, outcome: Outcome | 'died', error: CellFailure | undefined): void;
  /** The notebook goes on under another name. */
  onMove?(kernel: NotebookKernel): void;
  /** Its process, with all variables, has ended or is about to; the next run starts another. */
  onEnd(kernel: NotebookKernel): void;
}

export interface CellFailure {
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  /** The run whose cell the place is in. */
  readonly at?: CellRun;
}

/** The kernel of one notebook: a process that is started when a cell runs, and started anew after it has ended. */
export class NotebookKernel {
  readonly #options: NotebookKernelOptions;
  #notebook: NotebookDocument;
  /** The runs of the process, or of the one that has ended. */
  #runs = new Map<number, CellRun>();
  /** The run whose outputs each cell shows; it outlives a restart. */
  readonly #shown = new Map<NotebookCell, CellRun>();
  readonly #failures = new WeakMap<CellRun, CellFailure>();
  #process: KernelProcess | undefined;
  /** Processes that were ended because the user wanted it. */
  readonly #stopped = new WeakSet<KernelProcess>();
  /** Counts runs since the process was started: the `n` of `In[n]`. */
  #count = 0;
  #queue: Promise<unknown> = Promise.resolve();
  /** Aborted when the cells that wait are to be dropped. */
  #waiting = new AbortController();

  constructor(options: NotebookKernelOptions) {
    this.#options = options;
    this.#notebook = options.notebook;
  }

  get notebook(): NotebookDocument {
    return this.#notebook;
  }

  get process(): KernelProcess | undefined {
    return this.#process?.alive ? this.#process : undefined;
  }

  /** Whether a cell is running. */
  get busy(): boolean {
    return [...this.#shown.values()].some((run) => !run.ended);
  }

  /** The process, started if there is none. */
  running(): KernelProcess {
    return this.process ?? this.#start();
  }

  /** Runs cells one after the other, after those that are already waiting. The first that fails ends the rest. */
  execute(cells: readonly NotebookCell[]): Promise<void> {
    const { signal } = this.#waiting;
    // VS Code refuses one of a cell that is gone, and those made before it would then wait for ever.
    const executions = cells.filter(isThere).map((cell) => {
      this.#shown.get(cell)?.close();
      return this.#options.controller.createNotebookCellExecution(cell);
    });
    const turn = this.#queue.then(async () => {
      if (!signal.aborted) await settledOrAborted(this.#options.prepare(), signal);
      let go = true;
      for (const execution of executions) {
        // Who deletes a cell that waits does not want it run.
        if (go && !signal.aborted && isThere(execution.cell)) go = await this.#runCell(execution, cells.length === 1);
        else this.#leaveOut(execution);
      }
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Ends the running cell and drops the waiting ones; variables stay. */
  interrupt(): void {
    this.#drop();
    this.process?.interrupt();
  }

  /**
   * Ends the process; the next run starts a fresh one.
   *
   * @returns resolves when no cell runs or waits any more: VS Code leaves out of a run those that still do
   */
  stop(): Promise<unknown> {
    this.#drop();
    if (this.#process) {
      this.#stopped.add(this.#process);
      this.#process.stop();
    }
    this.#leave();
    return this.#queue;
  }

  /**
   * Goes on, variables and all, for a notebook that is the same under another name. Its cells have brought along what
   * they showed. The folder that cells import from stays until a restart.
   */
  moveTo(notebook: NotebookDocument): void {
    this.#notebook = notebook;
    for (const run of this.#shown.values()) run.close();
    this.#options.listener.onMove?.(this);
  }

  /** For a notebook that is closed: ends the process. The full texts stay, for the notebook may be opened again. */
  dispose(): void {
    void this.stop();
    for (const run of this.#shown.values()) run.close();
    this.#shown.clear();
  }

  #drop(): void {
    this.#waiting.abort();
    this.#waiting = new AbortController();
  }

  sessionChanged(): void {
    this.process?.setScope(this.#options.scope());
  }

  /** The cell goes on showing the run it had: VS Code has taken the number and the tick away from it. */
  #leaveOut(execution: NotebookCellExecution): void {
    const before = this.#shown.get(execution.cell);
    if (before) before.restore(execution);
    else {
      execution.start();
      execution.end(undefined);
    }
  }

  async #runCell(execution: NotebookCellExecution, alone: boolean): Promise<boolean> {
    const kernel = this.running();
    const number = ++this.#count;
    const { cell } = execution;
    const before = this.#shown.get(cell);
    const run = new CellRun({
      controller: this.#options.controller,
      execution,
      number,
      alone,
      before,
      fullText: newFullText(),
    });
    this.#runs.set(number, run);
    this.#shown.get(cell)?.release();
    this.#shown.set(cell, run);
    run.start();
    this.#options.listener.onRunStart?.(run);
    const language: Language = cell.document.languageId === 'javascript' ? 'javascript' : 'typescript';
    const outcome = await kernel.run(number, cell.document.getText(), language, this.#options.debugFile(cell));
    run.end(outcome === 'died' && this.#stopped.has(kernel) ? 'restarted' : outcome);
    this.#options.listener.onRunEnd(this, run, outcome, this.#failures.get(run));
    return outcome === 'ok';
  }

  /** Told at once: what ends slowly, while something that a cell has spawned holds its pipes, has a successor by then. */
  #leave(): void {
    if (!this.#process) return;
    this.#process = undefined;
    this.#options.listener.onEnd(this);
  }

  #start(): KernelProcess {
    const { dist, scope, memory, colors, host } = this.#options;
    this.#leave();
    this.#count = 0;
    // A process that is on its way out still speaks of its own: numbers begin anew with each.
    const runs = new Map<number, CellRun>();
    this.#runs = runs;
    const kernel: KernelProcess = new KernelProcess({
      ...builtParts(dist),
      folder: folderOf(this.#notebook),
      scope: scope(),
      colors: colors(),
      memory: memory(),
      l10n,
      host: host((number) => runs.get(number)),
      outputs: {
        stream: (cell, name, text) => runs.get(cell)?.stream(name, text),
        display: (cell, bundle, result, displayId) => runs.get(cell)?.display(bundle, result, displayId),
        update: (bundle, displayId) => void [...runs.values()].some((run) => run.update(bundle, displayId)),
        clear: (cell, wait) => runs.get(cell)?.clear(wait),
        error: (cell, error) => {
          const run = runs.get(cell);
          if (!run) return;
          const { position } = error;
          const at = position && runs.get(position.cell);
          this.#failures.set(run, {
            message: `${error.name}: ${error.message}`,
            ...(position && { line: position.line, column: position.column }),
            ...(at && { at }),
          });
          run.error(error);
        },
      },
      onExit: (end) => {
        if (end.reason !== 'stopped' && end.cell !== undefined)
          runs.get(end.cell)?.error({ name: 'KernelEnded', message: end.message, stack: end.message });
        if (this.#process === kernel) this.#leave();
      },
    });
    this.#process = kernel;
    return kernel;
  }
}

function isThere({ index }: NotebookCell): boolean {
  return index >= 0;
}

function folderOf({ uri }: NotebookDocument): string {
  return uri.scheme === 'file' ? dirname(uri.fsPath) : homedir();
}

/** Resolves when the promise has settled, or the signal is aborted. */
function settledOrAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      signal.removeEventListener('abort', end);
      resolve();
    };
    signal.addEventListener('abort', end);
    promise.then(end, end);
  });
}
