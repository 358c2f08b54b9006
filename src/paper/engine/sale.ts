import { Decimal, decimal, toWire, zero } from '../../margin/decimal.ts';
import { debt, type Holding, total } from '../../margin/levels.ts';
import { bookSide } from '../market/book.ts';
import { indexPair, type Pair, pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import { payBack } from './loans.ts';
import { type AccountId, CROSS, type Side } from './state.ts';
import { cross, isolated, thresholds } from './valuation.ts';

/** How a liquidation sells: limit orders near the index price against the book of the second, proceeds repay at once. */

const priceIn = (draft: Draft, id: AccountId, asset: string): Decimal => {
  if (id === CROSS) return draft.prices.index(asset);
  const pair = pairs[id];
  return pair && asset === pair.base ? draft.prices.pair(id) : decimal('1');
};

/** Assets with debt, the most valuable debt first. */
export function debtsOf(draft: Draft, id: AccountId): [string, Holding][] {
  return Object.entries(draft.open(id).holdings)
    .filter(([, holding]) => debt(holding).gt(0))
    .sort(([a, one], [b, other]) =>
      debt(other)
        .times(priceIn(draft, id, b))
        .cmp(debt(one).times(priceIn(draft, id, a))),
    );
}

/** Values in USDT (cross) or in the pair's quote asset. */
export function levelsOf(draft: Draft, id: AccountId): { assets: Decimal; liabilities: Decimal; initial: Decimal } {
  if (id === CROSS) {
    const { assets, liabilities } = cross(draft);
    return { assets, liabilities, initial: thresholds(draft).initial };
  }
  const { assets, liabilities, tier } = isolated(draft, id);
  return { assets, liabilities, initial: tier.initial };
}

export function recovered(draft: Draft, id: AccountId): boolean {
  const { assets, liabilities, initial } = levelsOf(draft, id);
  return liabilities.isZero() || assets.div(liabilities).gt(initial);
}

/** Coins that are both held and owed pay for themselves. */
export function repayFromOwn(draft: Draft, id: AccountId): void {
  for (const [asset, holding] of debtsOf(draft, id)) {
    const amount = Decimal.min(holding.free, debt(holding));
    if (amount.gt(0)) payBack(draft, id, asset, amount, 'AUTO', 'REPAY_LIQUIDATION');
  }
}

/**
 * Sells collateral worth at most `budget`, the largest debt first, and repays with the proceeds. Without `all` it sells no
 * more than brings the level back to the initial ratio. False when the book took nothing.
 */
export function sellSome(draft: Draft, id: AccountId, budget: Decimal, all: boolean): boolean {
  let left = budget;
  let sold = false;
  for (const [debtAsset] of debtsOf(draft, id))
    for (const [asset, holding] of collateralFor(draft, id, debtAsset)) {
      const owed = debt(draft.holding(id, debtAsset));
      if (owed.isZero()) break;
      if (left.lte(0) || (!all && recovered(draft, id))) return sold;
      const price = priceIn(draft, id, asset);
      const kept = decimal('1').minus(draft.world.rules.liquidationFee);
      // A little more than the debt, because the book pays less than the index.
      const forDebt = owed
        .times(priceIn(draft, id, debtAsset))
        .div(kept)
        .times('1.002');
      const value = Decimal.min(all ? forDebt : (saleTarget(draft, id) ?? forDebt), forDebt, left);
      const amount = Decimal.min(holding.free, value.div(price).toDecimalPlaces(8, Decimal.ROUND_UP));
      const before = holding.free;
      exchange(draft, id, asset, debtAsset, amount);
      const gone = before.minus(draft.holding(id, asset).free);
      left = left.minus(gone.times(price));
      sold ||= gone.gt(0);
      const now = draft.holding(id, debtAsset);
      const back = Decimal.min(now.free, debt(now));
      if (back.gt(0)) payBack(draft, id, debtAsset, back, 'AUTO', 'REPAY_LIQUIDATION');
    }
  return sold;
}

/**
 * How much value to sell so that the level comes back to the initial ratio:
 * (IR x L - A) / (IR x (1 - fee) - 1), and a hundredth more for the prices that the book gives.
 */
function saleTarget(draft: Draft, id: AccountId): Decimal | undefined {
  const { assets, liabilities, initial } = levelsOf(draft, id);
  const kept = decimal('1').minus(draft.world.rules.liquidationFee);
  const divisor = initial.times(kept).minus(1);
  if (divisor.lte(0)) return undefined;
  return initial.times(liabilities).minus(assets).div(divisor).times('1.01');
}

/** What may be sold for a debt: everything free that is not owed itself, the most valuable first. */
function collateralFor(draft: Draft, id: AccountId, debtAsset: string): [string, Holding][] {
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
  // A sale is whole lots, one more rather than one less, or a debt would never be paid to its last digit.
  const lots = Decimal.min(
    amount.toDecimalPlaces(places, Decimal.ROUND_UP),
    draft.holding(id, pair.base).free.toDecimalPlaces(places, Decimal.ROUND_DOWN),
  );
  const spendable = side === 'SELL' ? lots : amount.times(decimal('1').minus(fee));
  let ordered: Decimal | undefined;
  let base = zero;
  let quote = zero;
  for (const level of bookSide(draft.state.seed, pair.symbol, side === 'SELL' ? 'bids' : 'asks', index, draft.second)) {
    if (side === 'SELL' ? level.price.lt(limit) : level.price.gt(limit)) break;
    const left = side === 'SELL' ? spendable.minus(base) : spendable.minus(quote).div(level.price);
    const wanted = left.toDecimalPlaces(places, Decimal.ROUND_DOWN);
    ordered ??= wanted;
    const piece = Decimal.min(wanted, level.quantity);
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
      quantity: toWire(Decimal.max(ordered ?? base, base)),
      executed: toWire(base),
    },
  });
}
