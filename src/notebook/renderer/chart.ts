import { Error as ErrorLevel, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import type { ChartOutput } from '../../analytics/charts/bundle.ts';
import { checkAmount } from '../../analytics/charts/limits.ts';
import { closedLoader } from '../../analytics/charts/loader.ts';
import { quiet } from '../../analytics/charts/loggers.ts';
import { prepareSpec } from '../../analytics/charts/prepare.ts';
import { dataColours, themeConfig, type Palette } from '../../analytics/charts/theme.ts';
import { closedRenderer } from './closed-renderer.ts';
import { element } from './dom.ts';

/** A live chart in the editor's colours: redrawn when the theme or the width changes. No code is evaluated. */
export function chartView(output: ChartOutput): { readonly root: HTMLElement; dispose(): void } {
  return new ChartView(output);
}

class ChartView {
  readonly root: HTMLElement;
  private readonly output: ChartOutput;
  private readonly stage = element('div', { class: 'mg-stage' });
  private readonly tip = element('div', { class: 'mg-tip', hidden: '', role: 'status' });
  private readonly watchTheme: MutationObserver;
  private readonly watchWidth: ResizeObserver;
  private view: View | undefined;
  private width = 0;
  /** Counts drawings: only the last one begun is shown. */
  private turn = 0;
  private checked: Promise<void> | undefined;

  constructor(output: ChartOutput) {
    this.output = output;
    this.root = element(
      'div',
      { class: 'mg-view mg-chart', role: 'figure', 'aria-label': output.caption },
      this.stage,
      this.tip,
    );
    this.watchTheme = new MutationObserver(() => void this.draw());
    this.watchTheme.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    this.watchWidth = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === 0 || Math.abs(width - this.width) < 8) return;
      this.width = width;
      void this.draw();
    });
    this.watchWidth.observe(this.root);
  }

  dispose(): void {
    this.watchTheme.disconnect();
    this.watchWidth.disconnect();
    this.view?.finalize();
  }

  private async draw(): Promise<void> {
    const turn = ++this.turn;
    this.view?.finalize();
    try {
      const spec = prepareSpec(this.output.spec, this.output.data);
      const sized =
        'width' in this.output.spec || !('width' in spec) ? spec : { ...spec, width: Math.min(this.width, 900) };
      const compiled = compile(sized, {
        config: themeConfig(paletteOf(this.root), fontOf(this.root)),
        logger: quiet,
      }).spec;
      // A page that draws for minutes answers to nothing.
      this.checked ??= checkAmount(compiled);
      await this.checked;
      if (turn !== this.turn) return;
      this.view = new View(parse(compiled, undefined, { ast: true }), {
        renderer: closedRenderer as never,
        container: this.stage,
        hover: true,
        logLevel: ErrorLevel,
        loader: closedLoader(),
        expr: expressionInterpreter as never,
        tooltip: (_, event: MouseEvent, __, value: unknown) => this.showTip(event, value),
      });
      await this.view.runAsync();
    } catch (error) {
      this.stage.replaceChildren(
        element('div', { class: 'mg-trouble' }, error instanceof Error ? error.message : String(error)),
      );
    }
  }

  private showTip(event: MouseEvent, value: unknown): void {
    if (value === null || value === undefined || value === '') {
      this.tip.hidden = true;
      return;
    }
    const rows = typeof value === 'object' ? Object.entries(value as Record<string, unknown>) : [['', value] as const];
    const lines = rows.map(([name, text]) =>
      element('tr', {}, element('th', {}, name), element('td', {}, String(text))),
    );
    this.tip.replaceChildren(element('table', {}, ...lines));
    this.tip.hidden = false;
    const frame = this.root.getBoundingClientRect();
    const left = Math.min(event.clientX - frame.left + 12, frame.width - this.tip.offsetWidth);
    this.tip.style.left = `${Math.max(0, left)}px`;
    this.tip.style.top = `${event.clientY - frame.top + 14}px`;
  }
}

function fontOf(root: HTMLElement): string {
  return getComputedStyle(root).fontFamily || 'sans-serif';
}

/** The editor theme's text and lines, so that a chart looks at home in any theme, and data colours that its background bears. */
function paletteOf(root: HTMLElement): Palette {
  const style = getComputedStyle(root);
  const colour = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const text = colour('editor-foreground', '#1f2328');
  const contrast =
    document.body.classList.contains('vscode-high-contrast') ||
    document.body.classList.contains('vscode-high-contrast-light');
  const dark = ['vscode-dark', 'vscode-high-contrast'].some((theme) => document.body.classList.contains(theme));
  return {
    background: null,
    text,
    muted: contrast ? text : colour('descriptionForeground', '#767676'),
    grid: contrast ? 'rgba(128, 128, 128, 0.6)' : colour('panel-border', 'rgba(128, 128, 128, 0.3)'),
    ...dataColours(dark),
  };
}
