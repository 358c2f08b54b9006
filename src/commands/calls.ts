import type { AccountRef } from '../connection/snapshot.ts';
import { toWire, type Decimal } from '../margin/decimal.ts';

/** The parameters of a loan that name its account. */
export function loanParameters(account: AccountRef, asset: string, amount: Decimal) {
  return {
    asset,
    amount: toWire(amount),
    isIsolated: account.kind === 'cross' ? ('FALSE' as const) : ('TRUE' as const),
    ...(account.kind === 'cross' ? {} : { symbol: account.symbol }),
  };
}

/** How a question about one asset names the isolated account it means. */
export function limitParameters(account: AccountRef, asset: string) {
  return account.kind === 'cross' ? { asset } : { asset, isolatedSymbol: account.symbol };
}
