import { Decimal, decimal, toWire, zero } from '../../margin/decimal.ts';
import { pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import type { Execution, PreventedMatch, Trade } from './events.ts';
import { repayUpTo } from './loans.ts';
import type { Order, OrderStatus } from './state.ts';

/** What a trade does to balances, fees and the order; and how an order ends. */

const down = (value: Decimal): Decimal => value.toDecimalPlaces(8, Decimal.ROUND_DOWN);
const up = (value: Decimal): Decimal => value.toDecimalPlaces(8, Decimal.ROUND_UP);

export const remaining = (order: Order): Decimal => order.quantity.minus(order.executed);
export const isOpen = (order: Order): boolean =>
  order.status === 'NEW' || order.status === 'PARTIALLY_FILLED' || order.status === 'PENDING_NEW';

/** The asset an order pays with, and the one it receives. */
export function sides(order: Pick<Order, 'symbol' | 'side'>): { pays: string; receives: string } {
  const pair = pairs[order.symbol];
  if (!pair) throw new RangeError(`Order on ${order.symbol}, which is not listed.`);
  return order.side === 'BUY' ? { pays: pair.quote, receives: pair.base } : { pays: pair.base, receives: pair.quote };
}

/** What `quantity` at `price` needs of the paying asset. */
export const cost = (side: Order['side'], quantity: Decimal, price: Decimal): Decimal =>
  side === 'BUY' ? up(quantity.times(price)) : quantity;

/** Locks part of the free balance for an order. */
export function lock(draft: Draft, order: Order, amount: Decimal): Order {
  draft.adjust(order.account, sides(order).pays, { free: amount.negated(), locked: amount });
  return { ...order, locked: order.locked.plus(amount) };
}
export function unlock(draft: Draft, order: Order): Order {
  if (order.locked.isZero()) return order;
  draft.adjust(order.account, sides(order).pays, { free: order.locked, locked: order.locked.negated() });
  return { ...order, locked: zero };
}

/**
 * One trade of an order: pays out of what is locked (or free, if nothing is), receives, pays the fee. Returns the order
 * after it; it is not stored, because a taker is stored once, at the end.
 */
export function settle(draft: Draft, order: Order, price: Decimal, quantity: Decimal, maker: boolean): Order {
  const { pays, receives } = sides(order);
  const quote = down(price.times(quantity));
  const paid = order.side === 'BUY' ? quote : quantity;
  const got = order.side === 'BUY' ? quantity : quote;
  const fromLocked = order.locked.lt(paid) ? order.locked : paid;
  // What the limit had reserved for this quantity beyond the price it got goes back at once.
  const reserved = order.price ? cost(order.side, quantity, order.price) : fromLocked;
  const spare = order.locked.minus(fromLocked);
  const back = reserved.minus(fromLocked).gt(spare) ? spare : reserved.minus(fromLocked);
  const refund = back.gt(0) ? back : zero;
  draft.adjust(order.account, pays, {
    free: refund.minus(paid.minus(fromLocked)),
    locked: fromLocked.plus(refund).negated(),
  });
  const fee = commission(draft, order, quantity, got, maker);
  if (fee.asset === receives) draft.adjust(order.account, receives, { free: got.minus(fee.amount) });
  else {
    draft.adjust(order.account, receives, { free: got });
    draft.adjust(order.account, fee.asset, { free: fee.amount.negated() });
  }
  const trade: Trade = {
    id: draft.next('trade'),
    time: draft.now,
    orderId: order.id,
    account: order.account,
    symbol: order.symbol,
    buyer: order.side === 'BUY',
    maker,
    price: toWire(price),
    quantity: toWire(quantity),
    quote: toWire(quote),
    commission: toWire(fee.amount),
    commissionAsset: fee.asset,
  };
  draft.flow(order.account, pays, order.side === 'BUY' ? 'BUY_EXPENSE' : 'SELL_EXPENSE', paid.negated(), trade.id);
  draft.flow(order.account, receives, order.side === 'BUY' ? 'BUY_INCOME' : 'SELL_INCOME', got, trade.id);
  draft.flow(order.account, fee.asset, 'TRADING_COMMISSION', fee.amount.negated(), trade.id);
  let after: Order = {
    ...order,
    locked: order.locked.minus(fromLocked).minus(refund),
    executed: order.executed.plus(quantity),
    executedQuote: order.executedQuote.plus(quote),
    updatedAt: draft.now,
  };
  after = { ...after, status: remaining(after).isZero() ? 'FILLED' : 'PARTIALLY_FILLED' };
  if (after.status === 'FILLED') after = unlock(draft, after);
  draft.emit({ type: 'trade', time: draft.now, trade });
  report(draft, after, 'TRADE', { trade });
  if (order.sideEffect === 'AUTO_REPAY' || order.sideEffect === 'AUTO_BORROW_REPAY')
    repayUpTo(draft, order.account, receives, fee.asset === receives ? got.minus(fee.amount) : got);
  return after;
}

/** The fee of a trade: in what was received, or in BNB at a discount where the user wants it and has it there. */
function commission(
  draft: Draft,
  order: Order,
  quantity: Decimal,
  got: Decimal,
  maker: boolean,
): { asset: string; amount: Decimal } {
  const { rules } = draft.world;
  const { pays, receives } = sides(order);
  const rate = decimal(maker ? rules.makerFee : rules.takerFee);
  if (draft.state.settings.spotBnbBurn) {
    const value = got.times(rate).times(draft.prices.index(receives)).div(draft.prices.index('BNB'));
    const amount = up(value.times(decimal('1').minus(rules.feeBnbDiscount)));
    // A market order locks nothing: the BNB that it has yet to sell is not there for its fees.
    const yetToSell = order.type === 'MARKET' && pays === 'BNB' ? remaining(order).minus(quantity) : zero;
    const free = draft.holding(order.account, 'BNB').free.minus(Decimal.max(yetToSell, zero));
    if (receives !== 'BNB' && free.gte(amount)) return { asset: 'BNB', amount };
  }
  return { asset: receives, amount: down(got.times(rate)) };
}

interface ReportDetails {
  readonly trade?: Trade | undefined;
  /** The id of a cancel. */
  readonly clientId?: string | undefined;
  readonly prevented?: PreventedMatch | undefined;
}

/** Tells streams and histories where an order stands. */
export function report(
  draft: Draft,
  order: Order,
  execution: Execution,
  { trade, clientId, prevented }: ReportDetails = {},
): void {
  if (order.listId !== undefined) draft.listNews.push(order);
  draft.emit({
    type: 'order',
    time: draft.now,
    number: draft.next('execution'),
    execution,
    order,
    ...(trade && { trade }),
    ...(clientId !== undefined && { clientId }),
    ...(prevented && { prevented }),
  });
}

/** Takes an order off the book: what is locked becomes free, and the loan taken for it is paid back if it asks so. */
export function finish(
  draft: Draft,
  order: Order,
  status: Extract<OrderStatus, 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH'>,
  why?: { reason?: string; clientId?: string; prevented?: PreventedMatch },
): Order {
  let ended = unlock(draft, order);
  if (draft.order(order.account, order.symbol, order.id)) draft.dropOrder(order);
  ended = {
    ...ended,
    status,
    working: false,
    updatedAt: draft.now,
    ...(why?.reason !== undefined && { expiryReason: why.reason }),
  };
  const execution = status === 'EXPIRED_IN_MATCH' ? 'TRADE_PREVENTION' : status;
  report(draft, ended, execution, { clientId: why?.clientId, prevented: why?.prevented });
  if (ended.loan && ended.autoRepayAtCancel) {
    const { pays } = sides(ended);
    // The part of the loan that bought something stays; the order's unfilled share goes back.
    const unfilled = ended.quoteQuantity
      ? ended.quoteQuantity.minus(ended.executedQuote).div(ended.quoteQuantity)
      : remaining(ended).div(ended.quantity);
    repayUpTo(draft, ended.account, pays, up(ended.loan.times(unfilled)));
  }
  return ended;
}
