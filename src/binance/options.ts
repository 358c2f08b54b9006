import type { BudgetUse } from './budget.ts';
import type { Credentials } from './sign.ts';

/** PAPER: the paper exchange. READ-ONLY: writes are refused before they are signed. LIVE: real money moves. */
export type Mode = 'PAPER' | 'READ-ONLY' | 'LIVE';

/** Where the client tells what it does. It is never given a key, a signature or a signed address. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

export interface MarginClientOptions {
  /** Such as `https://api.binance.com`. Plain `http:` is taken for this machine only. */
  readonly restUrl: string;
  /** WebSocket API of the trade stream, such as `wss://ws-api.binance.com:443/ws-api/v3`. */
  readonly wsApiUrl?: string | undefined;
  /** Base of the risk stream, such as `wss://margin-stream.binance.com`. */
  readonly streamUrl?: string | undefined;
  /**
   * A proxy (`http:` or `https:`, with name and password if it wants them) through whose tunnel the exchange is reached.
   * Encryption stays between this client and the exchange. `proxyFor` finds the one that the environment names.
   */
  readonly proxy?: string | undefined;
  /** Without a key only public market data can be read. */
  readonly credentials?: Credentials | undefined;
  readonly mode: Mode;
  readonly logger?: Logger | undefined;
  /** How long the exchange may take to see a signed request, in ms; 5,000 unless told, at most 60,000. */
  readonly recvWindow?: number | undefined;
  /** How long to wait for an answer, in ms; 10,000 unless told. */
  readonly timeoutMs?: number | undefined;
  /** How often a read that got no answer is tried again; twice unless told. */
  readonly retries?: number | undefined;
  /** How many requests may be under way; 64 unless told. */
  readonly connections?: number | undefined;
  /** The part of each request-weight limit that this client may use; 0.95 unless told. */
  readonly budgetShare?: number | undefined;
  /** How long a call may wait for its budget before it is refused, in ms; 65,000 unless told. */
  readonly maxWaitMs?: number | undefined;
  /** A clock in ms that only runs, by which the exchange's demands to wait are measured; this machine's unless told. */
  readonly elapsed?: (() => number) | undefined;
  /** Gap between two loans, in ms; 100 unless told, which Binance demands. */
  readonly loanGapMs?: number | undefined;
  /**
   * How long after the end of its `recvWindow` a write whose answer was lost may still be carried out, in ms; 10,000
   * unless told, the time that Binance gives its matching engine. Until then "not found" does not mean "did not happen".
   */
  readonly settleMs?: number | undefined;
  /** Hears of every change of a request-weight count. */
  readonly onBudget?: ((use: BudgetUse) => void) | undefined;
}

export const silentLogger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };
