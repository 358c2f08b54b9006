import type { DecimalString, Milliseconds } from './common.ts';
import type { OrderList, OrderStatus, OrderType, SelfTradePreventionMode, Side, TimeInForce } from './orders.ts';

/** What the WebSocket API takes to open the trade stream. */
export interface ListenToken {
  token: string;
  expirationTime: Milliseconds;
}

/** Names the risk stream of the cross account. */
export interface ListenKey {
  listenKey: string;
}

/** Balances that changed. Debts are not in it. */
export interface AccountPositionEvent {
  e: 'outboundAccountPosition';
  /** When it was sent. */
  E: Milliseconds;
  /** When the account last changed. */
  u: Milliseconds;
  /** Asset, free, locked. */
  B: { a: string; f: DecimalString; l: DecimalString }[];
}

/** A balance that was moved by something other than a trade: a transfer, a loan. */
export interface BalanceUpdateEvent {
  e: 'balanceUpdate';
  E: Milliseconds;
  a: string;
  /** Change, signed. */
  d: DecimalString;
  T: Milliseconds;
}

export type ExecutionType = 'NEW' | 'CANCELED' | 'REPLACED' | 'REJECTED' | 'TRADE' | 'EXPIRED' | 'TRADE_PREVENTION';

/** Something happened to an order. */
export interface ExecutionReportEvent {
  e: 'executionReport';
  E: Milliseconds;
  /** Pair. */
  s: string;
  /** Client order id; of a cancel, the cancel's own. */
  c: string;
  S: Side;
  o: OrderType;
  f: TimeInForce;
  /** Quantity, price, stop price, iceberg quantity. */
  q: DecimalString;
  p: DecimalString;
  P: DecimalString;
  F: DecimalString;
  /** Order list, -1 without one. */
  g: number;
  /** Client order id of the order that a cancel ended; else empty. */
  C: string;
  /** What happened now, and what the order is now. */
  x: ExecutionType;
  X: OrderStatus;
  /** Why it was rejected; NONE. */
  r: string;
  /** Order id. */
  i: number;
  /** Quantity of this fill, of all fills, and price of this fill. */
  l: DecimalString;
  z: DecimalString;
  L: DecimalString;
  /** Commission of this fill. */
  n: DecimalString;
  N: string | null;
  T: Milliseconds;
  /** Trade id, -1 without one. */
  t: number;
  /** Execution id. */
  I?: number;
  /** On the book. */
  w: boolean;
  /** This side is the maker. */
  m: boolean;
  M?: boolean;
  /** When the order was made. */
  O: Milliseconds;
  /** Quote amount of all fills, of this fill, and asked for. */
  Z: DecimalString;
  Y: DecimalString;
  Q: DecimalString;
  W?: Milliseconds;
  V?: SelfTradePreventionMode;
  /** Trailing delta and when it began. */
  d?: number;
  D?: Milliseconds;
  /** Why it expired. */
  eR?: string;
}

/** Something happened to an order list. */
export interface ListStatusEvent {
  e: 'listStatus';
  E: Milliseconds;
  s: string;
  g: number;
  c: OrderList['contingencyType'];
  l: OrderList['listStatusType'];
  L: OrderList['listOrderStatus'];
  r: string;
  C: string;
  T: Milliseconds;
  O: { s: string; i: number; c: string }[];
}

/** The cross account reached another state. */
export interface MarginLevelEvent {
  e: 'MARGIN_LEVEL_STATUS_CHANGE';
  E: Milliseconds;
  /** Margin level. */
  l: DecimalString;
  s: string;
}

/** A debt of the cross account changed: borrowed, repaid, or charged interest. */
export interface LiabilityEvent {
  e: 'USER_LIABILITY_CHANGE';
  E: Milliseconds;
  a: string;
  /** What changed it, such as BORROW. */
  t: string;
  /** Principal and interest. */
  p: DecimalString;
  i: DecimalString;
}

export type TradeEvent = AccountPositionEvent | BalanceUpdateEvent | ExecutionReportEvent | ListStatusEvent;
export type RiskEvent = MarginLevelEvent | LiabilityEvent;
