import type { CommandName, CommandOf } from '../engine/commands.ts';
import type { Tickets } from '../streams/tickets.ts';
import type { Venue } from '../venue.ts';
import type { Call } from './call.ts';
import type { ApiKey, Keys } from './keys.ts';
import type { Limits } from './limits.ts';
import { check, type Sent } from './parameters.ts';
import type { Reliance } from './replies.ts';
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
 * the control token by a scenario. What the answer was made from is noted in `reliance`; a part of the call that is not
 * noted there must never change.
 * @throws Failure, Refusal what the exchange answers instead
 */
export function carryOut(
  house: House,
  { endpoint, handler }: Route,
  sent: Sent,
  key: ApiKey | undefined,
  now: number,
  reliance: Reliance,
): unknown {
  const { venue } = house;
  const call: Call = {
    sent: check(endpoint, sent, venue.world.rules.flags),
    windows: endpoint.windows,
    get view() {
      reliance.present = true;
      return venue.view;
    },
    get ledger() {
      reliance.present = true;
      return venue.ledger;
    },
    get now() {
      reliance.moment = true;
      return now;
    },
    get key() {
      reliance.other = true;
      return key;
    },
    get keys() {
      reliance.other = true;
      return house.keys;
    },
    get tickets() {
      reliance.other = true;
      return house.tickets;
    },
    get limits() {
      reliance.other = true;
      return house.limits;
    },
    get submit() {
      reliance.other = true;
      return <K extends CommandName>(command: CommandOf<K>) => {
        house.limits.space(command.do, now);
        return venue.submit(command);
      };
    },
  };
  return handler(call);
}
