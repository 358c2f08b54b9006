import { decimal, toWire, zero } from '../../margin/decimal.ts';
import type { Event, PreventedMatch } from '../engine/events.ts';
import { isOpen } from '../engine/fills.ts';
import { generatedId } from '../engine/orders.ts';
import { type AccountId, CROSS, type OrderList } from '../engine/state.ts';
import type { Subject } from './tickets.ts';

/** An event as it travels, and when it happened. */
export interface Told {
  readonly time: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

type OfType<T extends Event['type']> = Extract<Event, { type: T }>;

/** What of the engine's events a listener hears, in wire form and in order. */
export function told(events: readonly Event[], subject: Subject): Told[] {
  return subject.kind === 'risk' ? riskEvents(events) : tradeEvents(events, subject.account);
}

/** Trade stream of one account: orders, lists, and what they and loans and transfers do to its balances. */
function tradeEvents(events: readonly Event[], account: AccountId): Told[] {
  const out: Told[] = [];
  let position: { e: string; E: number; u: number; B: unknown[] } | undefined;
  const tell = (time: number, payload: Told['payload']): void => {
    out.push({ time, payload });
  };
  for (const event of events) {
    // Balances that changed together are told together.
    if (event.type === 'balance') {
      if (event.account !== account) continue;
      if (position?.E !== event.time) {
        position = { e: 'outboundAccountPosition', E: event.time, u: event.time, B: [] };
        tell(event.time, position);
      }
      position.B.push({ a: event.asset, f: event.free, l: event.locked });
      continue;
    }
    if (event.type === 'moved' && event.account === account)
      tell(event.time, { e: 'balanceUpdate', E: event.time, a: event.asset, d: event.delta, T: event.time });
    else if (event.type === 'order' && event.order.account === account) tell(event.time, executionReport(event));
    else if (event.type === 'list' && event.list.account === account) tell(event.time, listStatus(event));
    else continue;
    position = undefined;
  }
  return out;
}

/** Risk stream: only the cross account has one. */
function riskEvents(events: readonly Event[]): Told[] {
  return events.flatMap((event): Told[] => {
    if (event.type === 'status' && event.account === CROSS)
      return [
        {
          time: event.time,
          payload: { e: 'MARGIN_LEVEL_STATUS_CHANGE', E: event.time, l: event.level, s: event.status },
        },
      ];
    if (event.type === 'liability' && event.account === CROSS)
      return [
        {
          time: event.time,
          payload: {
            e: 'USER_LIABILITY_CHANGE',
            E: event.time,
            a: event.asset,
            t: event.kind,
            p: event.principal,
            i: event.interest,
          },
        },
      ];
    return [];
  });
}

function executionReport({
  time,
  number,
  execution,
  order,
  trade,
  clientId,
  prevented,
}: OfType<'order'>): Told['payload'] {
  const cancelled = execution === 'CANCELED';
  const open = isOpen(order);
  return {
    e: 'executionReport',
    E: time,
    s: order.symbol,
    // A cancel has an id of its own; the order's moves to C.
    c: cancelled ? (clientId ?? generatedId(number)) : order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: toWire(order.quantity),
    p: toWire(order.price ?? zero),
    P: toWire(order.stopPrice ?? zero),
    ...(order.trailingDelta !== undefined && { d: order.trailingDelta }),
    ...(order.trailingBest && order.workingAt !== undefined && { D: order.workingAt }),
    F: toWire(order.icebergQuantity ?? zero),
    g: order.listId ?? -1,
    C: cancelled ? order.clientOrderId : '',
    x: execution,
    X: order.status,
    r: 'NONE',
    i: order.id,
    l: trade?.quantity ?? NOTHING,
    z: toWire(order.executed),
    L: trade?.price ?? NOTHING,
    n: trade?.commission ?? '0',
    N: trade?.commissionAsset ?? null,
    T: time,
    t: trade?.id ?? -1,
    I: number,
    w: open && order.working,
    m: trade?.maker ?? false,
    M: trade !== undefined,
    O: order.createdAt,
    Z: toWire(order.executedQuote),
    Y: trade?.quote ?? NOTHING,
    Q: toWire(order.quoteQuantity ?? zero),
    ...(order.workingAt !== undefined && { W: order.workingAt }),
    V: order.selfTradePrevention,
    ...(prevented && preventionOf(prevented, order.id)),
    ...(order.expiryReason !== undefined && !open && { eR: order.expiryReason }),
  };
}
const NOTHING = '0.00000000';

/** What kept an order from trading with another one of its owner: match, quantity, and the order it met. */
const preventionOf = (match: PreventedMatch, own: number): Readonly<Record<string, unknown>> => ({
  v: match.id,
  A: match.quantity,
  B: match.quantity,
  u: 1,
  U: match.takerOrderId === own ? match.makerOrderId : match.takerOrderId,
  Cs: match.symbol,
  pl: match.quantity,
  pL: match.price,
  pY: toWire(decimal(match.quantity).times(match.price)),
});

function listStatus({ time, list, reject }: OfType<'list'>): Told['payload'] {
  const types: Readonly<Record<OrderList['status'], string>> = { EXECUTING: 'EXEC_STARTED', ALL_DONE: 'ALL_DONE' };
  return {
    e: 'listStatus',
    E: time,
    s: list.symbol,
    g: list.id,
    c: list.contingency,
    l: types[list.status],
    L: list.status,
    r: reject ?? 'NONE',
    C: list.clientListId,
    T: time,
    O: list.orders.map(({ id, clientOrderId }) => ({ s: list.symbol, i: id, c: clientOrderId })),
  };
}
