import { toWire, zero } from '../../../margin/decimal.ts';
import type { OrderCommand } from '../../engine/commands.ts';
import { sides } from '../../engine/fills.ts';
import type { PlacedList } from '../../engine/lists.ts';
import { CROSS, isIsolated, type Order, type OrderList } from '../../engine/state.ts';
import { accountOf, type Call, type Handler, ofSpan, symbolOf } from '../call.ts';
import { fail } from '../fault.ts';
import { figures, openOrders, orderOptions } from './orders.ts';

/** Orders that depend on each other: OCO, OTO, OTOCO. */

type Sent = Call['sent'];

/** One leg out of parameters that carry its name in front: `pendingAbovePrice`, `workingQuantity`. */
function leg(sent: Sent, prefix: string, common: Partial<OrderCommand>): OrderCommand {
  const of = (name: string): string | undefined => sent[`${prefix}${name}`];
  const text = (name: string, to: string): Record<string, string> => {
    const value = of(name);
    return value === undefined ? {} : { [to]: value };
  };
  const trailing = of('TrailingDelta');
  return {
    ...text('Side', 'side'),
    ...text('Type', 'type'),
    ...text('Quantity', 'quantity'),
    ...text('Price', 'price'),
    ...text('StopPrice', 'stopPrice'),
    ...text('IcebergQty', 'icebergQuantity'),
    ...text('TimeInForce', 'timeInForce'),
    ...text('ClientOrderId', 'clientOrderId'),
    ...(trailing !== undefined && { trailingDelta: Number(trailing) }),
    ...common,
  } as OrderCommand;
}

const commonOf = (sent: Sent): Partial<OrderCommand> => ({
  account: accountOf(sent),
  symbol: symbolOf(sent),
  ...orderOptions(sent),
});

function ocoLegs(sent: Sent): OrderCommand[] {
  const common: Partial<OrderCommand> = {
    ...commonOf(sent),
    side: sent.side as 'BUY',
    ...(sent.quantity !== undefined && { quantity: sent.quantity }),
  };
  if (sent.stopLimitPrice !== undefined && sent.stopLimitTimeInForce === undefined)
    throw fail(-1102, 'stopLimitTimeInForce');
  const stop = leg(
    {
      Type: sent.stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT',
      StopPrice: sent.stopPrice ?? '',
      ...(sent.stopLimitPrice !== undefined && { Price: sent.stopLimitPrice }),
      ...(sent.stopLimitTimeInForce !== undefined && { TimeInForce: sent.stopLimitTimeInForce }),
      ...(sent.stopIcebergQty !== undefined && { IcebergQty: sent.stopIcebergQty }),
      ...(sent.stopClientOrderId !== undefined && { ClientOrderId: sent.stopClientOrderId }),
    },
    '',
    common,
  );
  const limit = leg(
    {
      Type: 'LIMIT_MAKER',
      Price: sent.price ?? '',
      ...(sent.limitIcebergQty !== undefined && { IcebergQty: sent.limitIcebergQty }),
      ...(sent.limitClientOrderId !== undefined && { ClientOrderId: sent.limitClientOrderId }),
    },
    '',
    common,
  );
  return [stop, limit];
}

function otoLegs(sent: Sent): OrderCommand[] {
  return [leg(sent, 'working', commonOf(sent)), leg(sent, 'pending', commonOf(sent))];
}

function otocoLegs(sent: Sent): OrderCommand[] {
  const common = commonOf(sent);
  const pending: Partial<OrderCommand> = {
    ...common,
    side: sent.pendingSide as 'BUY',
    ...(sent.pendingQuantity !== undefined && { quantity: sent.pendingQuantity }),
  };
  if (sent.pendingBelowType === undefined) throw fail(-1102, 'pendingBelowType');
  return [leg(sent, 'working', common), leg(sent, 'pendingAbove', pending), leg(sent, 'pendingBelow', pending)];
}

const place =
  (contingency: OrderList['contingency'], legsOf: (sent: Sent) => OrderCommand[]): Handler =>
  async ({ sent, submit, now }) => {
    const placed = await submit({
      do: 'list',
      contingency,
      account: accountOf(sent),
      symbol: symbolOf(sent),
      legs: legsOf(sent),
      ...(sent.listClientOrderId !== undefined && { clientListId: sent.listClientOrderId }),
    });
    const funded = placed.orders.find(({ loan }) => loan !== undefined);
    return {
      ...listRow(placed.list, now),
      ...(funded?.loan && {
        marginBuyBorrowAmount: funded.loan.toFixed(),
        marginBuyBorrowAsset: sides(funded).pays,
      }),
      orderReports: placed.orders.map((order) => report(order, now)),
    };
  };

/** A list as every endpoint prints it. An OTOCO calls itself OTO there. */
const listRow = (list: OrderList, time = list.createdAt): Record<string, unknown> => ({
  orderListId: list.id,
  contingencyType: list.contingency === 'OTOCO' ? 'OTO' : list.contingency,
  listStatusType: list.status === 'ALL_DONE' ? 'ALL_DONE' : 'EXEC_STARTED',
  listOrderStatus: list.status,
  listClientOrderId: list.clientListId,
  transactionTime: time,
  symbol: list.symbol,
  isIsolated: isIsolated(list.account),
  orders: list.orders.map(({ id, clientOrderId }) => ({ symbol: list.symbol, orderId: id, clientOrderId })),
});

