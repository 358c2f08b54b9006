import { type Decimal, zero } from '../../margin/decimal.ts';
import type { Draft } from './draft.ts';
import { finish, isOpen } from './fills.ts';
import { crosses } from './matching.ts';
import { accept, fund, generatedId, isStop, needed, type OrderRequest, start } from './orders.ts';
import { refuse, rejectOrder } from './refusal.ts';
import type { AccountId, Order, OrderList } from './state.ts';

/**
 * Orders that depend on each other. OCO: two alternatives, the first to trade or trigger ends the other. OTO: the second
 * starts when the first is filled. OTOCO: two alternatives start when the first is filled.
 */
export interface ListRequest {
  readonly contingency: OrderList['contingency'];
  readonly account: AccountId;
  readonly symbol: string;
  readonly clientListId?: string | undefined;
  /** OCO: the stop, then the limit. OTO: working, pending. OTOCO: working, above, below. */
  readonly legs: readonly OrderRequest[];
}
export interface PlacedList {
  readonly list: OrderList;
  readonly orders: readonly Order[];
}
export interface ListKey {
  readonly listId?: number | undefined;
  readonly clientListId?: string | undefined;
}

const WRONG_PRICES = 'The relationship of the prices for the orders is not correct.';

export function placeList(draft: Draft, request: ListRequest): PlacedList {
  const { contingency, account, symbol, legs } = request;
  // Unverified: the parameter's list has it, an older page says that it is not suitable here.
  const unsuitable = contingency !== 'OCO' && !draft.world.rules.autoBorrowRepayOnOto;
  if (unsuitable && legs.some(({ sideEffect }) => sideEffect === 'AUTO_BORROW_REPAY'))
    throw refuse(-1130, 'sideEffectType');
  if (request.clientListId !== undefined && openList(draft, request)) throw rejectOrder('Duplicate order sent.');
  const id = draft.next('list');
  const waits = contingency !== 'OCO';
  const orders: Order[] = [];
  for (const [index, leg] of legs.entries()) {
    const waiting: Partial<Order> = waits && index > 0 ? { status: 'PENDING_NEW', working: false } : {};
    orders.push(accept(draft, leg, { listId: id, ...waiting }, orders));
  }
  checkPrices(draft, contingency, orders);
  const list: OrderList = {
    id,
    account,
    symbol,
    contingency,
    clientListId: request.clientListId ?? generatedId(id),
    status: 'EXECUTING',
    createdAt: draft.now,
    orders: orders.map((order) => ({ id: order.id, clientOrderId: order.clientOrderId })),
  };
  draft.putList(list);
  draft.emit({ type: 'list', time: draft.now, list });
  if (contingency === 'OCO') startAlternatives(draft, orders);
  else {
    const [working, ...pending] = orders;
    for (const order of pending) {
      draft.putOrder(order);
      draft.emit({ type: 'order', time: draft.now, number: draft.next('execution'), execution: 'NEW', order });
    }
    if (working) start(draft, fund(draft, working));
  }
  followLists(draft);
  return { list: draft.list(id) ?? { ...list, status: 'ALL_DONE' }, orders: latest(draft, orders) };
}

/** The orders as their last report left them. */
function latest(draft: Draft, orders: readonly Order[]): Order[] {
  return orders.map((order) => {
    const last = draft.events.findLast((event) => event.type === 'order' && event.order.id === order.id);
    return last?.type === 'order' ? last.order : order;
  });
}

/** The alternatives' prices have to lie on both sides of the market (OCO) or of each other (OTOCO). */
function checkPrices(draft: Draft, contingency: OrderList['contingency'], orders: readonly Order[]): void {
  const alternatives = contingency === 'OCO' ? orders : orders.slice(1);
  if (contingency === 'OTO') return;
  const limit = alternatives.find(({ type }) => type === 'LIMIT_MAKER');
  const stop = alternatives.find(({ type }) => isStop(type));
  if (!limit?.price || !stop) return;
  if (stop.stopPrice) {
    const ordered = limit.side === 'SELL' ? limit.price.gt(stop.stopPrice) : limit.price.lt(stop.stopPrice);
    if (!ordered) throw rejectOrder(WRONG_PRICES);
  }
  if (contingency === 'OCO' && crosses(draft, limit)) throw rejectOrder('Order would immediately match and take.');
}

/** Starts two alternatives on one lock: the larger need, held by the one that rests. */
function startAlternatives(draft: Draft, orders: readonly Order[]): void {
  const need = orders.map((order) => needed(draft, order)).reduce((one, other) => (one.gt(other) ? one : other), zero);
  const holder = orders.find(({ type }) => !isStop(type)) ?? orders[0];
  if (!holder) return;
  const funded = fund(draft, holder, need);
  for (const order of orders) start(draft, order.id === holder.id ? funded : order);
}

