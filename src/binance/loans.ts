import { callInfo, type CallOptions } from './caller.ts';
import { EndpointCalls } from './calls.ts';
import { encodeValue } from './encode.ts';
import { NotSentError } from './errors.ts';
import type {
  ArgumentsOf,
  EndpointName,
  InterestRate,
  InterestRecord,
  LiquidationRecord,
  LoanRecord,
  Page,
  Transaction,
} from './table/index.ts';

type Flag = boolean | 'TRUE' | 'FALSE';
export type Amount = string | number | { toFixed(): string };

/** A symbol has to come with `isIsolated`: taken for cross, it would move money in an account that was not meant. */
export type LoanParameters = {
  asset: string;
  /** In units of `asset`. */
  amount: Amount;
} & (
  | {
      isIsolated: Flag;
      /** Which pair's account, where it is an isolated one. */
      symbol?: string | undefined;
    }
  | { isIsolated?: undefined; symbol?: undefined }
);

/** Today's page size is called `size`; `limit` is its old name. */
type OldLimit = { limit?: number | undefined };
export type LoanHistoryParameters = Omit<ArgumentsOf<'getMarginBorrowRepayRecords'>, 'type'> & OldLimit;

/** Of the requested interface: loans, and the histories of loans, interest and liquidations. */
export class LoanMethods extends EndpointCalls {
  /**
   * Borrows on cross margin, or on the account of `symbol` with `isIsolated`; a `symbol` without `isIsolated` is not sent.
   * One hour of interest is charged at once.
   * Binance: "Margin account borrow/repay" with type BORROW. Weight 1500 by UID, 100 ms apart. Errors: -3006 (above the
   * maximum), -3012, -3013, -3014, -3045 (nothing left to lend), -11001 and -11008 (isolated).
   */
  createMarginLoan(parameters: LoanParameters, options?: CallOptions): Promise<Transaction> {
    return this.#loan('createMarginLoan', 'BORROW', parameters, options);
  }

  /**
   * Repays: interest first, then principal. Accounts as in `createMarginLoan`.
   * Binance: "Margin account borrow/repay" with type REPAY. Weight 1500 by UID, 100 ms apart. Errors: -3015 (more than is
   * owed), -3016, -3024 (too little would be left), -3041 (balance).
   */
  repayMarginLoan(parameters: LoanParameters, options?: CallOptions): Promise<Transaction> {
    return this.#loan('repayMarginLoan', 'REPAY', parameters, options);
  }

  /**
   * Past borrows, newest first. With `txId` that one; else by time: at most 30 days with `asset`, 7 without, the last 7 by
   * default. Pages of 10, at most 100; `limit` is the old name of `size`.
   * Binance: "Query borrow/repay records in Margin account" with type BORROW. Weight 10 by IP. Errors: -1127 (window).
   */
  getMarginLoanDetails(parameters: LoanHistoryParameters = {}, options?: CallOptions): Promise<Page<LoanRecord>> {
    return this.#loanHistory('getMarginLoanDetails', 'BORROW', parameters, options);
  }

  /**
   * Past repayments, newest first; as `getMarginLoanDetails`.
   * Binance: "Query borrow/repay records in Margin account" with type REPAY. Weight 10 by IP. Errors: -1127 (window).
   */
  getMarginRepayDetails(parameters: LoanHistoryParameters = {}, options?: CallOptions): Promise<Page<LoanRecord>> {
    return this.#loanHistory('getMarginRepayDetails', 'REPAY', parameters, options);
  }

  /**
   * Past interest charges, newest first. Window at most 30 days, the last 7 by default, nothing older than 90. Pages of
   * 10, at most 100; `limit` is the old name of `size`. `interestRate` is the daily rate as a fraction.
   * Binance: "Get Interest History". Weight 1 by IP. Errors: -1127 (window).
   */
  async getMarginInterestHistory(
    parameters: ArgumentsOf<'getMarginInterestHistory'> & OldLimit = {},
    options?: CallOptions,
  ): Promise<Page<InterestRecord>> {
    return this.call('getMarginInterestHistory', sized(parameters, 'getMarginInterestHistory'), options);
  }

