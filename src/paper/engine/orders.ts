import { type Decimal, zero } from '../../margin/decimal.ts';
import { failedFilter } from '../../margin/filters.ts';
import type { Draft } from './draft.ts';
import { cost, finish, isOpen, lock, report, sides } from './fills.ts';
import { borrow } from './loans.ts';
import { crosses, estimate, rest, take } from './matching.ts';
import { checkTradable } from './platform.ts';
import { insufficientForOrder, refuse, rejectOrder } from './refusal.ts';
import {
  type AccountId,
  CROSS,
  isIsolated,
  type Order,
  type OrderType,
  type SelfTradePrevention,
  type Side,
  type SideEffect,
  type TimeInForce,
} from './state.ts';
import { crossGate } from '../../margin/risk.ts';
import { cross, listedAsset, listedPair, thresholds } from './valuation.ts';

/** Placing and cancelling single orders. Lists of orders are in lists.ts, triggers in triggers.ts. */

/** An order as it is asked for. */
export interface OrderRequest {
  readonly account: AccountId;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce?: TimeInForce | undefined;
  readonly quantity?: Decimal | undefined;
  readonly quoteQuantity?: Decimal | undefined;
  readonly price?: Decimal | undefined;
  readonly stopPrice?: Decimal | undefined;
  readonly trailingDelta?: number | undefined;
  readonly icebergQuantity?: Decimal | undefined;
  readonly clientOrderId?: string | undefined;
  readonly sideEffect?: SideEffect | undefined;
  readonly selfTradePrevention?: SelfTradePrevention | undefined;
  readonly autoRepayAtCancel?: boolean | undefined;
}

export const isStop = (type: OrderType): boolean => type.startsWith('STOP_LOSS') || type.startsWith('TAKE_PROFIT');
const isLimit = (type: OrderType): boolean => type === 'LIMIT' || type.endsWith('_LIMIT') || type === 'LIMIT_MAKER';

/** A stop that waits for the price to rise (buy stop, sell take-profit), rather than to fall. */
export const waitsAbove = ({ side, type }: Pick<Order, 'side' | 'type'>): boolean =>
  type.startsWith('STOP_LOSS') === (side === 'BUY');

/** Places an order, borrowing for it if it says so, and trades what can be traded. Returns it as it then stands. */
export function placeOrder(draft: Draft, request: OrderRequest): Order {
  const order = accept(draft, request);
  return start(draft, fund(draft, order));
}

/** A funded order begins: stops wait, everything else meets the book. */
export function start(draft: Draft, order: Order): Order {
  report(draft, order, 'NEW');
  draft.putOrder(order);
  return isStop(order.type) ? order : enterBook(draft, order);
}

/**
 * Checks an order's shape, filters and account; gives it its number. Nothing is locked yet. `others` are orders of the
 * same list that were accepted before it: they count as open and their ids as taken.
 */