/** A triggered alternative takes over what the other had locked (and borrowed), and the other ends. */
export function inherit(draft: Draft, order: Order): Order {
  let heir = order;
  for (const sibling of siblings(draft, order)) {
    let { locked } = heir;
    let loan: Decimal | undefined = heir.loan;
    locked = locked.plus(sibling.locked);
    loan ??= sibling.loan;
    heir = { ...heir, locked, ...(loan && { loan }) };
    finish(draft, { ...sibling, locked: zero, autoRepayAtCancel: false }, 'EXPIRED', { reason: 'OCO_TRIGGER' });
  }
  return heir;
}

const isWorkingLeg = (list: OrderList, order: Order): boolean =>
  list.contingency !== 'OCO' && list.orders[0]?.id === order.id;

function openLegs(draft: Draft, list: OrderList): Order[] {
  return list.orders.flatMap(({ id }) => draft.order(list.account, list.symbol, id) ?? []);
}
/** The open alternatives of an order. */
function siblings(draft: Draft, order: Order): Order[] {
  const list = order.listId === undefined ? undefined : draft.list(order.listId);
  if (!list || isWorkingLeg(list, order)) return [];
  return openLegs(draft, list).filter((leg) => leg.id !== order.id && !isWorkingLeg(list, leg));
}

/** Draws the consequences of what happened to orders of lists, until nothing more follows. */
export function followLists(draft: Draft): void {
  for (let order = draft.listNews.shift(); order; order = draft.listNews.shift()) {
    const list = order.listId === undefined ? undefined : draft.list(order.listId);
    if (!list) continue;
    follow(draft, list, order);
    if (openLegs(draft, list).length === 0) {
      const done: OrderList = { ...list, status: 'ALL_DONE' };
      draft.dropList(list.id);
      draft.emit({ type: 'list', time: draft.now, list: done });
    }
  }
}

function follow(draft: Draft, list: OrderList, order: Order): void {
  const canceled = order.status === 'CANCELED';
  if (isWorkingLeg(list, order)) {
    const pending = openLegs(draft, list).filter(({ status }) => status === 'PENDING_NEW');
    if (order.status === 'FILLED') activate(draft, pending);
    else if (!isOpen(order))
      for (const leg of pending)
        finish(draft, leg, canceled ? 'CANCELED' : 'EXPIRED', canceled ? {} : { reason: 'OTO_PHASE_ONE_EXPIRED' });
    return;
  }
  if (isOpen(order) && order.executed.isZero()) return;
  for (const sibling of siblings(draft, order))
    finish(draft, sibling, canceled ? 'CANCELED' : 'EXPIRED', canceled ? {} : { reason: 'OCO_TRIGGER' });
  if (!isOpen(order) && list.contingency !== 'OCO') {
    // An alternative cancelled before its turn takes the first order with it.
    const [working] = openLegs(draft, list).filter((leg) => isWorkingLeg(list, leg));
    if (working && canceled) finish(draft, working, 'CANCELED');
  }
}

/** The first order is filled: what waited for it starts. What is refused then ends, with no loan taken for it. */
function activate(draft: Draft, pending: readonly Order[]): void {
  const ready = pending.map((order): Order => ({
    ...order,
    status: 'NEW',
    working: !isStop(order.type),
    updatedAt: draft.now,
    ...(!isStop(order.type) && { workingAt: draft.now }),
  }));
  const started = draft.attempt(() => {
    if (ready.length > 1) startAlternatives(draft, ready);
    else for (const order of ready) start(draft, fund(draft, order));
  });
  if (!started) for (const order of pending) finish(draft, order, 'EXPIRED', { reason: 'REJECTED' });
}

type OpenListKey = { readonly account: AccountId; readonly symbol: string } & ListKey;

const openList = (draft: Draft, key: OpenListKey): OrderList | undefined =>
  Object.values(draft.state.lists).find(
    (open) =>
      open.account === key.account &&
      open.symbol === key.symbol &&
      (key.listId !== undefined ? open.id === key.listId : open.clientListId === key.clientListId),
  );

export function cancelList(draft: Draft, key: OpenListKey, clientId?: string): PlacedList {
  const list = openList(draft, key);
  if (!list) throw refuse(-2011);
  const legs = openLegs(draft, list);
  for (const leg of legs)
    if (draft.order(leg.account, leg.symbol, leg.id))
      finish(draft, leg, 'CANCELED', clientId === undefined ? {} : { clientId });
  followLists(draft);
  return { list: { ...list, status: 'ALL_DONE' }, orders: latest(draft, legs) };
}
