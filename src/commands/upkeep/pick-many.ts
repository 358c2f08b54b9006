import { window } from 'vscode';
import { asText } from '../wizard.ts';

/** An asset, and what is done with how much of it. */
export interface Row {
  readonly label: string;
  readonly description: string;
}

/** Several of a list; undefined when the user gives up or chooses none. */
export async function pickMany(
  title: string,
  placeholder: string,
  rows: readonly Row[],
): Promise<readonly Row[] | undefined> {
  const chosen = await window.showQuickPick(
    rows.map((row) => ({ ...asText(row), row })),
    { title, placeHolder: placeholder, canPickMany: true, ignoreFocusOut: true, matchOnDescription: true },
  );
  return chosen && chosen.length > 0 ? chosen.map(({ row }) => row) : undefined;
}
