import { decimal } from '../../margin/decimal.ts';
import type { ManualClock } from '../clock.ts';
import type { PlatformChange } from '../engine/platform.ts';
import { Refusal } from '../engine/refusal.ts';
import { pairs, priceOnTick, pricesOf } from '../market/catalogue.ts';
import { carryOut, type House } from './carry-out.ts';
import { Failure } from './fault.ts';
import { type Fault, type Faults, faultsFrom } from './faults.ts';
import type { Sent } from './parameters.ts';
import { platformFrom } from './platform.ts';
import { nothingYet } from './replies.ts';
import type { Route } from './routes/index.ts';

/** What a step does. */
type Deed =
  /** Holds prices, or lets them go with `null`. */
  | { readonly prices: Readonly<Record<string, string | null>> }
  | { readonly faults: readonly Fault[] }
  | { readonly platform: PlatformChange }
  /** A request of the API, without signature: the control token has signed the whole script. */
  | { readonly call: string; readonly route: Route; readonly sent: Sent };

export interface Step {
  /** Since the script began, ms of the exchange's time. */
  readonly afterMs: number;
  readonly deed: Deed;
}

/** What became of a step. */
export interface Played {
  readonly afterMs: number;
  readonly did: string;
  readonly status: number;
  readonly answer: unknown;
}

const MOST_STEPS = 10_000;
const LONGEST = 10 * 365 * 86_400_000;
const plainDecimal = /^\d{1,20}(\.\d{1,20})?$/;

/**
 * Reads a script: a list of steps `{ "afterMs": 3600000, "prices": { "BTCUSDT": "48000", "ETHUSDT": null } }`,
 * `{ "afterMs": 0, "call": "POST /sapi/v1/margin/borrow-repay", "with": { "asset": "USDT", … } }` or
 * `{ "afterMs": 0, "faults": […] }` or `{ "afterMs": 0, "platform": { "bans": ["borrow"] } }`. Steps are played in the order of their times; the text says what is wrong.
 */
export function scriptFrom(value: unknown, routes: ReadonlyMap<string, Route>): Step[] | string {
  if (!Array.isArray(value)) return 'A scenario is a list of steps.';
  if (value.length > MOST_STEPS) return `A scenario has at most ${MOST_STEPS} steps.`;
  const steps: Step[] = [];
  for (const [index, entry] of (value as unknown[]).entries()) {
    const step = stepFrom(entry, routes);
    if (typeof step === 'string') return `Step ${index + 1}: ${step}`;
    steps.push(step);
  }
  return steps.sort((one, other) => one.afterMs - other.afterMs);
}

function stepFrom(entry: unknown, routes: ReadonlyMap<string, Route>): Step | string {
  if (!isRecord(entry)) return 'a step is an object.';
  const { afterMs = 0, prices, faults, platform, call } = entry;
  if (typeof afterMs !== 'number' || !Number.isSafeInteger(afterMs) || afterMs < 0 || afterMs > LONGEST)
    return '"afterMs" is a whole number of milliseconds since the scenario began, ten years at most.';
  if (isRecord(prices)) {
    const held: Record<string, string | null> = {};
    for (const [symbol, price] of Object.entries(prices)) {
      const pair = pairs[symbol];
      if (!pair) return `${symbol} is not a pair of this exchange.`;
      if (price !== null && (typeof price !== 'string' || !plainDecimal.test(price)))
        return `the price of ${symbol} is a decimal in quotes, or null to let it go.`;
      const onTick = price === null ? null : priceOnTick(pair, decimal(price));
      if (onTick === undefined) return pricesOf(pair);
      held[symbol] = onTick && onTick.toFixed();
    }
    return { afterMs, deed: { prices: held } };
  }
  if (faults !== undefined) {
    const list = faultsFrom(faults);
    return typeof list === 'string' ? list : { afterMs, deed: { faults: list } };
  }
  if (platform !== undefined) {
    const change = platformFrom(platform);
    return typeof change === 'string' ? change : { afterMs, deed: { platform: change } };
  }
  if (typeof call !== 'string') return 'a step has "prices", "faults", "platform" or "call".';
  const route = routes.get(call);
  if (!route) return `${call} is not an endpoint of this exchange; write verb and path.`;
  const values = entry.with ?? {};
  if (!isRecord(values)) return '"with" holds the parameters of the call.';
  const sent: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, parameter] of Object.entries(values)) {
    if (typeof parameter !== 'string' && typeof parameter !== 'number' && typeof parameter !== 'boolean')
      return `the parameter ${name} is a text, a number or a boolean.`;
    sent[name] = String(parameter);
  }
  return { afterMs, deed: { call, route, sent } };
}
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One script at a time: at once with a manual clock, which it moves; step by step as time comes with the real one. */
export class Scenario {
  readonly #house: House;
  readonly #faults: Faults;
  readonly #clock: ManualClock | undefined;
  #timer: NodeJS.Timeout | undefined;
  #left: readonly Step[] = [];
  #played: Played[] = [];

