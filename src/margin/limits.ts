import { type CollateralSlice, collateralPieces } from './collateral.ts';
import { Decimal, zero } from './decimal.ts';
import { type IsolatedTier, tierFor } from './risk.ts';

/** Caps that are not about the account's level: what the platform still lends, what the user may owe. */
export interface BorrowCaps {
  /** The most that may be owed of the asset (VIP level), in the asset. */
  readonly limit?: Decimal;
  /** What the platform has left to lend, in the asset. */
  readonly inventory?: Decimal;
  /** Already borrowed of the asset. */
  readonly borrowed?: Decimal;
}

const smallest = (first: Decimal, ...more: (Decimal | undefined)[]): Decimal =>
  more.reduce<Decimal>((least, value) => (value && value.lt(least) ? value : least), first);

/** Never negative, cut to the eight decimals of an amount. */
const amount = (value: Decimal): Decimal => (value.gt(0) ? value.toDecimalPlaces(8, Decimal.ROUND_DOWN) : zero);

/** A cross account that borrows. Values in USDT. */
export interface CrossBorrower {
  readonly collateral: Decimal;
  readonly liabilities: Decimal;
  readonly initial: Decimal;
  /** USDT per unit of the asset. */
  readonly price: Decimal;
  /** Value of the asset already held, where its haircut slices continue. */
  readonly heldValue: Decimal;
  readonly slices?: readonly CollateralSlice[] | undefined;
  readonly caps?: BorrowCaps;
}

/**
 * The most of `asset` that a cross account may borrow: the loan after which collateral / liabilities is just `initial`.
 * A borrowed coin is itself collateral at its haircut, slice by slice. With one flat ratio cr this is
 * (collateral - initial x liabilities) / (initial - cr). Values in USDT, the answer in the asset.
 */
export function crossMaxBorrow(input: CrossBorrower): Decimal {
  const { collateral, liabilities, initial, price, heldValue, slices, caps } = input;
  let room = collateral.minus(initial.times(liabilities));
  let value = zero;
  if (room.gt(0))
    for (const { length, ratio } of collateralPieces(heldValue, slices, 'up')) {
      const cost = initial.minus(ratio);
      const take = room.div(cost);
      if (length === undefined || take.lte(length)) {
        value = value.plus(take);
        break;
      }
      value = value.plus(length);
      room = room.minus(length.times(cost));
    }
  return amount(smallest(value.div(price), caps?.limit?.minus(caps.borrowed ?? zero), caps?.inventory));
}

/**
 * Whether a cross account may borrow `loan` of the asset: the same as `loan <= crossMaxBorrow`, without the divisions, which
 * cost more than everything else about a loan.
 */
export function crossMayBorrow(loan: Decimal, input: CrossBorrower): boolean {
  const { collateral, liabilities, initial, price, heldValue, slices, caps } = input;
  if (caps?.inventory?.lt(loan)) return false;
  if (caps?.limit && loan.plus(caps.borrowed ?? zero).gt(caps.limit)) return false;
  let room = collateral.minus(initial.times(liabilities));
  let value = loan.times(price);
  for (const { length, ratio } of collateralPieces(heldValue, slices, 'up')) {
    const take = length?.lt(value) ? length : value;
    room = room.minus(take.times(initial.minus(ratio)));
    value = value.minus(take);
    if (value.isZero()) break;
  }
  return !room.isNegative();
}

/**
 * The most that may leave a cross account: everything free without debt, else down to the collateral level
 * `transferOut`. Values in USDT, the answer in the asset.
 */
export function crossMaxTransferOut(input: {
  readonly free: Decimal;
  readonly collateral: Decimal;
  readonly liabilities: Decimal;
  readonly transferOut: Decimal;
  readonly price: Decimal;
  readonly heldValue: Decimal;
  readonly slices?: readonly CollateralSlice[] | undefined;
}): Decimal {
  const { free, collateral, liabilities, transferOut, price, heldValue, slices } = input;
  if (liabilities.isZero()) return amount(free);
  let room = collateral.minus(transferOut.times(liabilities));
  if (room.lte(0)) return zero;
  let value = zero;
  for (const { length, ratio } of collateralPieces(heldValue, slices, 'down')) {
    const spent = length ? length.times(ratio) : zero;
    if (length && spent.lte(room)) {
      value = value.plus(length);
      room = room.minus(spent);
    } else {
      value = value.plus(room.div(ratio));
      break;
    }
  }
  return amount(smallest(value.div(price), free));
}

/**
 * The most of one side that an isolated pair may borrow: (assets - IR x liabilities) / (IR - 1), with the initial ratio
 * IR of the tier that holds after the loan, and within that tier's own maximum.
 */
export function isolatedMaxBorrow(input: {
  /** In the quote asset. */
  readonly assets: Decimal;
  readonly liabilities: Decimal;
  readonly side: 'base' | 'quote';
  /** Quote per base. */
  readonly price: Decimal;
  readonly baseBorrowed: Decimal;
  readonly quoteBorrowed: Decimal;
  readonly tiers: readonly IsolatedTier[];
  readonly caps?: BorrowCaps;
}): Decimal {
  const { assets, liabilities, side, price, baseBorrowed, quoteBorrowed, tiers, caps } = input;
  const unit = side === 'base' ? price : zero.plus(1);
  const owed = side === 'base' ? baseBorrowed : quoteBorrowed;
  const from = tierFor(tiers, baseBorrowed, quoteBorrowed).tier;
  let best = zero;
  for (const tier of tiers) {
    if (tier.tier < from) continue;
    const byLevel = assets.minus(tier.initial.times(liabilities)).div(tier.initial.minus(1)).div(unit);
    const byTier = (side === 'base' ? tier.baseMaxBorrowable : tier.quoteMaxBorrowable).minus(owed);
    const here = smallest(byLevel, byTier);
    if (here.gt(best)) best = here;
  }
  return amount(smallest(best, caps?.limit?.minus(caps.borrowed ?? zero), caps?.inventory));
}

/**
 * The most of one side that may leave an isolated pair: everything free without debt, else down to the level
 * `transferOut` (not published for isolated pairs; the cross account's 2 is the default everywhere here).
 */
export function isolatedMaxTransferOut(input: {
  readonly free: Decimal;
  readonly assets: Decimal;
  readonly liabilities: Decimal;
  readonly side: 'base' | 'quote';
  readonly price: Decimal;
  readonly transferOut: Decimal;
}): Decimal {
  const { free, assets, liabilities, side, price, transferOut } = input;
  if (liabilities.isZero()) return amount(free);
  const room = assets.minus(transferOut.times(liabilities));
  return amount(smallest(side === 'base' ? room.div(price) : room, free));
}
