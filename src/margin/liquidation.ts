import type { Decimal } from './decimal.ts';
import { debt, type Holding, total } from './levels.ts';

/**
 * The pair price at which an isolated account reaches `ratio`: (ratio x quote debt - quote) / (base - ratio x base debt).
 * Algebra on the level's definition; the exchange publishes no formula. `undefined` without debt or where no positive
 * price reaches the ratio.
 */
export function isolatedLiquidationPrice(base: Holding, quote: Holding, ratio: Decimal): Decimal | undefined {
  if (debt(base).isZero() && debt(quote).isZero()) return undefined;
  return solve(total(base), debt(base), total(quote), debt(quote), ratio);
}

/**
 * The price of one asset at which a cross account reaches `ratio`, every other price held still. `others` are the value
 * of all other assets and of all other debts, in the currency in which the answer is wanted.
 */
export function crossLiquidationPrice(
  holding: Holding,
  others: { readonly assets: Decimal; readonly liabilities: Decimal },
  ratio: Decimal,
): Decimal | undefined {
  if (debt(holding).isZero() && others.liabilities.isZero()) return undefined;
  return solve(total(holding), debt(holding), others.assets, others.liabilities, ratio);
}

function solve(held: Decimal, owed: Decimal, rest: Decimal, restOwed: Decimal, ratio: Decimal): Decimal | undefined {
  const slope = held.minus(ratio.times(owed));
  if (slope.isZero()) return undefined;
  const price = ratio.times(restOwed).minus(rest).div(slope);
  return price.gt(0) ? price : undefined;
}

/** How far the price is from its liquidation price, on whichever side that is, as a share of the price: 0.25 is a quarter. */
export function liquidationDistance(price: Decimal, liquidationPrice: Decimal): Decimal {
  return price.minus(liquidationPrice).abs().div(price);
}

/** What must be added in collateral (same currency) to reach `target`; zero when the level is already there. */
export function collateralToReach(target: Decimal, assets: Decimal, liabilities: Decimal): Decimal {
  const missing = target.times(liabilities).minus(assets);
  return missing.gt(0) ? missing : missing.times(0);
}

/** What must be repaid out of the account's own assets to reach `target` (above 1); zero when already there. */
export function repaymentToReach(target: Decimal, assets: Decimal, liabilities: Decimal): Decimal {
  const missing = target.times(liabilities).minus(assets).div(target.minus(1));
  return missing.gt(0) ? missing : missing.times(0);
}
