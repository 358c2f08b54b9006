import { randomUUID } from 'node:crypto';
import { inspect, types, type InspectOptions } from 'node:util';
import type { Cells } from './cells.ts';
import type { Send } from './channel.ts';
import type { Output } from './output.ts';
import type { MimeBundle } from './protocol.ts';

/** The convention of Deno's kernel: a method of this name returns the values to show, by MIME type. */
export const displaySymbol: unique symbol = Symbol.for('Jupyter.display');
/** Characters of an inspected value that are kept. */
const longestText = 100_000;

/** A display whose content can be replaced later. */
export interface DisplayHandle {
  readonly id: string;
  update(value: unknown): Promise<void>;
}

export interface ProgressBar {
  /** @param done between 0 and the total */
  update(done: number, label?: string): Promise<void>;
}

/** What cells call to show values: `display(value)` and `display.html(...)` and so on. */
export interface Display {
  (value: unknown): Promise<DisplayHandle>;
  html(text: string): Promise<DisplayHandle>;
  svg(text: string): Promise<DisplayHandle>;
  markdown(text: string): Promise<DisplayHandle>;
  latex(text: string): Promise<DisplayHandle>;
  text(text: string): Promise<DisplayHandle>;
  json(value: unknown): Promise<DisplayHandle>;
  /** PNG, JPEG, GIF or WebP bytes, or a base64 text of a PNG. */
  image(bytes: Uint8Array | string, description?: string): Promise<DisplayHandle>;
  /** Any values by MIME type. */
  bundle(data: Record<string, unknown>, metadata?: Record<string, unknown>): Promise<DisplayHandle>;
  /** A value that shows itself as the given content, for `display` and `update`. */
  as(mime: string, content: unknown): object;
  /** A bar that fills up to `total`; each call of `update` moves it. */
  progress(total: number, label?: string): Promise<ProgressBar>;
  /** Removes what the cell has shown so far; with `wait`, only once something new is shown. */
  clear(options?: { wait?: boolean }): void;
}

export interface Renderers {
  readonly colors: boolean;
  /** Tables for DataFrames and arrays of plain objects; `undefined` for everything else. */
  table(value: unknown): MimeBundle | undefined;
}

/** Marks a value that says itself how it is shown, without looking like one that a cell made. */
class Shown {
  readonly bundle: MimeBundle;
  constructor(data: Record<string, unknown>, metadata?: Record<string, unknown>) {
    this.bundle = metadata ? { data, metadata } : { data };
  }
}

export class Displays {
  readonly #send: Send;
  readonly #cells: Cells;
  readonly #output: Output;
  readonly #renderers: Renderers;
  /** What `display` gave back: as a cell's last value it has nothing to show. */
  readonly #handles = new WeakSet<object>();

  constructor(send: Send, cells: Cells, output: Output, renderers: Renderers) {
    this.#send = send;
    this.#cells = cells;
    this.#output = output;
    this.#renderers = renderers;
  }

  /** The value of a cell's last expression. */
  async showResult(cell: number, value: unknown): Promise<void> {
    if (value === undefined || (typeof value === 'object' && value !== null && this.#handles.has(value))) return;
    this.#show(cell, await this.#bundle(value), true);
  }

  api(): Display {
    const show = (value: unknown) => {
      const handle = begin(value);
      this.#handles.add(handle);
      return handle;
    };
    const begin = (value: unknown): Promise<DisplayHandle> => {
      const cell = this.#cells.checkInterrupt().number;
      const id = randomUUID();
      const shown = (bundle: MimeBundle) => {
        this.#show(cell, bundle, false, id);
        return this.#handle(id);
      };
      // At once where that is possible, so that outputs stand in the order in which the cell made them.
      const bundle = this.#bundle(value);
      return bundle instanceof Promise ? bundle.then(shown) : Promise.resolve(shown(bundle));
    };
    const as = (mime: string) => (content: unknown) => show(new Shown({ [mime]: content, ...plainOf(mime, content) }));
    return Object.assign(show, {
      html: as('text/html'),
      svg: as('image/svg+xml'),
      markdown: as('text/markdown'),
      latex: as('text/latex'),
      text: as('text/plain'),
      json: as('application/json'),
      image: (content: Uint8Array | string, description?: string) => show(imageOf(content, description)),
      bundle: (data: Record<string, unknown>, metadata?: Record<string, unknown>) => show(new Shown(data, metadata)),
      as: (mime: string, content: unknown) => new Shown({ [mime]: content, ...plainOf(mime, content) }),
      progress: async (total: number, label = '') => {
        const handle = await show(barOf(0, total, label));
        return { update: (done: number, next = label) => handle.update(barOf(done, total, next)) };
      },
      clear: ({ wait = false } = {}) => {
        const cell = this.#cells.checkInterrupt().number;
        this.#output.flush();
        this.#send({ type: 'clear', cell, wait });
      },
    });
  }

  #handle(id: string): DisplayHandle {
    const handle: DisplayHandle = {
      id,
      update: async (value) => {
        this.#cells.checkInterrupt();
        const bundle = await this.#bundle(value);
        this.#output.flush();
        this.#send({ type: 'update', displayId: id, bundle });
      },
    };
    this.#handles.add(handle);
    return handle;
  }

  #show(cell: number, bundle: MimeBundle, result: boolean, displayId?: string): void {
    this.#output.flush();
    this.#send({ type: 'display', cell, bundle, result, ...(displayId !== undefined && { displayId }) });
  }

