import { Decimal, decimal } from '../margin/decimal.ts';
import { initialRatio, isolatedRatios } from '../margin/risk.ts';
import type { Bars, IsolatedAccount, Snapshot } from './snapshot.ts';

/** How near an account is to being liquidated. `free`: nothing is owed. */
export type Risk = 'free' | 'safe' | 'watch' | 'call' | 'danger';

/** Cross Margin Classic at 3x: what holds until the exchange has told the account's own. */
export const classicBars: Bars = { normal: decimal('1.5'), marginCall: decimal('1.3'), liquidation: decimal('1.1') };

export function crossRisk(level: Decimal | undefined, bars: Bars): Risk {
  if (level === undefined) return 'free';
  if (level.lte(bars.liquidation)) return 'danger';
  if (level.lte(bars.marginCall)) return 'call';
  return level.lte(bars.normal) ? 'watch' : 'safe';
}

/** The pair's own thresholds depend on its leverage and tier; the exchange has applied them in the status. */
export function isolatedRisk(account: IsolatedAccount): Risk {
  if (account.level === undefined) return 'free';
  switch (account.status) {
    case 'EXCESSIVE':
      return 'safe';
    case 'NORMAL':
      return account.level.lte(decimal('1.5')) ? 'watch' : 'safe';
    case 'MARGIN_CALL':
      return 'call';
    case 'PRE_LIQUIDATION':
    case 'FORCE_LIQUIDATION':
      return 'danger';
    default:
      // A status this version does not know is not a reason to call an account safe.
      return 'watch';
  }
}

/** What is nearer to liquidation has the greater figure. */
export const urgency: Record<Risk, number> = { free: 0, safe: 1, watch: 2, call: 3, danger: 4 };

export const calls = (risk: Risk): boolean => risk === 'call' || risk === 'danger';

/** The risk of the cross account and of each pair. */
export const risksOf = ({ cross, isolated }: Snapshot): Risk[] => [
  crossRisk(cross.level, cross.bars),
  ...isolated.map(isolatedRisk),
];

/** Accounts at or under their margin call. */
export const accountsCalled = (snapshot: Snapshot): number => risksOf(snapshot).filter(calls).length;

/**
 * The levels at which a pair changes its state. The exchange names the price that liquidates it, from which `liquidation`
 * follows; its margin call is published by greatest leverage. Undefined for a leverage that no published table has.
 */
export function isolatedBars({ leverage }: IsolatedAccount, liquidation: Decimal): Bars | undefined {
  const published = isolatedRatios[leverage.toNumber() as keyof typeof isolatedRatios] as
    (typeof isolatedRatios)[keyof typeof isolatedRatios] | undefined;
  if (!published) return undefined;
  const marginCall = decimal(published.marginCall);
  return { normal: Decimal.max(initialRatio(leverage), marginCall), marginCall, liquidation };
}
