import { NotebookCellOutput, NotebookCellOutputItem } from 'vscode';
import type { CellError, MimeBundle, StreamName } from '../kernel/protocol.ts';

/** What the kernel shows, as VS Code wants it. */
export function toOutput(bundle: MimeBundle, result: boolean, cell: number): NotebookCellOutput {
  // The built-in `.ipynb` serializer reads from the metadata which kind of Jupyter output this is.
  const kind = result ? { outputType: 'execute_result', executionCount: cell } : { outputType: 'display_data' };
  return new NotebookCellOutput(toItems(bundle), { ...kind, metadata: bundle.metadata ?? {}, ...altText(bundle) });
}

export function toItems({ data }: MimeBundle): NotebookCellOutputItem[] {
  return Object.entries(data).map(([mime, value]) => {
    if (/^image\/(?!svg)/.test(mime)) return new NotebookCellOutputItem(Buffer.from(String(value), 'base64'), mime);
    return typeof value === 'string'
      ? NotebookCellOutputItem.text(value, mime)
      : NotebookCellOutputItem.json(value, mime);
  });
}

export function toErrorOutput({ name, message, stack }: CellError): NotebookCellOutput {
  return new NotebookCellOutput([NotebookCellOutputItem.error({ name, message, stack })]);
}

/** Whether an item is printed text, as VS Code names it. */
export function isStream(mime: string): boolean {
  return /^application\/vnd\.code\.notebook\.std(?:out|err)$/.test(mime);
}

export function toStreamItem(name: StreamName, text: string): NotebookCellOutputItem {
  return name === 'stdout' ? NotebookCellOutputItem.stdout(text) : NotebookCellOutputItem.stderr(text);
}

function altText({ metadata }: MimeBundle): Record<string, unknown> {
  return metadata?.['vscode_altText'] === undefined ? {} : { vscode_altText: metadata['vscode_altText'] };
}
