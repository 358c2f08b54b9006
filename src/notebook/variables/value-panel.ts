import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { NotebookKernel } from '../notebook-kernel.ts';
import { answerAsk, isAsk, isWordsAsk, revealAsked, tellWords } from '../table-pages.ts';

/** Shows one value in an editor of its own, with the renderer that draws outputs. */
export async function showValue(extension: vscode.Uri, kernel: NotebookKernel, name: string): Promise<void> {
  const bundle = await kernel.process?.showVariable(name);
  if (!bundle) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is gone. Run its cell again.', name));
    return;
  }
  const scripts = vscode.Uri.joinPath(extension, 'dist', 'renderer');
  const panel = vscode.window.createWebviewPanel('marginalia.value', name, vscode.ViewColumn.Beside, {
    enableScripts: true,
    // A sorted and filtered table stays so when another tab has been in front.
    retainContextWhenHidden: true,
    localResourceRoots: [scripts],
  });
  panel.iconPath = new vscode.ThemeIcon('table');
  const { webview } = panel;
  webview.onDidReceiveMessage((message: unknown) => {
    if (isAsk(message)) void answerAsk(kernel, message).then((reply) => webview.postMessage(reply));
    else if (isWordsAsk(message)) tellWords((reply) => webview.postMessage(reply));
    else if (isFile(message)) void save(vscode.Uri.joinPath(kernel.notebook.uri, '..', `${name}.csv`), message.text);
    // The page asks once it listens: what is posted earlier is lost.
    else if (!revealAsked(message)) void webview.postMessage({ type: 'value', name, data: bundle.data });
  });
  webview.html = page(webview, vscode.Uri.joinPath(scripts, 'viewer.js'));
}

interface File {
  readonly type: 'save';
  readonly text: string;
}

function isFile(message: unknown): message is File {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'save';
}

async function save(suggested: vscode.Uri, text: string): Promise<void> {
  try {
    const file = await vscode.window.showSaveDialog({ defaultUri: suggested });
    if (file) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('The table could not be saved: {0}', reason));
  }
}

function page(webview: vscode.Webview, script: vscode.Uri): string {
  const nonce = randomUUID();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${webview.cspSource}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
  ].join('; ');
  return `<!DOCTYPE html>
<html>
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
</head>
<body>
  <main></main>
  <script type="module" nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script>
</body>
</html>`;
}
