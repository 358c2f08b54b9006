import { toWire, zero } from '../../../margin/decimal.ts';
import type { OrderCommand } from '../../engine/commands.ts';
import { isOpen, sides } from '../../engine/fills.ts';
import type { Trade } from '../../engine/events.ts';
import { bookKey, CROSS, isIsolated, type Order } from '../../engine/state.ts';
import { pairs } from '../../market/catalogue.ts';
import { accountOf, bigNumber, type Call, type Handler, ofSpan, spanOf, symbolOf } from '../call.ts';
import { fail } from '../fault.ts';

/** Single orders and trades. */

/** The command of an order's parameters. */
function orderCommand(sent: Call['sent']): OrderCommand {
  symbolOf(sent);
  return {
    account: accountOf(sent),
    symbol: sent.symbol ?? '',
    side: sent.side as OrderCommand['side'],
    type: sent.type as OrderCommand['type'],
    ...(sent.timeInForce !== undefined && { timeInForce: sent.timeInForce as 'GTC' }),
    ...(sent.quantity !== undefined && { quantity: sent.quantity }),
    ...(sent.quoteOrderQty !== undefined && { quoteQuantity: sent.quoteOrderQty }),
    ...(sent.price !== undefined && { price: sent.price }),
    ...(sent.stopPrice !== undefined && { stopPrice: sent.stopPrice }),
    ...(sent.trailingDelta !== undefined && { trailingDelta: Number(sent.trailingDelta) }),
    ...(sent.icebergQty !== undefined && { icebergQuantity: sent.icebergQty }),
    ...(sent.newClientOrderId !== undefined && { clientOrderId: sent.newClientOrderId }),
    ...orderOptions(sent),
  };
}
/** What a single order and a list have in common. */
export function orderOptions(
  sent: Call['sent'],
): Pick<OrderCommand, 'sideEffect' | 'selfTradePrevention' | 'autoRepayAtCancel'> {
  return {
    ...(sent.sideEffectType !== undefined && { sideEffect: sent.sideEffectType as 'NO_SIDE_EFFECT' }),
    ...(sent.selfTradePreventionMode !== undefined && { selfTradePrevention: sent.selfTradePreventionMode as 'NONE' }),
    ...(sent.autoRepayAtCancel !== undefined && { autoRepayAtCancel: sent.autoRepayAtCancel.toUpperCase() === 'TRUE' }),
  };
}

async function createOrder({ sent, submit, ledger }: Call): Promise<unknown> {
  const order = await submit({ do: 'order', ...orderCommand(sent) });
  const usual = order.type === 'MARKET' || order.type === 'LIMIT' ? 'FULL' : 'ACK';
  const kind = sent.newOrderRespType ?? usual;
  const base = {
    symbol: order.symbol,
    orderId: order.id,
    clientOrderId: order.clientOrderId,
    isIsolated: isIsolated(order.account),
    transactTime: order.updatedAt,
  };
  if (kind === 'ACK') return base;
  const result = { ...base, ...figures(order), selfTradePreventionMode: order.selfTradePrevention };
  if (kind === 'RESULT') return result;
  return {
    ...result,
    fills: fillsOf(ledger.rows.trades, order),
    ...(order.loan && {
      marginBuyBorrowAmount: bigNumber(order.loan.toFixed()),
      marginBuyBorrowAsset: sides(order).pays,
    }),
  };
}

/** The trades of an order that was placed just now: they are the last ones. */
function fillsOf(trades: readonly Trade[], order: Order): unknown[] {
  const fills: unknown[] = [];
  for (let index = trades.length - 1; index >= 0; index--) {
    const trade = trades[index];
    if (!trade || trade.time < order.createdAt) break;
    if (trade.orderId === order.id)
      fills.push({
        price: trade.price,
        qty: trade.quantity,
        commission: trade.commission,
        commissionAsset: trade.commissionAsset,
        tradeId: trade.id,
      });
  }
  return fills.reverse();
}

/** The figures that every form of an order's report has. */
export const figures = (order: Order): Record<string, string> => ({
  price: toWire(order.price ?? zero),
  origQty: toWire(order.quantity),
  executedQty: toWire(order.executed),
  cummulativeQuoteQty: toWire(order.executedQuote),
  status: order.status,
  timeInForce: order.timeInForce,
  type: order.type,
  side: order.side,
});

