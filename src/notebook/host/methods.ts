import type { MarginClient } from '../../binance/client.ts';
import { endpointNames, endpointOf, type EndpointName } from '../../binance/table/index.ts';

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

/** Whether a method changes the account. One that the table does not know counts as writing unless it is called `get…` or `iterate…`. */
export function writes(method: string): boolean {
  return isEndpoint(method) ? endpointOf(method).writes : !/^(?:get|iterate)[A-Z]/.test(method);
}

/** Request weight of one call, as the table has it; 0 where it is not known. */
export function weightOf(method: string): number {
  return isEndpoint(method) ? endpointOf(method).weight.amount : 0;
}

function isEndpoint(name: string): name is EndpointName {
  return knownEndpoints.has(name);
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
