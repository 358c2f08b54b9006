import type { BigId, DecimalString, Milliseconds } from './common.ts';

export interface MarginAsset {
  assetFullName: string;
  assetName: string;
  isBorrowable: boolean;
  /** Counts as collateral. */
  isMortgageable: boolean;
  userMinBorrow: DecimalString;
  userMinRepay: DecimalString;
  /** When it leaves margin, where that is announced. */
  delistTime?: Milliseconds;
}

export interface IsolatedMarginPair {
  base: string;
  isBuyAllowed: boolean;
  isMarginTrade: boolean;
  isSellAllowed: boolean;
  quote: string;
  symbol: string;
  delistTime?: Milliseconds;
}

export interface MarginPair extends IsolatedMarginPair {
  id: BigId;
}

export interface PriceIndex {
  calcTime: Milliseconds;
  price: DecimalString;
  symbol: string;
}

/** One tier of haircuts, shared by several assets. Tiers are slices, like tax brackets. */
export interface CollateralRatio {
  collaterals: {
    minUsdValue: DecimalString;
    /** Missing on the open tier at the top. */
    maxUsdValue?: DecimalString;
    /** The part of the slice's value that counts. */
    discountRate: DecimalString;
  }[];
  assetNames: string[];
}

export interface DelistSchedule {
  delistTime: Milliseconds;
  crossMarginAssets: string[];
  isolatedMarginSymbols: string[];
}

export interface ListSchedule {
  listTime: Milliseconds;
  crossMarginAssets: string[];
  isolatedMarginSymbols: string[];
}

/** Pairs whose limit orders have to stay within 15 % of the index price. */
export interface LimitPricePairs {
  crossMarginSymbols: string[];
}

export interface RestrictedAssets {
  openLongRestrictedAsset: string[];
  maxCollateralExceededAsset: string[];
}

export interface LiquidationRatio {
  asset: string;
  riskBasedLiquidationRatio: DecimalString;
}

export interface ServerTime {
  serverTime: Milliseconds;
}

export interface SystemStatus {
  status: 0 | 1;
  msg: string;
}

export type Empty = Record<string, never>;

export interface RateLimit {
  rateLimitType: 'REQUEST_WEIGHT' | 'ORDERS' | 'RAW_REQUESTS';
  interval: 'SECOND' | 'MINUTE' | 'DAY';
  intervalNum: number;
  limit: number;
}

/** A rule that an order has to pass. Which fields there are depends on `filterType`. */
export interface SymbolFilter {
  filterType: string;
  /** PRICE_FILTER. */
  minPrice?: DecimalString;
  maxPrice?: DecimalString;
  tickSize?: DecimalString;
  /** LOT_SIZE, MARKET_LOT_SIZE. */
  minQty?: DecimalString;
  maxQty?: DecimalString;
  stepSize?: DecimalString;
  /** NOTIONAL, MIN_NOTIONAL. */
  minNotional?: DecimalString;
  maxNotional?: DecimalString;
  applyMinToMarket?: boolean;
  applyMaxToMarket?: boolean;
  applyToMarket?: boolean;
  avgPriceMins?: number;
  /** PERCENT_PRICE_BY_SIDE. */
  bidMultiplierUp?: DecimalString;
  bidMultiplierDown?: DecimalString;
  askMultiplierUp?: DecimalString;
  askMultiplierDown?: DecimalString;
  /** ICEBERG_PARTS. */
  limit?: number;
  /** TRAILING_DELTA, in basis points. */
  minTrailingAboveDelta?: number;
  maxTrailingAboveDelta?: number;
  minTrailingBelowDelta?: number;
  maxTrailingBelowDelta?: number;
  maxNumOrders?: number;
  maxNumAlgoOrders?: number;
  maxNumOrderLists?: number;
  maxNumOrderAmends?: number;
  maxPosition?: DecimalString;
}

export interface SymbolInfo {
  symbol: string;
  status: string;
  baseAsset: string;
  /** Decimals that an amount of the asset may have. */
  baseAssetPrecision: number;
  quoteAsset: string;
  quotePrecision: number;
  quoteAssetPrecision: number;
  baseCommissionPrecision: number;
  quoteCommissionPrecision: number;
  orderTypes: string[];
  icebergAllowed: boolean;
  ocoAllowed: boolean;
  otoAllowed: boolean;
  quoteOrderQtyMarketAllowed: boolean;
  allowTrailingStop: boolean;
  cancelReplaceAllowed: boolean;
  amendAllowed?: boolean;
  isSpotTradingAllowed: boolean;
  isMarginTradingAllowed: boolean;
  filters: SymbolFilter[];
  permissions: string[];
  permissionSets?: string[][];
  defaultSelfTradePreventionMode: string;
  allowedSelfTradePreventionModes: string[];
}

export interface ExchangeInfo {
  timezone: string;
  serverTime: Milliseconds;
  rateLimits: RateLimit[];
  exchangeFilters: SymbolFilter[];
  symbols: SymbolInfo[];
}

/** Open time, open, high, low, close, base volume, close time, quote volume, trades, taker base and quote volume. */
export type Kline = [
  openTime: Milliseconds,
  open: DecimalString,
  high: DecimalString,
  low: DecimalString,
  close: DecimalString,
  volume: DecimalString,
  closeTime: Milliseconds,
  quoteVolume: DecimalString,
  trades: number,
  takerBaseVolume: DecimalString,
  takerQuoteVolume: DecimalString,
  unused: string,
];

export interface PriceTicker {
  symbol: string;
  price: DecimalString;
}

export interface BookTicker {
  symbol: string;
  bidPrice: DecimalString;
  bidQty: DecimalString;
  askPrice: DecimalString;
  askQty: DecimalString;
}

/** The last 24 hours of one pair. */
export interface DayTicker extends BookTicker {
  priceChange: DecimalString;
  priceChangePercent: DecimalString;
  weightedAvgPrice: DecimalString;
  prevClosePrice: DecimalString;
  lastPrice: DecimalString;
  lastQty: DecimalString;
  openPrice: DecimalString;
  highPrice: DecimalString;
  lowPrice: DecimalString;
  volume: DecimalString;
  quoteVolume: DecimalString;
  openTime: Milliseconds;
  closeTime: Milliseconds;
  firstId: number;
  lastId: number;
  count: number;
}

export type BookLevel = [price: DecimalString, quantity: DecimalString];

export interface OrderBook {
  lastUpdateId: number;
  /** Best first. */
  bids: BookLevel[];
  asks: BookLevel[];
}
