import { byIp, endpoint, replies, type Weight, type WireParameters } from './endpoint.ts';
import {
  day,
  optionalBoolean,
  optionalClientId,
  optionalDecimal,
  optionalFlag,
  optionalIceberg,
  optionalInteger,
  optionalSymbol,
  symbol,
  times,
} from './kinds.ts';
import type {
  CanceledAny,
  CanceledOrder,
  NewOrder,
  Order,
  OrderRateLimit,
  PreventedMatch,
  Trade,
} from './replies/orders.ts';

export const side = { kind: 'choice', choices: ['BUY', 'SELL'] } as const;
const orderType = {
  kind: 'choice',
  choices: ['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT', 'LIMIT_MAKER'],
} as const;
export const timeInForce = { kind: 'choice', choices: ['GTC', 'IOC', 'FOK'], optional: true } as const;
/** What every order and list takes beside itself. */
export const orderOptions = {
  newOrderRespType: { kind: 'choice', choices: ['ACK', 'RESULT', 'FULL'], optional: true },
  sideEffectType: {
    kind: 'choice',
    choices: ['NO_SIDE_EFFECT', 'MARGIN_BUY', 'AUTO_REPAY', 'AUTO_BORROW_REPAY'],
    optional: true,
  },
  selfTradePreventionMode: {
    kind: 'choice',
    choices: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'NONE'],
    optional: true,
  },
  autoRepayAtCancel: optionalBoolean,
} as const;

const borrows = (sent: WireParameters) =>
  sent.sideEffectType === 'MARGIN_BUY' || sent.sideEffectType === 'AUTO_BORROW_REPAY';
export const orderWeight: Weight = {
  limit: 'UID',
  amount: 6,
  or: { amount: 1500, when: 'sideEffectType MARGIN_BUY or AUTO_BORROW_REPAY', applies: borrows },
};
export const isolatedNeedsSymbol = { when: 'isIsolated', is: ['TRUE'], needs: ['symbol'] } as const;

