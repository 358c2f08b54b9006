import type { InterestRounding } from '../margin/interest.ts';

/**
 * Every rule that Binance does not publish, or publishes in two ways, with the choice made here. A test or a user who
 * knows better changes it when the exchange is started; nothing else in the engine hard-wires one of them.
 */
export interface Rules {
  /** Eighth decimal of an hour's interest. The published example rules truncation out; up and half-up both fit. */
  readonly interestRounding: InterestRounding;
  /** Share off an interest charge that is taken in BNB. */
  readonly interestBnbDiscount: string;
  /** Trading fee at VIP 0, and the share off when it is paid in BNB. */
  readonly makerFee: string;
  readonly takerFee: string;
  readonly feeBnbDiscount: string;
  /** Level above which coins may leave an isolated pair that owes; only the cross account's 2 is published. */
  readonly isolatedTransferOut: string;
  /** Share of what a liquidation sells that is kept as its fee. */
  readonly liquidationFee: string;
  /** A step of a regular liquidation sells by limit orders within this share of the index price. */
  readonly liquidationSlippage: string;
  /** Most that one step sells, as a share of what was owed when the liquidation began. */
  readonly liquidationStepShare: string;
  /** Time from one step to the next; the account is locked for one at least. */
  readonly liquidationStepMs: number;
  /** Steps before what is left goes to the exchange with the debts (takeover). */
  readonly liquidationSteps: number;
  /** An order that borrows takes at least the asset's minimum loan, even for a smaller shortfall. */
  readonly autoBorrowAtLeastMinimum: boolean;
  /** Direct spot to isolated transfers, which the newest documentation no longer lists. */
  readonly directIsolatedTransfers: boolean;
  /** How long a risk listen key lives without being extended. */
  readonly riskListenKeyMs: number;
  /** What coins of an asset do before it leaves cross margin: from this long before, no more may come in than is owed. */
  readonly delistTransferCapMs: number;
  /** How far a limit price may be from the index on the pairs under the price guard. */
  readonly priceGuard: string;
  /** Repeat of a margin call while the account stays below its line. */
  readonly marginCallRepeatMs: number;
  /** Levels above it are called excessive on isolated pairs; only the cross account's 2 is published. */
  readonly excessiveLevel: string;
  /** How far above the liquidation ratio pre-liquidation begins; published once, in 2020. */
  readonly preLiquidationMargin: string;
  /** `riskBasedLiquidationRatio` of every asset; what it is for is not published. */
  readonly riskBasedLiquidationRatio: string;
  /** AUTO_BORROW_REPAY on OTO and OTOCO: the parameter's list has it, an older page says that it is not suitable. */
  readonly autoBorrowRepayOnOto: boolean;
  /**
   * How far above its line a level has to be for the call to end. Without it, a level that wavers around the line would be
   * called every few seconds.
   */
  readonly marginCallRelease: string;
  /** Own resting orders met by own new ones. */
  readonly defaultSelfTradePrevention: 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH' | 'NONE';
  /** Isolated pairs that may be enabled at once. */
  readonly isolatedAccounts: number;
  /** Least time between two loans or repayments of the user, on whatever account, when limits are on. */
  readonly loanSpacingMs: number;
  /** `strict`: isIsolated has to be TRUE or FALSE. `lenient`: any capitalisation. Not verified at Binance. */
  readonly flags: 'strict' | 'lenient';
}

export const defaultRules: Rules = {
  interestRounding: 'up',
  interestBnbDiscount: '0.05',
  makerFee: '0.001',
  takerFee: '0.001',
  feeBnbDiscount: '0.25',
  isolatedTransferOut: '2',
  liquidationFee: '0.02',
  liquidationSlippage: '0.05',
  liquidationStepShare: '0.25',
  liquidationStepMs: 1_000,
  liquidationSteps: 30,
  autoBorrowAtLeastMinimum: true,
  directIsolatedTransfers: true,
  riskListenKeyMs: 3_600_000,
  delistTransferCapMs: 86_400_000,
  priceGuard: '0.15',
  marginCallRepeatMs: 86_400_000,
  excessiveLevel: '2',
  preLiquidationMargin: '0.02',
  riskBasedLiquidationRatio: '0.01',
  autoBorrowRepayOnOto: true,
  marginCallRelease: '0.01',
  defaultSelfTradePrevention: 'EXPIRE_MAKER',
  isolatedAccounts: 20,
  loanSpacingMs: 100,
  flags: 'lenient',
};
