import type { StreamName } from '../kernel/protocol.ts';

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
 * Reads a notebook of format 4.
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
  const { nbformat, nbformat_minor: minor, metadata, cells } = notebook;
  if (nbformat !== 4)
    throw new NotebookFormatError(
      `It is a notebook of nbformat ${nbformat}, and only 4 can be read. Jupyter converts it: jupyter nbconvert --to notebook --nbformat 4`,
    );
  if (!Array.isArray(cells)) throw new NotebookFormatError('It has no list of cells.');
  return {
    ...notebook,
    metadata: isRecord(metadata) ? metadata : {},
    cells: cells.map(asCell),
    nbformat: 4,
    nbformat_minor: typeof minor === 'number' ? minor : 0,
  };
}

/** The notebook in format 4.5, in which every cell has an id of its own. Ids that are right stay. */
export function withIds(notebook: Notebook): Notebook {
  const taken = new Set<string>();
  const cells = notebook.cells.map((cell, place) => {
    const { id } = cell;
    const own = typeof id === 'string' && /^[\w-]{1,64}$/.test(id) && !taken.has(id) ? id : undefined;
    if (own !== undefined) taken.add(own);
    return { cell, place, own };
  });
  return {
    ...notebook,
    cells: cells.map(({ cell, place, own }) => ({ ...cell, id: own ?? freeId(`cell-${place + 1}`, taken) })),
    nbformat_minor: Math.max(5, notebook.nbformat_minor),
  };
}

/** The same notebook gets the same ids each time, so that two runs of it can be compared. */
function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let more = 2; taken.has(id); more++) id = `${wanted}-${more}`;
  taken.add(id);
  return id;
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

/** @param indent one level of it, as the file that was read has it */
export function formatNotebook(notebook: Notebook, indent = ' '): string {
  return `${wellFormed(JSON.stringify(notebook, null, indent))}\n`;
}

/** Half of a character, which JSON can say and Unicode cannot, ends Python's programs. VS Code, too, replaces it. */
function wellFormed(json: string): string {
  if (!/\\ud[89a-f]/.test(json)) return json;
  return json.replace(/\\(?:(ud[89a-f]..)|.)/g, (escape, half: string | undefined) => (half ? '\\ufffd' : escape));
}

/** One level of indentation of a JSON text; Jupyter's where it has none. */
export function indentOf(json: string): string {
  return /^\s*\{\r?\n([ \t]+)"/.exec(json)?.[1] ?? ' ';
}

/**
 * The notebook without what running it has left: outputs, counts, and what they say of an account. What remains changes
 * only when somebody edits it.
 */
export function stripNotebook(notebook: Notebook): Notebook {
  const cells = notebook.cells
    .filter((cell) => !hasTag(cell, 'injected-parameters'))
    .map((cell) => {
      const metadata = without(cell.metadata, 'execution', 'ExecuteTime', 'papermill');
      return cell.cell_type === 'code'
        ? { ...cell, metadata, outputs: [], execution_count: null }
        : { ...cell, metadata };
    });
  return { ...notebook, cells, metadata: without(notebook.metadata, 'widgets', 'papermill') };
}

function without<T extends Record<string, unknown>>(metadata: T, ...names: string[]): T {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => !names.includes(key))) as T;
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

/** Whether a code cell carries a tag. */
export function hasTag({ cell_type, metadata: { tags } }: Cell, tag: string): boolean {
  return cell_type === 'code' && Array.isArray(tags) && tags.includes(tag);
}

/** @param taken the ids of the other cells */
export function codeCell(source: string, tag: string, taken: Set<string>): Cell {
  return {
    cell_type: 'code',
    id: freeId(tag, taken),
    metadata: { tags: [tag] },
    source,
    outputs: [],
    execution_count: null,
  };
}
