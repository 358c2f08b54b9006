import { byIp, byUid, endpoint, replies } from './endpoint.ts';
import {
  asset,
  day,
  optionalAsset,
  optionalBoolean,
  optionalInteger,
  optionalSymbol,
  optionalText,
  symbol,
  text,
  times,
} from './kinds.ts';
import type {
  ApiKeyPermissions,
  BnbBurn,
  CrossAccount,
  CrossMarginData,
  IsolatedAccount,
  IsolatedAccountLimit,
  IsolatedAccountSwitch,
  IsolatedMarginData,
  IsolatedTier,
  SpecialKey,
  SpecialKeyInfo,
  SpotAccount,
  TradeCoefficients,
  TradeFee,
  FundingAsset,
  WalletAsset,
} from './replies/account.ts';
import type { InterestRate } from './replies/loans.ts';
import type { Empty } from './replies/market.ts';

/** Accounts, their switches, and what an account pays. */
export const accountEndpoints = {
  /**
   * The cross margin account: level, totals in BTC, balances and debts of each asset.
   * Binance: "Query Cross Margin Account Details". Weight 10 by IP. Errors: -3003 (margin account not opened).
   */
  getMarginAccount: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/account',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {},
    reply: replies<CrossAccount>(),
  }),

  /**
   * The spot account, which feeds margin: its balances and what it may do.
   * Binance: "Account information". Weight 20 by IP.
   */
  getAccount: endpoint({
    method: 'GET',
    path: '/api/v3/account',
    security: 'USER_DATA',
    weight: byIp(20),
    writes: false,
    parameters: { omitZeroBalances: optionalBoolean },
    reply: replies<SpotAccount>(),
  }),

  /**
   * The spot wallet's positive balances, or one of them.
   * Binance: "User Asset". Weight 5 by IP.
   */
  getUserAsset: endpoint({
    method: 'POST',
    path: '/sapi/v3/asset/getUserAsset',
    security: 'USER_DATA',
    weight: byIp(5),
    writes: false,
    parameters: { asset: optionalAsset, needBtcValuation: optionalBoolean },
    reply: replies<WalletAsset[]>(),
  }),

  /**
   * The funding wallet's positive balances, or one of them.
   * Binance: "Funding Wallet". Weight 1 by IP.
   */
  getFundingAsset: endpoint({
    method: 'POST',
    path: '/sapi/v1/asset/get-funding-asset',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { asset: optionalAsset, needBtcValuation: optionalBoolean },
    reply: replies<FundingAsset[]>(),
  }),

  /**
   * The isolated accounts, all or up to five pairs; totals in BTC come only without `symbols`.
   * Binance: "Query Isolated Margin Account Info". Weight 10 by IP. Errors: -11001 (no account of that pair).
   */
  getIsolatedMarginAccount: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/isolated/account',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: { symbols: { kind: 'list', most: 5, optional: true } },
    reply: replies<IsolatedAccount>(),
  }),

  /**
   * Cross margin rates and limits by coin, at the account's own VIP level unless another is asked for.
   * Binance: "Query Cross Margin Fee Data". Weight by IP: 1 with `coin`, else 5.
   */
  getCrossMarginData: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/crossMarginData',
    security: 'USER_DATA',
    weight: {
      limit: 'IP',
      amount: 5,
      or: { amount: 1, when: 'coin given', applies: (sent) => sent.coin !== undefined },
    },
    writes: false,
    parameters: { vipLevel: optionalInteger, coin: optionalAsset },
    reply: replies<CrossMarginData[]>(),
  }),

  /**
   * Isolated rates, limits and leverage by pair, at the account's own VIP level unless another is asked for.
   * Binance: "Query Isolated Margin Fee Data". Weight by IP: 1 with `symbol`, else 10.
   */
  getIsolatedMarginFeeData: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/isolatedMarginData',
    security: 'USER_DATA',
    weight: {
      limit: 'IP',
      amount: 10,
      or: { amount: 1, when: 'symbol given', applies: (sent) => sent.symbol !== undefined },
    },
    writes: false,
    parameters: { vipLevel: optionalInteger, symbol: optionalSymbol },
    reply: replies<IsolatedMarginData[]>(),
  }),

  /**
   * Past daily interest rates of one asset (fractions per day), at the account's own VIP level unless another is asked
   * for. Window at most 30 days, the last 7 by default.
   * Binance: "Query Margin Interest Rate History". Weight 1 by IP. Errors: -3027 (not a margin asset), -1127 (window).
   */
  getMarginInterestRateHistory: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/interestRateHistory',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { asset, vipLevel: optionalInteger, ...times },
    windows: {
      spanMs: 30 * day,
      defaultMs: 7 * day,
      page: { by: 'none', most: 1000 },
      time: 'timestamp',
      identity: ['asset', 'vipLevel', 'timestamp'],
    },
    reply: replies<InterestRate[]>(),
  }),

  /**
   * The levels at which the cross account stops borrowing, is called, and is liquidated.
   * Binance: "Get Summary of Margin account". Weight 10 by IP.
   */
  getMarginTradeCoefficients: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/tradeCoeff',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {},
    reply: replies<TradeCoefficients>(),
  }),

  /**
   * The tiers of one isolated pair: the more is borrowed, the higher the ratios.
   * Binance: "Query Isolated Margin Tier Data". Weight 1 by IP. Errors: -3028 (not a margin pair).
   */
  getIsolatedMarginTierData: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/isolatedMarginTier',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { symbol, tier: optionalInteger },
    reply: replies<IsolatedTier[]>(),
  }),

  /**
   * How many isolated accounts are enabled, and how many may be.
   * Binance: "Query Enabled Isolated Margin Account Limit". Weight 1 by IP.
   */
  getEnabledIsolatedMarginAccountLimit: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/isolated/accountLimit',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<IsolatedAccountLimit>(),
  }),

  /**
   * Enables an isolated account that was disabled. (A new one is made by the first transfer into its pair.)
   * Binance: "Enable Isolated Margin Account". Weight 300 by UID. Errors: -11001 (no account of that pair).
   */
  enableIsolatedMarginAccount: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/isolated/account',
    security: 'TRADE',
    weight: byUid(300),
    writes: true,
    parameters: { symbol },
    reply: replies<IsolatedAccountSwitch>(),
  }),

  /**
   * Disables an empty isolated account; once per 24 hours and pair.
   * Binance: "Disable Isolated Margin Account". Weight 300 by UID. Errors: -11001 (no account of that pair).
   */
  disableIsolatedMarginAccount: endpoint({
    method: 'DELETE',
    path: '/sapi/v1/margin/isolated/account',
    security: 'TRADE',
    weight: byUid(300),
    writes: true,
    parameters: { symbol },
    reply: replies<IsolatedAccountSwitch>(),
  }),

  /**
   * Whether fees and margin interest are paid in BNB.
   * Binance: "Get BNB Burn Status". Weight 1 by IP.
   */
  getBnbBurnSpotMargin: endpoint({
    method: 'GET',
    path: '/sapi/v1/bnbBurn',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: {},
    reply: replies<BnbBurn>(),
  }),

  /**
   * Turns paying in BNB on or off, for trading fees, margin interest or both.
   * Binance: "Toggle BNB Burn On Spot Trade And Margin Interest". Weight 1 by IP. Errors: -1102 (neither was sent).
   */
  toggleBnbBurnSpotMargin: endpoint({
    method: 'POST',
    path: '/sapi/v1/bnbBurn',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: true,
    parameters: { spotBNBBurn: optionalBoolean, interestBNBBurn: optionalBoolean },
    rules: [{ anyOf: ['spotBNBBurn', 'interestBNBBurn'] }],
    reply: replies<BnbBurn>(),
  }),

  /**
   * Maker and taker commission by pair, as fractions of the trade.
   * Binance: "Trade Fee". Weight 1 by IP. Errors: -1121 (symbol).
   */
  getTradeFee: endpoint({
    method: 'GET',
    path: '/sapi/v1/asset/tradeFee',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { symbol: optionalSymbol },
    reply: replies<TradeFee[]>(),
  }),

  /**
   * What this API key may do.
   * Binance: "Get API Key Permission". Weight 1 by IP.
   */
  getApiKeyPermissions: endpoint({
    method: 'GET',
    path: '/sapi/v1/account/apiRestrictions',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: {},
    mendedTimes: ['createTime', 'tradingAuthorityExpirationTime'],
    reply: replies<ApiKeyPermissions>(),
  }),

  /**
   * Makes a key for low-latency margin trading (VIP 7 and above). The secret comes once, and only for an HMAC key.
   * Binance: "Create Special Key". Weight 1 by UID.
   */
  createSpecialKey: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/apiKey',
    security: 'TRADE',
    weight: byUid(1),
    writes: true,
    parameters: {
      apiName: text,
      symbol: optionalSymbol,
      ip: optionalText,
      publicKey: optionalText,
      permissionMode: { kind: 'choice', choices: ['TRADE', 'READ'], optional: true },
    },
    reply: replies<SpecialKey>(),
  }),

  /**
   * Deletes a special key, named by itself or by its name.
   * Binance: "Delete Special Key". Weight 1 by UID.
   */
  deleteSpecialKey: endpoint({
    method: 'DELETE',
    path: '/sapi/v1/margin/apiKey',
    security: 'TRADE',
    weight: byUid(1),
    writes: true,
    parameters: { apiKey: optionalText, apiName: optionalText, symbol: optionalSymbol },
    reply: replies<Empty>(),
  }),

  /**
   * Sets the addresses that may use a special key: up to 30, comma-separated.
   * Binance: "Edit ip for Special Key". Weight 1 by UID.
   */
  editSpecialKeyIp: endpoint({
    method: 'PUT',
    path: '/sapi/v1/margin/apiKey/ip',
    security: 'TRADE',
    weight: byUid(1),
    writes: true,
    parameters: { apiKey: text, symbol: optionalSymbol, ip: text },
    reply: replies<Empty>(),
  }),

  /**
   * One special key.
   * Binance: "Query Special key". Weight 1 by UID.
   */
  getSpecialKey: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/apiKey',
    security: 'TRADE',
    weight: byUid(1),
    writes: false,
    parameters: { apiKey: text, symbol: optionalSymbol },
    reply: replies<SpecialKeyInfo>(),
  }),

  /**
   * All special keys of the cross account, or of one isolated pair.
   * Binance: "Query Special key List". Weight 1 by UID.
   */
  getSpecialKeys: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/api-key-list',
    security: 'TRADE',
    weight: byUid(1),
    writes: false,
    parameters: { symbol: optionalSymbol },
    reply: replies<SpecialKeyInfo[]>(),
  }),

  /**
   * Leaves special-key mode. Needs an account without debt; can be entered again after 24 hours.
   * Binance: "Exit Special Key Mode". Weight 10 by UID.
   */
  exitSpecialKeyMode: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/exit-special-key-mode',
    security: 'TRADE',
    weight: byUid(10),
    writes: true,
    parameters: {},
    reply: replies<Empty>(),
  }),
};
