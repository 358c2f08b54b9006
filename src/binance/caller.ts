import { readAnswer, retryAfterMs } from './answer.ts';
import { Budget, weightOf, type BudgetUse } from './budget.ts';
import { ServerClock } from './clock.ts';
import { encodeParameters, toQuery, type Sent } from './encode.ts';
import type { MarginError } from './errors.ts';
import { NotSentError, RefusedError, UnknownOutcomeError, UnreadableReplyError, type CallInfo } from './errors.ts';
import { Gate } from './gate.ts';
import { silentLogger, type Logger, type Mode } from './options.ts';
import { Pauses } from './pause.ts';
import { createReader, type ReplyReader } from './reply.ts';
import type { Signer } from './sign.ts';
import type { Endpoint } from './table/endpoint.ts';
import { endpointOf, type EndpointName } from './table/index.ts';
import { headerLines, Transport, TransportFailure, type Answer } from './transport.ts';

export interface CallOptions {
  /** Ends the call. A write that has left by then has an unknown outcome. */
  readonly signal?: AbortSignal | undefined;
  /** A write that was aborted too late is looked up as if its answer had been lost, instead of ending at once. */
  readonly settle?: boolean | undefined;
  /** How long the exchange may take to see this request, in ms; at most 60,000. */
  readonly recvWindow?: number | undefined;
  /** How long to wait for the answer, in ms. */
  readonly timeoutMs?: number | undefined;
  /** How long to wait for the request weight, in ms; the client's longest unless told. */
  readonly maxWaitMs?: number | undefined;
}

/** A change of the account that is about to be sent. */
export interface Change {
  readonly endpoint: EndpointName;
  /** As they travel. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface CallerOptions {
  readonly restUrl: string;
  readonly proxy: URL | undefined;
  readonly apiKey: string | undefined;
  readonly signer: Signer | undefined;
  readonly mode: Mode;
  readonly logger: Logger;
  readonly recvWindow: number;
  readonly timeoutMs: number;
  /** How often a read is tried again. */
  readonly retries: number;
  readonly connections: number;
  readonly budgetShare: number;
  readonly maxWaitMs: number;
  readonly elapsed: () => number;
  readonly onBudget: () => ((use: BudgetUse) => void) | undefined;
}

/** A caller's options, and what the client adds or is told from within the editor; not for cells. */
export interface InnerOptions extends CallOptions {
  /** Hears of every request that leaves for this call, tries included, with its weight. */
  readonly onRequest?: ((weight: number) => void) | undefined;
  /**
   * Decides on a change of the account, which is sent exactly as it is shown, and only by `send`. Throws to refuse it.
   * Not asked for what cannot be sent anyway: parameters that are not allowed, a READ-ONLY connection.
   */
  readonly guard?: ((change: Change, send: () => Promise<unknown>) => Promise<unknown>) | undefined;
  /** The method that was called, where it is not named like its endpoint; errors name it. */
  readonly method?: string;
}

/** What errors say of a call. */
export function callInfo(name: EndpointName, method: string = name): CallInfo {
  const endpoint = endpointOf(name);
  return { method, endpoint: `${endpoint.method} ${endpoint.path}` };
}

/** What is the same for every call of an endpoint. */
interface Plan {
  readonly endpoint: Endpoint;
  readonly call: CallInfo;
  readonly read: ReplyReader;
  readonly signed: boolean;
  readonly keyed: boolean;
  readonly usageHeader: string;
}

/** A request that left, for reconciling. Times are the exchange's. */
export interface Attempt {
  sentAt: number;
  recvWindow: number;
}

const longestBackoffMs = 2_000;
/** A ban without `Retry-After`: Binance's shortest is two minutes. */
const shortestBanMs = 120_000;

/**
 * The way of one call: check, wait for the budget, sign, send, read, and try again where that is safe. Knows nothing of
 * what the endpoints mean.
 */
