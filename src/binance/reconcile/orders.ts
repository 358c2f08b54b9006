import { randomBytes } from 'node:crypto';
import type { Sent } from '../encode.ts';
import { RefusedError } from '../errors.ts';
import type {
  CanceledAny,
  CanceledOrderList,
  EndpointName,
  NewOrder,
  NewOrderList,
  Order,
  OrderList,
  OrderReport,
  Trade,
} from '../table/index.ts';
import { until, type Lost, type Outcome, type Sources } from './index.ts';

/** The parameter by which an order or a list can be found again. */
const clientId: Partial<Record<EndpointName, string>> = {
  createMarginOrder: 'newClientOrderId',
  createMarginOcoOrder: 'listClientOrderId',
  createMarginOtoOrder: 'listClientOrderId',
  createMarginOtocoOrder: 'listClientOrderId',
};

/** Gives an order an id of ours unless it has one. */
export function withClientId(name: EndpointName, sent: Sent): Sent {
  const parameter = clientId[name];
  if (parameter === undefined || sent[parameter] !== undefined) return sent;
  return { ...sent, [parameter]: `mgl-${randomBytes(12).toString('hex')}` };
}

/** The account and pair of an order, as lookups name them. */
function whereOf({ symbol, isIsolated }: Sent): { symbol?: string; isIsolated?: string } {
  return { ...(symbol !== undefined && { symbol }), ...(isIsolated !== undefined && { isIsolated }) };
}

/** -2013 no such order, -2011 no such open order: an answer, not a failure. */
async function unlessMissing<T>(asking: Promise<unknown>): Promise<T | undefined> {
  try {
    return (await asking) as T;
  } catch (error) {
    if (error instanceof RefusedError && (error.code === -2013 || error.code === -2011)) return undefined;
    throw error;
  }
}

/** Looks for a new order by its client id, and puts its answer together from the order and its trades. */
export function findOrder(sources: Sources, lost: Lost): Promise<Outcome> {
  const { sent, signal } = lost;
  return until(sources, lost, async (final) => {
    const order = await unlessMissing<Order>(
      sources.ask('getMarginOrder', { ...whereOf(sent), origClientOrderId: sent.newClientOrderId }, { signal }),
    );
    if (order) return { happened: 'yes', reply: await answerOf(sources, lost, order) };
    return final
      ? { happened: 'no', why: 'the exchange has no order of that id after its time had run out.' }
      : undefined;
  });
}

async function answerOf(sources: Sources, lost: Lost, order: Order): Promise<NewOrder> {
  const { sent, signal } = lost;
  const { symbol, orderId, clientOrderId, isIsolated } = order;
  const ack: NewOrder = { symbol, orderId, clientOrderId, isIsolated, transactTime: order.time };
  const wanted = sent.newOrderRespType ?? (sent.type === 'MARKET' || sent.type === 'LIMIT' ? 'FULL' : 'ACK');
  if (wanted === 'ACK') return ack;
  const { price, origQty, executedQty, cummulativeQuoteQty, status, timeInForce, type, side, selfTradePreventionMode } =
    order;
  const result: NewOrder = {
    ...ack,
    price,
    origQty,
    executedQty,
    cummulativeQuoteQty,
    status,
    timeInForce,
    type,
    side,
    selfTradePreventionMode,
  };
  if (wanted === 'RESULT') return result;
  const trades = (await sources.ask('getMarginTrades', { ...whereOf(sent), orderId }, { signal })) as Trade[];
  return {
    ...result,
    fills: trades.map((trade) => ({
      price: trade.price,
      qty: trade.qty,
      commission: trade.commission,
      commissionAsset: trade.commissionAsset,
      tradeId: trade.id,
    })),
  };
}

/** A cancel happened if the order is cancelled, and cannot any more once it has ended otherwise. */
export function findCancel(sources: Sources, lost: Lost): Promise<Outcome> {
  const { sent, signal } = lost;
  const { orderId, origClientOrderId } = sent;
  return until(sources, lost, async (final) => {
    const order = await unlessMissing<Order>(
      sources.ask('getMarginOrder', { ...whereOf(sent), orderId, origClientOrderId }, { signal }),
    );
    if (!order) return { happened: 'no', why: 'the exchange has no such order.' };
    if (order.status === 'CANCELED') {
      const { clientOrderId, ...rest } = order;
      return {
        happened: 'yes',
        reply: {
          ...rest,
          origClientOrderId: origClientOrderId ?? clientOrderId,
          clientOrderId: sent.newClientOrderId ?? clientOrderId,
        },
      };
    }
    if (order.status === 'NEW' || order.status === 'PARTIALLY_FILLED' || order.status === 'PENDING_NEW')
      return final
        ? { happened: 'no', why: `the order is still open (${order.status}) after its time had run out.` }
        : undefined;
    return { happened: 'no', why: `the order had ended by itself (${order.status}).` };
  });
}

