import { commands, env, l10n, window } from 'vscode';
import { readArguments } from '../connection/subject.ts';
import { report } from './failure.ts';
import type { Command } from './workbench.ts';

/** Reads the account now. */
export const refresh: Command = async ({ connection }) => {
  try {
    await connection.ensure();
  } catch (error) {
    await report(l10n.t('Connecting'), error);
    return;
  }
  await connection.account.refresh();
};

/** The welcome view's first button: the paper account, whatever was used last. */
export const startPaper: Command = async ({ connection }) => {
  await commands.executeCommand('marginalia.accounts.focus');
  const paper = connection.profiles.find('paper');
  if (!paper) return;
  try {
    await connection.use(paper);
  } catch (error) {
    await report(l10n.t('Starting the paper account'), error);
  }
};

export const disconnect: Command = ({ connection }) => {
  connection.disconnect();
  return Promise.resolve();
};

/** The asset, pair or order id of a row. */
export const copyName: Command = async (_bench, argument) => {
  const { words } = readArguments(argument);
  const text = words.orderId ?? words.asset ?? words.symbol ?? words.account;
  if (text === undefined) return;
  await env.clipboard.writeText(text);
  void window.setStatusBarMessage(l10n.t('Copied {0}', text), 2_000);
};