export class Caller {
  readonly clock: ServerClock;
  readonly budget: Budget;
  readonly pauses = new Pauses();
  readonly #options: CallerOptions;
  readonly #transport: Transport;
  readonly #gate: Gate;
  readonly #plans = new Map<EndpointName, Plan>();
  readonly #openHeaders = headerLines({ 'User-Agent': 'marginalia', 'Accept-Encoding': 'gzip' });
  readonly #keyHeaders: string;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#transport = new Transport(options.restUrl, options.proxy);
    this.#gate = new Gate(options.connections);
    this.#keyHeaders = this.#openHeaders + headerLines({ 'X-MBX-APIKEY': sendableKey(options.apiKey ?? '') });
    this.clock = new ServerClock(async () => {
      const { serverTime } = (await this.read('getServerTime', {}, {})) as { serverTime: number };
      return serverTime;
    });
    this.budget = new Budget({
      now: () => this.clock.now(),
      elapsed: options.elapsed,
      share: options.budgetShare,
      maxWaitMs: options.maxWaitMs,
      onChange: options.onBudget,
    });
  }

  /** Checks what can be checked here, and writes the parameters as they travel. */
  prepare(name: EndpointName, parameters: object, options: InnerOptions): Sent {
    const { endpoint, call, keyed, signed } = this.#plan(name, options);
    if (this.pauses.closed)
      throw new NotSentError('closed', `${call.method} was not sent: the client is closed.`, call);
    if (endpoint.writes && this.#options.mode === 'READ-ONLY')
      throw new NotSentError('mode', `${call.method} was not sent: this connection is READ-ONLY.`, call);
    if ((keyed && this.#options.apiKey === undefined) || (signed && !this.#options.signer))
      throw new NotSentError('credentials', `${call.method} was not sent: it needs an API key.`, call);
    return encodeParameters(endpoint, parameters as Record<string, unknown>, call);
  }

  /** A call that changes nothing: tried again until it is answered, as often as allowed. */
  async read(name: EndpointName, parameters: object, options: InnerOptions): Promise<unknown> {
    const sent = this.prepare(name, parameters, options);
    for (let tries = 0; ; tries += 1) {
      try {
        return await this.attempt(name, sent, options);
      } catch (error) {
        if (tries >= this.#options.retries || this.pauses.closed || options.signal?.aborted || !mayTryAgain(error))
          throw error;
        this.#options.logger.debug(
          `${this.callOf(name, options).endpoint}: trying again after ${(error as Error).name}`,
        );
        await this.pauses.wait(
          Math.min(longestBackoffMs, 100 * 2 ** tries) * (0.5 + Math.random() / 2),
          options.signal,
        );
      }
    }
  }

  /** One request. Sent a second time only where the exchange refused the first for its timestamp. */
  async attempt(name: EndpointName, sent: Sent, options: InnerOptions, attempt?: Attempt): Promise<unknown> {
    const plan = this.#plan(name, options);
    try {
      return await this.#once(plan, sent, options, attempt);
    } catch (error) {
      // Unsigned requests carry no timestamp; one of them measures the clock, and must not wait for itself.
      if (!(error instanceof RefusedError) || error.code !== -1021 || !plan.signed) throw error;
      this.#options.logger.info('The exchange refused a timestamp; measuring its clock again.');
      try {
        await this.clock.measure();
      } catch {
        // What is known of the request is that it was refused, whatever became of the question for the time.
        throw error;
      }
      return this.#once(plan, sent, options, attempt);
    }
  }

  callOf(name: EndpointName, options: InnerOptions): CallInfo {
    return this.#plan(name, options).call;
  }

  close(): void {
    this.pauses.close();
    this.budget.close();
    this.#transport.close();
  }

  async #once(plan: Plan, sent: Sent, options: InnerOptions, attempt: Attempt | undefined): Promise<unknown> {
    const { endpoint, call } = plan;
    unlessAborted(options, call);
    if (plan.signed) {
      const measuring = this.clock.ready();
      if (measuring) {
        await (endpoint.writes ? unlessUnread(measuring, call) : measuring);
        unlessAborted(options, call);
      }
    }
    const taken = this.budget.take(endpoint, sent, call, options);
    const ticket = taken instanceof Promise ? await taken : taken;
    const entering = this.#gate.enter();
    if (entering) await entering;
    let reported: number | undefined;
    try {
      if (this.pauses.closed)
        throw new NotSentError('closed', `${call.method} was not sent: the client is closed.`, call);
      unlessAborted(options, call);
      const path = this.#sign(plan, sent, options, attempt);
      const logs = this.#options.logger !== silentLogger;
      const started = logs ? performance.now() : 0;
      options.onRequest?.(weightOf(endpoint, sent));
      const answer = await this.#transport.send({
        method: endpoint.method,
        path,
        headers: plan.keyed ? this.#keyHeaders : this.#openHeaders,
        timeoutMs: options.timeoutMs ?? this.#options.timeoutMs,
        signal: options.signal,
      });
      if (logs)
        this.#options.logger.debug(`${call.endpoint} ${answer.status} ${Math.round(performance.now() - started)} ms`);
      reported = usedWeight(answer, plan.usageHeader);
      if (answer.status === 429 || answer.status === 418) this.#leaveAlone(plan, answer);
      return readAnswer(answer, plan.read, call);
    } catch (error) {
      if (error instanceof TransportFailure) throw this.#explain(error, plan);
      throw error;
    } finally {
      this.#gate.leave();
      this.budget.settle(ticket, reported);
    }
  }

  #sign(plan: Plan, sent: Sent, options: CallOptions, attempt: Attempt | undefined): string {
    const { endpoint } = plan;
    const query = toQuery(sent);
    if (!plan.signed || !this.#options.signer) return query === '' ? endpoint.path : `${endpoint.path}?${query}`;
    const timestamp = Math.floor(this.clock.now());
    const recvWindow = options.recvWindow ?? this.#options.recvWindow;
    if (attempt) {
      attempt.sentAt = timestamp;
      attempt.recvWindow = recvWindow;
    }
    const payload = `${query}${query === '' ? '' : '&'}recvWindow=${recvWindow}&timestamp=${timestamp}`;
    return `${endpoint.path}?${payload}&signature=${this.#options.signer.sign(payload)}`;
  }

  #leaveAlone(plan: Plan, answer: Answer): void {
    const asked = retryAfterMs(answer);
    if (answer.status === 418) {
      this.budget.pause(undefined, asked ?? shortestBanMs);
      this.#options.logger.warn(`The exchange has banned this address for ${(asked ?? shortestBanMs) / 1000} s.`);
    } else if (asked !== undefined) {
      this.budget.pause(plan.endpoint, asked);
      this.#options.logger.warn(`${plan.call.endpoint}: too many requests; waiting ${asked / 1000} s.`);
    }
  }

  #explain(failure: TransportFailure, { call, endpoint }: Plan): MarginError {
    const what = `${call.method} (${call.endpoint})`;
    const host = new URL(this.#options.restUrl).host;
    if (this.pauses.closed && (!failure.sent || !endpoint.writes))
      return new NotSentError('closed', `${what} was ended: the client was closed.`, call);
    if (failure.kind === 'aborted' && (!failure.sent || !endpoint.writes))
      return new NotSentError('aborted', `${what} was aborted.`, call);
    if (!failure.sent)
      return new NotSentError(
        'unreachable',
        `${what} was not sent: ${host} cannot be reached, ${failure.message}.`,
        call,
      );
    if (failure.kind === 'cut-off' || failure.kind === 'too-large')
      return new UnreadableReplyError(`${what} got no whole answer: ${failure.message}.`, call);
    return new UnknownOutcomeError(`${what} got no answer: ${failure.message}.`, call);
  }

  #plan(name: EndpointName, { method }: InnerOptions): Plan {
    let plan = this.#plans.get(name);
    if (!plan) {
      const endpoint = endpointOf(name);
      const { path, security, weight } = endpoint;
      plan = {
        endpoint,
        call: callInfo(name),
        read: createReader(endpoint),
        signed: security === 'USER_DATA' || security === 'TRADE' || security === 'MARGIN',
        keyed: security !== 'NONE',
        usageHeader: path.startsWith('/api/')
          ? 'x-mbx-used-weight-1m'
          : `x-sapi-used-${weight.limit.toLowerCase()}-weight-1m`,
      };
      this.#plans.set(name, plan);
    }
    return method === undefined ? plan : { ...plan, call: callInfo(name, method) };
  }
}