/** Looks for a new list by its client id. */
export function findOrderList(sources: Sources, lost: Lost): Promise<Outcome> {
  const { sent, signal } = lost;
  // Only isolated lookups take a pair.
  const where = sent.isIsolated === 'TRUE' ? whereOf(sent) : {};
  return until(sources, lost, async (final) => {
    const list = await unlessMissing<OrderList>(
      sources.ask('getMarginOcoOrder', { ...where, origClientOrderId: sent.listClientOrderId }, { signal }),
    );
    if (!list)
      return final
        ? { happened: 'no', why: 'the exchange has no list of that id after its time had run out.' }
        : undefined;
    const orders = await ordersOf(sources, lost, list);
    const reply: NewOrderList = { ...list, orderReports: orders.map((order) => reportOf(order, list.orderListId)) };
    return { happened: 'yes', reply };
  });
}

function ordersOf(sources: Sources, { signal }: Lost, list: OrderList): Promise<Order[]> {
  return Promise.all(
    list.orders.map(({ symbol, orderId }) =>
      sources.ask('getMarginOrder', { symbol, isIsolated: list.isIsolated, orderId }, { signal }),
    ),
  ) as Promise<Order[]>;
}

function reportOf(order: Order, orderListId: number): OrderReport {
  return { ...order, orderListId, transactTime: order.updateTime };
}

/** Of a cancelled order; the id of the cancel itself is known only where the caller chose it. */
function cancelReportOf(order: Order, orderListId: number, { newClientOrderId }: Sent): OrderReport {
  const { clientOrderId } = order;
  return {
    ...reportOf(order, orderListId),
    origClientOrderId: clientOrderId,
    clientOrderId: newClientOrderId ?? clientOrderId,
  };
}

/** A list was cancelled if all of its orders were; one that has ended otherwise cannot be any more. */
export function findListCancel(sources: Sources, lost: Lost): Promise<Outcome> {
  const { sent, signal } = lost;
  const where = sent.isIsolated === 'TRUE' ? whereOf(sent) : {};
  const { orderListId, listClientOrderId: origClientOrderId } = sent;
  return until(sources, lost, async (final) => {
    const list = await unlessMissing<OrderList>(
      sources.ask('getMarginOcoOrder', { ...where, orderListId, origClientOrderId }, { signal }),
    );
    if (!list) return { happened: 'no', why: 'the exchange has no such list.' };
    if (list.listOrderStatus === 'EXECUTING')
      return final ? { happened: 'no', why: 'the list is still open after its time had run out.' } : undefined;
    const orders = await ordersOf(sources, lost, list);
    const other = orders.find(({ status }) => status !== 'CANCELED');
    if (other) return { happened: 'no', why: `the list had ended by itself (an order is ${other.status}).` };
    const reply: CanceledOrderList = {
      ...list,
      orderReports: orders.map((one) => cancelReportOf(one, list.orderListId, sent)),
    };
    return { happened: 'yes', reply };
  });
}

/** How far our idea of the exchange's time may be off. */
const clockDoubtMs = 250;

/** All are cancelled if none is open that stood before; what the answer would have named is read from the past orders. */
export function findAllCancels(sources: Sources, lost: Lost): Promise<Outcome> {
  const { sent, sentAt, signal } = lost;
  const where = whereOf(sent);
  return until(sources, lost, async (final) => {
    const open = (await sources.ask('getOpenMarginOrders', where, { signal })) as Order[];
    const left = open.filter(({ time }) => time <= sentAt + clockDoubtMs).length;
    if (left > 0 && !final) return undefined;
    const past = (await sources.ask('getAllMarginOrders', where, { signal })) as Order[];
    const cancelled = past.filter(
      ({ status, updateTime }) => status === 'CANCELED' && updateTime >= sentAt - clockDoubtMs,
    );
    if (left === 0) {
      const reply: CanceledAny[] = cancelled.map((order) => ({
        ...cancelReportOf(order, -1, sent),
        isIsolated: order.isIsolated,
      }));
      return { happened: 'yes', reply };
    }
    if (cancelled.length === 0)
      return { happened: 'no', why: `${left} orders are still open after its time had run out.` };
    return {
      happened: 'unknown',
      why: `${cancelled.length} orders were cancelled about then, but ${left} older ones are still open.`,
    };
  });
}
