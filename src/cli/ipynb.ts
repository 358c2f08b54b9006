import { randomUUID } from 'node:crypto';
import type { CellError, MimeBundle, StreamName } from '../kernel/protocol.ts';

/** An `.ipynb` file, as far as running it needs to know; what else is in it stays as it is. */
export interface Notebook {
  cells: Cell[];
  metadata: { kernelspec?: { language?: string }; language_info?: { name?: string }; [more: string]: unknown };
  nbformat: number;
  nbformat_minor: number;
}

export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id?: string;
  source: string | string[];
  metadata: { tags?: string[]; vscode?: { languageId?: string }; [more: string]: unknown };
  outputs?: Output[];
  execution_count?: number | null;
}

export type Output =
  | { output_type: 'stream'; name: StreamName; text: string }
  | { output_type: 'display_data'; data: Record<string, unknown>; metadata: Record<string, unknown> }
  | {
      output_type: 'execute_result';
      execution_count: number;
      data: Record<string, unknown>;
      metadata: Record<string, unknown>;
    }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

export class NotebookFormatError extends Error {}

/**
 * Reads a notebook of format 4 and brings it to 4.5, in which every cell has an id.
 * @throws NotebookFormatError
 */
export function parseNotebook(text: string): Notebook {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw new NotebookFormatError(`It is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(notebook) || typeof notebook['nbformat'] !== 'number')
    throw new NotebookFormatError('It is JSON, but no notebook: it has no "nbformat".');
  const { nbformat, nbformat_minor: minor, metadata, cells: given } = notebook;
  if (nbformat !== 4)
    throw new NotebookFormatError(
      `It is a notebook of nbformat ${nbformat}, and only 4 can be run. Jupyter converts it: jupyter nbconvert --to notebook --nbformat 4`,
    );
  if (!Array.isArray(given)) throw new NotebookFormatError('It has no list of cells.');
  const taken = new Set<string>();
  const cells = given.map((each: unknown, place) => {
    const cell = asCell(each, place);
    const id = cell.id !== undefined && /^[\w-]{1,64}$/.test(cell.id) && !taken.has(cell.id) ? cell.id : newId();
    taken.add(id);
    return { ...cell, id };
  });
  return {
    ...notebook,
    metadata: isRecord(metadata) ? metadata : {},
    cells,
    nbformat: 4,
    nbformat_minor: Math.max(5, typeof minor === 'number' ? minor : 0),
  };
}

/** A cell with all that running it relies on. */
function asCell(cell: unknown, place: number): Cell {
  const kind = isRecord(cell) ? cell['cell_type'] : undefined;
  const source = isRecord(cell) ? cell['source'] : undefined;
  const isText =
    typeof source === 'string' || (Array.isArray(source) && source.every((line) => typeof line === 'string'));
  if (!isRecord(cell) || (kind !== 'code' && kind !== 'markdown' && kind !== 'raw') || !isText)
    throw new NotebookFormatError(`Its cell ${place + 1} is no cell: it needs a "cell_type" and a "source" of text.`);
  return { ...(cell as unknown as Cell), metadata: isRecord(cell['metadata']) ? cell['metadata'] : {} };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function formatNotebook(notebook: Notebook): string {
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/**
 * The notebook without what running it has left: outputs, counts, and what they say of an account. What remains changes
 * only when somebody edits it.
 */
export function stripNotebook(notebook: Notebook): Notebook {
  const cells = notebook.cells
    .filter(({ metadata }) => !metadata.tags?.includes('injected-parameters'))
    .map((cell) => {
      const metadata = without(cell.metadata, 'execution');
      return cell.cell_type === 'code'
        ? { ...cell, metadata, outputs: [], execution_count: null }
        : { ...cell, metadata };
    });
  return { ...notebook, cells, metadata: without(notebook.metadata, 'widgets') };
}

function without<T extends Record<string, unknown>>(metadata: T, name: string): T {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== name)) as T;
}

export function sourceOf({ source }: Cell): string {
  return typeof source === 'string' ? source : source.join('');
}

/** The language of a code cell, from its own metadata or the notebook's. */
export function languageOf(cell: Cell, { metadata }: Notebook): string {
  return (
    cell.metadata.vscode?.languageId ?? metadata.language_info?.name ?? metadata.kernelspec?.language ?? 'typescript'
  );
}

export function codeCell(source: string, tags: string[]): Cell {
  return { cell_type: 'code', id: newId(), metadata: { tags }, source, outputs: [], execution_count: null };
}

function newId(): string {
  return randomUUID().slice(0, 8);
}

/** Collects what the cells of one run put out, in the shape of the file. */
export class OutputCollector {
  readonly #outputs = new Map<number, Output[]>();
  readonly #displays = new Map<string, { data: Record<string, unknown>; metadata: Record<string, unknown> }[]>();
  readonly #clearNext = new Set<number>();

  of(cell: number): Output[] {
    let outputs = this.#outputs.get(cell);
    if (!outputs) this.#outputs.set(cell, (outputs = []));
    return outputs;
  }

  stream(cell: number, name: StreamName, text: string): void {
    const last = this.of(cell).at(-1);
    if (last?.output_type === 'stream' && last.name === name && !this.#clearNext.has(cell)) last.text += text;
    else this.#add(cell, { output_type: 'stream', name, text });
  }

  display(cell: number, bundle: MimeBundle, result: boolean, displayId?: string): void {
    const content = { data: savedData(bundle), metadata: { ...bundle.metadata } };
    this.#add(
      cell,
      result
        ? { output_type: 'execute_result', execution_count: cell, ...content }
        : { output_type: 'display_data', ...content },
    );
    const shown = this.of(cell).at(-1);
    if (displayId !== undefined && shown && 'data' in shown)
      this.#displays.set(displayId, [...(this.#displays.get(displayId) ?? []), shown]);
  }

  update(bundle: MimeBundle, displayId: string): void {
    for (const shown of this.#displays.get(displayId) ?? []) {
      shown.data = savedData(bundle);
      shown.metadata = { ...bundle.metadata };
    }
  }

  clear(cell: number, wait: boolean): void {
    if (wait) this.#clearNext.add(cell);
    else this.of(cell).length = 0;
  }

  error(cell: number, { name, message, stack }: CellError): void {
    this.#add(cell, { output_type: 'error', ename: name, evalue: message, traceback: stack.split('\n') });
  }

  #add(cell: number, output: Output): void {
    if (this.#clearNext.delete(cell)) this.of(cell).length = 0;
    this.of(cell).push(output);
  }
}

/** nbformat wants text where the type is not JSON. */
function savedData({ data }: MimeBundle): Record<string, unknown> {
  const entries = Object.entries(data).map(([mime, value]) => {
    const json = /^application\/(?:.*\+)?json$/.test(mime);
    return [mime, json || typeof value === 'string' ? value : JSON.stringify(value)] as const;
  });
  return Object.fromEntries(entries);
}
