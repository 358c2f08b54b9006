import { type CollateralSlice, collateralValue } from './collateral.ts';
import { type Decimal, zero } from './decimal.ts';

/** What an account holds and owes of one asset. */
export interface Holding {
  readonly free: Decimal;
  readonly locked: Decimal;
  readonly borrowed: Decimal;
  readonly interest: Decimal;
}

export const emptyHolding: Holding = { free: zero, locked: zero, borrowed: zero, interest: zero };

/** Everything held: free and locked, borrowed coins included. */
export const total = (holding: Holding): Decimal => holding.free.plus(holding.locked);
/** Everything owed: principal and interest. */
export const debt = (holding: Holding): Decimal => holding.borrowed.plus(holding.interest);
/** free + locked - borrowed - interest. */
export const netAsset = (holding: Holding): Decimal => total(holding).minus(debt(holding));

/** What the wire prints as the margin level of an account that owes nothing. */
export const LEVEL_WITHOUT_DEBT = '999';

/** Assets over liabilities; `undefined` when nothing is owed (the level is infinite). */
export function marginLevel(assets: Decimal, liabilities: Decimal): Decimal | undefined {
  return liabilities.isZero() ? undefined : assets.div(liabilities);
}

export interface CrossLevels {
  /** Value of everything held. */
  readonly assets: Decimal;
  /** Value of everything owed, interest included. */
  readonly liabilities: Decimal;
  /** Value of everything held after the collateral haircuts. */
  readonly collateral: Decimal;
  /** Plain margin level: decides margin call and liquidation. `undefined` without debt. */
  readonly level: Decimal | undefined;
  /** Collateral margin level: decides borrowing and transfer out. `undefined` without debt. */
  readonly collateralLevel: Decimal | undefined;
}

/** What one holding is worth, owes, and counts as collateral, in the currency of its price. */
export type HoldingValue = Pick<CrossLevels, 'assets' | 'liabilities' | 'collateral'>;

/** The value of one holding of a cross account at `price`, with the haircut slices of its asset. */
export function holdingValue(
  holding: Holding,
  price: Decimal,
  slices: readonly CollateralSlice[] | undefined,
): HoldingValue {
  const assets = total(holding).times(price);
  return { assets, liabilities: debt(holding).times(price), collateral: collateralValue(assets, slices) };
}

/**
 * The levels of a cross account that has these holdings, in the currency of their prices (USDT, because the haircut
 * slices are in USDT). Haircuts touch the collateral level only, never the plain one.
 */
export function sumLevels(values: Iterable<HoldingValue>): CrossLevels {
  let assets = zero;
  let liabilities = zero;
  let collateral = zero;
  for (const value of values) {
    // Most holdings owe nothing, and some are nothing but debt.
    if (!value.assets.isZero()) assets = assets.plus(value.assets);
    if (!value.collateral.isZero()) collateral = collateral.plus(value.collateral);
    if (!value.liabilities.isZero()) liabilities = liabilities.plus(value.liabilities);
  }
  return new Levels(assets, liabilities, collateral);
}

/** Sums, and the quotients when someone asks for them: dividing takes longer than everything before it. */
class Levels implements CrossLevels {
  readonly assets: Decimal;
  readonly liabilities: Decimal;
  readonly collateral: Decimal;
  #level: Decimal | undefined;
  #collateralLevel: Decimal | undefined;
  constructor(assets: Decimal, liabilities: Decimal, collateral: Decimal) {
    this.assets = assets;
    this.liabilities = liabilities;
    this.collateral = collateral;
  }
  get level(): Decimal | undefined {
    return (this.#level ??= marginLevel(this.assets, this.liabilities));
  }
  get collateralLevel(): Decimal | undefined {
    return (this.#collateralLevel ??= marginLevel(this.collateral, this.liabilities));
  }
}

/** Nothing held and nothing owed: such a holding needs no price. */
export const isEmpty = ({ free, locked, borrowed, interest }: Holding): boolean =>
  free.isZero() && locked.isZero() && borrowed.isZero() && interest.isZero();

export interface IsolatedLevels {
  /** In the quote asset. */
  readonly assets: Decimal;
  readonly liabilities: Decimal;
  readonly level: Decimal | undefined;
}

/** An isolated pair's level at `price` (quote per base). No haircuts apply to isolated pairs. */
export function isolatedLevels(base: Holding, quote: Holding, price: Decimal): IsolatedLevels {
  const assets = total(base).times(price).plus(total(quote));
  const liabilities = debt(base).times(price).plus(debt(quote));
  return { assets, liabilities, level: marginLevel(assets, liabilities) };
}
