import { commands, l10n, notebooks, window, type Disposable } from 'vscode';
import type { NotebookKernel } from './notebook-kernel.ts';
import type { Notebooks } from './notebooks.ts';

interface Ask {
  readonly type: 'table';
  readonly ticket: number;
  readonly source: string;
  readonly request: unknown;
}

/**
 * Gets the renderer the rows of tables that are too long to travel whole, from the kernel that made them; and the
 * reader's language.
 */
export function answerRenderer(room: Notebooks): Disposable {
  const messaging = notebooks.createRendererMessaging('marginalia');
  return messaging.onDidReceiveMessage(({ editor, message }) => {
    if (isAsk(message))
      void answerAsk(room.kernelOf(editor.notebook), message).then((reply) => messaging.postMessage(reply, editor));
    else if (isWordsAsk(message)) tellWords((reply) => messaging.postMessage(reply, editor));
    else revealAsked(message);
  });
}

export function isWordsAsk(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'words';
}

/** Gives a renderer its sentences in the reader's language; English it has. */
export function tellWords(post: (reply: object) => unknown): void {
  if (l10n.bundle) post({ type: 'words', bundle: l10n.bundle });
}

/** Shows in the Margin view what a row of a table is about, if that is what a renderer asks for; false if it asks for something else. */
export function revealAsked(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'reveal')
    return false;
  const subject = 'subject' in message ? (message.subject as Record<string, unknown>) : {};
  const fields = ['account', 'asset', 'symbol', 'orderId'].filter((name) => typeof subject[name] === 'string');
  const place = Object.fromEntries(fields.map((name) => [name, subject[name]]));
  void reveal(place);
  return true;
}

async function reveal(place: Readonly<Record<string, unknown>>): Promise<void> {
  const found = await commands.executeCommand<boolean>('marginalia.internal.reveal', place);
  if (!found) void window.showInformationMessage(l10n.t('The Margin view has nothing that this row is about.'));
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
