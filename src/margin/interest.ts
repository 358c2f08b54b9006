import { Decimal, zero } from './decimal.ts';

export const HOUR = 3_600_000;
export const DAY = 86_400_000;

/**
 * How an hour's interest is brought to eight decimals. The published example rules truncation out; rounding up and
 * half up both fit it, so the choice has a name and a switch.
 */
export type InterestRounding = 'up' | 'half-up';

/**
 * Interest of one hour: principal x daily rate / 24, in the borrowed asset. Simple: interest earns no interest.
 * `dailyRate` is a fraction (0.00013233 is 0.013233 % a day).
 */
export function hourlyCharge(principal: Decimal, dailyRate: Decimal, rounding: InterestRounding = 'up'): Decimal {
  return principal
    .times(dailyRate)
    .div(24)
    .toDecimalPlaces(8, rounding === 'up' ? Decimal.ROUND_UP : Decimal.ROUND_HALF_UP);
}

/** The next full clock hour strictly after `time` (ms, UTC). */
export function nextHour(time: number): number {
  return (Math.floor(time / HOUR) + 1) * HOUR;
}

/** A repayment split as the exchange splits it: interest first, then principal. */
export function splitRepayment(amount: Decimal, interest: Decimal): { interest: Decimal; principal: Decimal } {
  return amount.lte(interest) ? { interest: amount, principal: zero } : { interest, principal: amount.minus(interest) };
}
