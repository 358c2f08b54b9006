/**
 * The TypeScript server plugin: cells of our notebooks get the scope that the kernel gives them.
 *
 * It changes nothing in the server's own programs. Cells live in programs of their own, made when the first question
 * about a notebook comes; all other files pass by with one look at their names. Until the extension says which
 * notebooks are ours it does nothing, and so it does again once the user switches it off.
 */
import type ts from 'typescript';
import { Answers } from '../engine/answers.ts';
import type { TypeScript } from '../engine/cell.ts';
import { Engine } from '../engine/engine.ts';
import type { Texts } from '../engine/notebook.ts';
import { checkCells } from '../engine/problems.ts';
import { problemsRequest, type Checked, type CheckQuestion, type Outlines } from '../engine/protocol.ts';
import { decorate, type Cells } from './decorate.ts';

/** How the editor names a cell towards the server: `^/vscode-notebook-cell/AUTHORITY/PATH#FRAGMENT`. */
const cellName = /^\^\/vscode-notebook-cell\/[^/]*(\/.*)$/;

function init({ typescript }: { typescript: TypeScript }): ts.server.PluginModule {
  let cells: ServerCells | undefined;
  return {
    create(info) {
      // A workspace may bring a TypeScript of its own, and one before 5.4 cannot read cells as the kernel does.
      if (!('Preserve' in typescript.ModuleKind)) return info.languageService;
      try {
        cells ??= serverCells(typescript, info);
        // A configuration that came while the server had no project is handed over here alone.
        cells.setOutlines(info.config as Partial<Outlines>);
        return decorate(info.languageService, cells);
      } catch (error) {
        info.project.projectService.logger.info(`marginalia: switched off, ${String(error)}`);
        return info.languageService;
      }
    },
    onConfigurationChanged: (outlines: Partial<Outlines>) => {
      try {
        cells?.setOutlines(outlines);
      } catch (error) {
        cells?.failed('configuration', error);
      }
    },
  };
}

/** The server makes a plugin anew for each project, but a notebook belongs to the server: its cells may be in several. */
const known = new WeakMap<ts.server.ProjectService, ServerCells>();

function serverCells(typescript: TypeScript, info: ts.server.PluginCreateInfo): ServerCells {
  const server = info.project.projectService;
  const cells = known.get(server) ?? new ServerCells(typescript, server);
  known.set(server, cells);
  cells.listen(info.session);
  return cells;
}

const nothing = () => ({ result: undefined });

/** What another process says about cells is not said twice. */
const silence: Partial<Cells['answers']> = {
  getCompletionsAtPosition: nothing,
  getCompletionEntryDetails: nothing,
  getQuickInfoAtPosition: nothing,
  getSignatureHelpItems: nothing,
  getDefinitionAtPosition: nothing,
  getDefinitionAndBoundSpan: nothing,
};

/** The cells as the server holds them. */
class ServerCells implements Cells {
  readonly #answers: Cells['answers'];
  readonly #silenced: Cells['answers'];
  readonly #ts: TypeScript;
  readonly #engine: Engine;
  readonly #server: ts.server.ProjectService;
  readonly #names = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #sessions = new WeakSet<object>();
  #elsewhere = false;

  constructor(typescript: TypeScript, server: ts.server.ProjectService) {
    this.#ts = typescript;
    this.#server = server;
    const library = typescript.sys.resolvePath(typescript.getDefaultLibFilePath({}));
    this.#engine = new Engine(typescript, this.#texts(), library.slice(0, library.lastIndexOf('/')));
    this.#answers = new Answers(typescript, this.#engine, (key) => this.#names.get(key));
    this.#silenced = Object.assign(Object.create(this.#answers) as Cells['answers'], silence);
  }

  get answers(): Cells['answers'] {
    return this.#elsewhere ? this.#silenced : this.#answers;
  }

  setOutlines({ types, notebooks = [], generation = 0, elsewhere = false }: Partial<Outlines>): void {
    if (types === undefined) return;
    this.#elsewhere = elsewhere;
    this.#keys.clear();
    for (const { cells } of notebooks) for (const { key } of cells) this.#keys.add(key);
    this.#engine.setOutlines({ types, notebooks, generation });
  }

  keyOf(fileName: string): string | undefined {
    if (!fileName.startsWith('^')) return undefined;
    const key = cellName.exec(fileName)?.[1];
    if (key === undefined || !this.#keys.has(key)) return undefined;
    this.#names.set(key, fileName);
    return key;
  }

  failed(method: string, error: unknown): void {
    this.#server.logger.info(
      `marginalia: ${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }

  /** Adds the request for the type errors of a notebook, which the editor does not ask for by itself. */
  listen(session: ts.server.Session | undefined): void {
    if (!session || this.#sessions.has(session)) return;
    this.#sessions.add(session);
    session.addProtocolHandler(problemsRequest, (request: { arguments?: Partial<CheckQuestion> }) => ({
      response: this.#check(request.arguments ?? {}) ?? {},
      responseRequired: true,
    }));
  }

  #check({ notebook, from = 0 }: Partial<CheckQuestion>): Checked | undefined {
    try {
      const program = this.#engine.program(notebook);
      return program && checkCells(this.#ts, program, from);
    } catch (error) {
      this.failed('problems', error);
      return undefined;
    }
  }

  #texts(): Texts {
    return {
      cell: (key) => this.#cell(key)?.getSnapshot(),
      open: (file) => {
        const script = this.#server.getScriptInfo(file);
        if (!script?.isScriptOpen()) return undefined;
        return { snapshot: script.getSnapshot(), version: `open ${script.getLatestVersion()}` };
      },
    };
  }

  #cell(key: string): ts.server.ScriptInfo | undefined {
    const name = this.#names.get(key);
    const known = name === undefined ? undefined : this.#server.getScriptInfo(name);
    if (known?.isScriptOpen()) return known;
    for (const path of this.#server.openFiles.keys()) {
      const script = this.#server.getScriptInfoForPath(path);
      if (script && this.keyOf(script.fileName) === key) return script;
    }
    return undefined;
  }
}

export default init;
