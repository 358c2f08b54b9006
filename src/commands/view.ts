import { commands, env, l10n, window } from 'vscode';
import { readArguments } from '../connection/subject.ts';
import { report } from './failure.ts';
import type { Command } from './workbench.ts';

/** Reads the account now. */
export const refresh: Command = {
  id: 'refresh',
  run: async ({ connection }) => {
    try {
      await connection.ensure();
    } catch (error) {
      await report(l10n.t('Connecting'), error);
      return;
    }
    await connection.account.refresh();
  },
};

/** The welcome view's first button: the paper account, whatever was used last. */
export const startPaper: Command = {
  id: 'startPaper',
  run: async ({ connection }) => {
    await commands.executeCommand('marginalia.accounts.focus');
    const paper = connection.profiles.find('paper');
    if (!paper) return;
    try {
      await connection.use(paper);
    } catch (error) {
      await report(l10n.t('Starting the paper account'), error);
    }
  },
};

export const disconnect: Command = {
  id: 'disconnect',
  run: ({ connection }) => {
    connection.disconnect();
    return Promise.resolve();
  },
};

/** The asset, pair or order id of a row. */
export const copyName: Command = {
  id: 'copyName',
  run: async (_bench, argument) => {
    const { words } = readArguments(argument);
    const text = words.orderId ?? words.asset ?? words.symbol ?? words.account;
    if (text === undefined) return;
    await env.clipboard.writeText(text);
    void window.setStatusBarMessage(l10n.t('Copied {0}', text), 2_000);
  },
};
