import { endpointOf, type EndpointName, endpointNames } from '../../../binance/table/index.ts';
import type { Endpoint } from '../../../binance/table/endpoint.ts';
import type { Handler } from '../call.ts';
import { accountRoutes } from './accounts.ts';
import { klineRoutes } from './klines.ts';
import { listRoutes } from './lists.ts';
import { loanRoutes } from './loans.ts';
import { marketRoutes } from './market.ts';
import { orderRoutes } from './orders.ts';
import { smallRoutes } from './small.ts';
import { switchRoutes } from './switches.ts';
import { streamRoutes } from './streams.ts';
import { transferRoutes } from './transfers.ts';
import { usageRoutes } from './usage.ts';

export interface Route {
  /** The endpoint's name in the table; withdrawn paths have none there. */
  readonly name: EndpointName | undefined;
  readonly endpoint: Endpoint;
  readonly handler: Handler;
}

/** Answers by the endpoint's name; the compiler sees to it that none is forgotten. */
const handlers: Record<EndpointName, Handler> = {
  ...accountRoutes,
  ...klineRoutes,
  ...listRoutes,
  ...loanRoutes,
  ...marketRoutes,
  ...orderRoutes,
  ...smallRoutes,
  ...switchRoutes,
  ...streamRoutes,
  ...transferRoutes,
  ...usageRoutes,
};

/** Verb and path of every entry of the endpoint table, with what answers it. */
export const routes: ReadonlyMap<string, Route> = new Map(
  endpointNames.map((name): [string, Route] => {
    const endpoint = endpointOf(name);
    return [`${endpoint.method} ${endpoint.path}`, { name, endpoint, handler: handlers[name] }];
  }),
);