/** Between its caller and the wire a call waits up to three times; it may be given up in each. */
function unlessAborted({ signal }: CallOptions, call: CallInfo): void {
  if (signal?.aborted) throw new NotSentError('aborted', `${call.method} was aborted before it was sent.`, call);
}

/** A write that waits for the exchange's time has not left, even where it is not known what became of that question. */
async function unlessUnread(measuring: Promise<void>, call: CallInfo): Promise<void> {
  try {
    await measuring;
  } catch (error) {
    if (!(error instanceof UnknownOutcomeError)) throw error;
    const message = `${call.method} was not sent: the exchange's time could not be read. ${error.message}`;
    throw new NotSentError('unreachable', message, call, { cause: error });
  }
}

/** @throws NotSentError, without the key. */
function sendableKey(apiKey: string): string {
  if (/^[!-~]*$/.test(apiKey)) return apiKey;
  const why = 'it has a character that is in no key, such as a line end or a space';
  throw new NotSentError('credentials', `The API key cannot be sent: ${why}.`, undefined);
}

function usedWeight(answer: Answer, header: string): number | undefined {
  const used = Number(answer.headers.get(header) ?? NaN);
  return Number.isFinite(used) ? used : undefined;
}

/** A read may be tried again where the next answer may differ; never into a ban. */
function mayTryAgain(error: unknown): boolean {
  if (error instanceof UnreadableReplyError) return error.status === undefined || error.status >= 500;
  if (error instanceof UnknownOutcomeError) return true;
  if (error instanceof NotSentError) return error.reason === 'unreachable';
  return error instanceof RefusedError && (error.status === 429 || error.code === -1003) && error.status !== 418;
}
