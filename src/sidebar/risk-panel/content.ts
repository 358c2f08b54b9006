import { randomBytes } from 'node:crypto';
import { l10n } from 'vscode';
import type { Connection } from '../../connection/connection.ts';
import type { Figures } from '../../connection/figures.ts';
import type { LevelHistory } from '../../connection/level-history.ts';
import { decimal } from '../../margin/decimal.ts';
import { indexPrices } from '../index-prices.ts';
import { escape } from './html.ts';
import { riskHtml } from './risk-html.ts';

/** The drawing of the account as it is now. */
export async function content(connection: Connection, history: LevelHistory, figures: Figures): Promise<string> {
  const { session, account } = connection;
  const { snapshot } = account;
  if (!session || !snapshot) return `<p class="empty">${l10n.t('No account is open.')}</p>`;
  const prices = await indexPrices(session, snapshot);
  const tether = prices.get('USDT');
  const bitcoin = tether && decimal('1').div(tether);
  return riskHtml({ snapshot, history, priceOf: (asset) => prices.get(asset), bitcoin, figures, l10n });
}

/** The page that shows drawings. */
export function page(): string {
  const nonce = randomBytes(16).toString('base64');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${escape(l10n.t('Margin Risk'))}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<header><h1>${escape(l10n.t('Margin Risk'))}</h1><span id="mode"></span></header>
<main id="main" aria-live="off"></main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

const script = `
const host = acquireVsCodeApi();
addEventListener('message', ({ data }) => {
  const main = document.getElementById('main');
  const open = [...main.querySelectorAll('details')].map((each) => each.open);
  main.innerHTML = data.html;
  main.querySelectorAll('details').forEach((each, index) => { each.open = open[index] ?? false; });
  document.getElementById('mode').textContent = data.mode;
});
host.postMessage('ready');
`;

const style = `
body { padding: 0 24px 32px; max-width: 720px; font-family: var(--vscode-font-family); color: var(--vscode-foreground); }
header { display: flex; align-items: baseline; gap: 12px; }
h1 { font-size: 1.5em; font-weight: 600; }
h2 { font-size: 1.2em; margin: 28px 0 0; border-top: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); padding-top: 18px; }
h3 { font-size: 1em; margin: 22px 0 8px; font-weight: 600; }
small, caption, #mode { color: var(--vscode-descriptionForeground); font-weight: normal; }
.level { padding: 0 6px; border-radius: 4px; border: 1px solid currentColor; }
svg { width: 100%; height: auto; display: block; font-size: 11px; }
svg text { fill: var(--vscode-descriptionForeground); }
svg text.strong { fill: var(--vscode-foreground); font-weight: 600; }
svg path { fill: none; stroke: var(--vscode-charts-blue, var(--vscode-foreground)); stroke-width: 2; }
svg circle { fill: var(--vscode-charts-blue, var(--vscode-foreground)); }
svg line { stroke-dasharray: 4 4; }
line.call { stroke: var(--vscode-marginalia-call); } line.danger { stroke: var(--vscode-marginalia-danger); }
rect.track { fill: var(--vscode-editorWidget-background, transparent); stroke: var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); }
rect.safe { fill: var(--vscode-marginalia-safe); } rect.call { fill: var(--vscode-marginalia-call); } rect.danger { fill: var(--vscode-marginalia-danger); }
.level.safe, .level.free { color: var(--vscode-marginalia-safe); } .level.watch { color: var(--vscode-marginalia-watch); }
.level.call { color: var(--vscode-marginalia-call); } .level.danger { color: var(--vscode-marginalia-danger); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 6px; }
th, td { padding: 4px 8px; text-align: right; border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); font-weight: normal; }
th:first-child { text-align: left; }
td.watch { box-shadow: inset 0 -2px var(--vscode-marginalia-watch); } td.call { box-shadow: inset 0 -2px var(--vscode-marginalia-call); }
td.danger { box-shadow: inset 0 -2px var(--vscode-marginalia-danger); font-weight: 600; }
details { margin-top: 8px; } summary { cursor: pointer; color: var(--vscode-textLink-foreground); }
summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
.empty { color: var(--vscode-descriptionForeground); }
`;
