import { workspace, type ExtensionContext } from 'vscode';

/**
 * Completions, hovers, definitions and type errors in cells, by the setting `marginalia.notebook.intelliSense`. Loaded by
 * the first notebook: whoever opens none does not pay for it.
 */
export function registerIntelliSense({ extensionUri, subscriptions }: ExtensionContext): void {
  let awake = false;
  const look = async () => {
    if (awake || !workspace.notebookDocuments.some(({ notebookType }) => notebookType === 'jupyter-notebook')) return;
    awake = true;
    const { IntelliSense } = await import('./intellisense.ts');
    subscriptions.push(new IntelliSense(extensionUri));
  };
  subscriptions.push(workspace.onDidOpenNotebookDocument(() => void look()));
  void look();
}
