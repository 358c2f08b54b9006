/** What the exchange says its time is; the client fetches it unsigned. */
export type AskServerTime = () => Promise<number>;

/** This machine's clocks: `wall` in ms since 1970, which people set; `monotonic` in ms since whenever, which only runs. */
export interface LocalClocks {
  wall(): number;
  monotonic(): number;
}
const machine: LocalClocks = { wall: () => Date.now(), monotonic: () => performance.now() };

/** How long a measured offset is trusted. A laptop's clock drifts by some ms in an hour. */
const trustMs = 60 * 60_000;

/**
 * The exchange's clock as seen from here. Signed requests carry its time, and budgets turn over with its minutes, so
 * one measured offset serves both. Measured when first needed, again when it is old, and at once after -1021.
 */
export class ServerClock {
  #offsetMs = 0;
  #uncertaintyMs = 0;
  /** Local monotonic time of the last measure; the wall clock may be set while we run. */
  #measuredAt: number | undefined;
  #wallAtMeasure = 0;
  #measuring: Promise<void> | undefined;
  readonly #ask: AskServerTime;
  readonly #local: LocalClocks;

  constructor(ask: AskServerTime, local: LocalClocks = machine) {
    this.#ask = ask;
    this.#local = local;
  }

  /** Server time in ms; the local clock until the first measure. */
  now(): number {
    if (this.#measuredAt === undefined) return this.#local.wall();
    // From the monotonic clock: someone setting the wall clock must not move the timestamps that we sign.
    return this.#wallAtMeasure + this.#offsetMs + (this.#local.monotonic() - this.#measuredAt);
  }

  /** Server time minus local time at the last measure, in ms. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Half of the round trip of the last measure: the server's time lies within this of `now()`. */
  get uncertaintyMs(): number {
    return this.#uncertaintyMs;
  }

  /** Nothing to wait for once the offset is known; an old one is renewed without making anyone wait. */
  ready(): Promise<void> | undefined {
    if (this.#measuredAt === undefined) return this.measure();
    if (this.#local.monotonic() - this.#measuredAt > trustMs) void this.measure().catch(() => undefined);
    return undefined;
  }

  /** Measures the offset. Several callers at once share one measurement. */
  measure(): Promise<void> {
    this.#measuring ??= this.#measure().finally(() => {
      this.#measuring = undefined;
    });
    return this.#measuring;
  }

  async #measure(): Promise<void> {
    const started = this.#local.monotonic();
    const wall = this.#local.wall();
    const serverTime = await this.#ask();
    const ended = this.#local.monotonic();
    const halfTrip = (ended - started) / 2;
    this.#offsetMs = Math.round(serverTime - (wall + halfTrip));
    this.#uncertaintyMs = halfTrip;
    this.#wallAtMeasure = wall + (ended - started);
    this.#measuredAt = ended;
  }
}