const report = (order: Order, time: number, canceledAs?: string): Record<string, unknown> => ({
  symbol: order.symbol,
  ...(order.status === 'CANCELED' && { origClientOrderId: order.clientOrderId }),
  orderId: order.id,
  orderListId: order.listId ?? -1,
  clientOrderId: canceledAs ?? order.clientOrderId,
  transactTime: time,
  ...figures(order),
  ...(order.stopPrice && { stopPrice: toWire(order.stopPrice) }),
  ...(order.icebergQuantity && { icebergQty: toWire(order.icebergQuantity) }),
  selfTradePreventionMode: order.selfTradePrevention,
});

const canceledRow = ({ list, orders }: PlacedList, now: number, as?: string): Record<string, unknown> => ({
  ...listRow(list, now),
  orderReports: orders.map((order) => report(order, now, as)),
});

async function cancelOne({ sent, submit, now }: Call): Promise<unknown> {
  const canceled = await submit({
    do: 'cancelList',
    account: accountOf(sent),
    symbol: symbolOf(sent),
    ...(sent.orderListId !== undefined && { listId: Number(sent.orderListId) }),
    ...(sent.listClientOrderId !== undefined && { clientListId: sent.listClientOrderId }),
    ...(sent.newClientOrderId !== undefined && { clientId: sent.newClientOrderId }),
  });
  return canceledRow(canceled, now, sent.newClientOrderId);
}

/** Cancels everything on a pair; lists come back as lists, single orders as orders. */
async function cancelAll({ sent, submit, ledger, now }: Call): Promise<unknown> {
  const orders = await submit({ do: 'cancelAll', account: accountOf(sent), symbol: symbolOf(sent) });
  const listIds = new Set(orders.flatMap(({ listId }) => listId ?? []));
  const singles = orders
    .filter(({ listId }) => listId === undefined)
    .map((order) => ({ ...report(order, now), orderId: String(order.id), isIsolated: isIsolated(order.account) }));
  const lists = [...listIds].flatMap((id) => {
    const list = ledger.list(id);
    return list ? [canceledRow({ list, orders: orders.filter(({ listId }) => listId === id) }, now)] : [];
  });
  return [...singles, ...lists];
}

/** The lists of the cross account, or of an isolated pair. */
function mine({ sent, ledger }: Call): OrderList[] {
  const account = accountOf(sent);
  return ledger
    .lists((id) => id === account)
    .filter(({ symbol }) => account === CROSS || sent.symbol === undefined || symbol === sent.symbol);
}

function getList(call: Call): unknown {
  const { sent } = call;
  const found = mine(call).find((list) =>
    sent.orderListId !== undefined
      ? list.id === Number(sent.orderListId)
      : list.clientListId === sent.origClientOrderId,
  );
  if (!found) throw fail(-2013);
  return listRow(found);
}

function allLists(call: Call): unknown {
  const { sent } = call;
  const limit = Number(sent.limit ?? 500);
  if (sent.fromId !== undefined) {
    if (sent.startTime !== undefined || sent.endTime !== undefined) throw fail(-1128);
    return mine(call)
      .filter(({ id }) => id >= Number(sent.fromId))
      .slice(0, limit)
      .map((list) => listRow(list));
  }
  return ofSpan(call, mine(call), limit).map((list) => listRow(list));
}

const openLists = (call: Call): unknown =>
  mine(call)
    .filter(({ status }) => status === 'EXECUTING')
    .map((list) => listRow(list));

/** Lists whose first order waits: the numbers of the others are not given out before it fills. */
function openOtos(call: Call): unknown {
  const orders = new Map(openOrders(call).map((order) => [order.id, order]));
  return mine(call)
    .filter(({ status, contingency, symbol }) => {
      return status === 'EXECUTING' && contingency !== 'OCO' && (call.sent.symbol ?? symbol) === symbol;
    })
    .map((list) => ({
      ...listRow(list),
      isIsolated: undefined,
      orders: list.orders.map(({ id, clientOrderId }) => {
        const order = orders.get(id);
        return {
          symbol: list.symbol,
          orderId: order?.status === 'PENDING_NEW' ? null : id,
          status: order?.status ?? 'FILLED',
          clientOrderId,
        };
      }),
    }));
}

function prevented({ sent, ledger }: Call): unknown {
  const account = accountOf(sent);
  return ledger.rows.prevented
    .filter(
      (row) =>
        row.account === account &&
        row.symbol === symbolOf(sent) &&
        (sent.preventedMatchId === undefined || row.id === Number(sent.preventedMatchId)) &&
        (sent.orderId === undefined || [row.takerOrderId, row.makerOrderId].includes(Number(sent.orderId))) &&
        (sent.fromPreventedMatchId === undefined || row.id >= Number(sent.fromPreventedMatchId)),
    )
    .slice(0, 500)
    .map((row) => ({
      symbol: row.symbol,
      preventedMatchId: row.id,
      takerOrderId: row.takerOrderId,
      makerSymbol: row.symbol,
      makerOrderId: row.makerOrderId,
      tradeGroupId: 1,
      selfTradePreventionMode: row.mode,
      price: row.price,
      makerPreventedQuantity: row.mode === 'EXPIRE_TAKER' ? toWire(zero) : row.quantity,
      takerPreventedQuantity: row.mode === 'EXPIRE_MAKER' ? toWire(zero) : row.quantity,
      transactTime: row.time,
    }));
}

export const listRoutes = {
  createMarginOcoOrder: place('OCO', ocoLegs),
  createMarginOtoOrder: place('OTO', otoLegs),
  createMarginOtocoOrder: place('OTOCO', otocoLegs),
  cancelMarginOcoOrder: cancelOne,
  cancelAllOpenMarginOrders: cancelAll,
  getMarginOcoOrder: getList,
  getOpenMarginOcoOrders: openLists,
  getAllMarginOcoOrders: allLists,
  getOpenMarginOtoOrders: openOtos,
  getMarginPreventedMatches: prevented,
} satisfies Record<string, Handler>;
