import type { LogOutputChannel } from 'vscode';
import { MarginClient } from '../binance/client.ts';
import { credentialsOf } from './credentials.ts';
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
    credentials: credentialsOf(profile, secret),
    proxy: proxyTo(endpoint.restUrl),
    logger,
  });
}
