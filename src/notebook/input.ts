import { CancellationTokenSource, window } from 'vscode';
import type { Question } from './host/session-host.ts';

/** Asks the user for a line of text that a cell waits for; taken away again when the cell is interrupted. */
export async function askForInput(
  { prompt, value, password }: Question,
  signal: AbortSignal,
): Promise<string | undefined> {
  const cancel = new CancellationTokenSource();
  const abort = () => cancel.cancel();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const options = { prompt, password, ignoreFocusOut: true, ...(value !== undefined && { value }) };
    return await window.showInputBox(options, cancel.token);
  } finally {
    signal.removeEventListener('abort', abort);
    cancel.dispose();
  }
}
