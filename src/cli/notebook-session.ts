import { readFileSync } from 'node:fs';
import { MarginClient } from '../binance/client.ts';
import type { CellSession } from '../notebook/host/session-host.ts';
import { startExchange, type Announcement } from '../paper/exchange.ts';

export class SessionError extends Error {}

export interface OpenSession {
  readonly session: CellSession;
  close(): Promise<void>;
}

/**
 * The paper exchange that a notebook runs against.
 * @param url of one that is there (or the file in which it announces itself); without it a fresh one in memory is started
 * @throws SessionError
 */
export async function openSession(url: string | undefined): Promise<OpenSession> {
  const exchange = url === undefined ? await startExchange({ data: ':memory:' }) : undefined;
  const address = exchange?.announcement ?? existing(url ?? '');
  const { restUrl, wsApiUrl, streamUrl, apiKey, apiSecret, controlUrl, controlToken } = address;
  const client = new MarginClient({
    restUrl,
    wsApiUrl,
    streamUrl,
    mode: 'PAPER',
    ...(apiKey !== undefined && apiSecret !== undefined && { credentials: { apiKey, apiSecret } }),
  });
  return {
    session: {
      profile: { id: 'paper', name: 'Paper' },
      mode: 'PAPER',
      client,
      ...(controlUrl !== undefined && controlToken !== undefined && { paper: { controlUrl, controlToken } }),
    },
    close: async () => {
      client.close();
      await exchange?.close();
    },
  };
}

type Address = { readonly restUrl: string } & Partial<Announcement>;

function existing(text: string): Address {
  if (!/^https?:/.test(text)) return announcedIn(text);
  const url = onThisMachine(text);
  const apiKey = decodeURIComponent(url.username) || process.env['MARGINALIA_PAPER_KEY'];
  const apiSecret = decodeURIComponent(url.password) || process.env['MARGINALIA_PAPER_SECRET'];
  const controlUrl = process.env['MARGINALIA_PAPER_CONTROL_URL'];
  const controlToken = process.env['MARGINALIA_PAPER_CONTROL_TOKEN'];
  if (!apiKey || !apiSecret)
    process.stderr.write(
      'No key for the paper exchange: set MARGINALIA_PAPER_KEY and MARGINALIA_PAPER_SECRET. Only public data can be read.\n',
    );
  return {
    restUrl: url.origin,
    ...(apiKey && apiSecret && { apiKey, apiSecret }),
    ...(controlUrl && controlToken && { controlUrl, controlToken }),
  };
}

function announcedIn(file: string): Address {
  const nonsense = (why: string) => new SessionError(`${file} does not announce a paper exchange: ${why}`);
  let announcement: Address | null;
  try {
    announcement = JSON.parse(readFileSync(file, 'utf8')) as Address | null;
  } catch (error) {
    throw nonsense((error as Error).message);
  }
  if (typeof announcement?.restUrl !== 'string') throw nonsense('it has no restUrl.');
  const { restUrl, wsApiUrl, streamUrl, controlUrl } = announcement;
  for (const address of [restUrl, wsApiUrl, streamUrl, controlUrl]) if (address !== undefined) onThisMachine(address);
  return announcement;
}

/** Cells change a paper account unasked: what is taken for one has to be one. */
function onThisMachine(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url) throw new SessionError(`--paper-url takes the address of a paper exchange, not "${address}".`);
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname))
    throw new SessionError('--paper-url takes an address on this machine: a paper exchange is never elsewhere.');
  return url;
}
