import type { BigId, DecimalString, Milliseconds } from './common.ts';

/** The transaction that a borrow, a repayment or a transfer started. */
export interface Transaction {
  tranId: BigId;
  clientTag?: string;
}

export type LoanStatus = 'PENDING' | 'CONFIRMED' | 'FAILED';

/** One borrow or one repayment. */
export interface LoanRecord {
  /** Isolated only. */
  isolatedSymbol?: string;
  /** principal + interest. */
  amount: DecimalString;
  asset: string;
  interest: DecimalString;
  principal: DecimalString;
  status: LoanStatus;
  timestamp: Milliseconds;
  txId: BigId;
  /** BNB_AUTO_REPAY and POINT_AUTO_REPAY occur in cross repayments only. */
  type: 'AUTO' | 'MANUAL' | 'BNB_AUTO_REPAY' | 'POINT_AUTO_REPAY';
}

export type InterestType = 'PERIODIC' | 'ON_BORROW' | 'PERIODIC_CONVERTED' | 'ON_BORROW_CONVERTED' | 'PORTFOLIO';

/** One charge of interest. */
export interface InterestRecord {
  txId: BigId;
  /** The spelling is Binance's. */
  interestAccuredTime: Milliseconds;
  asset: string;
  /** Cross only: the coin of the loan where interest is paid in BNB. */
  rawAsset?: string;
  principal: DecimalString;
  /** What was charged, in `asset`. */
  interest: DecimalString;
  /** The daily rate as a fraction; one hour costs principal x interestRate / 24. */
  interestRate: DecimalString;
  /** PERIODIC is charged at each full hour, ON_BORROW when the loan is taken; CONVERTED ones are paid in BNB. */
  type: InterestType;
  /** Isolated only. */
  isolatedSymbol?: string;
}

export interface InterestRate {
  asset: string;
  /** Fraction per day. */
  dailyInterestRate: DecimalString;
  timestamp: Milliseconds;
  vipLevel: number;
}

export interface NextHourlyRate {
  asset: string;
  /** Fraction per hour. */
  nextHourlyInterestRate: DecimalString;
}

export interface MaxBorrowable {
  /** What can be borrowed now; already limited by what the platform has. */
  amount: DecimalString;
  /** The most that this account may owe of the asset. */
  borrowLimit: DecimalString;
}

export interface MaxTransferable {
  amount: DecimalString;
}

export interface Inventory {
  /** What the platform can lend, by asset. */
  assets: Record<string, DecimalString>;
  updateTime: Milliseconds;
}

export interface LeverageSwitch {
  success: boolean;
}

export interface SmallLiability {
  asset: string;
  interest: DecimalString;
  principal: DecimalString;
  liabilityAsset: string;
  liabilityQty: DecimalString;
}

export interface SmallLiabilityExchange {
  asset: string;
  amount: DecimalString;
  targetAsset: string;
  targetAmount: DecimalString;
  bizType: string;
  timestamp: Milliseconds;
}

/** What a manual liquidation paid with what. */
export interface ManualLiquidation {
  asset: string;
  interest: DecimalString;
  principal: DecimalString;
  liabilityAsset: string;
  liabilityQty: DecimalString;
}

/** A debt left after a liquidation that did not cover everything; in USDC, repaid from the spot wallet. */
export interface LiquidationLoan {
  asset: string;
  amount: DecimalString;
  repaidAmount: DecimalString;
  remainingAmount: DecimalString;
}

export interface LiquidationLoanRepayment {
  repayId: BigId;
  asset: string;
  amount: DecimalString;
  status: 'SUCCESS' | 'PENDING' | 'FAILED';
  createTime: Milliseconds;
}

/** One liquidation order. */
export interface LiquidationRecord {
  avgPrice: DecimalString;
  executedQty: DecimalString;
  orderId: number;
  price: DecimalString;
  qty: DecimalString;
  side: 'BUY' | 'SELL';
  symbol: string;
  timeInForce: 'GTC' | 'IOC' | 'FOK';
  isIsolated: boolean;
  updatedTime: Milliseconds;
}

export type CapitalFlowType =
  | 'TRANSFER'
  | 'BORROW'
  | 'REPAY'
  | 'BUY_INCOME'
  | 'BUY_EXPENSE'
  | 'SELL_INCOME'
  | 'SELL_EXPENSE'
  | 'TRADING_COMMISSION'
  | 'BUY_LIQUIDATION'
  | 'SELL_LIQUIDATION'
  | 'REPAY_LIQUIDATION'
  | 'OTHER_LIQUIDATION'
  | 'LIQUIDATION_FEE'
  | 'SMALL_BALANCE_CONVERT'
  | 'COMMISSION_RETURN'
  | 'SMALL_CONVERT';

/** One movement of one asset. */
export interface CapitalFlow {
  id: BigId;
  tranId: BigId;
  timestamp: Milliseconds;
  asset: string;
  /** Isolated only. */
  symbol?: string;
  type: CapitalFlowType;
  /** Signed: negative where the asset left the account. */
  amount: DecimalString;
  note?: string;
}
