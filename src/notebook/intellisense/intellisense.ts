import * as vscode from 'vscode';
import type { Backend } from './backend.ts';
import type { NotebookProblems, Outlines } from './engine/protocol.ts';
import { isOurCell, isOurs, keyOf, outline } from './outline.ts';
import { PluginBackend } from './plugin-backend.ts';
import { ProcessBackend } from './process-backend.ts';

/** How long nothing is typed before a notebook is checked, in ms. */
const calm = 350;
const section = 'marginalia.notebook';

/** Tells the TypeScript behind it which notebooks there are, and shows what it finds wrong in their cells. */
export class IntelliSense implements vscode.Disposable {
  readonly #dist: vscode.Uri;
  readonly #problems = vscode.languages.createDiagnosticCollection('marginalia-types');
  readonly #subscriptions: { dispose(): unknown }[] = [];
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  #backend: Backend | undefined;
  /** Set by the first notebook for us: TypeScript and a watch of files cost time and memory, spared those who open none. */
  #needed = false;
  #starts = 0;
  #generation = 0;
  #sent = '';

  constructor(extension: vscode.Uri) {
    this.#dist = vscode.Uri.joinPath(extension, 'dist');
    this.#subscriptions.push(
      this.#problems,
      vscode.workspace.onDidOpenNotebookDocument((notebook) => {
        this.#changed(notebook);
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        this.#closed(notebook);
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
        if (contentChanges.length > 0 || cellChanges.some(({ document }) => document)) this.#changed(notebook);
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === 'file') this.#checkAll();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (this.#needed && change.affectsConfiguration(`${section}.intelliSense`)) void this.#start();
      }),
    );
    this.#startWhenNeeded();
  }

  dispose(): void {
    this.#starts++;
    this.#backend?.dispose();
    this.#waiting.forEach((timer) => clearTimeout(timer));
    this.#subscriptions.forEach((each) => void each.dispose());
  }

  #startWhenNeeded(): void {
    if (this.#needed || !vscode.workspace.notebookDocuments.some(isOurs)) return;
    this.#needed = true;
    const files = vscode.workspace.createFileSystemWatcher('**/*.{ts,mts,js,mjs,cjs,json}', false, true, false);
    this.#subscriptions.push(
      files,
      ...[files.onDidCreate, files.onDidDelete].map((event) => event((uri) => this.#fileCameOrWent(uri))),
    );
    void this.#start();
  }

  async #start(): Promise<void> {
    const start = ++this.#starts;
    this.#backend?.dispose();
    this.#backend = undefined;
    this.#problems.clear();
    const wanted = vscode.workspace.getConfiguration(section).get<string>('intelliSense', 'auto');
    if (wanted === 'off') return;
    const plugin = wanted === 'auto' ? await PluginBackend.open() : undefined;
    // The setting may have changed again while TypeScript came up.
    if (start === this.#starts) this.#use(plugin ?? this.#ownProcess());
  }

  #ownProcess(): Backend {
    return new ProcessBackend(vscode.Uri.joinPath(this.#dist, 'cells-server.cjs').fsPath);
  }

  #use(backend: Backend): void {
    this.#backend?.dispose();
    this.#backend = backend;
    this.#sent = '';
    this.#sendOutlines();
    this.#checkAll();
  }

  #sendOutlines(): void {
    const outlines: Outlines = {
      types: vscode.Uri.joinPath(this.#dist, 'types').fsPath.replaceAll('\\', '/'),
      notebooks: vscode.workspace.notebookDocuments.filter(isOurs).map(outline),
      generation: this.#generation,
    };
    const text = JSON.stringify(outlines);
    if (text === this.#sent || (this.#sent === '' && outlines.notebooks.length === 0)) return;
    this.#sent = text;
    this.#backend?.setOutlines(outlines);
  }

  #changed(notebook: vscode.NotebookDocument): void {
    this.#startWhenNeeded();
    this.#sendOutlines();
    if (isOurs(notebook)) this.#checkSoon(notebook);
  }

  #closed(notebook: vscode.NotebookDocument): void {
    this.#sendOutlines();
    for (const { document } of notebook.getCells()) this.#problems.delete(document.uri);
  }

  #fileCameOrWent({ path }: vscode.Uri): void {
    if (path.includes('/node_modules/')) return;
    this.#generation++;
    this.#sendOutlines();
    this.#checkAll();
  }

  #checkAll(): void {
    vscode.workspace.notebookDocuments.filter(isOurs).forEach((notebook) => this.#checkSoon(notebook));
  }

  #checkSoon(notebook: vscode.NotebookDocument): void {
    const id = notebook.uri.toString();
    clearTimeout(this.#waiting.get(id));
    this.#waiting.set(
      id,
      setTimeout(() => void this.#check(notebook), calm),
    );
  }

  async #check(notebook: vscode.NotebookDocument): Promise<void> {
    const backend = this.#backend;
    if (!backend || notebook.isClosed) return;
    const versions = versionsOf(notebook);
    try {
      const problems = await backend.problems(notebook);
      // What was typed meanwhile starts a check of its own.
      if (backend === this.#backend && !isClosed(notebook) && versionsOf(notebook) === versions)
        this.#show(notebook, problems);
    } catch {
      if (backend === this.#backend && backend instanceof PluginBackend) this.#use(this.#ownProcess());
    }
  }

  #show(notebook: vscode.NotebookDocument, problems: NotebookProblems): void {
    for (const { document } of notebook.getCells().filter(isOurCell)) {
      const list = problems[keyOf(document.uri)] ?? [];
      this.#problems.set(
        document.uri,
        list.map(({ start, end, message, code }) => {
          const range = new vscode.Range(start.line, start.character, end.line, end.character);
          const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
          diagnostic.source = 'ts';
          diagnostic.code = code;
          return diagnostic;
        }),
      );
    }
  }
}

function isClosed(notebook: vscode.NotebookDocument): boolean {
  return notebook.isClosed;
}

function versionsOf(notebook: vscode.NotebookDocument): string {
  return notebook
    .getCells()
    .map(({ document }) => `${document.uri.fragment}:${document.version}`)
    .join(' ');
}
