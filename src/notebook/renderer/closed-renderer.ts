import * as vega from 'vega';

interface Marked {
  fill?: unknown;
  stroke?: unknown;
}

/** Vega's own, of which its types know only the base. */
const { SVGRenderer, SVGHandler } = vega as unknown as {
  SVGRenderer: new (loader: unknown) => vega.Renderer & { style(element: Element, item: Marked | null): void };
  SVGHandler: unknown;
};

/** Names, `#rrggbb`, `rgb(…)` and the like; without escapes, by which CSS can hide a word. */
const colour = /^[\w\s#%.,()/+-]*$/;

/** Draws as Vega does, but paints with colours and gradients only: `url(…)` would fetch the paint from wherever it says. */
class ClosedRenderer extends SVGRenderer {
  override style(element: Element, item: Marked | null): void {
    for (const paint of ['fill', 'stroke'] as const) {
      const value = item?.[paint];
      if (typeof value === 'string' && (!colour.test(value) || /url/i.test(value))) (item ?? {})[paint] = 'none';
    }
    super.style(element, item);
  }
}

/** The name under which a view asks for it. */
export const closedRenderer = 'closed';
vega.renderModule(closedRenderer, { renderer: ClosedRenderer, headless: ClosedRenderer, handler: SVGHandler } as never);
