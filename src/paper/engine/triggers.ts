import type { Decimal } from '../../margin/decimal.ts';
import type { Draft } from './draft.ts';
import { enterBook, waitsAbove } from './orders.ts';
import { fillResting } from './matching.ts';
import { finish, report } from './fills.ts';
import { followLists, inherit } from './lists.ts';
import type { Order } from './state.ts';
import { Refusal } from './refusal.ts';

/** What a second of the market does to open orders: stops trigger, trailing stops follow, resting orders fill. */

export function meetMarket(draft: Draft): void {
  for (const key of Object.keys(draft.state.books).sort())
    for (const id of Object.keys(draft.state.books[key] ?? {})) {
      // An order may have ended meanwhile, by another's trade or its list.
      const order = draft.state.books[key]?.[id];
      if (!order || order.status === 'PENDING_NEW') continue;
      if (order.working) fillResting(draft, order);
      else watch(draft, order);
      followLists(draft);
    }
}

function watch(draft: Draft, order: Order): void {
  const price = draft.prices.pair(order.symbol);
  const above = waitsAbove(order);
  const reached = (line: Decimal): boolean => (above ? price.gte(line) : price.lte(line));
  if (order.trailingDelta === undefined) {
    if (order.stopPrice && reached(order.stopPrice)) trigger(draft, order);
    return;
  }
  if (!order.trailingBest) {
    // A trailing order with a stop price starts to trail once that is reached.
    if (order.stopPrice && reached(order.stopPrice)) draft.putOrder({ ...order, trailingBest: price });
    return;
  }
  // Buys follow the price down and trigger when it turns up; sells the other way round.
  const best = order.side === 'BUY' ? least(order.trailingBest, price) : most(order.trailingBest, price);
  const line = turningPoint(order, best);
  if (order.side === 'BUY' ? price.gte(line) : price.lte(line)) trigger(draft, order);
  else if (!best.eq(order.trailingBest)) draft.putOrder({ ...order, trailingBest: best });
}

const least = (one: Decimal, other: Decimal): Decimal => (one.lt(other) ? one : other);
const most = (one: Decimal, other: Decimal): Decimal => (one.gt(other) ? one : other);

/** Where a trailing order triggers, given the best price so far. */
export function turningPoint(order: Order, best: Decimal): Decimal {
  const share = best.times(order.trailingDelta ?? 0).div(10_000);
  return order.side === 'BUY' ? best.plus(share) : best.minus(share);
}

/** The stop is reached: the order goes to the book as the limit or market order it stands for. */
function trigger(draft: Draft, order: Order): void {
  const heir = inherit(draft, order);
  const working: Order = { ...heir, working: true, workingAt: draft.now, updatedAt: draft.now };
  draft.putOrder(working);
  report(draft, working, 'NEW');
  try {
    enterBook(draft, working);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    finish(draft, working, 'EXPIRED', { reason: 'REJECTED' });
  }
}
