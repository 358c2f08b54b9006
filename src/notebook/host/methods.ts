import type { MarginClient } from '../../binance/client.ts';
import {
  endpointNames,
  endpointOf,
  type Endpoint,
  type EndpointName,
  type WireParameters,
} from '../../binance/table/index.ts';
import { requestedMethods } from '../../binance/table/requested.ts';

/** Methods of the client that are not calls of the exchange: cells do not get them. */
const notForCells = new Set(['constructor', 'call', 'close', 'dispose', 'syncClock']);
const knownEndpoints: ReadonlySet<string> = new Set(endpointNames);

/** The names that `client` has in cells: every method that asks the exchange something. */
export function methodsOf(client: MarginClient): string[] {
  const names = new Set<string>();
  for (let owner: object | null = client; owner && owner !== Object.prototype; owner = prototypeOf(owner)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner)) as [
      string,
      { value?: unknown },
    ][]) {
      if (typeof value === 'function' && !notForCells.has(name) && !/^on[A-Z]/.test(name)) names.add(name);
    }
  }
  return [...names].sort();
}

/** Whether a method changes the account. One that no table knows counts as writing unless it is called `get…` or `iterate…`. */
export function writes(method: string): boolean {
  const known = endpointsOf(method);
  return known ? known.some((endpoint) => endpoint.writes) : !/^(?:get|iterate)[A-Z]/.test(method);
}

/** Request weight of one call, as the table has it; 0 where it is not known. */
export function weightOf(method: string, parameters: Readonly<Record<string, unknown>>): number {
  return (endpointsOf(method) ?? []).reduce((sum, { weight }) => {
    // Conditions look at words, which are the same on the wire.
    const heavier = weight.or?.applies(parameters as WireParameters) ? weight.or : undefined;
    return sum + (heavier ?? weight).amount;
  }, 0);
}

/** What travels for a method: a requested one may be several endpoints, or one under another name. */
function endpointsOf(method: string): readonly Endpoint[] | undefined {
  const requested = requestedMethods.find((one) => one.method === method);
  const names = requested?.endpoints ?? (isEndpoint(method) ? [method] : undefined);
  return names?.map(endpointOf);
}

function isEndpoint(name: string): name is EndpointName {
  return knownEndpoints.has(name);
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
