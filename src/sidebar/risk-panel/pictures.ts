import { escape } from './html.ts';

// Pixels and plot positions are floats: nothing here is an amount any more. Colours are classes, so that the theme and
// not the picture decides them.

const width = 640;
const height = 180;
const edge = { left: 44, right: 12, top: 12, bottom: 24 };

export interface Line {
  /** Time in ms and value; a value that is not there interrupts the line. */
  readonly points: readonly { readonly at: number; readonly value: number | undefined }[];
}

/** A line over time, with marks across it. The same numbers stand in a table beneath: the picture only has a name. */
export function timeLine(
  name: string,
  { points }: Line,
  marks: readonly { value: number; kind: 'call' | 'danger' }[],
): string {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  const first = points[0]?.at ?? 0;
  const last = Math.max(points.at(-1)?.at ?? 1, first + 1);
  const least = Math.min(...values, ...marks.map((mark) => mark.value));
  const most = Math.max(...values, ...marks.map((mark) => mark.value));
  const pad = (most - least || 1) * 0.1;
  const x = (at: number) => edge.left + ((at - first) / (last - first)) * (width - edge.left - edge.right);
  const y = (value: number) =>
    edge.top + (1 - (value - least + pad) / (most - least + 2 * pad)) * (height - edge.top - edge.bottom);
  let drawing = '';
  let pen = false;
  for (const { at, value } of points) {
    if (value !== undefined) drawing += `${pen ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = value !== undefined;
  }
  const lines = marks.map(
    ({ value, kind }) =>
      `<line class="${kind}" x1="${edge.left}" x2="${width - edge.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>` +
      // Above and below their lines: the two stand so close that centred labels would touch.
      `<text x="${edge.left - 6}" y="${(y(value) + (kind === 'call' ? 0 : 8)).toFixed(1)}" text-anchor="end">${value}</text>`,
  );
  const latest = values.at(-1);
  const dot =
    latest === undefined
      ? ''
      : `<circle cx="${x(points.at(-1)?.at ?? last).toFixed(1)}" cy="${y(latest).toFixed(1)}" r="3.5"/>` +
        `<text class="strong" x="${width - edge.right}" y="${Math.max(12, y(latest) - 8).toFixed(1)}" text-anchor="end">${latest.toFixed(3)}</text>`;
  const time = (at: number) => new Date(at).toISOString().slice(11, 16);
  const axis =
    `<text x="${edge.left}" y="${height - 6}">${time(first)} UTC</text>` +
    `<text x="${width - edge.right}" y="${height - 6}" text-anchor="end">${time(last)} UTC</text>`;
  return `<svg role="img" aria-label="${escape(name)}" viewBox="0 0 ${width} ${height}">${lines.join('')}<path d="${drawing}"/>${dot}${axis}</svg>`;
}

/** How far each price is from its liquidation price: longer is safer; full length is all the way to zero or double. */
export function bars(
  name: string,
  rows: readonly { readonly label: string; readonly share: number; readonly text: string }[],
): string {
  const step = 26;
  const total = rows.length * step + 8;
  const drawn = rows.map(({ label, share, text }, index) => {
    const y = index * step + 6;
    const long = Math.max(2, Math.min(1, share) * (width - 240));
    const kind = share < 0.1 ? 'danger' : share < 0.25 ? 'call' : 'safe';
    return (
      `<text x="0" y="${y + 13}">${escape(label)}</text>` +
      `<rect class="track" x="110" y="${y}" width="${width - 240}" height="16" rx="3"/>` +
      `<rect class="${kind}" x="110" y="${y}" width="${long.toFixed(1)}" height="16" rx="3"/>` +
      `<text x="${width}" y="${y + 13}" text-anchor="end">${escape(text)}</text>`
    );
  });
  return `<svg role="img" aria-label="${escape(name)}" viewBox="0 0 ${width} ${total}">${drawn.join('')}</svg>`;
}
