import { endpointOf, endpointNames, type EndpointName } from '../binance/table/index.ts';
import type { Activity } from '../connection/activity.ts';

type Done = Pick<Activity, 'method' | 'parameters'>;

/** Two methods of the client that travel as one endpoint. */
const loans: Readonly<Record<string, string>> = { createMarginLoan: 'BORROW', repayMarginLoan: 'REPAY' };

/** What was done, as a notebook cell that does it again; undefined for what takes more than one call. */
export function asCell({ method, parameters }: Done): string | undefined {
  if (loans[method] === undefined && !isEndpoint(method)) return undefined;
  const entries = Object.entries(parameters).map(([name, value]) => `  ${name}: ${quoted(value)},`);
  return [`await client.${method}({`, ...entries, '});', ''].join('\n');
}

/**
 * What was done, as a shell command that does it again. Key and secret are the reader's own, from the environment; the
 * signature is computed when the command is run, because the time is part of what is signed.
 */
export function asCurl({ method, parameters }: Done, restUrl: string): string | undefined {
  const loan = loans[method];
  const name = loan === undefined ? method : 'marginBorrowRepay';
  if (!isEndpoint(name)) return undefined;
  const { method: verb, path } = endpointOf(name);
  const sent = loan === undefined ? parameters : { ...parameters, type: loan };
  const query = Object.entries(sent)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');
  return [
    `query="${query}&timestamp=$(date +%s%3N)"`,
    `signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$BINANCE_API_SECRET" -r | cut -d' ' -f1)`,
    `curl -X ${verb} -H "X-MBX-APIKEY: $BINANCE_API_KEY" "${restUrl}${path}?$query&signature=$signature"`,
    '',
  ].join('\n');
}

const isEndpoint = (name: string): name is EndpointName => (endpointNames as readonly string[]).includes(name);

/** Single quotes as the house writes them; a value that holds one is left to JSON. */
const quoted = (value: string): string => (/['\\\n]/.test(value) ? JSON.stringify(value) : `'${value}'`);
