import type { Windows } from '../../binance/table/endpoint.ts';
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

/** Who asks, and when. */
export interface Asker {
  readonly key: ApiKey | undefined;
  /** The exchange's time, ms. */
  readonly now: number;
}

/**
 * Checks the parameters of a request and has it answered. Who sent it has been settled before: a signature by http.ts,
 * the control token by a scenario. What the answer was made from is noted in `reliance`.
 * @throws Failure, Refusal what the exchange answers instead
 */
export function carryOut(
  house: House,
  { endpoint, handler }: Route,
  sent: Sent,
  asker: Asker,
  reliance: Reliance,
): unknown {
  const checked = check(endpoint, sent, house.venue.world.rules.flags);
  return handler(new NotingCall(house, asker, reliance, checked, endpoint.windows));
}

/** A call that notes which of its parts are read. A part that is not noted must never change. */
class NotingCall implements Call {
  readonly sent: Sent;
  readonly windows: Windows | undefined;
  readonly #house: House;
  readonly #asker: Asker;
  readonly #reliance: Reliance;

  constructor(house: House, asker: Asker, reliance: Reliance, sent: Sent, windows: Windows | undefined) {
    this.sent = sent;
    this.windows = windows;
    this.#house = house;
    this.#asker = asker;
    this.#reliance = reliance;
  }

  get view(): Call['view'] {
    this.#reliance.present = true;
    return this.#house.venue.view;
  }
  get ledger(): Call['ledger'] {
    this.#reliance.present = true;
    return this.#house.venue.ledger;
  }
  get now(): number {
    this.#reliance.moment = true;
    return this.#asker.now;
  }
  get key(): ApiKey | undefined {
    this.#reliance.other = true;
    return this.#asker.key;
  }
  get keys(): Keys {
    this.#reliance.other = true;
    return this.#house.keys;
  }
  get tickets(): Tickets {
    this.#reliance.other = true;
    return this.#house.tickets;
  }
  get limits(): Limits {
    this.#reliance.other = true;
    return this.#house.limits;
  }
  get submit(): Call['submit'] {
    this.#reliance.other = true;
    return (command) => {
      this.#house.limits.space(command.do, this.#asker.now);
      return this.#house.venue.submit(command);
    };
  }
  as(sent: Sent, windows: Windows | undefined): Call {
    return new NotingCall(this.#house, this.#asker, this.#reliance, sent, windows);
  }
}
