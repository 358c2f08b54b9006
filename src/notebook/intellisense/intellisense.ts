import * as vscode from 'vscode';
import type { Backend } from './backend.ts';
import type { CellProblem, NotebookProblems, Outlines } from './engine/protocol.ts';
import { isOurCell, isOurs, keyOf, outline } from './outline.ts';
import { PluginBackend, takesPlugins } from './plugin-backend.ts';
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
  /** What was so at the last start. */
  #plugins = true;
  #generation = 0;
  #sent = '';

  constructor(extension: vscode.Uri) {
    this.#dist = vscode.Uri.joinPath(extension, 'dist');
    this.#subscriptions.push(
      this.#problems,
      vscode.workspace.onDidOpenNotebookDocument((notebook) => {
        this.#changed(notebook);
      }),
      vscode.workspace.onDidCloseNotebookDocument(() => {
        this.#cellsChanged();
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges, cellChanges }) => {
        if (contentChanges.length > 0 || cellChanges.some(({ document }) => document)) this.#changed(notebook);
      }),
      // A cell whose language is changed is opened anew.
      vscode.workspace.onDidOpenTextDocument(({ uri }) => {
        if (uri.scheme === 'vscode-notebook-cell') this.#later('cells', () => this.#changedSomewhere());
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (uri.scheme === 'file') this.#checkAll();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${section}.intelliSense`)) this.#startAnew();
        else this.#followTypeScript();
      }),
      vscode.extensions.onDidChange(() => {
        this.#followTypeScript();
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
    // Packages are watched by what is written once they are installed: the editor does not look into their folder.
    const packages = vscode.workspace.createFileSystemWatcher('**/{package,package-lock}.json', true, false, true);
    const events = [files.onDidCreate, files.onDidDelete, packages.onDidChange];
    this.#subscriptions.push(files, packages, ...events.map((event) => event((uri) => this.#fileCameOrWent(uri))));
    void this.#start();
  }

  /** TypeScript 7 may be switched on or off at any time. */
  #followTypeScript(): void {
    if (takesPlugins() !== this.#plugins) this.#startAnew();
  }

  #startAnew(): void {
    if (this.#needed) void this.#start();
  }

  async #start(): Promise<void> {
    const start = ++this.#starts;
    this.#plugins = takesPlugins();
    this.#backend?.dispose();
    this.#backend = undefined;
    this.#problems.clear();
    const wanted = vscode.workspace.getConfiguration(section).get<string>('intelliSense', 'auto');
    if (wanted === 'off') return;
    const plugin = await PluginBackend.open();
    // The setting may have changed again while TypeScript came up.
    if (start === this.#starts) this.#use(plugin && wanted === 'auto' ? plugin : this.#ownProcess(plugin));
  }

  /** @param beside the plugin in the editor's TypeScript, where there is one, to keep that from answering, too */
  #ownProcess(beside?: PluginBackend): Backend {
    return new ProcessBackend(vscode.Uri.joinPath(this.#dist, 'cells-server.cjs').fsPath, beside);
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
      notebooks: ourNotebooks().map(outline),
      generation: this.#generation,
    };
    const text = JSON.stringify(outlines);
    if (text === this.#sent || (this.#sent === '' && outlines.notebooks.length === 0)) return;
    this.#sent = text;
    this.#backend?.setOutlines(outlines);
  }

  #changed(notebook: vscode.NotebookDocument): void {
    this.#cellsChanged();
    if (isOurs(notebook)) this.#checkSoon(notebook);
  }

  #changedSomewhere(): void {
    this.#cellsChanged();
    this.#checkAll();
  }

  #cellsChanged(): void {
    this.#startWhenNeeded();
    this.#sendOutlines();
    // A cell that was deleted, or is none of ours any more, takes its problems with it.
    const cells = ourNotebooks().flatMap((notebook) => notebook.getCells().filter(isOurCell));
    const ours = new Set(cells.map(({ document }) => document.uri.toString()));
    for (const [uri] of this.#problems) if (!ours.has(uri.toString())) this.#problems.delete(uri);
  }

  #fileCameOrWent({ path }: vscode.Uri): void {
    if (path.includes('/node_modules/')) return;
    this.#generation++;
    this.#later('files', () => this.#changedSomewhere());
  }

  #checkAll(): void {
    ourNotebooks().forEach((notebook) => this.#checkSoon(notebook));
  }

  #checkSoon(notebook: vscode.NotebookDocument): void {
    this.#later(notebook.uri.toString(), () => void this.#check(notebook));
  }

  /** Does something once, when it has not been asked for again for a while. */
  #later(what: string, action: () => void): void {
    clearTimeout(this.#waiting.get(what));
    const start = () => {
      this.#waiting.delete(what);
      action();
    };
    this.#waiting.set(what, setTimeout(start, calm));
  }

  async #check(notebook: vscode.NotebookDocument): Promise<void> {
    const backend = this.#backend;
    if (!backend || notebook.isClosed) return;
    const versions = versionsOf(notebook);
    try {
      for (let from: number | undefined = 0; from !== undefined;) {
        const { problems, next } = await backend.check(notebook, from);
        // What was typed meanwhile starts a check of its own.
        if (backend !== this.#backend || isClosed(notebook) || versionsOf(notebook) !== versions) return;
        this.#show(notebook, problems);
        from = next;
      }
    } catch {
      if (backend === this.#backend && backend instanceof PluginBackend) this.#use(this.#ownProcess());
    }
  }

  #show(notebook: vscode.NotebookDocument, problems: NotebookProblems): void {
    this.#problems.set(
      notebook
        .getCells()
        .filter(isOurCell)
        .flatMap(({ document: { uri } }) => {
          const found = problems[keyOf(uri)];
          return found ? [[uri, found.map(asDiagnostic)] as const] : [];
        }),
    );
  }
}

function asDiagnostic({ start, end, message, code }: CellProblem): vscode.Diagnostic {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'ts';
  diagnostic.code = code;
  return diagnostic;
}

function ourNotebooks(): vscode.NotebookDocument[] {
  return vscode.workspace.notebookDocuments.filter(isOurs);
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
