import { fork, type ChildProcess } from 'node:child_process';
import * as vscode from 'vscode';
import type { Backend } from './backend.ts';
import type { NotebookProblems, Outlines } from './engine/protocol.ts';
import { isOurCell, isOurs, keyOf } from './outline.ts';
import { provideLanguageFeatures } from './providers.ts';
import type { FromServer, Requests, ToServer } from './server/protocol.ts';

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** Our own process with our own TypeScript. It costs memory, so it is started only where the plugin cannot be. */
export class ProcessBackend implements Backend {
  readonly #entry: string;
  readonly #waiting = new Map<number, Waiting>();
  readonly #versions = new Map<string, number>();
  readonly #subscriptions: vscode.Disposable;
  #child: ChildProcess | undefined;
  #outlines: Outlines | undefined;
  #lastId = 0;

  /** @param entry the process's script */
  constructor(entry: string) {
    this.#entry = entry;
    this.#subscriptions = provideLanguageFeatures(this);
  }

  setOutlines(outlines: Outlines): void {
    this.#outlines = outlines;
    if (this.#child || outlines.notebooks.length > 0) this.#send({ type: 'outlines', outlines });
  }

  problems(notebook: vscode.NotebookDocument): Promise<NotebookProblems> {
    return this.ask('problems', { notebook: notebook.uri.toString() });
  }

  /** Asks about the texts as they stand in the editor now. */
  ask<Name extends keyof Requests>(name: Name, question: Requests[Name][0]): Promise<Requests[Name][1]> {
    const child = this.#running();
    this.#sendTexts();
    const id = ++this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send({ type: 'ask', id, name, question });
    }) as Promise<Requests[Name][1]>;
  }

  dispose(): void {
    this.#subscriptions.dispose();
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
    this.#versions.clear();
    child.on('message', (message: FromServer) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.failure === undefined) waiting?.resolve(message.answer);
      else waiting?.reject(new Error(message.failure));
    });
    const ended = () => {
      if (this.#child === child) this.#child = undefined;
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
        const key = keyOf(document.uri);
        if (this.#versions.get(key) === document.version) continue;
        this.#versions.set(key, document.version);
        this.#send({ type: 'text', key, text: document.getText() });
      }
    }
  }

  #send(message: ToServer): void {
    this.#running().send(message);
  }
}
