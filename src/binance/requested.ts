import type { DecimalString } from '../margin/decimal.ts';
import { EndpointCalls } from './calls.ts';
import type { CallOptions } from './caller.ts';
import { RefusedError } from './errors.ts';
import { orAborted } from './pause.ts';
import type {
  ArgumentsOf,
  CrossAccount,
  CrossMarginData,
  DustAssets,
  DustLog,
  InterestRate,
  InterestRecord,
  IsolatedAccount,
  IsolatedMarginData,
  IsolatedMarginPair,
  IsolatedPair,
  LiquidationRecord,
  LoanRecord,
  MarginAsset,
  MarginPair,
  Page,
  TradeFee,
  Transaction,
} from './table/index.ts';

type Flag = boolean | 'TRUE' | 'FALSE';
type Amount = string | number | { toFixed(): string };

export interface LoanParameters {
  asset: string;
  /** In units of `asset`. */
  amount: Amount;
  /** Which pair's account; needs `isIsolated`. */
  symbol?: string | undefined;
  isIsolated?: Flag | undefined;
}

/** Today's page size is called `size`; `limit` is its old name. */
type OldLimit = { limit?: number | undefined };
export type LoanHistoryParameters = Omit<ArgumentsOf<'getMarginBorrowRepayRecords'>, 'type'> & OldLimit;

export type FilledAccount = CrossAccount & {
  /**
   * Index price of BTCUSDT, which turns the totals in BTC into USDT. From `getMarginPriceIndex`, at most one second old;
   * missing where that could not be read.
   */
  indexPrice?: DecimalString;
};

export type FilledIsolatedAccount = Omit<IsolatedAccount, 'assets'> & {
  assets: (IsolatedPair & {
    /** The old name of `isolatedCreated`. */
    isolated: boolean;
  })[];
};

interface Commission {
  /** Fractions of the trade. From `getTradeFee`. */
  makerCommission: DecimalString;
  takerCommission: DecimalString;
}
export type MarginFee = CrossMarginData & Partial<Commission>;
export type IsolatedMarginFee = IsolatedMarginData & Partial<Commission>;

export type MarginDribblet = DustLog &
  Omit<DustAssets, 'details'> & {
    details: (DustAssets['details'][number] & {
      /** The balance: `amountFree`. */
      amount: DecimalString;
      /** What arrives in BNB, the service charge taken off: `toBNBOffExchange`. */
      fromBNB: DecimalString;
    })[];
  };

/** How long an index price serves `getMarginAccount`. The exchange computes it once a second. */
const indexPriceMs = 1_000;

/**
 * The methods of the requested interface that are more than one endpoint: those whose endpoint was withdrawn, those that
 * read one row, and those whose reply lost fields that are filled in from elsewhere.
 */
export class RequestedMethods extends EndpointCalls {
  #indexPrice: { readonly price: Promise<DecimalString | undefined>; readonly at: number } | undefined;

  /**
   * The cross margin account: level, totals in BTC, balances and debts of each asset. `indexPrice`, which the reply no
   * longer has, is the index price of BTCUSDT.
   * Binance: "Query Cross Margin Account Details" (weight 10 by IP) and "Query Margin PriceIndex" (10 by IP, at most once
   * a second). Errors: -3003 (margin account not opened).
   */
  async getMarginAccount(_parameters: Record<string, never> = {}, options?: CallOptions): Promise<FilledAccount> {
    const asked = this.#priceOfBitcoin();
    const account: FilledAccount = await this.call('getMarginAccount', {}, options);
    const indexPrice = await orAborted(asked, options?.signal);
    if (indexPrice !== undefined) account.indexPrice = indexPrice;
    return account;
  }

  /**
   * The isolated accounts, all or up to five pairs; totals in BTC come only without `symbols`. `isolated` repeats
   * `isolatedCreated`, its name of today.
   * Binance: "Query Isolated Margin Account Info". Weight 10 by IP. Errors: -11001 (no account of that pair).
   */
  async getIsolatedMarginAccount(
    parameters: ArgumentsOf<'getIsolatedMarginAccount'> = {},
    options?: CallOptions,
  ): Promise<FilledIsolatedAccount> {
    const account = await this.call('getIsolatedMarginAccount', parameters, options);
    return { ...account, assets: account.assets.map((pair) => ({ ...pair, isolated: pair.isolatedCreated })) };
  }