export function accept(
  draft: Draft,
  request: OrderRequest,
  extra: Partial<Order> = {},
  others: readonly Order[] = [],
): Order {
  const { account, symbol, side, type } = request;
  const pair = listedPair(symbol);
  if (isIsolated(account) && draft.account(account)?.enabled !== true) throw refuse(-11001);
  checkShape(request);
  const reference = draft.prices.pair(symbol);
  const quantity = request.quantity ?? request.quoteQuantity?.div(reference) ?? zero;
  checkTradable(draft, account, pair, { side, price: request.price, quantity });
  for (const [name, value, places] of [
    ['quantity', request.quantity, 8],
    ['price', request.price, 8],
    ['stopPrice', request.stopPrice, 8],
    ['quoteOrderQty', request.quoteQuantity, 8],
    ['icebergQty', request.icebergQuantity, 8],
  ] as const)
    if (value && value.decimalPlaces() > places) throw refuse(-1111, name);
  const failed = failedFilter(
    {
      side,
      market: !request.price,
      reference,
      quantity: request.quantity,
      quoteQuantity: request.quoteQuantity,
      price: request.price,
      stopPrice: request.stopPrice,
      icebergQuantity: request.icebergQuantity,
      trailingDelta: request.trailingDelta,
      trailingAbove: waitsAbove({ side, type }),
    },
    pair.filters,
  );
  if (failed) throw refuse(-1013, failed);
  const open = draft.openOrders(account, symbol).concat(others);
  if (open.length >= pair.filters.maxOrders) throw refuse(-1013, 'MAX_NUM_ORDERS');
  if (isStop(type) && open.filter((other) => isStop(other.type)).length >= pair.filters.maxAlgoOrders)
    throw refuse(-1013, 'MAX_NUM_ALGO_ORDERS');
  if (request.clientOrderId !== undefined && open.some((other) => other.clientOrderId === request.clientOrderId))
    throw rejectOrder('Duplicate order sent.');
  // A pending leg is held against the market when it starts, not now.
  if (isStop(type) && request.stopPrice && extra.status !== 'PENDING_NEW') {
    const { stopPrice } = request;
    if (waitsAbove({ side, type }) ? reference.gte(stopPrice) : reference.lte(stopPrice))
      throw rejectOrder('Order would trigger immediately.');
  }
  const id = draft.next('order');
  return {
    id,
    account,
    symbol,
    side,
    type,
    timeInForce: request.timeInForce ?? 'GTC',
    quantity: request.quantity ?? zero,
    ...(request.quoteQuantity && { quoteQuantity: request.quoteQuantity }),
    ...(request.price && { price: request.price }),
    ...(request.stopPrice && { stopPrice: request.stopPrice }),
    ...(request.trailingDelta !== undefined && { trailingDelta: request.trailingDelta }),
    ...(request.trailingDelta !== undefined && !request.stopPrice && { trailingBest: reference }),
    ...(request.icebergQuantity && { icebergQuantity: request.icebergQuantity }),
    clientOrderId: request.clientOrderId ?? generatedId(id),
    selfTradePrevention: request.selfTradePrevention ?? draft.world.rules.defaultSelfTradePrevention,
    sideEffect: request.sideEffect ?? 'NO_SIDE_EFFECT',
    autoRepayAtCancel: request.autoRepayAtCancel ?? true,
    status: 'NEW',
    executed: zero,
    executedQuote: zero,
    locked: zero,
    working: !isStop(type),
    createdAt: draft.now,
    updatedAt: draft.now,
    ...(!isStop(type) && { workingAt: draft.now }),
    ...extra,
  };
}

/** A client order id for those who bring none: looks random, follows from the number so that replay gives the same. */
export function generatedId(id: number): string {
  let text = '';
  let state = BigInt(id) * 6364136223846793005n + 1442695040888963407n;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  for (let index = 0; index < 22; index++) {
    state = (state * 6364136223846793005n + 1442695040888963407n) % (1n << 64n);
    text += letters.charAt(Number((state >> 33n) % 62n));
  }
  return text;
}

/** Which parameters a type needs and which it cannot take. */
function checkShape(request: OrderRequest): void {
  const { type, timeInForce, quantity, quoteQuantity, price, stopPrice, trailingDelta, icebergQuantity } = request;
  const needs = (name: string, value: unknown): void => {
    if (value === undefined) throw refuse(-1102, name);
  };
  const forbids = (name: string, value: unknown): void => {
    if (value !== undefined) throw refuse(-1106, name);
  };
  if (type === 'MARKET') {
    if (quantity && quoteQuantity) throw refuse(-1106, 'quoteOrderQty');
    if (!quoteQuantity) needs('quantity', quantity);
    forbids('price', price);
  } else {
    needs('quantity', quantity);
    forbids('quoteOrderQty', quoteQuantity);
  }
  if (isLimit(type)) needs('price', price);
  else forbids('price', price);
  if (type === 'LIMIT' || type === 'STOP_LOSS_LIMIT' || type === 'TAKE_PROFIT_LIMIT') needs('timeInForce', timeInForce);
  else if (timeInForce !== undefined && type !== 'LIMIT_MAKER') throw refuse(-1114);
  else if (type === 'LIMIT_MAKER' && timeInForce !== undefined && timeInForce !== 'GTC') throw refuse(-1114);
  if (isStop(type)) {
    if (trailingDelta === undefined) needs('stopPrice', stopPrice);
  } else {
    forbids('stopPrice', stopPrice);
    forbids('trailingDelta', trailingDelta);
  }
  if (icebergQuantity && !icebergQuantity.isZero()) {
    if (!isLimit(type)) throw refuse(-1106, 'icebergQty');
    if (timeInForce !== undefined && timeInForce !== 'GTC') throw refuse(-1128);
  }
}

