import { l10n, window, workspace, type ExtensionContext } from 'vscode';
import { Connection } from './connection.ts';
import { OrderlyMemory } from './orderly-memory.ts';
import { PaperExchange } from './paper-exchange.ts';
import { Profiles } from './profiles.ts';
import { pace, paperDataFile } from './settings.ts';

/** The connection of this window, not yet connected: no process and no request before a profile is used. */
export function openConnection(context: ExtensionContext): Connection {
  const log = window.createOutputChannel('Marginalia', { log: true });
  const paper = new PaperExchange({
    dataFile: () => paperDataFile(context),
    commandLine: context.asAbsolutePath('dist/cli.cjs'),
    log: (line) => log.info(line),
    l10n,
  });
  const memory = new OrderlyMemory(context.globalState);
  const connection = new Connection({
    profiles: new Profiles(memory, context.secrets, l10n),
    memory,
    paper,
    createClient: async (...given) => {
      const { createClient } = await import('./create-client.ts');
      return createClient(log, ...given);
    },
    account: { pace },
    l10n,
    log: (line) => log.warn(line),
  });
  context.subscriptions.push(
    log,
    paper,
    connection,
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('marginalia.refresh')) connection.account.repace();
    }),
  );
  return connection;
}
