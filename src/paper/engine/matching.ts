import { Decimal, toWire, zero } from '../../margin/decimal.ts';
import { bookSide, type Level } from '../market/book.ts';
import { pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import { cost, finish, isOpen, remaining, settle, sides } from './fills.ts';
import type { PreventedMatch } from './events.ts';
import type { Order, State } from './state.ts';

/** Orders against the book. Every order of a second meets the same book; the next second brings a fresh one. */

/** What a taker can have: the book's other side and the user's own resting orders, best price first. */
function* opposite(draft: Draft, order: Order): Generator<Level & { own?: Order }> {
  const price = draft.prices.pair(order.symbol);
  const side = order.side === 'BUY' ? 'asks' : 'bids';
  const better = (one: Decimal, other: Decimal): boolean => (side === 'asks' ? one.lte(other) : one.gte(other));
  const own = ownResting(draft.state, order).sort((a, b) => {
    const compared = side === 'asks' ? priceOf(a).cmp(priceOf(b)) : priceOf(b).cmp(priceOf(a));
    return compared === 0 ? a.id - b.id : compared;
  });
  for (const level of bookSide(draft.state.seed, order.symbol, side, price, draft.second)) {
    for (let first = own[0]; first && better(priceOf(first), level.price); first = own[0]) {
      own.shift();
      yield { price: priceOf(first), quantity: remaining(first), own: first };
    }
    yield level;
  }
  for (const rest of own) yield { price: priceOf(rest), quantity: remaining(rest), own: rest };
}

const priceOf = (order: Order): Decimal => order.price ?? zero;

/** The user's resting orders on the other side, over all accounts: an account holder cannot trade with himself. */
function ownResting(state: State, taker: Order): Order[] {
  const found: Order[] = [];
  for (const key in state.books) {
    if (!key.endsWith(`/${taker.symbol}`)) continue;
    for (const order of Object.values(state.books[key] ?? {}))
      if (order.side !== taker.side && order.working && order.price && order.id !== taker.id) found.push(order);
  }
  return found;
}

const within = (order: Order, price: Decimal): boolean =>
  !order.price || (order.side === 'BUY' ? price.lte(order.price) : price.gte(order.price));

/** Whether an order would trade at once. */
export function crosses(draft: Draft, order: Order): boolean {
  for (const level of opposite(draft, order)) return within(order, level.price);
  return false;
}

/** What a market order would take of the book: base, quote, and whether the book has all of it. */
export function estimate(draft: Draft, order: Order): { base: Decimal; quote: Decimal; complete: boolean } {
  let base = zero;
  let quote = zero;
  for (const level of opposite(draft, order)) {
    if (level.own || !within(order, level.price)) continue;
    const take = wanted(order, base, quote, level);
    base = base.plus(take);
    quote = quote.plus(take.times(level.price));
    if (take.lt(level.quantity)) return { base, quote, complete: true };
  }
  return { base, quote, complete: false };
}

/** How much of a level an order still wants: what is left of its quantity, or what its quote amount buys there. */
function wanted(order: Order, base: Decimal, quote: Decimal, level: Level): Decimal {
  let left = order.quantity.minus(base);
  if (order.quoteQuantity) {
    const decimals = pairs[order.symbol]?.quantityDecimals ?? 8;
    left = order.quoteQuantity.minus(quote).div(level.price).toDecimalPlaces(decimals, Decimal.ROUND_DOWN);
    if (left.lt(0)) left = zero;
  }
  return left.lt(level.quantity) ? left : level.quantity;
}

/**
 * Takes what an order may have right now. Returns the order after it; its remainder is the caller's to rest or to end.
 * Self-trade prevention ends the taker, the maker, or both.
 */
export function take(draft: Draft, taker: Order): Order {
  let order = taker;
  for (const level of opposite(draft, order)) {
    if (!within(order, level.price)) break;
    let amount = wanted(order, order.executed, order.executedQuote, level);
    amount = affordable(draft, order, amount, level.price);
    if (amount.lte(0)) break;
    if (level.own) {
      const maker = draft.order(level.own.account, level.own.symbol, level.own.id);
      if (!maker) continue;
      if (order.selfTradePrevention === 'NONE') {
        rest(draft, settle(draft, maker, level.price, amount, true));
        order = settle(draft, order, level.price, amount, false);
      } else {
        order = prevent(draft, order, maker, amount);
        if (!isOpen(order)) return order;
      }
    } else order = settle(draft, order, level.price, amount, false);
    if (!isOpen(order)) break;
  }
  return order;
}

/** A triggered market order may find a price that its money does not reach; it gets what it can pay. */
function affordable(draft: Draft, order: Order, amount: Decimal, price: Decimal): Decimal {
  if (order.price) return amount;
  const { pays } = sides(order);
  const money = order.locked.plus(draft.holding(order.account, pays).free);
  if (cost(order.side, amount, price).lte(money)) return amount;
  const decimals = pairs[order.symbol]?.quantityDecimals ?? 8;
  const most = order.side === 'BUY' ? money.div(price) : money;
  return most.toDecimalPlaces(decimals, Decimal.ROUND_DOWN);
}

function prevent(draft: Draft, taker: Order, maker: Order, amount: Decimal): Order {
  const mode = taker.selfTradePrevention;
  const record: PreventedMatch = {
    id: draft.next('prevented'),
    account: taker.account,
    symbol: taker.symbol,
    takerOrderId: taker.id,
    makerOrderId: maker.id,
    mode,
    price: toWire(maker.price ?? zero),
    quantity: toWire(amount),
  };
  draft.emit({ type: 'prevented', time: draft.now, record });
  const why = { prevented: record };
  if (mode === 'EXPIRE_MAKER' || mode === 'EXPIRE_BOTH') finish(draft, maker, 'EXPIRED_IN_MATCH', why);
  if (mode === 'EXPIRE_TAKER' || mode === 'EXPIRE_BOTH') return finish(draft, taker, 'EXPIRED_IN_MATCH', why);
  return taker;
}

/** Puts a resting order back on the book, or takes it off when it is done. */
export function rest(draft: Draft, order: Order): void {
  if (isOpen(order)) draft.putOrder(order);
  else draft.dropOrder(order);
}

/** What comes to a resting order at this second: its price was touched, so it is filled as the maker. */
export function fillResting(draft: Draft, order: Order): void {
  if (!order.price) return;
  const price = draft.prices.pair(order.symbol);
  if (!within(order, price)) return;
  let available = zero;
  const left = remaining(order);
  const visible = order.icebergQuantity && order.icebergQuantity.lt(left) ? order.icebergQuantity : left;
  const side = order.side === 'BUY' ? 'asks' : 'bids';
  for (const level of bookSide(draft.state.seed, order.symbol, side, price, draft.second, true)) {
    if (!within(order, level.price)) break;
    available = available.plus(level.quantity);
    if (available.gte(visible)) break;
  }
  const amount = available.lt(visible) ? available : visible;
  if (amount.gt(0)) rest(draft, settle(draft, order, order.price, amount, true));
}