  #bundle(value: unknown): MimeBundle | Promise<MimeBundle> {
    if (value instanceof Shown) return value.bundle;
    const own = displayMethod(value)?.();
    if (types.isPromise(own)) return own.then((data) => this.#ownOrPlain(value, data));
    if (own !== undefined) return this.#ownOrPlain(value, own);
    if (typeof value === 'object' && value !== null && !types.isProxy(value)) {
      const table = this.#renderers.table(value);
      if (table) return table;
    }
    return this.#plain(value);
  }

  #ownOrPlain(value: unknown, data: unknown): MimeBundle {
    return typeof data === 'object' && data !== null ? { data: data as Record<string, unknown> } : this.#plain(value);
  }

  #plain(value: unknown): MimeBundle {
    return { data: { 'text/plain': this.#text(value) } };
  }

  #text(value: unknown): string {
    return inspectValue(value, this.#renderers.colors);
  }
}

/** As a REPL shows it: limited in depth and length, no getter run. */
export function inspectValue(value: unknown, colors: boolean, options: InspectOptions = {}): string {
  let text: string;
  try {
    text = inspect(value, {
      colors,
      depth: 4,
      maxArrayLength: 100,
      maxStringLength: 10_000,
      breakLength: 100,
      ...options,
    });
  } catch (error) {
    text = `[value that cannot be inspected: ${(error as Error).message}]`;
  }
  return text.length > longestText
    ? `${text.slice(0, longestText)}\n... ${text.length - longestText} more characters`
    : text;
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || types.isProxy(value))
    return undefined;
  const method = (value as Record<symbol, unknown>)[displaySymbol];
  return typeof method === 'function' ? () => method.call(value) as unknown : undefined;
}

/** A progress bar for browsers, and in characters for everything else. */
function barOf(done: number, total: number, label: string): Shown {
  const part = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const percent = `${Math.round(part * 100)} %`;
  const filled = Math.round(part * 30);
  const escaped = label.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return new Shown({
    'text/html': `<label>${escaped} <progress max="1" value="${part}"></progress> ${percent}</label>`,
    'text/plain': `${label}${label ? ' ' : ''}${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${percent}`,
  });
}

/** Something to read for viewers that cannot show the real thing. */
function plainOf(mime: string, content: unknown): Record<string, unknown> {
  if (mime === 'text/plain') return {};
  if (mime === 'application/json') return { 'text/plain': JSON.stringify(content, null, 2) };
  if (mime === 'text/markdown' || mime === 'text/latex') return { 'text/plain': content };
  return { 'text/plain': mime === 'text/html' ? '[HTML]' : '[SVG image]' };
}

const signatures: readonly [string, readonly number[]][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46]],
  ['image/webp', [0x52, 0x49, 0x46, 0x46]],
];

function imageOf(content: Uint8Array | string, description = 'Image'): Shown {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : content;
  const mime = signatures.find(([, start]) => start.every((byte, at) => bytes[at] === byte))?.[0];
  if (!mime) throw new TypeError('display.image takes the bytes of a PNG, JPEG, GIF or WebP image.');
  const data = { [mime]: Buffer.from(bytes).toString('base64'), 'text/plain': description };
  return new Shown(data, { vscode_altText: description });
}
