import { NotSentError, type CallInfo } from './errors.ts';
import type { Endpoint, WireParameters } from './table/endpoint.ts';

const minute = 60_000;
/**
 * How far our idea of the exchange's minute may be off. Our minute turns this much later than it should, and what is
 * sent within this distance of the turn is counted in both minutes.
 */
const seamMs = 150;

/** The limits per minute that the exchange publishes. */
export const publishedLimits = { api: 6_000, sapiByIp: 12_000, sapiByUid: 180_000 } as const;

/** How much of one limit is used in the current minute. */
export interface BudgetUse {
  /** `/api`, or verb and path of an endpoint with a limit of its own. */
  readonly scope: string;
  readonly limit: 'IP' | 'UID' | 'REQUESTS';
  readonly used: number;
  readonly most: number;
  /** Calls that wait for the next minute. */
  readonly waiting: number;
}

interface Waiter {
  readonly weight: number;
  readonly go: () => void;
  readonly stop: (error: NotSentError) => void;
}

interface Bucket {
  readonly scope: string;
  readonly limit: 'IP' | 'UID' | 'REQUESTS';
  readonly most: number;
  minute: number;
  /** What we have sent in this minute, and what we sent before that may be counted in it. */
  own: number;
  /** The largest count that the exchange has told in this minute; it covers every call that it has answered. */
  reported: number | undefined;
  inFlight: number;
  /** Answered without a count that could be trusted, and the part of it that later counts cover. Both of this minute. */
  uncertain: number;
  covered: number;
  /** Sent so close to the next turn that it may be counted after it. */
  nearSeam: number;
  /** By the clock that only runs. */
  pausedUntil: number;
  queue: Waiter[];
  timer: NodeJS.Timeout | undefined;
}

/** What a call of an endpoint is counted in. */
interface Buckets {
  readonly first: Bucket;
  /** Where the exchange counts requests as well. */
  readonly second: Bucket | undefined;
}

/** How a call waits for its turn. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** In ms; the client's longest unless told. */
  readonly maxWaitMs?: number | undefined;
}

/** One call's share of its buckets; given back with the reply. */
export interface Ticket {
  readonly parts: readonly Part[];
}

interface Part {
  readonly bucket: Bucket;
  readonly weight: number;
  readonly minute: number;
  /** `uncertain` when the call left: what was answered before is in the count that this call brings back. */
  readonly uncertainBefore: number;
}

export interface BudgetOptions {
  /** The exchange's time in ms. */
  readonly now: () => number;
  /** A clock in ms that only runs. What the exchange asks to wait is a duration, whatever becomes of its clock. */
  readonly elapsed: () => number;
  /** The part of each limit that may be used; the rest is left to other programs. */
  readonly share: number;
  /** Longest time that a call may wait before it is refused. */
  readonly maxWaitMs: number;
  /** Undefined while nobody listens. */
  readonly onChange?: () => ((use: BudgetUse) => void) | undefined;
}

/** What a request of these parameters weighs. */
export function weightOf({ weight }: Endpoint, sent: WireParameters): number {
  return weight.or?.applies(sent) ? weight.or.amount : weight.amount;
}

