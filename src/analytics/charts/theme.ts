import type { Config } from 'vega-lite';

export interface Palette {
  readonly background: string | null;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly series: readonly string[];
  /** Gains and safety, losses and danger, and what needs watching. */
  readonly good: string;
  readonly bad: string;
  readonly warning: string;
}

/** For pictures that leave the editor: on white, told apart by people who see red and green as one. */
export const paper: Palette = {
  background: '#ffffff',
  text: '#1f2328',
  muted: '#59636e',
  grid: '#e4e7eb',
  series: ['#0b6bcb', '#d9730d', '#2a9d7c', '#8b5cf6', '#c2376b', '#a1862b', '#4b8fa6', '#6e7781'],
  good: '#1a7f5a',
  bad: '#c9302c',
  warning: '#b7791f',
};

/** The same look for every chart; a specification's own `config` wins. */
export function themeConfig(palette: Palette, font = 'Helvetica, Arial, sans-serif'): Config {
  return {
    background: palette.background ?? 'transparent',
    font,
    // Without a canvas text widths are estimates; the picture must not run out of its frame.
    padding: 8,
    title: {
      color: palette.text,
      fontSize: 14,
      fontWeight: 600,
      anchor: 'start',
      offset: 12,
      subtitleColor: palette.muted,
    },
    axis: {
      labelColor: palette.muted,
      titleColor: palette.muted,
      titleFontWeight: 'normal',
      titlePadding: 8,
      gridColor: palette.grid,
      domainColor: palette.grid,
      tickColor: palette.grid,
      labelFontSize: 11,
      titleFontSize: 11,
      labelLimit: 160,
    },
    axisX: { grid: false },
    legend: { labelColor: palette.text, titleColor: palette.muted, titleFontWeight: 'normal', labelLimit: 160 },
    header: { labelColor: palette.text, titleColor: palette.muted },
    view: { stroke: null },
    range: {
      category: [...palette.series],
      diverging: [palette.bad, palette.grid, palette.good],
      heatmap: [palette.bad, palette.warning, palette.good],
    },
    mark: { color: palette.series[0] ?? palette.text },
    line: { strokeWidth: 1.75 },
    area: { opacity: 0.25, line: true },
    bar: { cornerRadiusEnd: 2 },
    rule: { color: palette.muted },
    text: { color: palette.text, font },
    arc: { stroke: palette.background ?? palette.text },
  };
}