export const orderRow = (order: Order): unknown => ({
  clientOrderId: order.clientOrderId,
  cummulativeQuoteQty: toWire(order.executedQuote),
  executedQty: toWire(order.executed),
  icebergQty: toWire(order.icebergQuantity ?? zero),
  isWorking: isOpen(order) && order.working,
  orderId: order.id,
  origQty: toWire(order.quantity),
  price: toWire(order.price ?? zero),
  selfTradePreventionMode: order.selfTradePrevention,
  side: order.side,
  status: order.status,
  stopPrice: toWire(order.stopPrice ?? zero),
  symbol: order.symbol,
  isIsolated: isIsolated(order.account),
  time: order.createdAt,
  timeInForce: order.timeInForce,
  type: order.type,
  updateTime: order.updatedAt,
});

async function cancel({ sent, submit }: Call): Promise<unknown> {
  const order = await submit({
    do: 'cancel',
    account: accountOf(sent),
    symbol: symbolOf(sent),
    ...(sent.orderId !== undefined && { orderId: Number(sent.orderId) }),
    ...(sent.origClientOrderId !== undefined && { clientOrderId: sent.origClientOrderId }),
    ...(sent.newClientOrderId !== undefined && { clientId: sent.newClientOrderId }),
  });
  return {
    symbol: order.symbol,
    isIsolated: isIsolated(order.account),
    // Text here, a number everywhere else: so it is at the exchange.
    orderId: String(order.id),
    origClientOrderId: order.clientOrderId,
    clientOrderId: sent.newClientOrderId ?? order.clientOrderId,
    ...figures(order),
    selfTradePreventionMode: order.selfTradePrevention,
  };
}

const ARCHIVED_AFTER = 90 * 86_400_000;

function getOrder({ sent, ledger, now }: Call): unknown {
  const account = accountOf(sent);
  const symbol = symbolOf(sent);
  const order =
    sent.orderId !== undefined
      ? ledger.order(account, symbol, Number(sent.orderId))
      : ledger.orders(account, symbol).findLast(({ clientOrderId }) => clientOrderId === sent.origClientOrderId);
  if (!order) throw fail(-2013);
  // What ended without a trade is put away after a while.
  if (!isOpen(order) && order.executed.isZero() && now - order.updatedAt > ARCHIVED_AFTER) throw fail(-2026);
  return orderRow(order);
}

export function openOrders({ sent, view }: Call): Order[] {
  const account = accountOf(sent);
  const symbols = sent.symbol === undefined ? Object.keys(pairs) : [symbolOf(sent)];
  if (sent.symbol === undefined && account !== CROSS) throw fail(-1102, 'symbol');
  return symbols.flatMap((symbol) => Object.values(view.state.books[bookKey(account, symbol)] ?? {}));
}

function allOrders(call: Call): unknown {
  const { sent, ledger } = call;
  const rows = ledger.orders(accountOf(sent), symbolOf(sent));
  const limit = Number(sent.limit ?? 500);
  if (sent.orderId !== undefined)
    return rows
      .filter(({ id }) => id >= Number(sent.orderId))
      .slice(0, limit)
      .map(orderRow);
  return ofSpan(call, rows, limit).map(orderRow);
}

function trades(call: Call): unknown {
  const { sent, ledger } = call;
  const account = accountOf(sent);
  const symbol = symbolOf(sent);
  const limit = Number(sent.limit ?? 500);
  const mine = ledger.rows.trades.filter(
    (trade) =>
      trade.account === account &&
      trade.symbol === symbol &&
      (sent.orderId === undefined || trade.orderId === Number(sent.orderId)),
  );
  return chosenTrades(call, mine, limit).map((trade) => ({
    commission: trade.commission,
    commissionAsset: trade.commissionAsset,
    id: trade.id,
    isBestMatch: true,
    isBuyer: trade.buyer,
    isMaker: trade.maker,
    orderId: trade.orderId,
    price: trade.price,
    qty: trade.quantity,
    symbol: trade.symbol,
    isIsolated: isIsolated(trade.account),
    time: trade.time,
  }));
}

/** By id on from one, by time, or the newest. */
function chosenTrades(call: Call, mine: readonly Trade[], limit: number): readonly Trade[] {
  const { fromId, startTime, endTime } = call.sent;
  if (fromId !== undefined) return mine.filter(({ id }) => id >= Number(fromId)).slice(0, limit);
  if (startTime === undefined && endTime === undefined) return mine.slice(-limit);
  const { from, to } = spanOf(call);
  return mine.filter(({ time }) => time >= from && time <= to).slice(0, limit);
}

export const orderRoutes = {
  createMarginOrder: createOrder,
  cancelMarginOrder: cancel,
  getMarginOrder: getOrder,
  getOpenMarginOrders: (call: Call) => openOrders(call).map(orderRow),
  getAllMarginOrders: allOrders,
  getMarginTrades: trades,
} satisfies Record<string, Handler>;
