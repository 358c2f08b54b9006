import type { DecimalString, Milliseconds } from './common.ts';

export type Side = 'BUY' | 'SELL';
export type OrderType =
  'LIMIT' | 'MARKET' | 'STOP_LOSS' | 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT' | 'TAKE_PROFIT_LIMIT' | 'LIMIT_MAKER';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
/** Orders that a liquidation removes end as EXPIRED. PENDING_NEW: the second leg of an OTO before the first filled. */
export type OrderStatus =
  | 'NEW'
  | 'PENDING_NEW'
  | 'PARTIALLY_FILLED'
  | 'FILLED'
  | 'CANCELED'
  | 'PENDING_CANCEL'
  | 'REJECTED'
  | 'EXPIRED'
  | 'EXPIRED_IN_MATCH';
export type SelfTradePreventionMode = 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH' | 'NONE';

export interface Fill {
  price: DecimalString;
  qty: DecimalString;
  /** Absent from some fills since 2026-10. */
  commission: DecimalString | null;
  commissionAsset: string | null;
  tradeId: number;
}

/**
 * The answer to a new order. An ACK carries the first five fields, a RESULT all but `fills`, a FULL all; which one
 * comes is chosen with `newOrderRespType` (FULL for MARKET and LIMIT, ACK otherwise).
 */
export interface NewOrder {
  symbol: string;
  orderId: number;
  clientOrderId: string;
  isIsolated: boolean;
  transactTime: Milliseconds;
  price?: DecimalString;
  origQty?: DecimalString;
  executedQty?: DecimalString;
  /** Quote amount of all fills. The spelling with two m is Binance's. */
  cummulativeQuoteQty?: DecimalString;
  status?: OrderStatus;
  timeInForce?: TimeInForce;
  type?: OrderType;
  side?: Side;
  selfTradePreventionMode?: SelfTradePreventionMode;
  fills?: Fill[];
  /** Only when the order took a loan. */
  marginBuyBorrowAmount?: DecimalString;
  marginBuyBorrowAsset?: string;
}

export interface CanceledOrder {
  symbol: string;
  isIsolated: boolean;
  /** Binance prints it as a string here; it arrives as a number, as everywhere else. */
  orderId: number;
  origClientOrderId: string;
  /** The id of the cancel itself. */
  clientOrderId: string;
  price: DecimalString;
  origQty: DecimalString;
  executedQty: DecimalString;
  cummulativeQuoteQty: DecimalString;
  status: OrderStatus;
  timeInForce: TimeInForce;
  type: OrderType;
  side: Side;
  selfTradePreventionMode?: SelfTradePreventionMode;
}

export interface Order {
  clientOrderId: string;
  /** Negative: not known for an order this old. */
  cummulativeQuoteQty: DecimalString;
  executedQty: DecimalString;
  icebergQty: DecimalString;
  isWorking: boolean;
  orderId: number;
  origQty: DecimalString;
  price: DecimalString;
  side: Side;
  status: OrderStatus;
  stopPrice: DecimalString;
  symbol: string;
  isIsolated: boolean;
  time: Milliseconds;
  timeInForce: TimeInForce;
  type: OrderType;
  selfTradePreventionMode: SelfTradePreventionMode;
  updateTime: Milliseconds;
}

export interface Trade {
  commission: DecimalString;
  commissionAsset: string;
  id: number;
  isBestMatch: boolean;
  isBuyer: boolean;
  isMaker: boolean;
  orderId: number;
  price: DecimalString;
  qty: DecimalString;
  symbol: string;
  isIsolated: boolean;
  time: Milliseconds;
}

export interface OrderList {
  orderListId: number;
  contingencyType: 'OCO' | 'OTO';
  listStatusType: 'RESPONSE' | 'EXEC_STARTED' | 'UPDATED' | 'ALL_DONE';
  listOrderStatus: 'EXECUTING' | 'ALL_DONE' | 'REJECT';
  listClientOrderId: string;
  transactionTime: Milliseconds;
  symbol: string;
  isIsolated: boolean;
  orders: { symbol: string; orderId: number; clientOrderId: string }[];
}

export interface OrderReport {
  symbol: string;
  orderId: number;
  orderListId: number;
  clientOrderId: string;
  origClientOrderId?: string;
  transactTime?: Milliseconds;
  price: DecimalString;
  origQty: DecimalString;
  executedQty: DecimalString;
  cummulativeQuoteQty: DecimalString;
  status: OrderStatus;
  timeInForce: TimeInForce;
  type: OrderType;
  side: Side;
  stopPrice?: DecimalString;
  icebergQty?: DecimalString;
  selfTradePreventionMode?: SelfTradePreventionMode;
}

export interface NewOrderList extends OrderList {
  orderReports: OrderReport[];
  /** Only when the list took a loan. */
  marginBuyBorrowAmount?: DecimalString;
  marginBuyBorrowAsset?: string;
}

export interface CanceledOrderList extends OrderList {
  orderReports: OrderReport[];
}

/** What "cancel all" answers: single orders (`orderListId` -1) and whole lists, mixed. */
export type CanceledAny = (OrderReport & { isIsolated: boolean }) | CanceledOrderList;

/** An OTO or OTOCO whose first leg waits. */
export interface OpenOtoList {
  orderListId: number;
  contingencyType: 'OTO';
  listStatusType: OrderList['listStatusType'];
  listOrderStatus: OrderList['listOrderStatus'];
  listClientOrderId: string;
  transactionTime: Milliseconds;
  symbol: string;
  /** `orderId` is null until the first leg fills. */
  orders: { symbol: string; orderId: number | null; status: OrderStatus; clientOrderId: string }[];
}

export interface OrderRateLimit {
  rateLimitType: 'ORDERS';
  interval: 'SECOND' | 'MINUTE' | 'DAY';
  intervalNum: number;
  limit: number;
  count: number;
}

/** A match that self-trade prevention stopped. */
export interface PreventedMatch {
  symbol: string;
  preventedMatchId: number;
  takerOrderId: number;
  makerSymbol?: string;
  makerOrderId: number;
  tradeGroupId: number;
  selfTradePreventionMode: SelfTradePreventionMode;
  price: DecimalString;
  makerPreventedQuantity?: DecimalString;
  takerPreventedQuantity?: DecimalString;
  transactTime: Milliseconds;
}
