import type { Tickets } from '../streams/tickets.ts';
import type { Venue } from '../venue.ts';
import type { Call } from './call.ts';
import type { ApiKey, Keys } from './keys.ts';
import type { Limits } from './limits.ts';
import { check, type Sent } from './parameters.ts';
import type { Route } from './routes/index.ts';

/** What every request meets, whoever brings it. */
export interface House {
  readonly venue: Venue;
  readonly keys: Keys;
  readonly limits: Limits;
  readonly tickets: Tickets;
  /** Verb and path of everything that is served, with what answers it. */
  readonly routes: ReadonlyMap<string, Route>;
}

/**
 * Checks the parameters of a request and has it answered. Who sent it has been settled before: a signature by http.ts,
 * the control token by a scenario.
 * @throws Failure, Refusal what the exchange answers instead
 */
export function carryOut(house: House, { endpoint, handler }: Route, sent: Sent, key: ApiKey | undefined): unknown {
  const { venue, keys, limits, tickets } = house;
  const call: Call = {
    sent: check(endpoint, sent, venue.world.rules.flags),
    key,
    keys,
    now: venue.clock.now(),
    view: venue.view,
    ledger: venue.ledger,
    tickets,
    limits,
    windows: endpoint.windows,
    submit: (command) => {
      limits.space(command.do, venue.clock.now());
      return venue.submit(command);
    },
  };
  return handler(call);
}
