import { workspace } from 'vscode';
import { proxyFor } from '../binance/client.ts';

/** The proxy to an exchange: as VS Code is set, else as the environment says; none for this machine. */
export function proxyTo(address: string): string | undefined {
  const http = workspace.getConfiguration('http');
  if (http.get('proxySupport') === 'off' || !URL.canParse(address)) return undefined;
  const set: unknown = http.get('proxy');
  return proxyFor(address, typeof set === 'string' ? set : undefined, process.env);
}
