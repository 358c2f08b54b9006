import { decimal, type Decimal } from '../margin/decimal.ts';
import type { IsolatedAccount, Snapshot } from './snapshot.ts';

/** How near an account is to being liquidated. `free`: nothing is owed. */
export type Risk = 'free' | 'safe' | 'watch' | 'call' | 'danger';

/** At or under these cross margin levels ... (Cross Margin Classic at 3x, as `tradeCoeff` gives them.) */
export interface Bars {
  readonly normal: Decimal;
  readonly marginCall: Decimal;
  readonly liquidation: Decimal;
}

export const classicBars: Bars = { normal: decimal('1.5'), marginCall: decimal('1.3'), liquidation: decimal('1.1') };

export function crossRisk(level: Decimal | undefined, bars: Bars = classicBars): Risk {
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

export const calls = (risk: Risk): boolean => risk === 'call' || risk === 'danger';

/** Accounts at or under their margin call. */
export function accountsCalled(snapshot: Snapshot): number {
  const levels = [crossRisk(snapshot.cross.level), ...snapshot.isolated.map(isolatedRisk)];
  return levels.filter(calls).length;
}
