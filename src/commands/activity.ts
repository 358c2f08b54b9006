import { env, l10n, window } from 'vscode';
import type { Activity } from '../connection/activity.ts';
import { readArguments } from '../connection/subject.ts';
import { asCell, asCurl } from './retell.ts';
import type { Command, Workbench } from './workbench.ts';

export const copyAsCell: Command = (bench, argument) => copy(bench, argument, asCell);

export const copyAsCurl: Command = (bench, argument) =>
  copy(bench, argument, (entry) => {
    const { session } = bench.connection;
    const url = session?.paper?.restUrl ?? session?.profile.endpoint?.restUrl;
    return asCurl(entry, url ?? 'https://api.binance.com');
  });

export const clearActivity: Command = ({ connection }) => {
  connection.activity.clear();
  return Promise.resolve();
};

async function copy(
  { connection }: Workbench,
  argument: unknown,
  tell: (entry: Activity) => string | undefined,
): Promise<void> {
  const { words } = readArguments(argument);
  const entry = connection.activity.find(words.activity ?? '');
  if (!entry) return;
  const text = tell(entry);
  if (text === undefined) {
    void window.showInformationMessage(l10n.t('This was done in several calls and cannot be copied as one.'));
    return;
  }
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(l10n.t('Copied'), 2_000);
}
