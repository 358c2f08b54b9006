import type { LogOutputChannel } from 'vscode';
import { MarginClient, type Credentials } from '../binance/client.ts';
import type { Secret } from './profiles.ts';
import type { Endpoint, Profile } from './session.ts';
import { proxyTo } from './proxy.ts';

/** The client of a session. A file of its own, because the client and its network parts are loaded with the first. */
export function createClient(
  logger: LogOutputChannel,
  profile: Profile,
  endpoint: Endpoint,
  secret: Secret,
): MarginClient {
  return new MarginClient({
    ...endpoint,
    mode: profile.mode,
    credentials: credentials(profile, secret),
    proxy: proxyTo(endpoint.restUrl),
    logger,
  });
}

function credentials({ keyKind }: Profile, { apiKey, secret }: Secret): Credentials {
  return keyKind === 'RSA' || keyKind === 'ED25519' ? { apiKey, privateKey: secret } : { apiKey, apiSecret: secret };
}
