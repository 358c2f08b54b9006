import type { Decimal } from '../margin/decimal.ts';
import type { MarginLevelStatus } from '../margin/risk.ts';

/** An account a loan, an order or an asset belongs to: the cross account, or the isolated account of one pair. */
export type AccountRef = { readonly kind: 'cross' } | { readonly kind: 'isolated'; readonly symbol: string };

export const cross: AccountRef = { kind: 'cross' };
export const isolated = (symbol: string): AccountRef => ({ kind: 'isolated', symbol });
export const accountKey = (account: AccountRef): string => (account.kind === 'cross' ? 'cross' : account.symbol);
export const sameAccount = (a: AccountRef, b: AccountRef): boolean => accountKey(a) === accountKey(b);

/** One asset in one account. `net` is free + locked - borrowed - interest; all are amounts of the asset. */
export interface Balance {
  readonly asset: string;
  readonly free: Decimal;
  readonly locked: Decimal;
  readonly borrowed: Decimal;
  readonly interest: Decimal;
  readonly net: Decimal;
}

/** The cross margin levels at or under which the account is in the next worse state; they follow its greatest leverage. */
export interface Bars {
  readonly normal: Decimal;
  readonly marginCall: Decimal;
  readonly liquidation: Decimal;
}

export interface CrossAccount {
  /** Total assets over total debt; undefined while nothing is owed. */
  readonly level: Decimal | undefined;
  /** The same with each asset cut down to what it counts as collateral; gates borrowing and transfers out. */
  readonly collateralLevel: Decimal | undefined;
  readonly assetsInBtc: Decimal;
  readonly debtInBtc: Decimal;
  readonly netInBtc: Decimal;
  readonly bars: Bars;
  readonly balances: readonly Balance[];
}

export interface IsolatedAccount {
  readonly symbol: string;
  readonly base: Balance;
  readonly quote: Balance;
  readonly level: Decimal | undefined;
  readonly status: MarginLevelStatus;
  /** The pair's greatest leverage. */
  readonly leverage: Decimal;
  /** Quote per base. */
  readonly indexPrice: Decimal;
  /** Quote per base; undefined when no price of the pair would liquidate it. */
  readonly liquidationPrice: Decimal | undefined;
  readonly enabled: boolean;
}

/** What one account owes of one asset. */
export interface Loan {
  readonly account: AccountRef;
  readonly asset: string;
  readonly principal: Decimal;
  readonly interest: Decimal;
  /** Interest of the next full hour per unit borrowed; undefined while unknown. */
  readonly hourlyRate: Decimal | undefined;
}

export interface OpenOrder {
  readonly account: AccountRef;
  readonly symbol: string;
  readonly orderId: number;
  readonly clientOrderId: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  readonly price: Decimal;
  readonly stopPrice: Decimal;
  readonly quantity: Decimal;
  readonly executed: Decimal;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly placedAt: number;
  /** The list (OCO) the order belongs to, where known. */
  readonly orderListId?: number;
}

/** Everything the trees show, as of one moment. Replaced as a whole; never changed in place. */
export interface Snapshot {
  /**
   * Milliseconds since 1970, this machine's clock: when levels and prices were read. Balances, loans and orders that the
   * streams told of since are newer.
   */
  readonly takenAt: number;
  readonly cross: CrossAccount;
  readonly isolated: readonly IsolatedAccount[];
  readonly loans: readonly Loan[];
  readonly orders: readonly OpenOrder[];
}

export function balancesOf(snapshot: Snapshot, account: AccountRef): readonly Balance[] {
  if (account.kind === 'cross') return snapshot.cross.balances;
  const pair = snapshot.isolated.find((candidate) => candidate.symbol === account.symbol);
  return pair ? [pair.base, pair.quote] : [];
}

export function levelOf(snapshot: Snapshot, account: AccountRef): Decimal | undefined {
  if (account.kind === 'cross') return snapshot.cross.level;
  return snapshot.isolated.find((candidate) => candidate.symbol === account.symbol)?.level;
}

/** `now`, with the balances that are as they were in `before` as the same objects: whoever draws them sees that at once. */
export function keepUnchanged(now: Snapshot, before: Snapshot | undefined): Snapshot {
  if (!before) return now;
  const known = (account: AccountRef) => new Map(balancesOf(before, account).map((each) => [each.asset, each]));
  const keep = (balance: Balance, from: ReadonlyMap<string, Balance>) => {
    const old = from.get(balance.asset);
    return old && sameBalance(balance, old) ? old : balance;
  };
  const inCross = known(cross);
  return {
    ...now,
    cross: { ...now.cross, balances: now.cross.balances.map((balance) => keep(balance, inCross)) },
    isolated: now.isolated.map((pair) => {
      const inPair = known(isolated(pair.symbol));
      return { ...pair, base: keep(pair.base, inPair), quote: keep(pair.quote, inPair) };
    }),
  };
}

const sameBalance = (a: Balance, b: Balance): boolean =>
  a.free.eq(b.free) &&
  a.locked.eq(b.locked) &&
  a.borrowed.eq(b.borrowed) &&
  a.interest.eq(b.interest) &&
  a.net.eq(b.net);