  /**
   * Past liquidation orders, newest first. Pages of 10, at most 100; `limit` is the old name of `size`.
   * Binance: "Get Force Liquidation Record". Weight 1 by IP.
   */
  async getMarginForceLiquidationRecord(
    parameters: ArgumentsOf<'getMarginForceLiquidationRecord'> & OldLimit = {},
    options?: CallOptions,
  ): Promise<Page<LiquidationRecord>> {
    return this.call('getMarginForceLiquidationRecord', sized(parameters, 'getMarginForceLiquidationRecord'), options);
  }

  /**
   * Past daily interest rates of one asset (fractions per day). Window at most 30 days, the last 7 by default. `limit`,
   * which the endpoint has lost, keeps that many of the newest rows.
   * Binance: "Query Margin Interest Rate History". Weight 1 by IP. Errors: -3027 (not a margin asset), -1127 (window).
   */
  async getMarginInterestRateHistory(
    parameters: ArgumentsOf<'getMarginInterestRateHistory'> & OldLimit,
    options?: CallOptions,
  ): Promise<InterestRate[]> {
    const { limit, ...rest } = parameters;
    const name = 'getMarginInterestRateHistory';
    const most = limit === undefined ? Infinity : checkedLimit(limit, name);
    const rates = await this.call(name, rest, options);
    if (rates.length <= most) return rates;
    const newestFirst = (rates[0]?.timestamp ?? 0) >= (rates.at(-1)?.timestamp ?? 0);
    return newestFirst ? rates.slice(0, most) : rates.slice(-most);
  }

  async #loan(
    method: 'createMarginLoan' | 'repayMarginLoan',
    type: 'BORROW' | 'REPAY',
    parameters: LoanParameters,
    options: CallOptions | undefined,
  ): Promise<Transaction> {
    // From cells come calls that no type has seen.
    const { symbol, isIsolated } = parameters as { symbol?: unknown; isIsolated?: unknown };
    if ((symbol ?? undefined) !== undefined && (isIsolated ?? undefined) === undefined)
      throw new NotSentError(
        'parameter',
        `${method} was not sent: it has a "symbol" without "isIsolated". Give isIsolated: true for the isolated account of that pair, or leave "symbol" out for the cross account.`,
        callInfo('marginBorrowRepay', method),
        { parameter: 'isIsolated' },
      );
    const given = { ...parameters, ...isolation(parameters), type };
    return this.call('marginBorrowRepay', given, options, method);
  }

  async #loanHistory(
    method: 'getMarginLoanDetails' | 'getMarginRepayDetails',
    type: 'BORROW' | 'REPAY',
    parameters: LoanHistoryParameters,
    options: CallOptions | undefined,
  ): Promise<Page<LoanRecord>> {
    const name = 'getMarginBorrowRepayRecords';
    const given = { ...sized(parameters, name, method), type };
    return this.call(name, given, options, method);
  }
}

/** Cross unless told; a symbol is not sent with a cross loan. */
function isolation({ isIsolated = false, symbol }: LoanParameters): { isIsolated: Flag; symbol?: string | undefined } {
  const isolated = String(isIsolated).toUpperCase() === 'TRUE';
  return { isIsolated, symbol: isolated ? symbol : undefined };
}

/** With `size` for `limit`, its old name, of which more than a page's most was never an error. */
function sized<P extends OldLimit & { size?: unknown }>(
  { limit, ...rest }: P,
  name: EndpointName,
  method?: string,
): Omit<P, 'limit'> {
  if (limit === undefined || rest.size !== undefined) return rest;
  return { ...rest, size: Math.min(checkedLimit(limit, name, method), 100) };
}

/** @throws NotSentError */
function checkedLimit(limit: number, name: EndpointName, method?: string): number {
  return Number(encodeValue('limit', { kind: 'integer', min: 1 }, limit, callInfo(name, method)));
}
