import * as vscode from 'vscode';
import type { Backend } from './backend.ts';
import { pluginName, problemsRequest, type Checked, type CheckQuestion, type Outlines } from './engine/protocol.ts';

interface TypeScriptExtension {
  getAPI(version: 0): TypeScriptApi | undefined;
}

interface TypeScriptApi {
  configurePlugin(plugin: string, configuration: unknown): void;
}

/** How often a server that is only starting is asked, and how long each wait is. */
const patience = { times: 3, ms: 1000 };

/** Talks to our plugin in the TypeScript server that the editor runs anyway. */
export class PluginBackend implements Backend {
  readonly #api: TypeScriptApi;
  #proven = false;

  private constructor(api: TypeScriptApi) {
    this.#api = api;
  }

  /** `undefined` where the editor's TypeScript takes no plugins, as TypeScript 7 does. */
  static async open(): Promise<PluginBackend | undefined> {
    if (!takesPlugins()) return undefined;
    const extension = vscode.extensions.getExtension<TypeScriptExtension>('vscode.typescript-language-features');
    const api = (await extension?.activate())?.getAPI(0);
    return api && new PluginBackend(api);
  }

  /** Keeps the editor's TypeScript from saying a second time what a process of ours says about cells. */
  leaveTo(elsewhere: Outlines): void {
    this.setOutlines({ ...elsewhere, elsewhere: true });
  }

  setOutlines(outlines: Outlines): void {
    this.#api.configurePlugin(pluginName, outlines);
  }

  async check(notebook: vscode.NotebookDocument, from: number): Promise<Checked> {
    for (let attempt = 1; ; attempt++) {
      const found = await this.#ask({ notebook: notebook.uri.toString(), from });
      if (found) return found;
      // Once it has worked, an empty answer means that the server is starting anew: a later change asks again.
      if (this.#proven) return { problems: {} };
      if (attempt === patience.times) throw new Error('The plugin does not answer.');
      await new Promise((resolve) => setTimeout(resolve, patience.ms));
    }
  }

  /** Makes the plugin forget all notebooks, so that cells are to TypeScript what they are without us. */
  dispose(): void {
    this.#api.configurePlugin(pluginName, { types: '', notebooks: [], generation: 0 } satisfies Outlines);
  }

  async #ask(question: CheckQuestion): Promise<Checked | undefined> {
    try {
      const reply = await vscode.commands.executeCommand<{ body?: Partial<Checked> } | undefined>(
        'typescript.tsserverRequest',
        problemsRequest,
        question,
      );
      if (!reply?.body?.problems) return undefined;
      this.#proven = true;
      return { ...reply.body, problems: reply.body.problems };
    } catch {
      return undefined;
    }
  }
}

/** Whether the editor's TypeScript takes plugins: TypeScript 7, once it is installed and chosen, does not. */
export function takesPlugins(): boolean {
  const nativeInstalled = ['typescriptteam.native-preview', 'TypeScriptTeam.native-preview'].some(
    (id) => vscode.extensions.getExtension(id) !== undefined,
  );
  const wanted = (section: string) =>
    vscode.workspace.getConfiguration(section).get<boolean>('experimental.useTsgo', false);
  return !(nativeInstalled && (wanted('typescript') || wanted('js/ts')));
}
