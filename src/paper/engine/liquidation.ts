import { Decimal, decimal, toWire, zero } from '../../margin/decimal.ts';
import { debt, type Holding, total } from '../../margin/levels.ts';
import { bookSide } from '../market/book.ts';
import { indexPair, type Pair, pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import { finish } from './fills.ts';
import { followLists } from './lists.ts';
import { payBack } from './loans.ts';
import { type AccountId, CROSS, type Side } from './state.ts';
import { cross, isolated, thresholds } from './valuation.ts';

/**
 * Liquidation as documented. Orders expire. Collateral is sold with limit orders near the index price, the proceeds repay
 * debt and interest, and it stops as soon as the level is back above the initial ratio. What the book does not take
 * leaves with the remaining debts (takeover). A fee is kept from what is sold.
 */

/** The platform trades on the user's behalf; `by` says who asked for it. */
export function liquidate(draft: Draft, id: AccountId, by: 'forced' | 'manual'): void {
  expireOrders(draft, id);
  repayFromOwn(draft, id);
  const wasManual = by === 'manual';
  for (const [debtAsset] of debts(draft, id)) {
    if (!wasManual && recovered(draft, id)) break;
    coverDebt(draft, id, debtAsset, wasManual);
  }
  if (debts(draft, id).length > 0 && (wasManual || !recovered(draft, id))) takeOver(draft, id);
}

function expireOrders(draft: Draft, id: AccountId): void {
  for (const key of Object.keys(draft.state.books))
    if (key.startsWith(`${id}/`))
      for (const orderId of Object.keys(draft.state.books[key] ?? {})) {
        const order = draft.state.books[key]?.[orderId];
        // Loans of expired orders are repaid with everything else.
        if (order) finish(draft, { ...order, autoRepayAtCancel: false }, 'EXPIRED', { reason: 'EXCHANGE_CANCELED' });
      }
  followLists(draft);
}

const priceIn = (draft: Draft, id: AccountId, asset: string): Decimal => {
  if (id === CROSS) return draft.prices.index(asset);
  const pair = pairs[id];
  return pair && asset === pair.base ? draft.prices.pair(id) : decimal('1');
};

/** Assets with debt, the most valuable debt first. */
function debts(draft: Draft, id: AccountId): [string, Holding][] {
  return Object.entries(draft.open(id).holdings)
    .filter(([, holding]) => debt(holding).gt(0))
    .sort(([a, one], [b, other]) =>
      debt(other)
        .times(priceIn(draft, id, b))
        .cmp(debt(one).times(priceIn(draft, id, a))),
    );
}

function levels(draft: Draft, id: AccountId): { assets: Decimal; liabilities: Decimal; initial: Decimal } {
  if (id === CROSS) {
    const { assets, liabilities } = cross(draft);
    return { assets, liabilities, initial: thresholds(draft).initial };
  }
  const { assets, liabilities, tier } = isolated(draft, id);
  return { assets, liabilities, initial: tier.initial };
}

function recovered(draft: Draft, id: AccountId): boolean {
  const { assets, liabilities, initial } = levels(draft, id);
  return liabilities.isZero() || assets.div(liabilities).gt(initial);
}

/** Coins that are both held and owed pay for themselves. */
function repayFromOwn(draft: Draft, id: AccountId): void {
  for (const [asset, holding] of debts(draft, id)) {
    const amount = Decimal.min(holding.free, debt(holding));
    if (amount.gt(0)) payBack(draft, id, asset, amount, 'AUTO', 'REPAY_LIQUIDATION');
  }
}

/**
 * How much value to sell so that the level comes back to the initial ratio:
 * (IR x L - A) / (IR x (1 - fee) - 1), and a hundredth more for the prices that the book gives.
 */
function saleTarget(draft: Draft, id: AccountId, all: boolean): Decimal | undefined {
  const { assets, liabilities, initial } = levels(draft, id);
  const kept = decimal('1').minus(draft.world.rules.liquidationFee);
  const divisor = initial.times(kept).minus(1);
  if (all || divisor.lte(0)) return undefined;
  const target = initial.times(liabilities).minus(assets).div(divisor);
  return target.times('1.01');
}

/** Sells collateral until one debt is covered, or enough is sold. */
function coverDebt(draft: Draft, id: AccountId, debtAsset: string, all: boolean): void {
  for (const [asset, holding] of collateral(draft, id, debtAsset)) {
    const owed = debt(draft.holding(id, debtAsset));
    if (owed.isZero() || (!all && recovered(draft, id))) return;
    const target = saleTarget(draft, id, all);
    const price = priceIn(draft, id, asset);
    const kept = decimal('1').minus(draft.world.rules.liquidationFee);
    const forDebt = owed
      .times(priceIn(draft, id, debtAsset))
      .div(kept)
      .times('1.002');
    const value = Decimal.min(target ?? forDebt, forDebt);
    const amount = Decimal.min(holding.free, value.div(price).toDecimalPlaces(8, Decimal.ROUND_UP));
    exchange(draft, id, asset, debtAsset, amount);
    const now = draft.holding(id, debtAsset);
    const back = Decimal.min(now.free, debt(now));
    if (back.gt(0)) payBack(draft, id, debtAsset, back, 'AUTO', 'REPAY_LIQUIDATION');
  }
}

/** What may be sold for a debt: everything free that is not owed itself, the most valuable first. */
function collateral(draft: Draft, id: AccountId, debtAsset: string): [string, Holding][] {
  return Object.entries(draft.open(id).holdings)
    .filter(([asset, holding]) => asset !== debtAsset && holding.free.gt(0) && debt(holding).isZero())
    .sort(([a, one], [b, other]) =>
      total(other)
        .times(priceIn(draft, id, b))
        .cmp(total(one).times(priceIn(draft, id, a))),
    );
}

/** Turns `amount` of one asset into another, directly where a pair exists, else through USDT. */
function exchange(draft: Draft, id: AccountId, from: string, to: string, amount: Decimal): void {
  const sell = pairs[`${from}${to}`];
  const buy = pairs[`${to}${from}`];
  if (id !== CROSS ? id === sell?.symbol : sell) {
    if (sell) trade(draft, id, sell, 'SELL', amount);
  } else if (id !== CROSS ? id === buy?.symbol : buy) {
    if (buy) trade(draft, id, buy, 'BUY', amount);
  } else {
    const first = pairs[indexPair(from)];
    const second = pairs[indexPair(to)];
    if (!first || !second) return;
    const before = draft.holding(id, 'USDT').free;
    trade(draft, id, first, 'SELL', amount);
    // The fee was kept from the sale; buying the debt's coin with the proceeds is not charged again.
    trade(draft, id, second, 'BUY', draft.holding(id, 'USDT').free.minus(before), zero);
  }
}

/** One liquidation order: SELL `amount` of the base, or BUY with `amount` of the quote, within the allowed slippage. */
function trade(draft: Draft, id: AccountId, pair: Pair, side: Side, amount: Decimal, feeRate?: Decimal): void {
  const { rules } = draft.world;
  const index = draft.prices.pair(pair.symbol);
  const slip = index.times(rules.liquidationSlippage);
  const { tick } = pair.filters.price;
  const limit = (side === 'SELL' ? index.minus(slip) : index.plus(slip)).div(tick).floor().times(tick);
  const places = pair.quantityDecimals;
  // The fee leaves the proceeds; a buyer sets it aside first.
  const fee = feeRate ?? decimal(rules.liquidationFee);
  const spendable = side === 'SELL' ? amount : amount.times(decimal('1').minus(fee));
  let base = zero;
  let quote = zero;
  for (const level of bookSide(draft.state.seed, pair.symbol, side === 'SELL' ? 'bids' : 'asks', index, draft.second)) {
    if (side === 'SELL' ? level.price.lt(limit) : level.price.gt(limit)) break;
    const left = side === 'SELL' ? spendable.minus(base) : spendable.minus(quote).div(level.price);
    const piece = Decimal.min(left.toDecimalPlaces(places, Decimal.ROUND_DOWN), level.quantity);
    if (piece.lte(0)) break;
    base = base.plus(piece);
    quote = quote.plus(piece.times(level.price));
  }
  quote = quote.toDecimalPlaces(8, side === 'SELL' ? Decimal.ROUND_DOWN : Decimal.ROUND_UP);
  if (base.isZero()) return;
  const charged = quote.times(fee).toDecimalPlaces(8, Decimal.ROUND_DOWN);
  const orderId = draft.next('order');
  if (side === 'SELL') {
    draft.adjust(id, pair.base, { free: base.negated() });
    draft.adjust(id, pair.quote, { free: quote.minus(charged) });
    draft.flow(id, pair.base, 'SELL_LIQUIDATION', base.negated(), orderId);
    draft.flow(id, pair.quote, 'SELL_LIQUIDATION', quote, orderId);
  } else {
    draft.adjust(id, pair.quote, { free: quote.plus(charged).negated() });
    draft.adjust(id, pair.base, { free: base });
    draft.flow(id, pair.quote, 'BUY_LIQUIDATION', quote.negated(), orderId);
    draft.flow(id, pair.base, 'BUY_LIQUIDATION', base, orderId);
  }
  draft.flow(id, pair.quote, 'LIQUIDATION_FEE', charged.negated(), orderId);
  draft.emit({
    type: 'liquidation',
    time: draft.now,
    record: {
      orderId,
      account: id,
      symbol: pair.symbol,
      side,
      price: toWire(limit),
      averagePrice: toWire(quote.div(base)),
      quantity: toWire(base),
      executed: toWire(base),
    },
  });
}

/** The platform takes what is left, assets and debts. A cross account that was under water owes the rest in USDC. */
function takeOver(draft: Draft, id: AccountId): void {
  const { assets, liabilities } = levels(draft, id);
  const transaction = draft.next('transaction');
  for (const [asset, holding] of Object.entries(draft.open(id).holdings)) {
    const owed = debt(holding);
    if (owed.gt(0)) {
      draft.adjust(id, asset, { borrowed: holding.borrowed.negated(), interest: holding.interest.negated() });
      draft.emit({
        type: 'loan',
        time: draft.now,
        id: draft.next('transaction'),
        account: id,
        asset,
        kind: 'REPAY',
        cause: 'AUTO',
        amount: toWire(owed),
        principal: toWire(holding.borrowed),
        interest: toWire(holding.interest),
      });
    }
    if (holding.free.gt(0)) {
      draft.adjust(id, asset, { free: holding.free.negated() });
      draft.moved(id, asset, holding.free.negated());
      draft.flow(id, asset, 'OTHER_LIQUIDATION', holding.free.negated(), transaction);
    }
  }
  const short = liabilities.minus(assets);
  if (id !== CROSS || short.lte(0)) return;
  const amount = short.div(draft.prices.index('USDC')).toDecimalPlaces(8, Decimal.ROUND_UP);
  const loan = draft.state.liquidationLoan;
  draft.change({ liquidationLoan: { ...loan, amount: loan.amount.plus(amount) } });
  draft.emit({
    type: 'liquidationLoan',
    time: draft.now,
    id: draft.next('transaction'),
    asset: 'USDC',
    amount: toWire(amount),
    kind: 'taken',
  });
}
