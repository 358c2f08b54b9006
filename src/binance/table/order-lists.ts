import { byIp, byUid, endpoint, replies } from './endpoint.ts';
import {
  day,
  decimalAmount,
  optionalClientId,
  optionalDecimal,
  optionalFlag,
  optionalIceberg,
  optionalInteger,
  optionalSymbol,
  symbol,
  times,
} from './kinds.ts';
import { isolatedNeedsSymbol, orderOptions, orderWeight, side, timeInForce } from './orders.ts';
import type { CanceledOrderList, NewOrderList, OpenOtoList, OrderList } from './replies/orders.ts';

const working = {
  workingType: { kind: 'choice', choices: ['LIMIT', 'LIMIT_MAKER'] },
  workingSide: side,
  workingClientOrderId: optionalClientId,
  workingPrice: decimalAmount,
  workingQuantity: decimalAmount,
  workingIcebergQty: optionalIceberg,
  workingTimeInForce: timeInForce,
} as const;
const workingLimitNeedsTime = { when: 'workingType', is: ['LIMIT'], needs: ['workingTimeInForce'] } as const;
const limits = ['LIMIT', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'] as const;
const stops = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const;

/** OCO, OTO and OTOCO. */
export const orderListEndpoints = {
  /**
   * One cancels the other: a limit order and a stop order on the same quantity. With `stopLimitPrice` the stop becomes a
   * limit order, and then needs `stopLimitTimeInForce`.
   * Binance: "Margin Account New OCO". Weight by UID: 6, or 1500 when it may borrow. Errors: as for a new order; -1128 for
   * a bad combination.
   */
  createMarginOcoOrder: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/order/oco',
    security: 'TRADE',
    weight: orderWeight,
    writes: true,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      listClientOrderId: optionalClientId,
      side,
      quantity: decimalAmount,
      limitClientOrderId: optionalClientId,
      price: decimalAmount,
      limitIcebergQty: optionalIceberg,
      stopClientOrderId: optionalClientId,
      stopPrice: decimalAmount,
      stopLimitPrice: optionalDecimal,
      stopIcebergQty: optionalIceberg,
      stopLimitTimeInForce: timeInForce,
      ...orderOptions,
    },
    numbersAsText: ['marginBuyBorrowAmount'],
    reply: replies<NewOrderList>(),
  }),

  /**
   * One triggers the other: when the working order has filled, the pending one is placed.
   * Binance: "Margin Account New OTO". Weight by UID: 6, or 1500 when it may borrow. Counts as 2 orders.
   */
  createMarginOtoOrder: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/order/oto',
    security: 'TRADE',
    weight: orderWeight,
    writes: true,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      listClientOrderId: optionalClientId,
      ...orderOptions,
      ...working,
      pendingType: {
        kind: 'choice',
        choices: ['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT', 'LIMIT_MAKER'],
      },
      pendingSide: side,
      pendingClientOrderId: optionalClientId,
      pendingPrice: optionalDecimal,
      pendingStopPrice: optionalDecimal,
      pendingTrailingDelta: optionalInteger,
      pendingQuantity: decimalAmount,
      pendingIcebergQty: optionalIceberg,
      pendingTimeInForce: timeInForce,
    },
    rules: [
      workingLimitNeedsTime,
      { when: 'pendingType', is: limits, needs: ['pendingPrice', 'pendingTimeInForce'] },
      { when: 'pendingType', is: ['LIMIT_MAKER'], needs: ['pendingPrice'] },
      { when: 'pendingType', is: stops, needs: ['pendingStopPrice'] },
    ],
    numbersAsText: ['marginBuyBorrowAmount'],
    reply: replies<NewOrderList>(),
  }),

  /**
   * One triggers an OCO: when the working order has filled, the pair above and below is placed.
   * Binance: "Margin Account New OTOCO". Weight by UID: 6, or 1500 when it may borrow. Counts as 3 orders.
   */
  createMarginOtocoOrder: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/order/otoco',
    security: 'TRADE',
    weight: orderWeight,
    writes: true,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      listClientOrderId: optionalClientId,
      ...orderOptions,
      ...working,
      pendingSide: side,
      pendingQuantity: decimalAmount,
      pendingAboveType: { kind: 'choice', choices: ['LIMIT_MAKER', 'STOP_LOSS', 'STOP_LOSS_LIMIT'] },
      pendingAboveClientOrderId: optionalClientId,
      pendingAbovePrice: optionalDecimal,
      pendingAboveStopPrice: optionalDecimal,
      pendingAboveTrailingDelta: optionalInteger,
      pendingAboveIcebergQty: optionalIceberg,
      pendingAboveTimeInForce: timeInForce,
      pendingBelowType: { kind: 'choice', choices: ['LIMIT_MAKER', 'STOP_LOSS', 'STOP_LOSS_LIMIT'], optional: true },
      pendingBelowClientOrderId: optionalClientId,
      pendingBelowPrice: optionalDecimal,
      pendingBelowStopPrice: optionalDecimal,
      pendingBelowTrailingDelta: optionalInteger,
      pendingBelowIcebergQty: optionalIceberg,
      pendingBelowTimeInForce: timeInForce,
    },
    rules: [
      workingLimitNeedsTime,
      { when: 'pendingAboveType', is: ['LIMIT_MAKER', 'STOP_LOSS_LIMIT'], needs: ['pendingAbovePrice'] },
      { when: 'pendingAboveType', is: ['STOP_LOSS', 'STOP_LOSS_LIMIT'], needs: ['pendingAboveStopPrice'] },
      { when: 'pendingAboveType', is: ['STOP_LOSS_LIMIT'], needs: ['pendingAboveTimeInForce'] },
      { when: 'pendingBelowType', is: ['LIMIT_MAKER', 'STOP_LOSS_LIMIT'], needs: ['pendingBelowPrice'] },
      { when: 'pendingBelowType', is: ['STOP_LOSS', 'STOP_LOSS_LIMIT'], needs: ['pendingBelowStopPrice'] },
      { when: 'pendingBelowType', is: ['STOP_LOSS_LIMIT'], needs: ['pendingBelowTimeInForce'] },
    ],
    numbersAsText: ['marginBuyBorrowAmount'],
    reply: replies<NewOrderList>(),
  }),

  /**
   * Cancels a whole list, named by `orderListId` or `listClientOrderId`. (Cancelling one leg cancels the list as well.)
   * Binance: "Margin Account Cancel OCO". Weight 1 by UID. Errors: -2011 (no such open list).
   */
  cancelMarginOcoOrder: endpoint({
    method: 'DELETE',
    path: '/sapi/v1/margin/orderList',
    security: 'TRADE',
    weight: byUid(1),
    writes: true,
    parameters: {
      symbol,
      isIsolated: optionalFlag,
      orderListId: optionalInteger,
      listClientOrderId: optionalClientId,
      newClientOrderId: optionalClientId,
    },
    rules: [{ anyOf: ['orderListId', 'listClientOrderId'] }],
    textAsNumbers: ['orderId'],
    reply: replies<CanceledOrderList>(),
  }),

  /**
   * One list, named by `orderListId` or `origClientOrderId`. Isolated needs `symbol`.
   * Binance: "Query Margin Account's OCO". Weight 10 by IP. Errors: -2013 (no such list).
   */
  getMarginOcoOrder: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/orderList',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: {
      isIsolated: optionalFlag,
      symbol: optionalSymbol,
      orderListId: optionalInteger,
      origClientOrderId: optionalClientId,
    },
    rules: [{ anyOf: ['orderListId', 'origClientOrderId'] }, isolatedNeedsSymbol],
    reply: replies<OrderList>(),
  }),

  /**
   * The open lists of cross margin, or of one isolated pair.
   * Binance: "Query Margin Account's Open OCO". Weight 10 by IP.
   */
  getOpenMarginOcoOrders: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/openOrderList',
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: { isIsolated: optionalFlag, symbol: optionalSymbol },
    rules: [isolatedNeedsSymbol],
    reply: replies<OrderList[]>(),
  }),

  /**
   * All lists: by time (window under 24 hours), or from `fromId` on. 500 by default, at most 1,000.
   * Binance: "Query Margin Account's all OCO". Weight 200 by IP.
   */
  getAllMarginOcoOrders: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/allOrderList',
    security: 'USER_DATA',
    weight: byIp(200),
    writes: false,
    parameters: {
      isIsolated: optionalFlag,
      symbol: optionalSymbol,
      fromId: optionalInteger,
      ...times,
      limit: { kind: 'integer', min: 1, max: 1000, optional: true },
    },
    rules: [isolatedNeedsSymbol],
    windows: {
      spanMs: day - 1,
      defaultMs: day,
      page: { by: 'id', parameter: 'fromId', field: 'orderListId', most: 1000 },
      time: 'transactionTime',
      identity: ['orderListId'],
    },
    reply: replies<OrderList[]>(),
  }),

  /**
   * The OTO and OTOCO lists of cross margin whose working order has not filled.
   * Binance: "Query Margin Open OTO orders" (2026-10). Weight 10 by UID.
   */
  getOpenMarginOtoOrders: endpoint({
    method: 'GET',
    path: '/sapi/v1/margin/oto/openOrderList',
    security: 'USER_DATA',
    weight: byUid(10),
    writes: false,
    parameters: { symbol: optionalSymbol },
    reply: replies<OpenOtoList[]>(),
  }),
};
