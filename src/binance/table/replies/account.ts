import type { DecimalString } from './common.ts';

export interface CrossAsset {
  asset: string;
  /** Principal owed, without interest. */
  borrowed: DecimalString;
  free: DecimalString;
  /** Interest owed, not yet paid. */
  interest: DecimalString;
  /** Held by open orders. */
  locked: DecimalString;
  /** free + locked - borrowed - interest; negative where more is owed than held. */
  netAsset: DecimalString;
}

/** The cross margin account. Totals are valued in BTC, or in USDT where the name says so. */
export interface CrossAccount {
  created: boolean;
  borrowEnabled: boolean;
  /** Total assets over total liabilities; `999` without debt. Margin call and liquidation look at this one. */
  marginLevel: DecimalString;
  /** The same with collateral haircuts. Borrowing and transfer-out look at this one. */
  collateralMarginLevel: DecimalString;
  totalAssetOfBtc: DecimalString;
  totalLiabilityOfBtc: DecimalString;
  totalNetAssetOfBtc: DecimalString;
  /** Collateral after haircuts. The capital T is Binance's. */
  TotalCollateralValueInUSDT: DecimalString;
  /** What would be lost if the open limit orders filled at their price against the index price. */
  totalOpenOrderLossInUSDT: DecimalString;
  tradeEnabled: boolean;
  transferInEnabled: boolean;
  transferOutEnabled: boolean;
  /** MARGIN_1 is Cross Margin Classic. MARGIN_2 (Pro) was ended in 2026 and is listed for old records. */
  accountType: 'MARGIN_1' | 'MARGIN_2';
  userAssets: CrossAsset[];
}

/** The spot account. */
export interface SpotAccount {
  makerCommission: number;
  takerCommission: number;
  buyerCommission: number;
  sellerCommission: number;
  /** Fractions of the trade. */
  commissionRates: { maker: DecimalString; taker: DecimalString; buyer: DecimalString; seller: DecimalString };
  canTrade: boolean;
  canWithdraw: boolean;
  canDeposit: boolean;
  brokered: boolean;
  requireSelfTradePrevention: boolean;
  preventSor: boolean;
  updateTime: number;
  accountType: string;
  balances: { asset: string; free: DecimalString; locked: DecimalString }[];
  permissions: string[];
  uid: number;
}

/** One positive balance of the spot wallet. */
export interface WalletAsset {
  asset: string;
  free: DecimalString;
  locked: DecimalString;
  freeze: DecimalString;
  withdrawing: DecimalString;
  ipoable: DecimalString;
  btcValuation: DecimalString;
}

/** One positive balance of the funding wallet. */
export type FundingAsset = Omit<WalletAsset, 'ipoable'>;

export interface IsolatedAsset extends CrossAsset {
  borrowEnabled: boolean;
  repayEnabled: boolean;
  netAssetOfBtc: DecimalString;
  /** free + locked. */
  totalAsset: DecimalString;
}

export type MarginLevelStatus = 'EXCESSIVE' | 'NORMAL' | 'MARGIN_CALL' | 'PRE_LIQUIDATION' | 'FORCE_LIQUIDATION';

/** One pair's isolated account. */
export interface IsolatedPair {
  symbol: string;
  isolatedCreated: boolean;
  enabled: boolean;
  /** Assets over debts of this pair; `999` without debt. */
  marginLevel: DecimalString;
  marginLevelStatus: MarginLevelStatus;
  /** The pair's maximum leverage. */
  marginRatio: DecimalString;
  indexPrice: DecimalString;
  /** Price of the base asset in the quote asset at which liquidation starts; `0` where there is none. */
  liquidatePrice: DecimalString;
  liquidateRate: DecimalString;
  tradeEnabled: boolean;
  baseAsset: IsolatedAsset;
  quoteAsset: IsolatedAsset;
}

export interface IsolatedAccount {
  assets: IsolatedPair[];
  /** The totals are missing when `symbols` was asked for. */
  totalAssetOfBtc?: DecimalString;
  totalLiabilityOfBtc?: DecimalString;
  totalNetAssetOfBtc?: DecimalString;
}

/** Cross margin data of one coin at one VIP level. Rates are fractions: 0.0001 is 0.01 %. */
export interface CrossMarginData {
  vipLevel: number;
  coin: string;
  transferIn: boolean;
  borrowable: boolean;
  dailyInterest: DecimalString;
  yearlyInterest: DecimalString;
  /** Most that one account may borrow, in the coin. */
  borrowLimit: DecimalString;
  marginablePairs: string[];
}

/** Isolated margin data of one pair at one VIP level. */
export interface IsolatedMarginData {
  vipLevel: number;
  symbol: string;
  leverage: DecimalString;
  data: { coin: string; dailyInterest: DecimalString; borrowLimit: DecimalString }[];
}

/** The levels at which a cross account changes its state: 1.5, 1.3 and 1.1 at 3x. */
export interface TradeCoefficients {
  /** Below it, no borrowing and no transfer out. */
  normalBar: DecimalString;
  marginCallBar: DecimalString;
  forceLiquidationBar: DecimalString;
}

export interface IsolatedTier {
  symbol: string;
  tier: number;
  effectiveMultiple: DecimalString;
  initialRiskRatio: DecimalString;
  liquidationRiskRatio: DecimalString;
  baseAssetMaxBorrowable: DecimalString;
  quoteAssetMaxBorrowable: DecimalString;
}

export interface IsolatedAccountLimit {
  enabledAccount: number;
  maxAccount: number;
}

export interface IsolatedAccountSwitch {
  success: boolean;
  symbol: string;
}

export interface BnbBurn {
  /** Spot and margin trading fees are paid in BNB. */
  spotBNBBurn: boolean;
  /** Margin interest is paid in BNB. */
  interestBNBBurn: boolean;
}

/** What the API key may do. */
export interface ApiKeyPermissions {
  ipRestrict: boolean;
  createTime: number;
  tradingAuthorityExpirationTime?: number;
  enableReading: boolean;
  enableWithdrawals: boolean;
  enableInternalTransfer: boolean;
  enableMargin: boolean;
  enableFutures: boolean;
  permitsUniversalTransfer: boolean;
  enableVanillaOptions: boolean;
  enableSpotAndMarginTrading: boolean;
  enableFixApiTrade?: boolean;
  enableFixReadOnly?: boolean;
  enablePortfolioMarginTrading?: boolean;
}

/** Trading commission of one pair, as fractions of the trade. */
export interface TradeFee {
  symbol: string;
  makerCommission: DecimalString;
  takerCommission: DecimalString;
}

/** A "special key" for low-latency margin trading. The secret is shown once, when the key is made. */
export interface SpecialKey {
  apiKey: string;
  secretKey?: string | null;
  type: string;
}

export interface SpecialKeyInfo {
  apiName: string;
  apiKey: string;
  ip: string;
  type: string;
  permissionMode: 'TRADE' | 'READ';
}
