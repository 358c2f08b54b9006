import type { AccountRef } from '../connection/snapshot.ts';
import { toWire, type Decimal } from '../margin/decimal.ts';

/** How a call says whether it means an isolated account. */
export const isolatedFlag = ({ kind }: AccountRef): 'TRUE' | 'FALSE' => (kind === 'isolated' ? 'TRUE' : 'FALSE');

/** The parameters of a loan that name its account. */
export function loanParameters(account: AccountRef, asset: string, amount: Decimal) {
  return {
    asset,
    amount: toWire(amount),
    isIsolated: isolatedFlag(account),
    ...(account.kind === 'isolated' ? { symbol: account.symbol } : {}),
  };
}

/** How a question about one asset names the isolated account it means. */
export function limitParameters(account: AccountRef, asset: string) {
  return account.kind === 'isolated' ? { asset, isolatedSymbol: account.symbol } : { asset };
}
