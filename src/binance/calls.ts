import type { BudgetUse } from './budget.ts';
import { Caller, type CallOptions, type InnerOptions } from './caller.ts';
import { NotSentError } from './errors.ts';
import { silentLogger, type Logger, type MarginClientOptions, type Mode } from './options.ts';
import type { Pauses } from './pause.ts';
import { createSigner } from './sign.ts';
import {
  endpointNames,
  type Arguments,
  type ArgumentsOf,
  type Endpoints,
  type Parameters,
  type ReplyOf,
  type EndpointName,
} from './table/index.ts';
import { Writer } from './writer.ts';

type Call<P extends Parameters, R> =
  object extends Arguments<P>
    ? (parameters?: Arguments<P>, options?: CallOptions) => Promise<R>
    : (parameters: Arguments<P>, options?: CallOptions) => Promise<R>;

/** Endpoints whose method does more than the endpoint, and is written by hand. */
type WrittenByHand =
  | 'getMarginAccount'
  | 'getIsolatedMarginAccount'
  | 'getMarginInterestHistory'
  | 'getMarginForceLiquidationRecord'
  | 'getMarginInterestRateHistory';

/** A method for each endpoint of the table, with the entry's documentation. */
export type EndpointMethods = {
  [N in keyof Endpoints as Exclude<N, WrittenByHand>]: Call<Endpoints[N]['parameters'], ReplyOf<N>>;
};

export interface Surroundings {
  readonly logger: Logger;
  readonly pauses: Pauses;
  readonly proxy: URL | undefined;
  readonly wsApiUrl: string | undefined;
  readonly streamUrl: string | undefined;
}

/** What every client has, whatever its methods. */
class Calls {
  readonly mode: Mode;
  readonly #caller: Caller;
  readonly #writer: Writer;
  /** For the streams, which live as long as the client. */
  protected readonly surroundings: Surroundings;
  readonly #budgetListeners = new Set<(use: BudgetUse) => void>();

  readonly #tellBudget = (use: BudgetUse) => {
    for (const listener of this.#budgetListeners) listener(use);
  };

  constructor(options: MarginClientOptions) {
    this.mode = options.mode;
    if (options.onBudget) this.#budgetListeners.add(options.onBudget);
    const logger = options.logger ?? silentLogger;
    const proxy = options.proxy === undefined ? undefined : checkedProxy(options.proxy);
    this.#caller = new Caller({
      restUrl: checkedUrl(options.restUrl, options.mode),
      proxy,
      apiKey: options.credentials?.apiKey,
      signer: options.credentials && createSigner(options.credentials),
      mode: options.mode,
      logger,
      recvWindow: options.recvWindow ?? 5_000,
      timeoutMs: options.timeoutMs ?? 10_000,
      retries: options.retries ?? 2,
      connections: options.connections ?? 64,
      budgetShare: options.budgetShare ?? 0.95,
      maxWaitMs: options.maxWaitMs ?? 65_000,
      elapsed: options.elapsed ?? (() => performance.now()),
      onBudget: () => (this.#budgetListeners.size > 0 ? this.#tellBudget : undefined),
    });
    this.surroundings = {
      logger,
      pauses: this.#caller.pauses,
      proxy,
      wsApiUrl: options.wsApiUrl && checkedUrl(options.wsApiUrl, options.mode),
      streamUrl: options.streamUrl && checkedUrl(options.streamUrl, options.mode),
    };
    this.#writer = new Writer(this.#caller, {
      loanGapMs: options.loanGapMs ?? 100,
      settleMs: options.settleMs ?? 10_000,
      logger,
    });
  }

  /**
   * Calls an endpoint of the table by its name, without the fields that a method of that name may add.
   * @param method what errors name; the endpoint unless told
   */
  call<N extends EndpointName>(
    name: N,
    parameters: ArgumentsOf<N>,
    options: InnerOptions = {},
    method?: string,
  ): Promise<ReplyOf<N>> {
    const inner = method === undefined ? options : { ...options, method };
    return this.#writer.call(name, parameters, inner) as Promise<ReplyOf<N>>;
  }

  /** The exchange's time in ms, as last measured. */
  get serverTime(): number {
    return this.#caller.clock.now();
  }

  /**
   * Measures the exchange's clock, unless that was done already. Every signed call does so by itself.
   * @param options `again`: also if it was; a paper exchange's clock may have been moved
   */
  async syncClock({ again = false }: { readonly again?: boolean } = {}): Promise<void> {
    await (again ? this.#caller.clock.measure() : this.#caller.clock.ready());
  }

  /** How much of each request-weight limit is used in this minute. */
  get budget(): readonly BudgetUse[] {
    return this.#caller.budget.usage();
  }

  /** Hears of every change of a request-weight count, until the returned function is called. */
  onDidUseBudget(listener: (use: BudgetUse) => void): () => void {
    this.#budgetListeners.add(listener);
    return () => this.#budgetListeners.delete(listener);
  }

  /** Ends what is under way and leaves no timer and no connection. */
  close(): void {
    this.#caller.close();
  }
}

/**
 * A key must not travel in the clear, and play money must not reach the real exchange because of a mixed-up address.
 * @throws NotSentError
 */
function checkedUrl(address: string, mode: Mode): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^(http|ws)s?:$/.test(url.protocol))
    throw new NotSentError(
      'parameter',
      `"${address}" is not the address of an exchange, such as https://api.binance.com.`,
      undefined,
    );
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  if (/^(http|ws):$/.test(url.protocol) && !local)
    throw new NotSentError(
      'mode',
      `${url.host} has to be reached by https or wss: a key must not travel in the clear.`,
      undefined,
    );
  if (mode === 'PAPER' && /(^|\.)binance\.(com|us|vision)$/.test(url.hostname))
    throw new NotSentError('mode', `${url.host} is the real exchange, but the mode is PAPER.`, undefined);
  return address.replace(/\/+$/, '');
}

/** @throws NotSentError, without the address: it may hold a password. */
function checkedProxy(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new NotSentError('parameter', 'The proxy is no address such as http://proxy.example:3128.', undefined);
  return url;
}

for (const name of endpointNames)
  Object.defineProperty(Calls.prototype, name, {
    configurable: true,
    writable: true,
    value: function (this: Calls, parameters: never = {} as never, options?: CallOptions) {
      return this.call(name, parameters, options);
    },
  });

/** The methods above are made from the table, which no class declaration can say. */
export const EndpointCalls = Calls as unknown as new (options: MarginClientOptions) => Calls & EndpointMethods;
