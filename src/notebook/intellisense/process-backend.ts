import { fork, type ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import type { Backend } from './backend.ts';
import type { Checked, Outlines } from './engine/protocol.ts';
import { isOurCell, isOurs, keyOf } from './outline.ts';
import type { PluginBackend } from './plugin-backend.ts';
import { provideLanguageFeatures } from './providers.ts';
import type { FromServer, Requests, ToServer } from './server/protocol.ts';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** After so many in a row no other is started: each would cost a second of the processor for nothing. */
const mostFailures = 3;

/** Our own process with our own TypeScript. It costs memory, so it is started only where the plugin cannot be. */
export class ProcessBackend implements Backend {
  readonly #entry: string;
  readonly #beside: PluginBackend | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #subscriptions: vscode.Disposable;
  #child: ChildProcess | undefined;
  /** Which texts the process has. By document: one that is opened anew counts its versions from 1 again. */
  #versions = new WeakMap<vscode.TextDocument, number>();
  #outlines: Outlines | undefined;
  #lastId = 0;
  /** Processes that ended, one after the other, without having answered anything. */
  #failures = 0;

  /**
   * @param entry the process's script
   * @param beside the plugin that keeps the editor's own TypeScript from answering for cells, too
   */
  constructor(entry: string, beside?: PluginBackend) {
    this.#entry = entry;
    this.#beside = beside;
    this.#subscriptions = provideLanguageFeatures(this);
  }

  setOutlines(outlines: Outlines): void {
    this.#outlines = outlines;
    this.#beside?.leaveTo(outlines);
    // Without a process: the next one gets them as it starts.
    if (this.#child) this.#send({ type: 'outlines', outlines });
  }

  check(notebook: vscode.NotebookDocument, from: number): Promise<Checked> {
    return this.ask('check', { notebook: notebook.uri.toString(), from });
  }

  /** Asks about the texts as they stand in the editor now. */
  async ask<Name extends keyof Requests>(name: Name, question: Requests[Name][0]): Promise<Requests[Name][1]> {
    if (this.#failures === mostFailures) throw new Error('The process for cells does not start.');
    const child = this.#running();
    this.#sendTexts();
    const id = ++this.#lastId;
    return (await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send({ type: 'ask', id, name, question });
    })) as Requests[Name][1];
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#beside?.dispose();
    this.#child?.kill();
  }

  #running(): ChildProcess {
    if (this.#child) return this.#child;
    const child = fork(this.#entry, [], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: ['--max-old-space-size=1024'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    this.#versions = new WeakMap();
    child.on('message', (message: FromServer) => {
      this.#failures = 0;
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.failure === undefined) waiting?.resolve(message.answer);
      else waiting?.reject(new Error(message.failure));
    });
    const ended = () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#failures++;
      for (const each of this.#waiting.values()) each.reject(new Error('The process for cells has ended.'));
      this.#waiting.clear();
    };
    child.on('error', ended).on('exit', ended);
    if (this.#outlines) this.#send({ type: 'outlines', outlines: this.#outlines });
    return child;
  }

  #sendTexts(): void {
    for (const notebook of vscode.workspace.notebookDocuments.filter(isOurs)) {
      for (const { document } of notebook.getCells().filter(isOurCell)) {
        if (this.#versions.get(document) === document.version) continue;
        this.#versions.set(document, document.version);
        this.#send({ type: 'text', key: keyOf(document.uri), text: document.getText() });
      }
    }
  }

  #send(message: ToServer): void {
    this.#running().send(message);
  }
}
