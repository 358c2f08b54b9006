import { chmodSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** Where a running exchange is, and how to get in. */
export interface Announcement {
  readonly restUrl: string;
  readonly wsApiUrl: string;
  readonly streamUrl: string;
  readonly controlUrl: string;
  readonly controlToken: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Listens on the port asked for; with none asked for, on last time's if it is free, else on any. */
export async function listen(server: Server, host: string, wanted: number, last: number): Promise<number> {
  const attempt = (port: number): Promise<number> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve((server.address() as AddressInfo).port);
      });
    });
  if (wanted !== 0 || last === 0) return attempt(wanted);
  return attempt(last).catch(() => attempt(0));
}

const everywhere: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]']);
const inUrl = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host);
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\./.test(host);

/** Host and port under which this machine itself reaches a server. */
export const originOf = (host: string, port: number): string =>
  `${everywhere.has(host) ? '127.0.0.1' : inUrl(host)}:${port}`;

/**
 * What a request's Host header may say: loopback, the address listened on, and, beyond loopback, this machine's own
 * addresses and name and the names it was told. A page of another site that had its name point here (DNS rebinding) says
 * that name, and is refused.
 */
export function hostNames(host: string, port: number, told: readonly string[]): Set<string> {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', inUrl(host)]);
  if (!isLoopback(host)) {
    names.add(hostname());
    for (const addresses of Object.values(networkInterfaces()))
      for (const { address } of addresses ?? []) names.add(inUrl(address));
  }
  const allowed = new Set<string>();
  for (const name of names) {
    allowed.add(`${name}:${port}`.toLowerCase());
    if (port === 80) allowed.add(name.toLowerCase());
  }
  // A name it is told may be one that something in front of it serves, on a port of its own choice.
  for (const name of told) {
    allowed.add(name.toLowerCase());
    if (!/:\d+$/.test(name)) allowed.add(`${name}:${port}`.toLowerCase());
  }
  return allowed;
}

/** Writes the announcement beside the data file, readable by its owner only, so that others can join. */
export function announce(file: string, announcement: Announcement): string {
  const path = `${file}.json`;
  writeFileSync(path, `${JSON.stringify(announcement)}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return path;
}
