import { byIp, byUid, endpoint, replies } from './endpoint.ts';
import { asset, day, decimalAmount, optionalAsset, optionalInteger, optionalSymbol, pages, times } from './kinds.ts';
import type { Page } from './replies/common.ts';
import type {
  CapitalFlow,
  InterestRecord,
  Inventory,
  LeverageSwitch,
  LiquidationLoan,
  LiquidationLoanRepayment,
  LiquidationRecord,
  LoanRecord,
  ManualLiquidation,
  MaxBorrowable,
  MaxTransferable,
  NextHourlyRate,
  SmallLiability,
  SmallLiabilityExchange,
  Transaction,
} from './replies/loans.ts';
import type { Empty } from './replies/market.ts';

const loanType = { kind: 'choice', choices: ['BORROW', 'REPAY'] } as const;
const byCurrent = { by: 'current', most: 100 } as const;

/** Borrowing, repaying, interest, limits, liquidations. */
export const loanEndpoints = {
  /**
   * Borrows, or repays (interest first, then principal). Amounts in units of `asset`.
   * Binance: "Margin account borrow/repay". Weight 1500 by UID, 100 ms apart. Errors: -3006 (above the maximum), -3007
   * (another loan in flight), -3012, -3013, -3014, -3045 (borrow), -3015, -3016, -3024, -3041 (repay), -11001, -11008
   * (isolated).
   */
  marginBorrowRepay: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/borrow-repay',
    security: 'MARGIN',
    weight: byUid(1500),
    writes: true,
    parameters: {
      asset,
      isIsolated: { kind: 'flag' },
      symbol: optionalSymbol,
      amount: decimalAmount,
      type: loanType,
    },
    rules: [{ when: 'isIsolated', is: ['TRUE'], needs: ['symbol'] }],
    numbersAsText: ['tranId'],
    reply: replies<Transaction>(),
  }),

  /**
   * Past borrows or repayments, newest first. With `txId` that one; else by time: at most 30 days with `asset`, 7
   * without, the last 7 by default. Pages of 10, at most 100.
   * Binance: "Query borrow/repay records in Margin account". Weight 10 by IP. Errors: -1127 (window).
   */
  getMarginBorrowRepayRecords: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/borrow-repay',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {
      asset: optionalAsset,
      isolatedSymbol: optionalSymbol,
      txId: optionalInteger,
      ...times,
      ...pages,
      type: loanType,
    },
    windows: {
      spanMs: 7 * day,
      spanWith: { parameter: 'asset', spanMs: 30 * day },
      defaultMs: 7 * day,
      page: byCurrent,
      time: 'timestamp',
      identity: ['txId'],
    },
    numbersAsText: ['txId'],
    reply: replies<Page<LoanRecord>>(),
  }),

  /**
   * Past interest charges, newest first. Window at most 30 days, the last 7 by default, nothing older than 90. Pages of
   * 10, at most 100. `interestRate` is the daily rate.
   * Binance: "Get Interest History". Weight 1 by IP. Errors: -1127 (window).
   */
  getMarginInterestHistory: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/interestHistory',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { asset: optionalAsset, isolatedSymbol: optionalSymbol, ...times, ...pages },
    windows: {
      spanMs: 30 * day,
      defaultMs: 7 * day,
      reachMs: 90 * day,
      page: byCurrent,
      time: 'interestAccuredTime',
      identity: ['txId', 'asset', 'interestAccuredTime'],
    },
    numbersAsText: ['txId'],
    reply: replies<Page<InterestRecord>>(),
  }),

  /**
   * The most that can be borrowed now, in units of `asset`: by the cross account, or by the account of `isolatedSymbol`.
   * Binance: "Query Max Borrow". Weight 750 by UID. Errors: -3027 (asset), -11001 (no isolated account).
   */
  getMaxMarginLoan: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/maxBorrowable',
    security: 'USER_DATA',
    weight: byUid(750),
    writes: false,
    parameters: { asset, isolatedSymbol: optionalSymbol },
    reply: replies<MaxBorrowable>(),
  }),

  /**
   * The most that can be transferred out now, in units of `asset`.
   * Binance: "Query Max Transfer-Out Amount". Weight 50 by IP. Errors: -3027 (asset), -11001 (no isolated account).
   */
  getMaxMarginTransfer: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/maxTransferable',
    security: 'USER_DATA',
    weight: byIp(50),
    writes: false,
    parameters: { asset, isolatedSymbol: optionalSymbol },
    reply: replies<MaxTransferable>(),
  }),

  /**
   * The interest rate of the coming hour (a fraction per hour), for up to 20 assets.
   * Binance: "Get a future hourly interest rate". Weight 100 by IP.
   */
  getFutureHourlyInterestRate: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/next-hourly-interest-rate',
    security: 'USER_DATA',
    weight: byIp(100),
    writes: false,
    parameters: { assets: { kind: 'list', most: 20 }, isIsolated: { kind: 'flag' } },
    reply: replies<NextHourlyRate[]>(),
  }),

  /**
   * What the platform has left to lend, by asset.
   * Binance: "Query Margin Available Inventory". Weight 50 by UID.
   */
  getMarginAvailableInventory: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/available-inventory',
    security: 'USER_DATA',
    weight: byUid(50),
    writes: false,
    parameters: { type: { kind: 'choice', choices: ['MARGIN', 'ISOLATED'] } },
    mendedTimes: ['updateTime'],
    reply: replies<Inventory>(),
  }),

  /**
   * Every movement of the margin account, oldest first. Window at most 7 days, the last 7 by default, nothing older
   * than 90. At most 1,000 rows, 500 by default; `fromId` continues behind that id.
   * Binance: "Query Cross Isolated Margin Capital Flow". Weight 100 by IP. Errors: -4047 (window).
   */
  getMarginCapitalFlow: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/capital-flow',
    security: 'USER_DATA',
    weight: byIp(100),
    writes: false,
    parameters: {
      asset: optionalAsset,
      symbol: optionalSymbol,
      type: {
        kind: 'choice',
        choices: [
          'TRANSFER',
          'BORROW',
          'REPAY',
          'BUY_INCOME',
          'BUY_EXPENSE',
          'SELL_INCOME',
          'SELL_EXPENSE',
          'TRADING_COMMISSION',
          'BUY_LIQUIDATION',
          'SELL_LIQUIDATION',
          'REPAY_LIQUIDATION',
          'OTHER_LIQUIDATION',
          'LIQUIDATION_FEE',
          'SMALL_BALANCE_CONVERT',
          'COMMISSION_RETURN',
          'SMALL_CONVERT',
        ],
        optional: true,
      },
      ...times,
      fromId: optionalInteger,
      limit: { kind: 'integer', min: 1, max: 1000, optional: true },
    },
    windows: {
      spanMs: 7 * day,
      defaultMs: 7 * day,
      reachMs: 90 * day,
      page: { by: 'id', parameter: 'fromId', field: 'id', after: true, most: 1000 },
      time: 'timestamp',
      identity: ['id'],
    },
    numbersAsText: ['id', 'tranId'],
    reply: replies<CapitalFlow[]>(),
  }),

  /**
   * Past liquidation orders, newest first. Pages of 10, at most 100.
   * Binance: "Get Force Liquidation Record". Weight 1 by IP.
   */
  getMarginForceLiquidationRecord: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/forceLiquidationRec',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { ...times, isolatedSymbol: optionalSymbol, ...pages },
    windows: {
      spanMs: 30 * day,
      defaultMs: 7 * day,
      reachMs: 90 * day,
      page: byCurrent,
      time: 'updatedTime',
      identity: ['symbol', 'orderId'],
    },
    reply: replies<Page<LiquidationRecord>>(),
  }),

  /**
   * Sets the cross account's maximum leverage. Its level must be above the target's initial ratio (1.5 at 3x, 1.25 at 5x).
   * Binance: "Adjust cross margin max leverage". Weight 3000 by UID, once a minute by IP. Errors: -3023 (level too low).
   */
  setMarginMaxLeverage: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/max-leverage',
    security: 'USER_DATA',
    weight: { limit: 'UID', amount: 3000, requests: { most: 1, perMs: 60_000 } },
    writes: true,
    parameters: { maxLeverage: { kind: 'choice', choices: ['3', '5'] } },
    reply: replies<LeverageSwitch>(),
  }),

  /**
   * Debts under 10 USDT each, which can be exchanged for another debt.
   * Binance: "Get Small Liability Exchange Coin List". Weight 100 by IP.
   */
  getMarginSmallLiabilities: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/exchange-small-liability',
    security: 'USER_DATA',
    weight: byIp(100),
    writes: false,
    parameters: {},
    numbersAsText: ['liabilityQty'],
    reply: replies<SmallLiability[]>(),
  }),

  /**
   * Exchanges small debts, of up to 10 coins; once in 6 hours.
   * Binance: "Small Liability Exchange". Weight 3000 by UID.
   */
  exchangeMarginSmallLiabilities: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/exchange-small-liability',
    security: 'MARGIN',
    weight: byUid(3000),
    writes: true,
    parameters: { assetNames: { kind: 'list', most: 10 } },
    reply: replies<Empty>(),
  }),

  /**
   * Past exchanges of small debts. The last 30 days by default.
   * Binance: "Get Small Liability Exchange History". Weight 100 by UID.
   */
  getMarginSmallLiabilityHistory: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/exchange-small-liability-history',
    security: 'USER_DATA',
    weight: byUid(100),
    writes: false,
    parameters: {
      current: { kind: 'integer', min: 1 },
      size: { kind: 'integer', min: 1, max: 100 },
      ...times,
    },
    windows: {
      spanMs: 30 * day,
      defaultMs: 30 * day,
      page: byCurrent,
      time: 'timestamp',
      identity: ['timestamp', 'asset', 'amount'],
    },
    reply: replies<Page<SmallLiabilityExchange>>(),
  }),

  /**
   * Liquidates the cross account (MARGIN) or one pair (ISOLATED) by hand: what is held pays what is owed.
   * Binance: "Margin manual liquidation". Weight 3000 by UID.
   */
  marginManualLiquidation: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/manual-liquidation',
    security: 'MARGIN',
    weight: byUid(3000),
    writes: true,
    parameters: { type: { kind: 'choice', choices: ['MARGIN', 'ISOLATED'] }, symbol: optionalSymbol },
    rules: [{ when: 'type', is: ['ISOLATED'], needs: ['symbol'] }],
    numbersAsText: ['liabilityQty'],
    reply: replies<ManualLiquidation[]>(),
  }),

  /**
   * The debt that a liquidation left, in USDC.
   * Binance: "Query Liquidation Loan". Weight 100 by UID.
   */
  getMarginLiquidationLoan: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/liquidation-loan',
    security: 'USER_DATA',
    weight: byUid(100),
    writes: false,
    parameters: {},
    reply: replies<LiquidationLoan>(),
  }),

  /**
   * Repays the debt that a liquidation left, out of the spot wallet.
   * Binance: "Repay Liquidation Loan". Weight 100 by UID.
   */
  repayMarginLiquidationLoan: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/liquidation-loan/repay',
    security: 'MARGIN',
    weight: byUid(100),
    writes: true,
    parameters: { asset, amount: decimalAmount },
    numbersAsText: ['repayId'],
    reply: replies<LiquidationLoanRepayment>(),
  }),

  /**
   * Past repayments of it. The last 7 days by default, nothing older than 90. Pages of 50.
   * Binance: "Query Liquidation Loan Repay History". Weight 100 by UID.
   */
  getMarginLiquidationLoanRepayments: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/liquidation-loan/repay-history',
    security: 'USER_DATA',
    weight: byUid(100),
    writes: false,
    parameters: { ...times, ...pages },
    windows: {
      spanMs: 30 * day,
      defaultMs: 7 * day,
      reachMs: 90 * day,
      page: byCurrent,
      time: 'createTime',
      identity: ['repayId'],
    },
    numbersAsText: ['repayId'],
    reply: replies<Page<LiquidationLoanRepayment>>(),
  }),
};
