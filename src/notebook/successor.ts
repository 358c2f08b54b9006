import { workspace, type NotebookDocument, type Uri } from 'vscode';
import { Disposables, type Disposable } from '../connection/event.ts';

/**
 * The notebook as which one that is closed goes on, if it does: to VS Code, a notebook that was saved under another name
 * is a new one, which it opens just before it closes the old one.
 *
 * @param open - The notebooks that are open, the latest last.
 */
export function successorOf(closed: NotebookDocument, open: readonly NotebookDocument[]): NotebookDocument | undefined {
  const latest = open.findLast((notebook) => notebook !== closed);
  if (latest?.notebookType !== closed.notebookType || latest.cellCount !== closed.cellCount) return undefined;
  const same = closed.getCells().every((cell, index) => {
    const { document, executionSummary } = latest.cellAt(index);
    return (
      document.getText() === cell.document.getText() &&
      executionSummary?.executionOrder === cell.executionSummary?.executionOrder
    );
  });
  return same ? latest : undefined;
}

/** Tells when a notebook whose file, or folder, was renamed has been opened under its new name; the old one may live on. */
export function onRenamed(goOn: (former: Uri, successor: NotebookDocument) => void): Disposable {
  const formerOf = new Map<string, Uri>();
  const disposables = new Disposables();
  disposables.add<Disposable>(
    workspace.onDidRenameFiles(({ files }) => {
      for (const { uri } of workspace.notebookDocuments) {
        const file = files.find(({ oldUri }) => `${uri.path}/`.startsWith(`${oldUri.path}/`));
        if (!file) continue;
        const name = file.newUri.with({ path: file.newUri.path + uri.path.slice(file.oldUri.path.length) });
        formerOf.set(name.toString(), uri);
      }
    }),
  );
  disposables.add<Disposable>(
    workspace.onDidOpenNotebookDocument((notebook) => {
      const former = formerOf.get(notebook.uri.toString());
      formerOf.delete(notebook.uri.toString());
      if (former) goOn(former, notebook);
    }),
  );
  return disposables;
}
