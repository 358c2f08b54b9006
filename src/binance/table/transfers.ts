import { byIp, byUid, endpoint, replies } from './endpoint.ts';
import { asset, day, decimalAmount, optionalAsset, optionalSymbol, pages, times } from './kinds.ts';
import type { Page } from './replies/common.ts';
import type { Transaction } from './replies/loans.ts';
import type {
  CoinInfo,
  DustAssets,
  DustConverted,
  DustLog,
  MarginTransfer,
  UniversalTransfer,
} from './replies/transfers.ts';

/** From which wallet to which: MAIN is spot, MARGIN cross margin. */
export const transferTypes = [
  'MAIN_MARGIN',
  'MARGIN_MAIN',
  'MAIN_ISOLATED_MARGIN',
  'ISOLATED_MARGIN_MAIN',
  'MARGIN_ISOLATEDMARGIN',
  'ISOLATEDMARGIN_MARGIN',
  'ISOLATEDMARGIN_ISOLATEDMARGIN',
  'MAIN_FUNDING',
  'FUNDING_MAIN',
  'FUNDING_MARGIN',
  'MARGIN_FUNDING',
  'MAIN_UMFUTURE',
  'UMFUTURE_MAIN',
  'UMFUTURE_MARGIN',
  'MARGIN_UMFUTURE',
  'MAIN_CMFUTURE',
  'CMFUTURE_MAIN',
  'CMFUTURE_MARGIN',
  'MARGIN_CMFUTURE',
  'MAIN_OPTION',
  'OPTION_MAIN',
  'OPTION_MARGIN',
  'MARGIN_OPTION',
] as const;
const transferType = { kind: 'choice', choices: transferTypes } as const;
const accountType = { kind: 'choice', choices: ['SPOT', 'MARGIN'], optional: true } as const;

/** Moving assets between wallets, and turning what is too small to trade into BNB. */
export const transferEndpoints = {
  /**
   * Moves `amount` of `asset` from one wallet to another. MAIN is spot, MARGIN cross margin; isolated types name the pair
   * that is left in `fromSymbol` and the pair that is reached in `toSymbol`.
   * Binance: "User Universal Transfer". Weight 900 by UID; the key needs "Permits Universal Transfer". Errors: -5002 and
   * -3041 (not enough), -3020 (above what may leave margin), -3027 (asset), -11001 (no isolated account).
   */
  makeUniversalTransfer: endpoint({
    method: 'POST',
    path: '/sapi/v1/asset/transfer',
    security: 'USER_DATA',
    weight: byUid(900),
    writes: true,
    parameters: {
      type: transferType,
      asset,
      amount: decimalAmount,
      fromSymbol: optionalSymbol,
      toSymbol: optionalSymbol,
    },
    rules: [
      {
        when: 'type',
        is: ['ISOLATEDMARGIN_MARGIN', 'ISOLATEDMARGIN_ISOLATEDMARGIN', 'ISOLATED_MARGIN_MAIN'],
        needs: ['fromSymbol'],
      },
      {
        when: 'type',
        is: ['MARGIN_ISOLATEDMARGIN', 'ISOLATEDMARGIN_ISOLATEDMARGIN', 'MAIN_ISOLATED_MARGIN'],
        needs: ['toSymbol'],
      },
    ],
    numbersAsText: ['tranId'],
    reply: replies<Transaction>(),
  }),

  /**
   * Past transfers of one type, newest first. The last 7 days by default, nothing older than 6 months. Pages of 10, at
   * most 100.
   * Binance: "Query User Universal Transfer History". Weight 1 by IP.
   */
  queryUniversalTransferHistory: endpoint({
    method: 'GET',
    path: '/sapi/v1/asset/transfer',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { type: transferType, ...times, ...pages, fromSymbol: optionalSymbol, toSymbol: optionalSymbol },
    rules: [
      {
        when: 'type',
        is: ['ISOLATEDMARGIN_MARGIN', 'ISOLATEDMARGIN_ISOLATEDMARGIN', 'ISOLATED_MARGIN_MAIN'],
        needs: ['fromSymbol'],
      },
      {
        when: 'type',
        is: ['MARGIN_ISOLATEDMARGIN', 'ISOLATEDMARGIN_ISOLATEDMARGIN', 'MAIN_ISOLATED_MARGIN'],
        needs: ['toSymbol'],
      },
    ],
    windows: {
      spanMs: 30 * day,
      defaultMs: 7 * day,
      reachMs: 180 * day,
      page: { by: 'current', most: 100 },
      time: 'timestamp',
      identity: ['tranId'],
    },
    numbersAsText: ['tranId'],
    reply: replies<Page<UniversalTransfer>>(),
  }),

  /**
   * Past transfers into (ROLL_IN) and out of (ROLL_OUT) margin, newest first. Window at most 30 days, the last 7 by
   * default. Pages of 10, at most 100.
   * Binance: "Get Cross Margin Transfer History". Weight 1 by IP. Errors: -1127 (window).
   */
  getMarginTransferHistory: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/transfer',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: {
      asset: optionalAsset,
      type: { kind: 'choice', choices: ['ROLL_IN', 'ROLL_OUT'], optional: true },
      ...times,
      ...pages,
      isolatedSymbol: optionalSymbol,
    },
    windows: {
      spanMs: 30 * day,
      defaultMs: 7 * day,
      page: { by: 'current', most: 100 },
      time: 'timestamp',
      identity: ['txId'],
    },
    numbersAsText: ['txId'],
    mendedTimes: ['timestamp'],
    reply: replies<Page<MarginTransfer>>(),
  }),

  /**
   * The last 100 conversions of small balances, none before 2020-12-01.
   * Binance: "DustLog". Weight 1 by IP.
   */
  getDustLog: endpoint({
    method: 'GET',
    path: '/sapi/v1/asset/dribblet',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { accountType, ...times },
    numbersAsText: ['transId'],
    reply: replies<DustLog>(),
  }),

  /**
   * The balances that are small enough to be converted to BNB, and what each would give.
   * Binance: "Get Assets That Can Be Converted Into BNB". Weight 1 by IP.
   */
  getDustAssets: endpoint({
    method: 'POST',
    path: '/sapi/v1/asset/dust-btc',
    security: 'USER_DATA',
    weight: byIp(1),
    writes: false,
    parameters: { accountType },
    reply: replies<DustAssets>(),
  }),

  /**
   * Converts small balances to BNB, less a service charge; once in 24 hours.
   * Binance: "Dust Transfer". Weight 10 by UID. Errors: -5002, -5003, -5004 (too much), -5005 (too little), -5006 (too
   * soon), -5007.
   */
  transferDust: endpoint({
    method: 'POST',
    path: '/sapi/v1/asset/dust',
    security: 'USER_DATA',
    weight: byUid(10),
    writes: true,
    parameters: { asset: { kind: 'list', most: 100 }, accountType },
    numbersAsText: ['tranId'],
    reply: replies<DustConverted>(),
  }),

  /**
   * Every coin of the wallet.
   * Binance: "All Coins' Information". Weight 10 by IP.
   */
  getAllCoinsInfo: endpoint({
    method: 'GET',
    path: '/sapi/v1/capital/config/getall',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {},
    reply: replies<CoinInfo[]>(),
  }),
};
