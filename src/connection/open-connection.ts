import { l10n, window, workspace, type ExtensionContext } from 'vscode';
import { MarginClient, type Credentials } from '../binance/client.ts';
import { Connection } from './connection.ts';
import { PaperExchange } from './paper-exchange.ts';
import { Profiles, type Secret } from './profiles.ts';
import type { Profile } from './session.ts';
import { pace, paperDataFile, proxyTo } from './settings.ts';

/** The connection of this window, not yet connected: no process and no request before a profile is used. */
export function openConnection(context: ExtensionContext): Connection {
  const log = window.createOutputChannel('Marginalia', { log: true });
  const paper = new PaperExchange({
    dataFile: () => paperDataFile(context),
    commandLine: context.asAbsolutePath('dist/cli.cjs'),
    log: (line) => log.info(line),
    l10n,
  });
  const connection = new Connection({
    profiles: new Profiles(context.globalState, context.secrets),
    memory: context.globalState,
    paper,
    createClient: (profile, endpoint, secret) =>
      new MarginClient({
        ...endpoint,
        mode: profile.mode,
        credentials: credentials(profile, secret),
        proxy: proxyTo(endpoint.restUrl),
        logger: log,
      }),
    account: { pace },
    l10n,
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

function credentials({ keyKind }: Profile, { apiKey, secret }: Secret): Credentials {
  return keyKind === 'RSA' || keyKind === 'ED25519' ? { apiKey, privateKey: secret } : { apiKey, apiSecret: secret };
}
