import type { Balance } from '../connection/snapshot.ts';
import { Decimal } from '../margin/decimal.ts';
import { debt } from '../margin/levels.ts';

/** A repayment of a whole debt, as it was agreed to. */
export interface Agreed {
  readonly amount: Decimal;
  /** What was borrowed of it, without interest. */
  readonly principal: Decimal;
}

/**
 * What repaying all comes to by the time it is sent: interest ticks while one reads the confirmation, and belongs to it.
 * What was borrowed meanwhile, by another program say, does not: then it is what was agreed to, as it is where nothing is
 * owed any more, which the exchange says better than a guess would.
 */
export function repaymentOfAll({ amount, principal }: Agreed, now: Balance | undefined): Decimal {
  if (!now || now.borrowed.gt(principal)) return amount;
  const owed = debt(now);
  return owed.gt(0) ? Decimal.min(owed, now.free) : amount;
}
