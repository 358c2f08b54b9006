import { byIp, endpoint, replies } from './endpoint.ts';
import { minute, optionalAsset, optionalSymbol, symbol, times } from './kinds.ts';
import type {
  BookTicker,
  CollateralRatio,
  DayTicker,
  DelistSchedule,
  Empty,
  ExchangeInfo,
  IsolatedMarginPair,
  Kline,
  LimitPricePairs,
  LiquidationRatio,
  ListSchedule,
  MarginAsset,
  MarginPair,
  OrderBook,
  PriceIndex,
  PriceTicker,
  RestrictedAssets,
  ServerTime,
  SystemStatus,
} from './replies/market.ts';

const interval = {
  kind: 'choice',
  choices: ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'],
} as const;

/** What is the same for everyone: assets, pairs, prices. */
export const marketEndpoints = {
  /**
   * Answers nothing; says that the exchange is there.
   * Binance: "Test Connectivity". Weight 1 by IP.
   */
  ping: endpoint({
    method: 'GET',
    path: '/api/v3/ping',
    security: 'NONE',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<Empty>(),
  }),

  /**
   * The exchange's clock.
   * Binance: "Check Server Time". Weight 1 by IP.
   */
  getServerTime: endpoint({
    method: 'GET',
    path: '/api/v3/time',
    security: 'NONE',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<ServerTime>(),
  }),

  /**
   * Whether the exchange is open: `status` 0, or 1 while it is under maintenance.
   * Binance: "System Status". Weight 1 by IP.
   */
  getSystemStatus: endpoint({
    method: 'GET',
    path: '/sapi/v1/system/status',
    security: 'NONE',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<SystemStatus>(),
  }),

  /**
   * Trading rules of all pairs, or of those asked for.
   * Binance: "Exchange Information". Weight 20 by IP. Errors: -1121 (symbol).
   */
  getExchangeInfo: endpoint({
    method: 'GET',
    path: '/api/v3/exchangeInfo',
    security: 'NONE',
    weight: byIp(20),
    writes: false,
    parameters: {
      symbol: optionalSymbol,
      symbols: { kind: 'list', most: 1000, json: true, optional: true },
      permissions: { kind: 'list', most: 20, json: true, optional: true },
      showPermissionSets: { kind: 'boolean', optional: true },
      symbolStatus: { kind: 'choice', choices: ['TRADING', 'HALT', 'BREAK'], optional: true },
    },
    reply: replies<ExchangeInfo>(),
  }),

  /**
   * Candles of one pair, oldest first; at most 1,000, 500 by default.
   * Binance: "Kline/Candlestick Data". Weight 2 by IP. Errors: -1121 (symbol), -1120 (interval).
   */
  getKlines: endpoint({
    method: 'GET',
    path: '/api/v3/klines',
    security: 'NONE',
    weight: byIp(2),
    writes: false,
    parameters: {
      symbol,
      interval,
      ...times,
      timeZone: { kind: 'text', optional: true },
      limit: { kind: 'integer', min: 1, max: 1000, optional: true },
    },
    windows: {
      spanMs: 498 * minute,
      defaultMs: 500 * minute,
      page: { by: 'none', most: 500 },
      time: '0',
      identity: ['0'],
    },
    reply: replies<Kline[]>(),
  }),

  /**
   * The last 24 hours of one pair.
   * Binance: "24hr Ticker Price Change Statistics". Weight 2 by IP. Errors: -1121 (symbol).
   */
  getTicker: endpoint({
    method: 'GET',
    path: '/api/v3/ticker/24hr',
    security: 'NONE',
    weight: byIp(2),
    writes: false,
    parameters: { symbol },
    reply: replies<DayTicker>(),
  }),

  /**
   * The last price of one pair.
   * Binance: "Symbol Price Ticker". Weight 2 by IP. Errors: -1121 (symbol).
   */
  getSymbolTicker: endpoint({
    method: 'GET',
    path: '/api/v3/ticker/price',
    security: 'NONE',
    weight: byIp(2),
    writes: false,
    parameters: { symbol },
    reply: replies<PriceTicker>(),
  }),

  /**
   * The best bid and ask of one pair.
   * Binance: "Symbol Order Book Ticker". Weight 2 by IP. Errors: -1121 (symbol).
   */
  getOrderBookTicker: endpoint({
    method: 'GET',
    path: '/api/v3/ticker/bookTicker',
    security: 'NONE',
    weight: byIp(2),
    writes: false,
    parameters: { symbol },
    reply: replies<BookTicker>(),
  }),

  /**
   * The order book of one pair, best first; 100 levels by default, at most 5,000.
   * Binance: "Order Book". Weight by IP: 5 up to 100 levels, up to 250 for 5,000. Errors: -1121 (symbol).
   */
  getOrderBook: endpoint({
    method: 'GET',
    path: '/api/v3/depth',
    security: 'NONE',
    weight: {
      limit: 'IP',
      amount: 5,
      or: { amount: 250, when: 'limit above 100', applies: (sent) => Number(sent.limit ?? 100) > 100 },
    },
    writes: false,
    parameters: { symbol, limit: { kind: 'integer', min: 1, max: 5000, optional: true } },
    reply: replies<OrderBook>(),
  }),

  /**
   * The assets of margin, or one of them: whether they can be borrowed, and the minima.
   * Binance: "Get All Margin Assets". Weight 1 by IP. Errors: -3027 (not a margin asset).
   */
  getMarginAllAssets: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/allAssets',
    security: 'MARKET_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { asset: optionalAsset },
    mendedTimes: ['delistTime'],
    reply: replies<MarginAsset[]>(),
  }),

  /**
   * The pairs of cross margin, or one of them. Ids have 18 digits and come as strings.
   * Binance: "Get All Cross Margin Pairs". Weight 1 by IP. Errors: -3028 (not a margin pair).
   */
  getMarginAllPairs: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/allPairs',
    security: 'MARKET_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { symbol: optionalSymbol },
    numbersAsText: ['id'],
    mendedTimes: ['delistTime'],
    reply: replies<MarginPair[]>(),
  }),

  /**
   * The pairs of isolated margin, or one of them.
   * Binance: "Get All Isolated Margin Symbol". Weight 10 by IP. Errors: -3028 (not a margin pair).
   */
  getIsolatedMarginAllSymbols: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/isolated/allPairs',
    security: 'MARKET_DATA',
    weight: byIp(10),
    writes: false,
    parameters: { symbol: optionalSymbol },
    mendedTimes: ['delistTime'],
    reply: replies<IsolatedMarginPair[]>(),
  }),

  /**
   * The index price that values a pair's collateral and debt.
   * Binance: "Query Margin PriceIndex". Weight 10 by IP. Errors: -1121 (symbol), -3042 (no index price).
   */
  getMarginPriceIndex: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/priceIndex',
    security: 'MARKET_DATA',
    weight: byIp(10),
    writes: false,
    parameters: { symbol },
    reply: replies<PriceIndex>(),
  }),

  /**
   * The haircuts of cross collateral, by tiers of USD value.
   * Binance: "Cross margin collateral ratio". Weight 100 by IP.
   */
  getCrossMarginCollateralRatio: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/crossMarginCollateralRatio',
    security: 'MARKET_DATA',
    weight: byIp(100),
    writes: false,
    parameters: {},
    reply: replies<CollateralRatio[]>(),
  }),

  /**
   * What leaves margin, and when.
   * Binance: "Get Delist Schedule". Weight 100 by IP.
   */
  getMarginDelistSchedule: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/delist-schedule',
    security: 'MARKET_DATA',
    weight: byIp(100),
    writes: false,
    parameters: {},
    reply: replies<DelistSchedule[]>(),
  }),

  /**
   * What comes to margin, and when.
   * Binance: "Get list Schedule". Weight 100 by IP.
   */
  getMarginListSchedule: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/list-schedule',
    security: 'MARKET_DATA',
    weight: byIp(100),
    writes: false,
    parameters: {},
    reply: replies<ListSchedule[]>(),
  }),

  /**
   * The pairs whose limit prices have to stay within 15 % of the index price (-3064 otherwise).
   * Binance: "Get Limit Price Pairs". Weight 1 by IP.
   */
  getMarginLimitPricePairs: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/limit-price-pairs',
    security: 'MARKET_DATA',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<LimitPricePairs>(),
  }),

  /**
   * Assets that may not be bought on margin, and those whose collateral is at the platform's limit.
   * Binance: "Get Margin Restricted Assets". Weight 1 by IP.
   */
  getMarginRestrictedAssets: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/restricted-asset',
    security: 'MARKET_DATA',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<RestrictedAssets>(),
  }),

  /**
   * The risk-based liquidation ratio of each asset, as a fraction.
   * Binance: "Get Margin Asset Risk-Based Liquidation Ratio". Weight 1 by IP.
   */
  getMarginLiquidationRatio: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/risk-based-liquidation-ratio',
    security: 'MARKET_DATA',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<LiquidationRatio[]>(),
  }),
};
