import type { Attempt, Caller, InnerOptions } from './caller.ts';
import type { Sent } from './encode.ts';
import { lookFirst, MarginError, NotSentError, RefusedError, UnknownOutcomeError } from './errors.ts';
import { Lanes } from './gate.ts';
import type { Logger } from './options.ts';
import { createReconciler, type Reconciler } from './reconcile/index.ts';
import { endpointOf, type EndpointName } from './table/index.ts';

export interface WriterOptions {
  readonly loanGapMs: number;
  readonly settleMs: number;
  readonly logger: Logger;
}

/** How often a loan is tried again that was refused because another loan was in flight (-3007). */
const pendingRetries = 5;

/**
 * The way of a write. It is sent once. Where its outcome is unknown, the account is asked until it is known, or until
 * nothing more can be learned; only then is the caller told.
 */
export class Writer {
  readonly #caller: Caller;
  readonly #options: WriterOptions;
  readonly #reconciler: Reconciler;
  readonly #lanes = new Lanes();

  constructor(caller: Caller, options: WriterOptions) {
    this.#caller = caller;
    this.#options = options;
    this.#reconciler = createReconciler({
      ask: (name, parameters, call) => caller.read(name, parameters, call),
      now: () => caller.clock.now(),
      wait: (ms, signal) => caller.pauses.wait(ms, signal),
      settleMs: options.settleMs,
    });
  }

  call(name: EndpointName, parameters: object, options: InnerOptions): Promise<unknown> {
    if (!endpointOf(name).writes) return this.#caller.read(name, parameters, options);
    return this.#write(name, parameters, options);
  }

  async #write(name: EndpointName, parameters: object, options: InnerOptions): Promise<unknown> {
    const prepared = this.#caller.prepare(name, parameters, options);
    const { guard } = options;
    if (!guard) return this.#send(name, prepared, options);
    return guard({ endpoint: name, parameters: prepared }, () => this.#send(name, prepared, options));
  }

  #send(name: EndpointName, prepared: Sent, options: InnerOptions): Promise<unknown> {
    const sent = this.#reconciler.named(name, prepared);
    const lane = this.#reconciler.lane(name, sent);
    if (lane === undefined) return this.#settled(name, sent, options);
    const gapMs = name === 'marginBorrowRepay' ? this.#options.loanGapMs : 0;
    const gap = () => (gapMs > 0 ? this.#caller.pauses.wait(gapMs) : Promise.resolve());
    return this.#lanes.run(lane, gap, () => this.#settled(name, sent, options), options.signal);
  }

  async #settled(name: EndpointName, sent: Sent, options: InnerOptions): Promise<unknown> {
    const attempt: Attempt = { sentAt: 0, recvWindow: 0 };
    const before = await this.#before(name, sent, options);
    for (let tries = 0; ; tries += 1) {
      try {
        const reply = await this.#caller.attempt(name, sent, options, attempt);
        this.#reconciler.answered(name, reply);
        return reply;
      } catch (error) {
        // Refused, so it did not happen: trying again is safe. The gap is the exchange's own.
        if (error instanceof RefusedError && error.code === -3007 && tries < pendingRetries) {
          await this.#caller.pauses.wait(Math.max(this.#options.loanGapMs, 20) * (tries + 1), options.signal);
          if (!this.#caller.pauses.closed && !options.signal?.aborted) continue;
        }
        if (error instanceof UnknownOutcomeError) return this.#reconcile(name, sent, attempt, before, error, options);
        throw error;
      }
    }
  }

  /** A write is not kept back because what was before it could not be read; its outcome is then harder to tell. */
  async #before(name: EndpointName, sent: Sent, options: InnerOptions): Promise<unknown> {
    const reading = this.#reconciler.before(name, sent, options.signal);
    if (!reading) return undefined;
    try {
      return await reading;
    } catch (error) {
      if (error instanceof MarginError) return undefined;
      throw error;
    }
  }

  async #reconcile(
    name: EndpointName,
    sent: Sent,
    attempt: Attempt,
    before: unknown,
    lost: UnknownOutcomeError,
    options: InnerOptions,
  ): Promise<unknown> {
    const call = this.#caller.callOf(name, options);
    const details = { code: lost.code, says: lost.says, status: lost.status };
    const unknown = (why: string) => {
      this.#reconciler.givenUp(sent, attempt);
      return new UnknownOutcomeError(`${lost.message} ${why} ${lookFirst}`, call, details);
    };
    const signal = options.settle ? undefined : options.signal;
    if (signal?.aborted || this.#caller.pauses.closed)
      throw unknown('It was ended after it had left, and may have happened.');
    this.#options.logger.warn(`${call.endpoint}: the answer was lost; asking the account what happened.`);
    let outcome;
    try {
      outcome = await this.#reconciler.find(name, sent, attempt, before, signal);
    } catch (error) {
      if (!(error instanceof MarginError)) throw error;
      const why =
        error instanceof NotSentError || error instanceof RefusedError
          ? error.message
          : 'The account could not be read.';
      throw unknown(`Whether it happened could not be found out: ${why}`);
    }
    switch (outcome.happened) {
      case 'yes':
        this.#options.logger.info(`${call.endpoint}: it had happened.`);
        this.#reconciler.answered(name, outcome.reply);
        return outcome.reply;
      case 'no':
        this.#options.logger.info(`${call.endpoint}: it had not happened.`);
        throw new RefusedError(
          `${call.method} did not happen: its answer was lost, and ${outcome.why}`,
          call,
          details,
          {
            cause: lost,
          },
        );
      case 'unknown':
        throw unknown(outcome.why);
    }
  }
}