  /**
   * One asset of margin: whether it can be borrowed, and the minima.
   * Binance: "Get All Margin Assets" with `asset`. Weight 1 by IP. Errors: -3027 (not a margin asset).
   */
  async getMarginAsset(parameters: { asset: string }, options?: CallOptions): Promise<MarginAsset> {
    const rows = await this.call('getMarginAllAssets', parameters, options);
    return this.#only(
      rows.filter((row) => row.assetName === parameters.asset),
      'getMarginAsset',
      `${parameters.asset} is not an asset of margin`,
    );
  }

  /**
   * One pair of cross margin.
   * Binance: "Get All Cross Margin Pairs" with `symbol`. Weight 1 by IP. Errors: -3028 (not a margin pair).
   */
  async getMarginSymbol(parameters: { symbol: string }, options?: CallOptions): Promise<MarginPair> {
    const rows = await this.call('getMarginAllPairs', parameters, options);
    return this.#only(
      rows.filter((row) => row.symbol === parameters.symbol),
      'getMarginSymbol',
      `${parameters.symbol} is not a pair of cross margin`,
    );
  }

  /**
   * One pair of isolated margin.
   * Binance: "Get All Isolated Margin Symbol" with `symbol`. Weight 10 by IP. Errors: -3028 (not a margin pair).
   */
  async getIsolatedMarginSymbol(parameters: { symbol: string }, options?: CallOptions): Promise<IsolatedMarginPair> {
    const rows = await this.call('getIsolatedMarginAllSymbols', parameters, options);
    return this.#only(
      rows.filter((row) => row.symbol === parameters.symbol),
      'getIsolatedMarginSymbol',
      `${parameters.symbol} is not a pair of isolated margin`,
    );
  }

  /**
   * Borrows on cross margin, or on the account of `symbol` with `isIsolated`. One hour of interest is charged at once.
   * Binance: "Margin account borrow/repay" with type BORROW. Weight 1500 by UID, 100 ms apart. Errors: -3006 (above the
   * maximum), -3012, -3013, -3014, -3045 (nothing left to lend), -11001 and -11008 (isolated).
   */
  createMarginLoan(parameters: LoanParameters, options?: CallOptions): Promise<Transaction> {
    return this.call('marginBorrowRepay', { ...parameters, ...isolation(parameters), type: 'BORROW' }, options);
  }

  /**
   * Repays: interest first, then principal.
   * Binance: "Margin account borrow/repay" with type REPAY. Weight 1500 by UID, 100 ms apart. Errors: -3015 (more than is
   * owed), -3016, -3024 (too little would be left), -3041 (balance).
   */
  repayMarginLoan(parameters: LoanParameters, options?: CallOptions): Promise<Transaction> {
    return this.call('marginBorrowRepay', { ...parameters, ...isolation(parameters), type: 'REPAY' }, options);
  }

  /**
   * Past borrows, newest first. With `txId` that one; else by time: at most 30 days with `asset`, 7 without, the last 7 by
   * default. Pages of 10, at most 100; `limit` is the old name of `size`.
   * Binance: "Query borrow/repay records in Margin account" with type BORROW. Weight 10 by IP. Errors: -1127 (window).
   */
  getMarginLoanDetails(parameters: LoanHistoryParameters = {}, options?: CallOptions): Promise<Page<LoanRecord>> {
    return this.call('getMarginBorrowRepayRecords', { ...sized(parameters), type: 'BORROW' }, options);
  }

  /**
   * Past repayments, newest first; as `getMarginLoanDetails`.
   * Binance: "Query borrow/repay records in Margin account" with type REPAY. Weight 10 by IP. Errors: -1127 (window).
   */
  getMarginRepayDetails(parameters: LoanHistoryParameters = {}, options?: CallOptions): Promise<Page<LoanRecord>> {
    return this.call('getMarginBorrowRepayRecords', { ...sized(parameters), type: 'REPAY' }, options);
  }

  /**
   * Past interest charges, newest first. Window at most 30 days, the last 7 by default, nothing older than 90. Pages of
   * 10, at most 100; `limit` is the old name of `size`. `interestRate` is the daily rate as a fraction.
   * Binance: "Get Interest History". Weight 1 by IP. Errors: -1127 (window).
   */
  getMarginInterestHistory(
    parameters: ArgumentsOf<'getMarginInterestHistory'> & OldLimit = {},
    options?: CallOptions,
  ): Promise<Page<InterestRecord>> {
    return this.call('getMarginInterestHistory', sized(parameters), options);
  }

  /**
   * Past liquidation orders, newest first. Pages of 10, at most 100; `limit` is the old name of `size`.
   * Binance: "Get Force Liquidation Record". Weight 1 by IP.
   */
  getMarginForceLiquidationRecord(
    parameters: ArgumentsOf<'getMarginForceLiquidationRecord'> & OldLimit = {},
    options?: CallOptions,
  ): Promise<Page<LiquidationRecord>> {
    return this.call('getMarginForceLiquidationRecord', sized(parameters), options);
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
    const rates = await this.call('getMarginInterestRateHistory', rest, options);
    if (limit === undefined || rates.length <= limit) return rates;
    const newestFirst = (rates[0]?.timestamp ?? 0) >= (rates.at(-1)?.timestamp ?? 0);
    return newestFirst ? rates.slice(0, limit) : rates.slice(-limit);
  }

  /**
   * Moves an asset from spot to cross margin.
   * Binance: "User Universal Transfer" with MAIN_MARGIN. Weight 900 by UID. Errors: -5002 and -3041 (not enough), -3027.
   */
  transferSpotToMargin(parameters: { asset: string; amount: Amount }, options?: CallOptions): Promise<Transaction> {
    return this.call('makeUniversalTransfer', { ...parameters, type: 'MAIN_MARGIN' }, options);
  }

  /**
   * Moves an asset from cross margin to spot.
   * Binance: "User Universal Transfer" with MARGIN_MAIN. Weight 900 by UID. Errors: -3020 (above `getMaxMarginTransfer`).
   */
  transferMarginToSpot(parameters: { asset: string; amount: Amount }, options?: CallOptions): Promise<Transaction> {
    return this.call('makeUniversalTransfer', { ...parameters, type: 'MARGIN_MAIN' }, options);
  }

  /**
   * Moves an asset from spot to the isolated account of `symbol`, which the first transfer creates.
   * Binance: "User Universal Transfer" with MAIN_ISOLATED_MARGIN. Weight 900 by UID. Errors: -5002 and -3041 (not enough).
   */
  transferSpotToIsolatedMargin(
    { symbol, ...parameters }: { asset: string; symbol: string; amount: Amount },
    options?: CallOptions,
  ): Promise<Transaction> {
    return this.call(
      'makeUniversalTransfer',
      { ...parameters, type: 'MAIN_ISOLATED_MARGIN', toSymbol: symbol },
      options,
    );
  }

  /**
   * Moves an asset from the isolated account of `symbol` to spot.
   * Binance: "User Universal Transfer" with ISOLATED_MARGIN_MAIN. Weight 900 by UID. Errors: -3020 (above the maximum).
   */
  transferIsolatedMarginToSpot(
    { symbol, ...parameters }: { asset: string; symbol: string; amount: Amount },
    options?: CallOptions,
  ): Promise<Transaction> {
    return this.call(
      'makeUniversalTransfer',
      { ...parameters, type: 'ISOLATED_MARGIN_MAIN', fromSymbol: symbol },
      options,
    );
  }

  /**
   * Cross margin rates and limits by coin. `makerCommission` and `takerCommission`, which the reply no longer has, are
   * those of the coin's USDT pair, or of its first margin pair where there is none; missing where it has no pair.
   * Binance: "Query Cross Margin Fee Data" (weight by IP: 1 with `coin`, else 5) and "Trade Fee" (1 by IP).
   */
  async getMarginFee(parameters: ArgumentsOf<'getCrossMarginData'> = {}, options?: CallOptions): Promise<MarginFee[]> {
    const [rows, fees] = await Promise.all([
      this.call('getCrossMarginData', parameters, options),
      this.call('getTradeFee', {}, options),
    ]);
    const bySymbol = new Map(fees.map((fee) => [fee.symbol, fee]));
    return rows.map((row) => {
      const pairs = [`${row.coin}USDT`, ...row.marginablePairs];
      return { ...row, ...commissionOf(pairs.map((pair) => bySymbol.get(pair)).find((fee) => fee !== undefined)) };
    });
  }

  /**
   * Isolated rates, limits, leverage and commissions: of one pair with `symbol`, else a list of all. The commissions,
   * which the reply no longer has, are the pair's.
   * Binance: "Query Isolated Margin Fee Data" (weight by IP: 1 with `symbol`, else 10) and "Trade Fee" (1 by IP). Errors:
   * -3028 (not a margin pair).
   */
  getIsolatedMarginFee(
    parameters: ArgumentsOf<'getIsolatedMarginFeeData'> & { symbol: string },
    options?: CallOptions,
  ): Promise<IsolatedMarginFee>;
  getIsolatedMarginFee(
    parameters?: ArgumentsOf<'getIsolatedMarginFeeData'> & { symbol?: undefined },
    options?: CallOptions,
  ): Promise<IsolatedMarginFee[]>;
  async getIsolatedMarginFee(
    parameters: ArgumentsOf<'getIsolatedMarginFeeData'> = {},
    options?: CallOptions,
  ): Promise<IsolatedMarginFee | IsolatedMarginFee[]> {
    const { symbol } = parameters;
    const [rows, fees] = await Promise.all([
      this.call('getIsolatedMarginFeeData', parameters, options),
      this.call('getTradeFee', symbol === undefined ? {} : { symbol }, options),
    ]);
    const bySymbol = new Map(fees.map((fee) => [fee.symbol, fee]));
    const filled = rows.map((row) => ({ ...row, ...commissionOf(bySymbol.get(row.symbol)) }));
    if (symbol === undefined) return filled;
    return this.#only(filled, 'getIsolatedMarginFee', `${symbol} is not a pair of isolated margin`);
  }

  /**
   * Small balances of cross margin: what could be converted to BNB (`details`, `totalTransferBtc`, `totalTransferBNB`), and
   * what was (`userAssetDribblets`).
   * Binance: "Get Assets That Can Be Converted Into BNB" and "DustLog", both with accountType MARGIN. Weight 1 by IP each.
   */
  async getMarginDribblet(
    parameters: { startTime?: number | Date; endTime?: number | Date } = {},
    options?: CallOptions,
  ): Promise<MarginDribblet> {
    const [assets, log] = await Promise.all([
      this.call('getDustAssets', { accountType: 'MARGIN' }, options),
      this.marginDustLog(parameters, options),
    ]);
    return {
      ...log,
      ...assets,
      details: assets.details.map((row) => ({ ...row, amount: row.amountFree, fromBNB: row.toBNBOffExchange })),
    };
  }

  /**
   * The last 100 conversions of small margin balances.
   * Binance: "DustLog" with accountType MARGIN. Weight 1 by IP.
   */
  marginDustLog(
    parameters: { startTime?: number | Date; endTime?: number | Date } = {},
    options?: CallOptions,
  ): Promise<DustLog> {
    return this.call('getDustLog', { ...parameters, accountType: 'MARGIN' }, options);
  }

  /** Shared by those who ask within a second, so that none of them can abort it; worth no wait for its weight. */
  #priceOfBitcoin(): Promise<DecimalString | undefined> {
    const now = performance.now();
    if (!this.#indexPrice || now - this.#indexPrice.at > indexPriceMs) {
      const price = this.call('getMarginPriceIndex', { symbol: 'BTCUSDT' }, { maxWaitMs: 0, timeoutMs: 2_000 }).then(
        (index) => index.price,
        () => {
          // The account is worth having without it; the next call asks again.
          this.#indexPrice = undefined;
          return undefined;
        },
      );
      this.#indexPrice = { price, at: now };
    }
    return this.#indexPrice.price;
  }

  #only<T>(rows: readonly T[], method: string, otherwise: string): T {
    const [row] = rows;
    if (row === undefined) throw new RefusedError(`${method}: ${otherwise}.`, undefined);
    return row;
  }
}

/** Cross unless told; a symbol alone does not make a loan isolated, and is not sent with a cross one. */
function isolation({ isIsolated = false, symbol }: LoanParameters): { isIsolated: Flag; symbol?: string | undefined } {
  const isolated = String(isIsolated).toUpperCase() === 'TRUE';
  return { isIsolated, symbol: isolated ? symbol : undefined };
}

function sized<P extends OldLimit & { size?: unknown }>(parameters: P): Omit<P, 'limit'> {
  const { limit, ...rest } = parameters;
  return limit === undefined || rest.size !== undefined ? rest : { ...rest, size: Math.min(limit, 100) };
}

function commissionOf(fee: TradeFee | undefined): Partial<Commission> {
  return fee ? { makerCommission: fee.makerCommission, takerCommission: fee.takerCommission } : {};
}
