import type { Decimal } from '../../margin/decimal.ts';
import { debt, total } from '../../margin/levels.ts';
import { indexPair, pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import { chargeHours } from './interest.ts';
import { waitsAbove } from './orders.ts';
import { expireDelisted, mostRate } from './platform.ts';
import { callLine, isMargin, owes, riskOf, watchRisk } from './risk.ts';
import { type Account, CROSS } from './state.ts';
import { meetMarket, turningPoint } from './triggers.ts';

/**
 * Time passing. Interest hours, triggers, fills and levels that fall inside an advance happen at their own second and in
 * order: at one instant interest comes first, then stops and fills, then the levels. Seconds at which nothing can happen
 * are not visited: the market gives bounds for any span, and a span whose bounds reach no order and no line is skipped
 * whole. That makes a year cheap without making it coarse.
 */
export function advance(draft: Draft, to: number): void {
  // The market moves by the second. Within one only what is due by the clock can happen.
  if (draft.second === Math.floor(to / 1000) && to < nextDue(draft)) {
    draft.change({ now: to });
    return;
  }
  while (draft.now < to) {
    const from = draft.now;
    const horizon = Math.min(to, nextDue(draft), from + LOOK_AHEAD);
    const at = firstChance(draft, from, horizon) ?? horizon;
    chargeHours(draft, from, at);
    draft.change({ now: at });
    expireDelisted(draft, from);
    meetMarket(draft);
    watchRisk(draft);
  }
}

/** How far ahead bounds are asked for. Beyond, the walk's slow layers make them too wide to rule anything out. */
const LOOK_AHEAD = 7 * 86_400_000;

/** No hour's rate is above this multiple of the asset's usual one. */
const MOST_RATE = 1.3;

/** When something happens by the clock alone: a margin call is repeated, a liquidation goes on, a listing ends. */
function nextDue(draft: Draft): number {
  let next = Infinity;
  for (const { calledAt, liquidation } of Object.values(draft.state.accounts)) {
    const due =
      liquidation?.next ?? (calledAt === undefined ? Infinity : calledAt + draft.world.rules.marginCallRepeatMs);
    if (due < next) next = due;
  }
  for (const { time } of draft.state.platform.delistSchedule) if (time > draft.now && time < next) next = time;
  return Math.max(next, draft.now + 1);
}

type Possible = (from: number, to: number) => boolean;

/** The first whole second (as ms) after `from`, up to `to`, at which an order or a level may be reached. */
function firstChance(draft: Draft, from: number, to: number): number | undefined {
  const watched = watchList(draft);
  if (watched.length === 0) return undefined;
  const search = (first: number, last: number): number | undefined => {
    if (first > last || !watched.some((possible) => possible(first, last))) return undefined;
    if (first === last) return first;
    const middle = Math.floor((first + last) / 2);
    return search(first, middle) ?? search(middle + 1, last);
  };
  const found = search(Math.floor(from / 1000) + 1, Math.floor(to / 1000));
  return found === undefined ? undefined : found * 1000;
}

function watchList(draft: Draft): Possible[] {
  const watched: Possible[] = [];
  for (const [symbol, { above, below }] of orderLines(draft))
    watched.push((from, to) => {
      const [low, high] = draft.prices.range(symbol, from, to);
      return high >= above || low <= below;
    });
  for (const account of Object.values(draft.state.accounts)) {
    if (!isMargin(account.id) || account.liquidation || (!owes(account) && account.calledAt === undefined)) continue;
    watched.push(levelWatch(draft, account));
  }
  return watched;
}

/** Per pair, the nearest price above and below at which one of its open orders has to be looked at. */
function orderLines(draft: Draft): Map<string, { above: number; below: number }> {
  const lines = new Map<string, { above: number; below: number }>();
  for (const book of Object.values(draft.state.books))
    for (const order of Object.values(book)) {
      if (order.status === 'PENDING_NEW') continue;
      let line = lines.get(order.symbol);
      if (!line) lines.set(order.symbol, (line = { above: Infinity, below: -Infinity }));
      const wait = (price: Decimal, above: boolean): void => {
        const value = Number(price.toFixed());
        if (above) line.above = Math.min(line.above, value);
        else line.below = Math.max(line.below, value);
      };
      if (order.working) {
        if (order.price) wait(order.price, order.side === 'SELL');
      } else if (order.trailingBest) {
        // Turning triggers it; running on moves its best price by at least a tick.
        const tick = pairs[order.symbol]?.filters.price.tick ?? order.trailingBest;
        const buys = order.side === 'BUY';
        wait(turningPoint(order, order.trailingBest), buys);
        wait(buys ? order.trailingBest.minus(tick) : order.trailingBest.plus(tick), !buys);
      } else if (order.stopPrice) wait(order.stopPrice, waitsAbove(order));
    }
  return lines;
}

/**
 * Whether a level may cross its next line. Level <= T is the same as sum of (held - T x owed) x price <= 0, which is
 * linear in the prices, so its least and greatest value over a span follow from their bounds.
 */
function levelWatch(draft: Draft, account: Account): Possible {
  const { marginCall, liquidation } = riskOf(draft, account.id);
  const call = Number(callLine(draft, account, marginCall).toFixed());
  const called = account.calledAt !== undefined;
  const preLiquidation =
    Number(liquidation.toFixed()) + (account.warned ? 0 : Number(draft.world.rules.preLiquidationMargin));
  const coins = Object.entries(account.holdings).map(([asset, holding]) => ({
    asset,
    held: Number(total(holding).toFixed()),
    owed: Number(debt(holding).toFixed()),
    dailyRate: mostRate(draft.state, asset) * MOST_RATE,
  }));
  const rangeOf = (asset: string, from: number, to: number): readonly [number, number] => {
    if (account.id === CROSS) return asset === 'USDT' ? [1, 1] : draft.prices.range(indexPair(asset), from, to);
    return asset === pairs[account.id]?.base ? draft.prices.range(account.id, from, to) : [1, 1];
  };
  const margin = (line: number, from: number, to: number, worst: boolean): number => {
    let sum = 0;
    let size = 0;
    // Interest grows until then.
    const days = worst ? (to * 1000 - draft.now) / 86_400_000 + 1 / 24 : 0;
    for (const { asset, held, owed, dailyRate } of coins) {
      const weight = held - line * owed * (1 + dailyRate * days);
      const [low, high] = rangeOf(asset, from, to);
      sum += weight * (weight > 0 === worst ? low : high);
      size += Math.abs(weight) * high;
    }
    return sum + (worst ? -1 : 1) * size * 1e-12;
  };
  return (from, to) =>
    called
      ? margin(preLiquidation, from, to, true) <= 0 || margin(call, from, to, false) > 0
      : margin(call, from, to, true) <= 0;
}
