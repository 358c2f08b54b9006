import { accountEndpoints } from './account.ts';
import type { Arguments, Endpoint } from './endpoint.ts';
import { loanEndpoints } from './loans.ts';
import { marketEndpoints } from './market.ts';
import { orderListEndpoints } from './order-lists.ts';
import { orderEndpoints } from './orders.ts';
import { streamEndpoints } from './streams.ts';
import { transferEndpoints } from './transfers.ts';

/** Everything that travels, by the name of the client's method. */
export const endpoints = {
  ...accountEndpoints,
  ...loanEndpoints,
  ...transferEndpoints,
  ...orderEndpoints,
  ...orderListEndpoints,
  ...marketEndpoints,
  ...streamEndpoints,
};

export type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;
export type ArgumentsOf<N extends EndpointName> = Arguments<Endpoints[N]['parameters']>;
export type ReplyOf<N extends EndpointName> = NonNullable<Endpoints[N]['reply']['type']>;

export const endpointNames = Object.keys(endpoints) as EndpointName[];

/** The entry without its literal types, for code that treats all endpoints alike. */
export function endpointOf(name: EndpointName): Endpoint {
  return endpoints[name];
}

export { transferTypes } from './transfers.ts';
export type * from './replies/account.ts';
export type * from './replies/common.ts';
export type * from './replies/loans.ts';
export type * from './replies/market.ts';
export type * from './replies/orders.ts';
export type * from './replies/streams.ts';
export type * from './replies/transfers.ts';
export type {
  Arguments,
  Endpoint,
  Kind,
  Method,
  Parameter,
  Parameters,
  Rule,
  Security,
  Weight,
  Windows,
  WireParameters,
} from './endpoint.ts';
