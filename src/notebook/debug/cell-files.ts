import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Names of files that stand for cells towards the debugger, which knows sources by path only. The files need not exist:
 * a source map names them, and every message that passes has them replaced by the cell.
 */
export class CellFiles {
  readonly #uris = new Map<string, string>();

  /** @param uri the cell's URI */
  fileOf(uri: string): string {
    const [notebook = uri, fragment = ''] = uri.split('#');
    const name = decodeURIComponent(notebook.slice(notebook.lastIndexOf('/') + 1)).replace(/[^\w.-]/g, '_');
    const digest = createHash('sha256').update(uri).digest('hex').slice(0, 12);
    const file = join(tmpdir(), 'marginalia-cells', digest, `${name}-${fragment.replace(/\W.*/, '')}.ts`);
    this.#uris.set(file, uri);
    return file;
  }

  uriOf(file: string): string | undefined {
    return this.#uris.get(file);
  }
}

interface Source {
  path?: unknown;
  sourceReference?: unknown;
  name?: unknown;
}

/** Replaces the cells in a message to the debug adapter by their files. Changes the message itself. */
export function toFiles(message: unknown, files: CellFiles): void {
  eachSource(message, (source) => {
    if (typeof source.path === 'string' && source.path.startsWith('vscode-notebook-cell:'))
      source.path = files.fileOf(source.path);
  });
}

/** Replaces the files in a message of the debug adapter by their cells. Changes the message itself. */
export function toCells(message: unknown, files: CellFiles): void {
  eachSource(message, (source) => {
    const uri = typeof source.path === 'string' ? files.uriOf(source.path) : undefined;
    if (uri === undefined) return;
    source.path = uri;
    // With a reference the editor would ask the adapter for the text instead of showing the cell.
    delete source.sourceReference;
  });
}

function eachSource(value: unknown, act: (source: Source) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'source' && typeof child === 'object' && child !== null) act(child as Source);
    else if (key === 'sources' && Array.isArray(child)) child.forEach((each) => act(each as Source));
    eachSource(child, act);
  }
}
