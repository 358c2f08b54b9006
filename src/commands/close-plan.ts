import type { Balance } from '../connection/snapshot.ts';
import { Decimal, zero } from '../margin/decimal.ts';
import { debt, netAsset } from '../margin/levels.ts';

export type ClosingTrade = { readonly side: 'BUY' | 'SELL'; readonly quantity: Decimal } | undefined;

export interface Lot {
  readonly step: Decimal;
  readonly min: Decimal;
}

/**
 * The market order that closes a position in a pair, before what is left is repaid. A short (more base owed than held)
 * is bought back, rounded up to the lot and with `fee` on top because the fee is taken from what is bought; anything
 * else of the base is sold, rounded down. Undefined where nothing is left that the pair would trade.
 */
export function closingTrade(base: Balance, lot: Lot, fee: Decimal): ClosingTrade {
  const net = netAsset(base);
  if (net.lt(zero)) {
    const needed = net.neg().div(new Decimal(1).minus(fee));
    return { side: 'BUY', quantity: Decimal.max(roundUp(needed, lot.step), lot.min) };
  }
  // What repays the base's own debt stays; the rest goes.
  const quantity = roundDown(net, lot.step);
  return quantity.gte(lot.min) && quantity.gt(zero) ? { side: 'SELL', quantity } : undefined;
}

/** What can be repaid of a debt right away: all of it, or all there is. */
export function repayable(balance: Balance): Decimal {
  return Decimal.min(debt(balance), balance.free);
}

const roundUp = (quantity: Decimal, step: Decimal): Decimal =>
  step.isZero() ? quantity : quantity.div(step).ceil().times(step);
const roundDown = (quantity: Decimal, step: Decimal): Decimal =>
  step.isZero() ? quantity : quantity.div(step).floor().times(step);
