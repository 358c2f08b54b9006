import {
  commands,
  NotebookControllerAffinity,
  window,
  workspace,
  type NotebookController,
  type NotebookDocument,
} from 'vscode';
import { Disposables, type Disposable } from '../connection/event.ts';

export const notebookType = 'jupyter-notebook';
export const controllerId = 'marginalia-typescript';

/** What an `.ipynb` says of the kernel and the language it was written for. */
interface Written {
  readonly kernelspec?: { readonly name?: string };
  readonly language_info?: { readonly name?: string };
}

function writtenFor({ metadata }: NotebookDocument): Written {
  return (metadata as { metadata?: Written }).metadata ?? {};
}

/** Whether our kernel is one for this notebook. */
export function isWrittenForUs(notebook: NotebookDocument): boolean {
  if (notebook.notebookType !== notebookType) return false;
  const { kernelspec, language_info: language } = writtenFor(notebook);
  return kernelspec?.name === controllerId || language?.name === 'typescript';
}

/**
 * Gives notebooks our kernel: those that were written for it come up with it, others in TypeScript are offered it.
 *
 * To be the only kernel, or the preferred one, is not enough. In place of a kernel that is merely suggested VS Code may
 * say "Detecting Kernels" for ever: it looks whether detection is over only when some extension has become active, which
 * can be a moment too early, and then no other follows. Beside a second kernel it suggests none.
 *
 * @param extensionId - Whose controller it is.
 */
export function giveKernel(controller: NotebookController, extensionId: string): Disposable {
  const offer = (notebook: NotebookDocument): void => {
    if (isWrittenForUs(notebook)) controller.updateNotebookAffinity(notebook, NotebookControllerAffinity.Preferred);
  };
  // Without naming an editor, which is then the one in front: VS Code would take away what the user chose for a named one.
  const choose = (notebook: NotebookDocument | undefined): void => {
    if (
      !notebook ||
      !isWrittenForUs(notebook) ||
      (writtenFor(notebook).kernelspec?.name ?? controllerId) !== controllerId
    )
      return;
    const kernel = { id: controllerId, extension: extensionId, skipIfAlreadySelected: true };
    void commands.executeCommand('notebook.selectKernel', kernel);
  };
  const disposables = new Disposables();
  disposables.add<Disposable>(workspace.onDidOpenNotebookDocument(offer));
  disposables.add<Disposable>(window.onDidChangeActiveNotebookEditor((editor) => choose(editor?.notebook)));
  workspace.notebookDocuments.forEach(offer);
  choose(window.activeNotebookEditor?.notebook);
  return disposables;
}
