import { commands, l10n, ViewColumn, window, type ExtensionContext, type WebviewPanel } from 'vscode';
import type { Connection } from '../../connection/connection.ts';
import { LevelHistory } from '../../connection/level-history.ts';
import type { Figures } from '../../connection/figures.ts';

/**
 * The Risk panel: drawn here, shown in a page that may run nothing but the script that puts the drawing in place. Drawing
 * is loaded when the panel is shown.
 */
export function registerRiskPanel(context: ExtensionContext, connection: Connection, figures: () => Figures): void {
  const history = new LevelHistory(connection.account);
  let panel: WebviewPanel | undefined;
  let drawing = 0;

  const draw = async () => {
    if (!panel?.visible) return;
    drawing += 1;
    const mine = drawing;
    const { content } = await import('./content.ts');
    const html = await content(connection, history, figures());
    // A slower, older drawing does not replace a newer one.
    if (mine === drawing) await panel.webview.postMessage({ html, mode: connection.session?.mode ?? '' });
  };
  const redraw = () => void draw().catch(() => undefined);

  const show = async () => {
    const { page } = await import('./content.ts');
    if (panel) {
      panel.reveal();
      return;
    }
    panel = window.createWebviewPanel('marginalia.risk', l10n.t('Margin Risk'), ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [],
    });
    const watching = connection.account.watch();
    panel.webview.onDidReceiveMessage(redraw);
    panel.onDidChangeViewState(redraw);
    panel.onDidDispose(() => {
      panel = undefined;
      watching.dispose();
    });
    panel.webview.html = page();
  };

  context.subscriptions.push(
    history,
    { dispose: () => void panel?.dispose() },
    connection.account.onDidChange(redraw),
    commands.registerCommand('marginalia.showRisk', async () => {
      await connection.ensure().catch(() => undefined);
      await show();
    }),
  );
}
