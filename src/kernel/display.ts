import { randomUUID } from 'node:crypto';
import { inspect, types, type InspectOptions } from 'node:util';
import type { Cells } from './cells.ts';
import type { Send } from './channel.ts';
import type { Output } from './output.ts';
import type { FromKernel, MimeBundle } from './protocol.ts';
import { barOf, bundleOf, imageOf, Shown, shownAs, type ImageSource } from './shown.ts';

/** The convention of Deno's kernel: a method of this name returns the values to show, by MIME type. */
const displaySymbol = Symbol.for('Jupyter.display');
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

/** Shows a text, or what a template makes of its values: `display.html`<b>${level}</b>``. */
export type ShowText = (text: string | TemplateStringsArray, ...values: unknown[]) => Promise<DisplayHandle>;

/** What cells call to show values: `display(value)` and `display.html(...)` and so on. */
export interface Display {
  (value: unknown): Promise<DisplayHandle>;
  readonly html: ShowText;
  readonly svg: ShowText;
  readonly markdown: ShowText;
  readonly latex: ShowText;
  readonly text: ShowText;
  json(value: unknown): Promise<DisplayHandle>;
  /** A PNG, JPEG, GIF, WebP or SVG image: its bytes, their base64, a `data:` URL, or the path of a file. */
  image(image: ImageSource, description?: string): Promise<DisplayHandle>;
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

export class Displays {
  readonly #send: Send;
  readonly #cells: Cells;
  readonly #output: Output;
  readonly #renderers: Renderers;
  /** What `display` and its handles gave back: as a cell's last value it has nothing to show. */
  readonly #returned = new WeakSet<object>();
  /** Displays whose content is still on its way, and their cells. */
  readonly #underWay = new Map<Promise<unknown>, number>();

  constructor(send: Send, cells: Cells, output: Output, renderers: Renderers) {
    this.#send = send;
    this.#cells = cells;
    this.#output = output;
    this.#renderers = renderers;
  }

  /** The value of a cell's last expression, behind what the cell has shown before it: a chart takes its time. */
  async showResult(cell: number, value: unknown): Promise<void> {
    if (value === undefined || (typeof value === 'object' && value !== null && this.#returned.has(value))) return;
    if (this.#underWay.size > 0)
      await Promise.allSettled([...this.#underWay].filter(([, of]) => of === cell).map(([showing]) => showing));
    this.#show(cell, await this.#bundle(value), true);
  }

  api(): Display {
    const display = (value: unknown) => this.#return(begin(value));
    const begin = (value: unknown): Promise<DisplayHandle> => {
      const cell = this.#cells.checkInterrupt().number;
      const id = randomUUID();
      const shown = (bundle: MimeBundle) => {
        this.#show(cell, bundle, false, id);
        return this.#handle(id);
      };
      // At once where that is possible, so that outputs stand in the order in which the cell made them.
      const bundle = this.#bundle(value);
      if (!(bundle instanceof Promise)) return Promise.resolve(shown(bundle));
      const showing = bundle.then(shown);
      this.#underWay.set(showing, cell);
      const settled = () => void this.#underWay.delete(showing);
      showing.then(settled, settled);
      return showing;
    };
    const as =
      (mime: string): ShowText =>
      (text, ...values) =>
        display(shownAs(mime, isTemplate(text) ? String.raw({ raw: text }, ...values) : text));
    return Object.assign(display, {
      html: as('text/html'),
      svg: as('image/svg+xml'),
      markdown: as('text/markdown'),
      latex: as('text/latex'),
      text: as('text/plain'),
      json: (value: unknown) => display(shownAs('application/json', value)),
      image: (image: ImageSource, description?: string) => display(imageOf(image, description)),
      bundle: (data: Record<string, unknown>, metadata?: Record<string, unknown>) => display(new Shown(data, metadata)),
      as: shownAs,
      progress: (total: number, label = '') => {
        const begun = display(barOf(0, total, label)).then((handle) =>
          this.#return({ update: (done: number, next = label) => handle.update(barOf(done, total, next)) }),
        );
        return this.#return(begun);
      },
      clear: ({ wait = false } = {}) => {
        const cell = this.#cells.checkInterrupt().number;
        this.#output.flush();
        this.#send({ type: 'clear', cell, wait });
      },
    });
  }

  #handle(id: string): DisplayHandle {
    const update = async (value: unknown) => {
      this.#cells.checkInterrupt();
      const bundle = await this.#bundle(value);
      this.#deliver({ type: 'update', displayId: id, bundle });
    };
    return this.#return({ id, update: (value) => this.#return(update(value)) });
  }

  #return<T extends object>(value: T): T {
    this.#returned.add(value);
    return value;
  }

  #show(cell: number, bundle: MimeBundle, result: boolean, displayId?: string): void {
    this.#deliver({ type: 'display', cell, bundle, result, ...(displayId !== undefined && { displayId }) });
  }

  /** @throws TypeError for content that is no JSON: a BigInt, or what contains itself. */
  #deliver(message: FromKernel & { readonly type: 'display' | 'update' }): void {
    this.#output.flush();
    try {
      this.#send(message);
    } catch (cause) {
      const mimes = Object.keys(message.bundle.data).join(', ');
      throw new TypeError(`What the cell shows as ${mimes} cannot be kept as JSON.`, { cause });
    }
  }

  #bundle(value: unknown): MimeBundle | Promise<MimeBundle> {
    // Nothing of a proxy is asked: it would run code.
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || types.isProxy(value))
      return this.#plain(value);
    if (value instanceof Shown) return value.bundle;
    const method = (value as Record<symbol, unknown>)[displaySymbol];
    const own: unknown = typeof method === 'function' ? method.call(value) : undefined;
    if (isThenable(own)) return Promise.resolve(own).then((data) => this.#ownOrPlain(value, data));
    if (own !== undefined) return this.#ownOrPlain(value, own);
    return (typeof value === 'object' && this.#renderers.table(value)) || this.#plain(value);
  }

  #ownOrPlain(value: unknown, data: unknown): MimeBundle {
    return bundleOf(data) ?? this.#plain(value);
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
    text = `[value that cannot be inspected${types.isNativeError(error) ? `: ${error.message}` : ''}]`;
  }
  return text.length > longestText
    ? `${text.slice(0, longestText)}\n... ${text.length - longestText} more characters`
    : text;
}

function isTemplate(text: unknown): text is TemplateStringsArray {
  return Array.isArray(text) && 'raw' in text;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
