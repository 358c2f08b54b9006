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

/** Told apart by people who see red and green as one, and at least 3:1 against a light background. */
const onLight = {
  series: ['#0b6bcb', '#c25e00', '#157f5f', '#7c3aed', '#b8336a', '#8a6d00', '#2b7a91', '#5f6b76'],
  good: '#157f5f',
  bad: '#c9302c',
  warning: '#8a6d00',
};
const onDark = {
  series: ['#4fb0ff', '#ffb454', '#63d297', '#cba6ff', '#ff8fa3', '#e3d26f', '#6fd3d3', '#b0b8c0'],
  good: '#63d297',
  bad: '#ff7b72',
  warning: '#e3d26f',
};

/** For pictures that leave the editor: on white. */
export const paper: Palette = { background: '#ffffff', text: '#1f2328', muted: '#59636e', grid: '#e4e7eb', ...onLight };

/** The colours of data in an editor, whose theme says the rest. */
export function dataColours(dark: boolean): Pick<Palette, 'series' | 'good' | 'bad' | 'warning'> {
  return dark ? onDark : onLight;
}

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
    axisX: { grid: false, labelOverlap: true, labelSeparation: 12, labelFlush: true },
    // Few enough that no label is dropped for want of room: the zero could be among them.
    axisXQuantitative: { tickCount: { signal: 'max(2, floor(width / 70))' } },
    axisXTemporal: { tickCount: { signal: 'max(2, floor(width / 90))' } },
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
