import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { KernelProcess } from '../../kernel/process.ts';
import type { Notebooks } from '../notebooks.ts';
import { isTrusted } from '../trust.ts';
import { CellFiles, toCells, toFiles } from './cell-files.ts';

/** Marks our sessions in their configuration; holds the notebook's URI. */
const mark = 'marginaliaNotebook';
/** How long an attached debugger may take to be told its breakpoints, in ms: VS Code loads it first, on any machine. */
const patience = 60_000;

interface Attached {
  readonly process: KernelProcess;
  session?: vscode.DebugSession;
  /** Whether it has to be attached anew before it stops where it should. */
  stale?: boolean;
}

/** Attaches VS Code's JavaScript debugger to kernels, and translates between cells and what it takes them for. */
export class Debugger implements vscode.DebugAdapterTrackerFactory {
  readonly #room: Notebooks;
  readonly #dist: string;
  readonly #files = new CellFiles();
  readonly #attached = new Map<string, Attached>();
  readonly #ready = new vscode.EventEmitter<string>();
  readonly #subscriptions: { dispose(): unknown }[];

  /** @param dist the folder of our bundles, into which nobody wants to step */
  constructor(room: Notebooks, dist: string) {
    this.#room = room;
    this.#dist = dist;
    room.debugFile = (cell) =>
      this.#attached.has(cell.notebook.uri.toString()) ? this.#files.fileOf(cell.document.uri.toString()) : undefined;
    this.#subscriptions = [
      this.#ready,
      vscode.debug.registerDebugAdapterTrackerFactory('pwa-node', this),
      vscode.debug.onDidStartDebugSession((session) => this.#started(session)),
      vscode.debug.onDidTerminateDebugSession((session) => this.#ended(session)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        // Breakpoints move with the text. VS Code tells a debugger so when the file is saved, which no cell ever is.
        if (contentChanges.length > 0) this.#edited(document);
      }),
      room.listen({
        // A cell that is interrupted at a breakpoint may leave one behind at the first line of its next run.
        onRunEnd: ({ notebook }, _run, outcome) => {
          const attached = this.#attached.get(notebook.uri.toString());
          if (attached && outcome === 'interrupted') attached.stale = true;
        },
        // Breakpoints are in the cells that it had.
        onMove: ({ process }) => {
          for (const [id, attached] of this.#attached) if (attached.process === process) void this.#detach(id);
        },
        onEnd: ({ notebook }) => void this.#detach(notebook.uri.toString()),
      }),
    ];
  }

  dispose(): void {
    this.#room.debugFile = () => undefined;
    this.#subscriptions.forEach((each) => void each.dispose());
  }

  /**
   * Attaches to the notebook's kernel, which is started if need be, unless that is done already.
   *
   * @returns whether breakpoints hold from now on
   */
  async attach(notebook: vscode.NotebookDocument): Promise<boolean> {
    if (!isTrusted()) return false;
    const id = notebook.uri.toString();
    const kernel = await this.#room.kernelFor(notebook);
    const process = kernel.running();
    const attached = this.#attached.get(id);
    if (attached?.process === process) {
      if (!attached.stale || kernel.busy) return true;
      await this.#detach(id);
    }
    const url = await process.inspectorUrl();
    if (url === undefined) return false;
    this.#attached.set(id, { process });
    const ready = this.#whenReady(id);
    const configuration: vscode.DebugConfiguration = {
      type: 'pwa-node',
      request: 'attach',
      name: basename(notebook.uri.path),
      websocketAddress: url,
      // A cell is compiled and run at once: breakpoints have to be in place before its first line.
      pauseForSourceMap: true,
      resolveSourceMapLocations: null,
      outFiles: [],
      autoAttachChildProcesses: false,
      skipFiles: ['<node_internals>/**', `${this.#dist}/**`],
      internalConsoleOptions: 'neverOpen',
      [mark]: id,
    };
    const started = await vscode.debug.startDebugging(
      vscode.workspace.getWorkspaceFolder(notebook.uri),
      configuration,
      {
        // What runs is what the cells say, not a file. For a new notebook VS Code would ask where to save it first.
        suppressSaveBeforeStart: true,
      },
    );
    if (started && (await ready)) return true;
    await this.#detach(id);
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The JavaScript debugger could not attach to the notebook kernel.'),
    );
    return false;
  }

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker | undefined {
    const id = notebookOf(session);
    if (id === undefined) return undefined;
    return {
      onWillReceiveMessage: (message) => toFiles(message, this.#files),
      onDidSendMessage: (message: { type?: unknown; command?: unknown }) => {
        toCells(message, this.#files);
        // The first session only finds the process; the second, its child, has the breakpoints.
        if (session.parentSession && message.type === 'response' && message.command === 'configurationDone')
          this.#ready.fire(id);
      },
    };
  }

  #whenReady(id: string): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (result: boolean) => {
        clearTimeout(timer);
        subscription.dispose();
        resolve(result);
      };
      const timer = setTimeout(() => end(false), patience);
      const subscription = this.#ready.event((ready) => {
        if (ready === id) end(true);
      });
    });
  }

  #edited(document: vscode.TextDocument): void {
    for (const [id, attached] of this.#attached) {
      const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.toString() === id);
      if (notebook?.getCells().some((cell) => cell.document === document)) attached.stale = true;
    }
  }

  #started(session: vscode.DebugSession): void {
    const id = notebookOf(session);
    const attached = id === undefined ? undefined : this.#attached.get(id);
    if (attached && !session.parentSession) attached.session = session;
  }

  #ended(session: vscode.DebugSession): void {
    const id = notebookOf(session);
    if (id !== undefined && this.#attached.get(id)?.session === session) this.#attached.delete(id);
  }

  async #detach(id: string): Promise<void> {
    const attached = this.#attached.get(id);
    this.#attached.delete(id);
    if (attached?.session) await vscode.debug.stopDebugging(attached.session);
  }
}

function notebookOf(session: vscode.DebugSession): string | undefined {
  for (let each: vscode.DebugSession | undefined = session; each; each = each.parentSession) {
    const id: unknown = each.configuration[mark];
    if (typeof id === 'string') return id;
  }
  return undefined;
}
