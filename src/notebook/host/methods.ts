import type { MarginClient } from '../../binance/client.ts';

/** Methods of the client that are not calls of the exchange: cells do not get them. */
const notForCells = new Set(['constructor', 'call', 'close', 'dispose', 'syncClock']);

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

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
