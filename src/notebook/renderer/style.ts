/** The look of tables and charts, in VS Code's own colours. One style element serves all outputs of a notebook. */
export function addStyle(document: Document): void {
  if (document.getElementById('marginalia-style')) return;
  const style = document.createElement('style');
  style.id = 'marginalia-style';
  style.textContent = sheet;
  document.head.append(style);
}

const sheet = `
.mg-view {
  --mg-border: var(--vscode-widget-border, var(--vscode-panel-border, rgba(128, 128, 128, .35)));
  --mg-muted: var(--vscode-descriptionForeground, #767676);
  --mg-back: var(--vscode-editor-background, #ffffff);
  --mg-head: var(--vscode-keybindingTable-headerBackground, var(--vscode-sideBar-background, #f3f3f3));
  --mg-focus: var(--vscode-focusBorder, #0078d4);
  --mg-row: 22px;
  color: var(--vscode-editor-foreground, #1f2328);
  font-family: var(--vscode-font-family, system-ui, sans-serif);
  font-size: var(--vscode-font-size, 13px);
  max-width: 100%;
}
.mg-table { width: fit-content; min-width: min(100%, 300px); }
.mg-bar { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin: 2px 0 6px; min-height: 24px; }
.mg-caption { font-weight: 600; }
.mg-size { color: var(--mg-muted); }
.mg-tools { display: flex; align-items: center; gap: 4px; margin-left: auto; min-width: 0; }
@media (max-width: 380px) { .mg-tools { flex-wrap: wrap; } }
.mg-filter {
  width: 220px; min-width: 60px; box-sizing: border-box; height: 24px; padding: 0 6px; font: inherit;
  color: var(--vscode-input-foreground, inherit); background: var(--vscode-input-background, transparent);
  border: 1px solid var(--vscode-input-border, var(--mg-border)); border-radius: 3px;
}
.mg-filter::placeholder { color: var(--vscode-input-placeholderForeground, var(--mg-muted)); }
.mg-button {
  height: 24px; padding: 0 8px; font: inherit; cursor: pointer; border-radius: 3px;
  color: inherit; background: transparent; border: 1px solid transparent;
}
.mg-button:hover { background: var(--vscode-toolbar-hoverBackground, rgba(128, 128, 128, .18)); }
.mg-button[aria-pressed="true"] { background: var(--vscode-inputOption-activeBackground, rgba(0, 120, 212, .2)); border-color: var(--vscode-inputOption-activeBorder, transparent); }
.mg-filter:focus-visible, .mg-button:focus-visible, .mg-grid:focus-visible { outline: 1px solid var(--mg-focus); outline-offset: -1px; }
.mg-grid {
  position: relative; overflow: auto; border: 1px solid var(--mg-border); border-radius: 3px; background: var(--mg-back);
  width: fit-content; max-width: 100%; box-sizing: border-box; outline: none;
}
.mg-head, .mg-row { display: grid; grid-template-columns: var(--mg-columns); height: var(--mg-row); width: max-content; min-width: 100%; }
.mg-head { position: sticky; top: 0; z-index: 3; background: linear-gradient(var(--mg-head), var(--mg-head)), var(--mg-back); border-bottom: 1px solid var(--mg-border); height: 26px; }
.mg-body { position: relative; }
.mg-row { position: absolute; left: 0; top: 0; }
.mg-odd { background: var(--vscode-keybindingTable-rowsBackground, rgba(128, 128, 128, .05)); }
.mg-row:hover { background: var(--vscode-list-hoverBackground, rgba(128, 128, 128, .12)); }
.mg-cell, .mg-title, .mg-label {
  box-sizing: border-box; padding: 0 10px; line-height: var(--mg-row); white-space: pre; overflow: hidden; text-overflow: ellipsis;
}
.mg-cell { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: calc(var(--vscode-font-size, 13px) - 1px); font-variant-numeric: tabular-nums; }
.mg-right { text-align: right; }
.mg-title { position: relative; line-height: 26px; font-weight: 600; cursor: pointer; user-select: none; }
.mg-title.mg-right { display: flex; justify-content: flex-end; gap: 4px; }
.mg-title .mg-unit { color: var(--mg-muted); font-weight: normal; }
.mg-title .mg-order { color: var(--vscode-textLink-foreground, #0078d4); font-size: 10px; margin-left: 4px; }
.mg-title.mg-right .mg-order { order: -1; margin: 0; }
.mg-edge { position: absolute; top: 0; right: 0; width: 7px; height: 100%; cursor: col-resize; }
.mg-edge:hover { background: var(--mg-focus); }
.mg-label { color: var(--mg-muted); text-align: right; font-size: 11px; }
.mg-frozen { position: sticky; z-index: 2; background: var(--mg-back); border-right: 1px solid var(--mg-border); }
.mg-head .mg-frozen { background: linear-gradient(var(--mg-head), var(--mg-head)), var(--mg-back); }
.mg-none { color: var(--mg-muted); padding: 6px 10px; }
.mg-zeros { opacity: .55; }
.mg-minus { color: var(--vscode-charts-red, #c9302c); }
.mg-chosen { background: var(--vscode-list-inactiveSelectionBackground, rgba(0, 120, 212, .2)); }
.mg-grid:focus .mg-chosen { background: var(--vscode-list-activeSelectionBackground, #0078d4); color: var(--vscode-list-activeSelectionForeground, #ffffff); }
.mg-active { outline: 1px solid var(--mg-focus); outline-offset: -1px; }
.mg-said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.mg-trouble { color: var(--vscode-errorForeground, #c9302c); margin: 4px 0; }
.mg-chart { position: relative; }
.mg-stage { cursor: default !important; }
.mg-chart svg { display: block; max-width: 100%; }
.mg-tip {
  position: absolute; z-index: 5; pointer-events: none; padding: 4px 8px; border-radius: 3px; font-size: 12px; white-space: nowrap;
  color: var(--vscode-editorHoverWidget-foreground, inherit); background: var(--vscode-editorHoverWidget-background, #ffffff);
  border: 1px solid var(--vscode-editorHoverWidget-border, var(--mg-border)); box-shadow: 0 2px 8px var(--vscode-widget-shadow, rgba(0, 0, 0, .16));
}
.mg-tip th { font-weight: normal; text-align: left; color: var(--mg-muted); padding-right: 10px; }
.mg-tip td { text-align: right; font-variant-numeric: tabular-nums; }
.vscode-high-contrast .mg-zeros, .vscode-high-contrast-light .mg-zeros { opacity: 1; }
.vscode-high-contrast .mg-view, .vscode-high-contrast-light .mg-view { --mg-border: var(--vscode-contrastBorder, currentColor); --mg-head: var(--mg-back); --mg-muted: currentColor; }
.vscode-high-contrast .mg-button, .vscode-high-contrast-light .mg-button { border-color: var(--vscode-contrastBorder, currentColor); }
.vscode-high-contrast .mg-chosen, .vscode-high-contrast-light .mg-chosen { outline: 1px dashed var(--vscode-contrastActiveBorder, currentColor); outline-offset: -2px; }
.vscode-high-contrast .mg-odd, .vscode-high-contrast-light .mg-odd { background: transparent; }
@media (forced-colors: active) { .mg-chosen { outline: 1px dashed Highlight; } }
`;
