import { existsSync, readFileSync } from 'node:fs';
import { types } from 'node:util';
import type { MimeBundle } from './protocol.ts';

/** An image: its bytes, their base64, a `data:` URL, or the path or URL of a file. */
export type ImageSource = Uint8Array | ArrayBuffer | string | URL;

/** Marks a value that says itself how it is shown, without looking like one that a cell made. */
export class Shown {
  readonly bundle: MimeBundle;
  constructor(data: Record<string, unknown>, metadata?: Record<string, unknown>) {
    const bundle = bundleOf(data);
    if (!bundle) throw new TypeError("A bundle is an object with values by MIME type: { 'text/plain': '…' }.");
    this.bundle = metadata ? { ...bundle, metadata } : bundle;
  }
}

/**
 * What a cell gives by MIME type, in the form in which a notebook keeps it: texts as texts, bytes as base64.
 *
 * @returns nothing for what is no such thing
 */
export function bundleOf(data: unknown): MimeBundle | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const entries = Object.entries(data).filter(([mime, content]) => mime.includes('/') && content !== undefined);
  if (entries.length === 0) return undefined;
  return { data: Object.fromEntries(entries.map(([mime, content]) => [mime, contentOf(mime, content)])) };
}

function contentOf(mime: string, content: unknown): unknown {
  const bytes = bytesIn(content);
  if (bytes) return bytes.toString(/^text\/|\+xml$/.test(mime) ? 'utf8' : 'base64');
  if (!/^(?:text|image)\//.test(mime)) return content;
  // A notebook may keep a text as a list of lines.
  return Array.isArray(content) ? content.join('') : String(content);
}

function bytesIn(content: unknown): Buffer | undefined {
  if (ArrayBuffer.isView(content)) return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return types.isAnyArrayBuffer(content) ? Buffer.from(content) : undefined;
}

/** The content, and something to read for viewers that cannot show the real thing. */
export function shownAs(mime: string, content: unknown = null): Shown {
  return new Shown({ [mime]: content, ...plainOf(mime, content) });
}

function plainOf(mime: string, content: unknown): Record<string, unknown> {
  if (mime === 'text/plain') return {};
  if (mime === 'application/json') return { 'text/plain': JSON.stringify(content, null, 2) };
  if (mime === 'text/markdown' || mime === 'text/latex') return { 'text/plain': content };
  return { 'text/plain': mime === 'text/html' ? '[HTML]' : '[SVG image]' };
}

/** A progress bar for browsers, and in characters for everything else. */
export function barOf(done: number, total: number, label: string): Shown {
  const part = total > 0 && done > 0 ? Math.min(1, done / total) : 0;
  const percent = `${Math.round(part * 100)} %`;
  const filled = Math.round(part * 30);
  const escaped = label.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return new Shown({
    'text/html': `<label>${escaped} <progress max="1" value="${part}"></progress> ${percent}</label>`,
    'text/plain': `${label}${label ? ' ' : ''}${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${percent}`,
  });
}

const signatures: readonly [string, RegExp][] = [
  ['image/png', /^\x89PNG/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF/],
  ['image/webp', /^RIFF/],
  ['image/svg+xml', /^\s*<(?:\?xml|svg)\b/],
];

/** @throws TypeError when it is no image, or a file that is not there. */
export function imageOf(image: ImageSource, description = 'Image'): Shown {
  const bytes = bytesOf(image);
  const mime = bytes && mimeOf(bytes);
  if (!mime)
    throw new TypeError(
      'display.image takes a PNG, JPEG, GIF, WebP or SVG image: its bytes, their base64, a data: URL or a path.',
    );
  return new Shown({ [mime]: bytes, 'text/plain': description }, { vscode_altText: description });
}

function bytesOf(image: unknown): Buffer | undefined {
  const given = bytesIn(image);
  if (given) return given;
  if (typeof image !== 'string' && !(image instanceof URL)) return undefined;
  const text = String(image);
  const [, base64, data] = /^data:[^,]*?(;base64)?,([^]*)$/.exec(text) ?? [];
  if (data !== undefined) return base64 ? Buffer.from(data, 'base64') : Buffer.from(decodeURIComponent(data));
  const bytes = Buffer.from(text, 'base64');
  if (mimeOf(bytes)) return bytes;
  return existsSync(image) ? readFileSync(image) : undefined;
}

function mimeOf(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 64);
  return signatures.find(([, pattern]) => pattern.test(start))?.[0];
}
