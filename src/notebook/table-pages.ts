import { notebooks, type Disposable } from 'vscode';
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
    if (!isAsk(message)) return;
    const { ticket, source, request } = message;
    const gone = 'The kernel that made this table is gone. Run the cell again.';
    const page = room.kernelOf(editor.notebook)?.process?.page(source, request) ?? Promise.resolve(undefined);
    void page.then((reply) =>
      messaging.postMessage({ type: 'table', ticket, ...(reply === undefined ? { error: gone } : { reply }) }, editor),
    );
  });
}

function isAsk(message: unknown): message is Ask {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'table';
}
