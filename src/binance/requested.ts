import type { DecimalString } from '../margin/decimal.ts';
import { callInfo, type CallOptions, type InnerOptions } from './caller.ts';
import { encodeValue } from './encode.ts';
import { RefusedError } from './errors.ts';
import { LoanMethods, type Amount } from './loans.ts';
import { orAborted } from './pause.ts';
import type {
  ArgumentsOf,
  CrossAccount,
  CrossMarginData,
  DustAssets,
  DustLog,
  IsolatedAccount,
  IsolatedMarginData,
  IsolatedMarginPair,
  IsolatedPair,
  MarginAsset,
  MarginPair,
  TradeFee,
  Transaction,
} from './table/index.ts';

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
export class RequestedMethods extends LoanMethods {
  #indexPrice: { readonly price: Promise<DecimalString | undefined>; readonly at: number } | undefined;

  /**
   * The cross margin account: level, totals in BTC, balances and debts of each asset. `indexPrice`, which the reply no
   * longer has, is the index price of BTCUSDT.
   * Binance: "Query Cross Margin Account Details" (weight 10 by IP) and "Query Margin PriceIndex" (10 by IP, at most once
   * a second). Errors: -3003 (margin account not opened).
   */
  async getMarginAccount(_parameters: Record<string, never> = {}, options?: CallOptions): Promise<FilledAccount> {
    const asked = this.#priceOfBitcoin(options);
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
    const rows = await this.call('getMarginAllAssets', parameters, options, 'getMarginAsset');
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
    const rows = await this.call('getMarginAllPairs', parameters, options, 'getMarginSymbol');
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
    const rows = await this.call('getIsolatedMarginAllSymbols', parameters, options, 'getIsolatedMarginSymbol');
    return this.#only(
      rows.filter((row) => row.symbol === parameters.symbol),
      'getIsolatedMarginSymbol',
      `${parameters.symbol} is not a pair of isolated margin`,
    );
  }

  /**
   * Moves an asset from spot to cross margin.
   * Binance: "User Universal Transfer" with MAIN_MARGIN. Weight 900 by UID. Errors: -5002 and -3041 (not enough), -3027.
   */
  transferSpotToMargin(parameters: { asset: string; amount: Amount }, options?: CallOptions): Promise<Transaction> {
    return this.call('makeUniversalTransfer', { ...parameters, type: 'MAIN_MARGIN' }, options, 'transferSpotToMargin');
  }

  /**
   * Moves an asset from cross margin to spot.
   * Binance: "User Universal Transfer" with MARGIN_MAIN. Weight 900 by UID. Errors: -3020 (above `getMaxMarginTransfer`).
   */
  transferMarginToSpot(parameters: { asset: string; amount: Amount }, options?: CallOptions): Promise<Transaction> {
    return this.call('makeUniversalTransfer', { ...parameters, type: 'MARGIN_MAIN' }, options, 'transferMarginToSpot');
  }

  /**
   * Moves an asset from spot to the isolated account of `symbol`, which the first transfer creates.
   * Binance: "User Universal Transfer" with MAIN_ISOLATED_MARGIN. Weight 900 by UID. Errors: -5002 and -3041 (not enough).
   */
  async transferSpotToIsolatedMargin(
    { symbol, ...parameters }: { asset: string; symbol: string; amount: Amount },
    options?: CallOptions,
  ): Promise<Transaction> {
    return this.call(
      'makeUniversalTransfer',
      { ...parameters, type: 'MAIN_ISOLATED_MARGIN', toSymbol: pair(symbol, 'transferSpotToIsolatedMargin') },
      options,
      'transferSpotToIsolatedMargin',
    );
  }

  /**
   * Moves an asset from the isolated account of `symbol` to spot.
   * Binance: "User Universal Transfer" with ISOLATED_MARGIN_MAIN. Weight 900 by UID. Errors: -3020 (above the maximum).
   */
  async transferIsolatedMarginToSpot(
    { symbol, ...parameters }: { asset: string; symbol: string; amount: Amount },
    options?: CallOptions,
  ): Promise<Transaction> {
    return this.call(
      'makeUniversalTransfer',
      { ...parameters, type: 'ISOLATED_MARGIN_MAIN', fromSymbol: pair(symbol, 'transferIsolatedMarginToSpot') },
      options,
      'transferIsolatedMarginToSpot',
    );
  }

  /**
   * Cross margin rates and limits by coin. `makerCommission` and `takerCommission`, which the reply no longer has, are
   * those of the coin's USDT pair, or of its first margin pair where there is none; missing where it has no pair.
   * Binance: "Query Cross Margin Fee Data" (weight by IP: 1 with `coin`, else 5) and "Trade Fee" (1 by IP).
   */
  async getMarginFee(parameters: ArgumentsOf<'getCrossMarginData'> = {}, options?: CallOptions): Promise<MarginFee[]> {
    const [rows, fees] = await Promise.all([
      this.call('getCrossMarginData', parameters, options, 'getMarginFee'),
      this.call('getTradeFee', {}, options, 'getMarginFee'),
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
      this.call('getIsolatedMarginFeeData', parameters, options, 'getIsolatedMarginFee'),
      this.call('getTradeFee', symbol === undefined ? {} : { symbol }, options, 'getIsolatedMarginFee'),
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
      this.call('getDustAssets', { accountType: 'MARGIN' }, options, 'getMarginDribblet'),
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
    return this.call('getDustLog', { ...parameters, accountType: 'MARGIN' }, options, 'marginDustLog');
  }

  /** Shared by those who ask within a second, so that none of them can abort it; worth no wait for its weight. */
  #priceOfBitcoin({ onRequest }: InnerOptions = {}): Promise<DecimalString | undefined> {
    const now = performance.now();
    if (!this.#indexPrice || now - this.#indexPrice.at > indexPriceMs) {
      const price = this.call(
        'getMarginPriceIndex',
        { symbol: 'BTCUSDT' },
        { maxWaitMs: 0, timeoutMs: 2_000, onRequest },
      ).then(
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

/** Checked here, because it travels under another name. Throws NotSentError. */
function pair(symbol: string, method: string): string {
  return encodeValue('symbol', { kind: 'symbol' }, symbol, callInfo('makeUniversalTransfer', method));
}

function commissionOf(fee: TradeFee | undefined): Partial<Commission> {
  return fee ? { makerCommission: fee.makerCommission, takerCommission: fee.takerCommission } : {};
}
