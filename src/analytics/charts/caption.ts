import type { ChartData, ChartSpec } from './prepare.ts';

interface Channel {
  readonly field?: unknown;
  readonly aggregate?: unknown;
  readonly title?: unknown;
  readonly type?: unknown;
  readonly timeUnit?: unknown;
}

/** The chart in words, for readers who do not see it: its title, what is drawn over what, and the range of each axis. */
export function captionOf(spec: ChartSpec, data: ChartData | undefined, caption?: string): string {
  const title = caption ?? titleOf(spec);
  const channels = encodingOf(spec);
  const x = name(channels['x']);
  const y = name(channels['y']);
  const what = y && x ? `${y} by ${x}` : (y ?? x ?? 'a chart');
  const head = title === undefined ? `Chart: ${what}` : `${title} (chart of ${what})`;
  const rows = Object.values(data ?? {})[0]?.length;
  const ranges = [channels['x'], channels['y']].flatMap((channel) => rangeOf(channel, data) ?? []);
  return (
    [
      head,
      ...(rows === undefined ? [] : [`${rows.toLocaleString('en-US')} point${rows === 1 ? '' : 's'}`]),
      ...ranges,
    ].join('; ') + '.'
  );
}

function titleOf(spec: ChartSpec): string | undefined {
  const title = spec['title'];
  if (typeof title === 'string') return title;
  if (typeof title !== 'object' || title === null || !('text' in title)) return undefined;
  return typeof title.text === 'string' ? title.text : undefined;
}

/** The encoding of the first layer that has one, over the shared one. */
function encodingOf(spec: ChartSpec): Record<string, Channel | undefined> {
  const layers = Array.isArray(spec['layer']) ? (spec['layer'] as ChartSpec[]) : [];
  const own = (spec['encoding'] ?? {}) as Record<string, Channel>;
  const first = layers.map((layer) => layer['encoding']).find((encoding) => encoding !== undefined) ?? {};
  return { ...(first as Record<string, Channel>), ...own };
}

function name(channel: Channel | undefined): string | undefined {
  if (typeof channel?.title === 'string') return channel.title;
  if (typeof channel?.field !== 'string') return typeof channel?.aggregate === 'string' ? channel.aggregate : undefined;
  return typeof channel.aggregate === 'string' ? `${channel.aggregate} of ${channel.field}` : channel.field;
}

function rangeOf(channel: Channel | undefined, data: ChartData | undefined): string[] | undefined {
  if (typeof channel?.field !== 'string' || channel.aggregate !== undefined) return undefined;
  const numbers = (data?.[channel.field] ?? []).filter((value): value is number => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  const lowest = numbers.reduce((a, b) => Math.min(a, b));
  const highest = numbers.reduce((a, b) => Math.max(a, b));
  if (channel.type === 'temporal' || channel.timeUnit !== undefined)
    return [`from ${iso(lowest)} to ${iso(highest)} UTC`];
  const last = numbers.at(-1) ?? NaN;
  return [`${name(channel) ?? channel.field} between ${short(lowest)} and ${short(highest)}, last ${short(last)}`];
}

function iso(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

function short(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 8 });
}
