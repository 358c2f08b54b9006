import { l10n, notebooks, type Disposable } from 'vscode';
import type { NotebookKernel } from './notebook-kernel.ts';
import type { Notebooks } from './notebooks.ts';

interface Ask {
  readonly type: 'table';
  readonly ticket: number;
  readonly source: string;
  readonly request: unknown;
}

/** Gets the renderer the rows of tables that are too long to travel whole, from the kernel that made them. */
export function answerRenderer(room: Notebooks): Disposable {
  const messaging = notebooks.createRendererMessaging('marginalia');
  return messaging.onDidReceiveMessage(({ editor, message }) => {
    if (isAsk(message))
      void answerAsk(room.kernelOf(editor.notebook), message).then((reply) => messaging.postMessage(reply, editor));
  });
}

/** The answer to a renderer, wherever it runs. */
export async function answerAsk(kernel: NotebookKernel | undefined, { ticket, source, request }: Ask): Promise<object> {
  const reply = await kernel?.process?.page(source, request);
  const gone = l10n.t('The kernel that made this table is gone. Run the cell again.');
  return { type: 'table', ticket, ...(reply === undefined ? { error: gone } : { reply }) };
}

export function isAsk(message: unknown): message is Ask {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'table';
}