  constructor(house: House, faults: Faults, clock: ManualClock | undefined) {
    this.#house = house;
    this.#faults = faults;
    this.#clock = clock;
  }

  get progress(): { readonly left: number; readonly played: readonly Played[] } {
    return { left: this.#left.length, played: this.#played };
  }

  /** Plays a script, ending the one before. With a manual clock, resolves when the last step is done. */
  async play(steps: readonly Step[]): Promise<void> {
    this.stop();
    this.#played = [];
    this.#left = steps;
    const began = this.#house.venue.clock.now();
    if (!this.#clock) {
      this.#wait(began);
      return;
    }
    for (let step = steps[0]; step && this.#left.length > 0; step = this.#left[0]) {
      this.#clock.set(began + step.afterMs);
      await this.#next();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#left = [];
  }

  #wait(began: number): void {
    const [step] = this.#left;
    if (!step) return;
    // setTimeout cannot wait longer than this; what is later is looked at again.
    const wait = Math.min(Math.max(0, began + step.afterMs - this.#house.venue.clock.now()), 2_147_483_647);
    this.#timer = setTimeout(() => {
      const due = this.#house.venue.clock.now() >= began + step.afterMs;
      void (due ? this.#next() : Promise.resolve())
        .then(() => this.#wait(began))
        .catch((error: unknown) => {
          // A fault of ours ends the script, not the exchange.
          this.stop();
          process.stderr.write(
            `The scenario was ended: ${error instanceof Error ? (error.stack ?? '') : String(error)}\n`,
          );
        });
    }, wait);
    this.#timer.unref();
  }

  async #next(): Promise<void> {
    const [step, ...left] = this.#left;
    if (!step) return;
    this.#left = left;
    const { afterMs, deed } = step;
    const did = 'call' in deed ? deed.call : (Object.keys(deed)[0] ?? '');
    try {
      this.#played.push({ afterMs, did, status: 200, answer: await this.#do(deed) });
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Failure)) throw error;
      const status = error instanceof Failure ? error.status : 400;
      this.#played.push({ afterMs, did, status, answer: { code: error.code, msg: error.message } });
    }
  }

  async #do(deed: Deed): Promise<unknown> {
    const { venue } = this.#house;
    if ('faults' in deed) {
      this.#faults.arm(deed.faults);
      return {};
    }
    if ('platform' in deed) {
      await venue.submit({ do: 'platform', change: deed.platform });
      return {};
    }
    if ('prices' in deed) {
      for (const [symbol, price] of Object.entries(deed.prices)) await venue.submit({ do: 'price', symbol, price });
      return {};
    }
    // Time passes first, so that the call meets the present.
    await venue.submit({ do: 'tick' });
    const asker = { key: this.#house.keys.list()[0], now: venue.clock.now() };
    return carryOut(this.#house, deed.route, deed.sent, asker, nothingYet());
  }
}