/** Single orders and trades. */
export const orderEndpoints = {
  /**
   * Places an order on cross margin, or on an isolated pair with `isIsolated`. `quantity` and `icebergQty` in the base
   * asset, `quoteOrderQty` (MARKET only) in the quote asset, prices in the quote asset per base, `trailingDelta` in basis
   * points. `sideEffectType` borrows what is missing when the order is accepted (MARGIN_BUY), repays from what it fills
   * (AUTO_REPAY), or both. The client sends a `newClientOrderId` of its own if none is given, so that an order whose
   * answer was lost can be found.
   * Binance: "Margin Account New Order". Weight by UID: 6, or 1500 when it may borrow. Errors: -1013 (filters), -2010
   * (rejected: balance, price), -3006 and -3045 (borrowing), -3021, -3022, -3064 (price), -11001 (no isolated account).
   */
  createMarginOrder: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/order',
    security: 'TRADE',
    weight: orderWeight,
    writes: true,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      side,
      type: orderType,
      quantity: optionalDecimal,
      quoteOrderQty: optionalDecimal,
      price: optionalDecimal,
      stopPrice: optionalDecimal,
      trailingDelta: optionalInteger,
      newClientOrderId: optionalClientId,
      icebergQty: optionalIceberg,
      timeInForce,
      ...orderOptions,
    },
    rules: [
      {
        when: 'type',
        is: ['LIMIT', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'],
        needs: ['timeInForce', 'quantity', 'price'],
      },
      { when: 'type', is: ['LIMIT_MAKER'], needs: ['quantity', 'price'] },
      { when: 'type', is: ['STOP_LOSS', 'TAKE_PROFIT'], needs: ['quantity'] },
      { when: 'type', is: ['MARKET', 'STOP_LOSS', 'TAKE_PROFIT'], forbids: ['price', 'timeInForce'] },
      { when: 'type', is: ['LIMIT', 'LIMIT_MAKER'], forbids: ['stopPrice', 'trailingDelta', 'quoteOrderQty'] },
      { when: 'type', is: ['LIMIT_MAKER'], forbids: ['timeInForce'] },
      { when: 'type', is: ['MARKET'], forbids: ['stopPrice', 'trailingDelta', 'icebergQty'] },
      { anyOf: ['quantity', 'quoteOrderQty'] },
    ],
    numbersAsText: ['marginBuyBorrowAmount'],
    reply: replies<NewOrder>(),
  }),

  /**
   * Cancels an open order, named by `orderId` or `origClientOrderId`. `newClientOrderId` names the cancel itself.
   * Binance: "Margin Account Cancel Order". Weight 10 by IP. Errors: -2011 (no such open order).
   */
  cancelMarginOrder: endpoint({
    method: 'DELETE',
    path: '/sapi/v1/margin/order',
    security: 'TRADE',
    weight: byIp(10),
    writes: true,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      orderId: optionalInteger,
      origClientOrderId: optionalClientId,
      newClientOrderId: optionalClientId,
    },
    rules: [{ anyOf: ['origClientOrderId', 'orderId'] }],
    textAsNumbers: ['orderId'],
    reply: replies<CanceledOrder>(),
  }),

  /**
   * One order, named by `orderId` or `origClientOrderId`.
   * Binance: "Query Margin Account's Order". Weight 10 by IP. Errors: -2013 (no such order), -2026 (archived).
   */
  getMarginOrder: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/order',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      orderId: optionalInteger,
      origClientOrderId: optionalClientId,
    },
    rules: [{ anyOf: ['origClientOrderId', 'orderId'] }],
    reply: replies<Order>(),
  }),

  /**
   * The open orders of cross margin (all pairs or one), or of one isolated pair.
   * Binance: "Query Margin Account's Open Orders". Weight 10 by IP; without `symbol` once per pair with orders.
   */
  getOpenMarginOrders: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/openOrders',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: { symbol: optionalSymbol, isIsolated: optionalFlag },
    rules: [isolatedNeedsSymbol],
    reply: replies<Order[]>(),
  }),

  /**
   * All orders of one pair, oldest first: by time (window under 24 hours, the last 24 by default), or from `orderId` on.
   * At most 500.
   * Binance: "Query Margin Account's All Orders". Weight 200 by IP, 60 requests a minute. Errors: -1127 (window).
   */
  getAllMarginOrders: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/allOrders',
    security: 'USER_DATA',
    weight: { limit: 'IP', amount: 200, requests: { most: 60, perMs: 60_000 } },
    writes: false,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      orderId: optionalInteger,
      ...times,
      limit: { kind: 'integer', min: 1, max: 500, optional: true },
    },
    windows: {
      spanMs: day - 1,
      defaultMs: day,
      page: { by: 'id', parameter: 'orderId', field: 'orderId', most: 500 },
      time: 'time',
      identity: ['symbol', 'orderId'],
    },
    reply: replies<Order[]>(),
  }),

  /**
   * The trades of one pair, oldest first: by time (window under 24 hours), by order, or from `fromId` on. 500 by default,
   * at most 1,000.
   * Binance: "Query Margin Account's Trade List". Weight 10 by IP. Errors: -1127 (window).
   */
  getMarginTrades: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/myTrades',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      orderId: optionalInteger,
      ...times,
      fromId: optionalInteger,
      limit: { kind: 'integer', min: 1, max: 1000, optional: true },
    },
    windows: {
      spanMs: day - 1,
      defaultMs: day,
      page: { by: 'id', parameter: 'fromId', field: 'id', most: 1000 },
      time: 'time',
      identity: ['symbol', 'id'],
    },
    reply: replies<Trade[]>(),
  }),

  /**
   * Cancels all open orders of one pair, order lists included.
   * Binance: "Margin Account Cancel all Open Orders on a Symbol". Weight 1 by IP. Errors: -2011 (there are none).
   */
  cancelAllOpenMarginOrders: endpoint({
    method: 'DELETE',
    path: '/sapi/v1/margin/openOrders',
    security: 'TRADE',
    weight: byIp(1),
    writes: true,
    parameters: { symbol, isIsolated: optionalFlag },
    textAsNumbers: ['orderId'],
    reply: replies<CanceledAny[]>(),
  }),

  /**
   * How many orders were placed in each window, and how many may be.
   * Binance: "Query Current Margin Order Count Usage". Weight 20 by IP.
   */
  getMarginOrderRateLimit: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/rateLimit/order',
    security: 'TRADE',
    weight: byIp(20),
    writes: false,
    parameters: { isIsolated: optionalFlag, symbol: optionalSymbol },
    rules: [isolatedNeedsSymbol],
    reply: replies<OrderRateLimit[]>(),
  }),

  /**
   * Matches that self-trade prevention stopped; at most 500.
   * Binance: "Query Prevented Matches". Weight 10 by IP.
   */
  getMarginPreventedMatches: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/myPreventedMatches',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {
      symbol,
      preventedMatchId: optionalInteger,
      orderId: optionalInteger,
      fromPreventedMatchId: optionalInteger,
      isIsolated: optionalFlag,
    },
    rules: [{ anyOf: ['preventedMatchId', 'orderId'] }],
    reply: replies<PreventedMatch[]>(),
  }),
};