/**
 * Keeps the client under the exchange's request weights. A call takes its weight before it is sent and waits for the
 * next minute where that would pass the limit. The usage headers of replies correct the count for other programs that
 * use the same limits.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #buckets = new Map<string, Bucket>();
  readonly #ofEndpoint = new Map<Endpoint, Buckets>();
  #bannedUntil = -Infinity;
  #closed = false;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** Every limit that was touched. */
  usage(): BudgetUse[] {
    return [...this.#buckets.values()].map((bucket) => {
      this.#turn(bucket);
      return describe(bucket);
    });
  }

  /** Takes the weight of a call, at once where possible. */
  take(endpoint: Endpoint, sent: WireParameters, call: CallInfo, patience: Patience = {}): Ticket | Promise<Ticket> {
    const amount = weightOf(endpoint, sent);
    const { first, second } = this.#bucketsOf(endpoint);
    const one = this.#takePart(first, amount, call, patience);
    if (!second) return one instanceof Promise ? one.then((part) => ({ parts: [part] })) : { parts: [one] };
    return Promise.resolve(one).then(async (part) => {
      try {
        return { parts: [part, await this.#takePart(second, 1, call, patience)] };
      } catch (error) {
        // Otherwise the call that never left would be under way for ever.
        this.settle({ parts: [part] }, undefined);
        throw error;
      }
    });
  }

  /**
   * Gives a reply's usage header back. `reported` is the weight that the exchange has counted in its minute, this call
   * included; undefined where the reply carried none or never came.
   */
  settle(ticket: Ticket, reported: number | undefined): void {
    for (const { bucket, weight, minute: sentIn, uncertainBefore } of ticket.parts) {
      this.#turn(bucket);
      bucket.inFlight -= weight;
      // A count that was told across the turn may be either minute's. Taking it for this one and counting the call on
      // top are both safe; the smaller does.
      const known = bucket.reported ?? 0;
      const trusted = reported !== undefined && (sentIn === bucket.minute || reported - known <= weight);
      if (!trusted) bucket.uncertain += weight;
      else if (bucket.limit !== 'REQUESTS') {
        bucket.reported = Math.max(known, reported);
        if (sentIn === bucket.minute) bucket.covered = Math.max(bucket.covered, uncertainBefore);
      }
      this.#changed(bucket);
      this.#release(bucket);
    }
  }

  /** The exchange asked to be left alone: an endpoint after 429, everything after 418. */
  pause(endpoint: Endpoint | undefined, ms: number): void {
    const until = this.#options.elapsed() + ms;
    if (!endpoint) {
      this.#bannedUntil = Math.max(this.#bannedUntil, until);
      return;
    }
    const shared = endpoint.path.startsWith('/api/');
    for (const bucket of this.#buckets.values())
      if (bucket.scope === (shared ? '/api' : `${endpoint.method} ${endpoint.path}`))
        bucket.pausedUntil = Math.max(bucket.pausedUntil, until);
  }

  /** Refuses everyone who waits, and leaves no timer. */
  close(): void {
    this.#closed = true;
    for (const bucket of this.#buckets.values()) {
      clearTimeout(bucket.timer);
      bucket.timer = undefined;
      const queue = bucket.queue;
      bucket.queue = [];
      for (const waiter of queue)
        waiter.stop(new NotSentError('closed', 'The client was closed while the call waited for its turn.', undefined));
    }
  }

  #bucketsOf(endpoint: Endpoint): Buckets {
    let buckets = this.#ofEndpoint.get(endpoint);
    if (!buckets) {
      const { weight, path, method } = endpoint;
      const shared = path.startsWith('/api/');
      const sapi = weight.limit === 'IP' ? publishedLimits.sapiByIp : publishedLimits.sapiByUid;
      const own = `${method} ${path}`;
      buckets = {
        first: this.#bucket(shared ? '/api' : own, weight.limit, shared ? publishedLimits.api : sapi),
        second: weight.requests && this.#bucket(own, 'REQUESTS', weight.requests.most),
      };
      this.#ofEndpoint.set(endpoint, buckets);
    }
    return buckets;
  }

  #bucket(scope: string, limit: Bucket['limit'], most: number): Bucket {
    const key = `${scope} ${limit}`;
    let bucket = this.#buckets.get(key);
    if (!bucket) {
      bucket = {
        scope,
        limit,
        most: limit === 'REQUESTS' ? most : Math.floor(most * this.#options.share),
        minute: this.#minute(),
        own: 0,
        reported: undefined,
        inFlight: 0,
        uncertain: 0,
        covered: 0,
        nearSeam: 0,
        pausedUntil: -Infinity,
        queue: [],
        timer: undefined,
      };
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }

  #takePart(bucket: Bucket, weight: number, call: CallInfo, patience: Patience): Part | Promise<Part> {
    const { signal, maxWaitMs = this.#options.maxWaitMs } = patience;
    // Those who wait may go by now although their timer has not run yet: nobody is refused because of them.
    this.#release(bucket);
    if (bucket.queue.length === 0 && this.#fits(bucket, weight)) return this.#spend(bucket, weight);
    const waitMs = this.#waitMs(bucket, weight);
    if (waitMs > maxWaitMs)
      throw new NotSentError(
        'budget',
        `${call.method} was not sent: the exchange takes no request of this kind for another ${Math.ceil(waitMs / 1000)} s.`,
        call,
        { retryAfterMs: waitMs },
      );
    return new Promise((resolve, reject) => {
      const leave = () => {
        bucket.queue = bucket.queue.filter((waiter) => waiter !== me);
        reject(new NotSentError('aborted', `${call.method} was aborted while it waited for its turn.`, call));
      };
      const me: Waiter = {
        weight,
        go: () => {
          signal?.removeEventListener('abort', leave);
          resolve(this.#spend(bucket, weight));
        },
        stop: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      bucket.queue.push(me);
      this.#changed(bucket);
      this.#schedule(bucket);
    });
  }

  /** Turns to the exchange's minute. What may be counted after the turn although it was sent before is kept. */
  #turn(bucket: Bucket): void {
    const now = this.#minute();
    if (now === bucket.minute) return;
    const late = now === bucket.minute + 1 ? bucket.nearSeam : 0;
    bucket.minute = now;
    bucket.own = Math.max(bucket.inFlight, late);
    bucket.reported = undefined;
    bucket.uncertain = 0;
    bucket.covered = 0;
    bucket.nearSeam = 0;
  }

  #minute(): number {
    return Math.floor((this.#options.now() - seamMs) / minute);
  }

  #phaseMs(): number {
    return (this.#options.now() - seamMs) % minute;
  }

  #fits(bucket: Bucket, weight: number): boolean {
    const now = this.#options.elapsed();
    return now >= bucket.pausedUntil && now >= this.#bannedUntil && hasRoom(bucket, weight);
  }

  #spend(bucket: Bucket, weight: number): Part {
    bucket.own += weight;
    bucket.inFlight += weight;
    if (this.#phaseMs() > minute - 2 * seamMs) bucket.nearSeam += weight;
    this.#changed(bucket);
    return { bucket, weight, minute: bucket.minute, uncertainBefore: bucket.uncertain };
  }

  /** How long the first in the queue, or a newcomer of this weight, has to wait. */
  #waitMs(bucket: Bucket, weight: number): number {
    const paused = Math.max(bucket.pausedUntil, this.#bannedUntil) - this.#options.elapsed();
    if (paused > 0) return paused;
    // A pause may end between two looks at the clock: then nobody has to wait for the next minute.
    return hasRoom(bucket, bucket.queue[0]?.weight ?? weight) ? 0 : minute - this.#phaseMs();
  }

  #schedule(bucket: Bucket): void {
    const [first] = bucket.queue;
    if (bucket.timer || !first || this.#closed) return;
    bucket.timer = setTimeout(
      () => {
        bucket.timer = undefined;
        this.#release(bucket);
        this.#schedule(bucket);
      },
      Math.max(10, this.#waitMs(bucket, first.weight)),
    );
  }

  #release(bucket: Bucket): void {
    this.#turn(bucket);
    for (let next = bucket.queue[0]; next && this.#fits(bucket, next.weight); next = bucket.queue[0]) {
      bucket.queue.shift();
      next.go();
    }
    if (bucket.queue.length === 0) {
      clearTimeout(bucket.timer);
      bucket.timer = undefined;
    }
  }

  #changed(bucket: Bucket): void {
    this.#options.onChange?.()?.(describe(bucket));
  }
}

/** A single call heavier than the limit's share still has to be possible in an unused minute. */
function hasRoom(bucket: Bucket, weight: number): boolean {
  return used(bucket) + weight <= bucket.most || (used(bucket) === 0 && weight > bucket.most);
}

/** No less than the exchange has counted, but for what other programs sent since its last answer. */
function used({ own, reported, inFlight, uncertain, covered }: Bucket): number {
  return reported === undefined ? own : reported + inFlight + uncertain - covered;
}

function describe(bucket: Bucket): BudgetUse {
  return {
    scope: bucket.scope,
    limit: bucket.limit,
    used: used(bucket),
    most: bucket.most,
    waiting: bucket.queue.length,
  };
}
