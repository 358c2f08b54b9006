import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { MimeBundle } from '../../kernel/protocol.ts';
import type { NotebookKernel } from '../notebook-kernel.ts';
import { answerAsk, isAsk, isWordsAsk, revealAsked, tellWords } from '../table-pages.ts';

interface Shown {
  readonly kernel: NotebookKernel;
  readonly name: string;
  readonly panel: vscode.WebviewPanel;
  bundle: MimeBundle;
}

/** Shows values, each in an editor of its own, with the renderer that draws outputs. */
export class ValuePanels {
  readonly #extension: vscode.Uri;
  readonly #shown = new Set<Shown>();

  constructor(extension: vscode.Uri) {
    this.#extension = extension;
  }

  /** Shows a variable as it is now: in the editor that shows it already, else in a new one where the others are. */
  async show(kernel: NotebookKernel, name: string): Promise<void> {
    const bundle = await kernel.process?.showVariable(name);
    if (!bundle) {
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} is gone. Run its cell again.', name));
      return;
    }
    const found = [...this.#shown].find((each) => each.kernel === kernel && each.name === name);
    if (found) {
      found.bundle = bundle;
      void found.panel.webview.postMessage(valueOf(found));
      found.panel.reveal();
    } else this.#open(kernel, name, bundle);
  }

  #open(kernel: NotebookKernel, name: string, bundle: MimeBundle): void {
    const scripts = vscode.Uri.joinPath(this.#extension, 'dist', 'renderer');
    // Beside the notebook once: a column for each value would soon leave no room for any.
    const column = [...this.#shown].find(({ panel }) => panel.viewColumn !== undefined)?.panel.viewColumn;
    const panel = vscode.window.createWebviewPanel('marginalia.value', name, column ?? vscode.ViewColumn.Beside, {
      enableScripts: true,
      // A sorted and filtered table stays so when another tab has been in front.
      retainContextWhenHidden: true,
      localResourceRoots: [scripts],
    });
    const shown: Shown = { kernel, name, panel, bundle };
    this.#shown.add(shown);
    panel.onDidDispose(() => this.#shown.delete(shown));
    panel.iconPath = new vscode.ThemeIcon('table');
    const { webview } = panel;
    webview.onDidReceiveMessage((message: unknown) => {
      if (isAsk(message)) void answerAsk(kernel, message).then((reply) => webview.postMessage(reply));
      else if (isWordsAsk(message)) tellWords((reply) => webview.postMessage(reply));
      else if (isFile(message)) void save(vscode.Uri.joinPath(kernel.notebook.uri, '..', `${name}.csv`), message.text);
      // The page asks once it listens: what is posted earlier is lost.
      else if (!revealAsked(message)) void webview.postMessage(valueOf(shown));
    });
    webview.html = page(webview, vscode.Uri.joinPath(scripts, 'viewer.js'));
  }
}

function valueOf({ name, bundle }: Shown): object {
  return { type: 'value', name, data: bundle.data };
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
