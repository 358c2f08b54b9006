import { window, type QuickPickItem } from 'vscode';
import { asText } from '../wizard.ts';

/** Several of a list; undefined when the user gives up or chooses none. */
export async function pickMany<T>(
  title: string,
  placeholder: string,
  choices: readonly (QuickPickItem & { readonly value: T })[],
): Promise<readonly T[] | undefined> {
  const chosen = await window.showQuickPick(choices.map(asText), {
    title,
    placeHolder: placeholder,
    canPickMany: true,
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  return chosen && chosen.length > 0 ? chosen.map(({ value }) => value) : undefined;
}