/** What an order has to have of its paying asset. Only orders that rest lock it. */
export function needed(draft: Draft, order: Order): Decimal {
  if (order.side === 'SELL' && !order.quoteQuantity) return order.quantity;
  if (order.price) return cost(order.side, order.quantity, order.price);
  if (order.type !== 'MARKET')
    return cost(order.side, order.quantity, order.stopPrice ?? draft.prices.pair(order.symbol));
  const { base, quote } = estimate(draft, order);
  return order.side === 'BUY' ? quote.toDecimalPlaces(8, 0) : base;
}

/** Borrows what is missing if the order says so, and locks what a resting order pays with. */
export function fund(draft: Draft, order: Order, amount = needed(draft, order)): Order {
  const { pays } = sides(order);
  const missing = amount.minus(draft.holding(order.account, pays).free);
  let funded = order;
  if (missing.gt(0)) {
    if (order.sideEffect !== 'MARGIN_BUY' && order.sideEffect !== 'AUTO_BORROW_REPAY') throw insufficientForOrder();
    if (order.account === CROSS && crossGate(cross(draft).collateralLevel, thresholds(draft)) === 'trade')
      throw refuse(-3006);
    const minimum = listedAsset(pays).minimumBorrow;
    const loan = draft.world.rules.autoBorrowAtLeastMinimum && missing.lt(minimum) ? minimum : missing;
    borrow(draft, order.account, pays, loan, 'AUTO');
    // The first hour may have been taken in BNB out of the same balance.
    if (draft.holding(order.account, pays).free.lt(amount)) throw insufficientForOrder();
    funded = { ...order, loan };
  }
  return order.type === 'MARKET' ? funded : lock(draft, funded, amount);
}

/** An order meets the book: trades what it can, then rests or ends. */
export function enterBook(draft: Draft, order: Order): Order {
  if (order.type === 'LIMIT_MAKER') {
    if (crosses(draft, order)) throw rejectOrder('Order would immediately match and take.');
    return order;
  }
  if (order.timeInForce === 'FOK' && order.price) {
    const reach = estimate(draft, order);
    if (!reach.complete && reach.base.lt(order.quantity))
      return finish(draft, order, 'EXPIRED', { reason: 'UNFILLED_FOK_ORDER_EXPIRED' });
  }
  let after = take(draft, order);
  if (order.quoteQuantity && isOpen(after)) {
    // Bought by value: the quantity is what the value bought; what is left is less than one step of the book.
    if (after.executed.isZero()) return finish(draft, after, 'EXPIRED', { reason: 'INSUFFICIENT_LIQUIDITY' });
    after = { ...after, quantity: after.executed, status: 'FILLED' };
    draft.dropOrder(after);
    completeLastTrade(draft, after);
    return after;
  }
  if (!isOpen(after)) {
    if (draft.order(after.account, after.symbol, after.id)) draft.dropOrder(after);
    return after;
  }
  if (!after.price) return finish(draft, after, 'EXPIRED', { reason: 'INSUFFICIENT_LIQUIDITY' });
  if (after.timeInForce !== 'GTC')
    return finish(draft, after, 'EXPIRED', {
      reason: after.timeInForce === 'IOC' ? 'UNFILLED_IOC_QUANTITY_EXPIRED' : 'UNFILLED_FOK_ORDER_EXPIRED',
    });
  rest(draft, after);
  return after;
}

/** The last trade of an order that was bought by value is the one that fills it, which only shows after it. */
function completeLastTrade(draft: Draft, order: Order): void {
  const index = draft.events.findLastIndex((event) => event.type === 'order' && event.order.id === order.id);
  const event = draft.events[index];
  if (event?.type === 'order') draft.events[index] = { ...event, order };
}

/** Finds an open order by number or by the client's id. */
export function findOpen(draft: Draft, account: AccountId, symbol: string, by: OrderKey): Order | undefined {
  if (by.orderId !== undefined) {
    const order = draft.order(account, symbol, by.orderId);
    return order && by.clientOrderId !== undefined && order.clientOrderId !== by.clientOrderId ? undefined : order;
  }
  return draft.openOrders(account, symbol).find((order) => order.clientOrderId === by.clientOrderId);
}
export interface OrderKey {
  readonly orderId?: number | undefined;
  readonly clientOrderId?: string | undefined;
}

/** Cancels one open order. `clientId` names the cancel itself. */
export function cancelOrder(draft: Draft, order: Order, clientId?: string): Order {
  return finish(draft, order, 'CANCELED', clientId === undefined ? {} : { clientId });
}
