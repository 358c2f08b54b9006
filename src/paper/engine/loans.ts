import { type Decimal, toWire } from '../../margin/decimal.ts';
import { splitRepayment } from '../../margin/interest.ts';
import { debt } from '../../margin/levels.ts';
import type { Draft } from './draft.ts';
import type { LiabilityKind, LoanEvent } from './events.ts';
import { chargeAtBorrow } from './interest.ts';
import { checkAllowed, isAllowed, isLent } from './platform.ts';
import { refuse } from './refusal.ts';
import { type AccountId, CROSS } from './state.ts';
import { inventory, listedAsset, mayBorrow } from './valuation.ts';

/** Lending and paying back. Interest is charged in interest.ts. */

type Cause = LoanEvent['cause'];

/** Lends `amount` to a margin account and charges the first hour. Returns the transaction's id. */
export function borrow(draft: Draft, id: AccountId, asset: string, amount: Decimal, cause: Cause): number {
  const listed = listedAsset(asset);
  checkAllowed(draft, id, 'borrow');
  if (!isLent(draft, id, asset)) throw refuse(-3012);
  if (amount.lt(listed.minimumBorrow)) throw refuse(-3013);
  const left = inventory(draft, listed);
  if (amount.gt(left)) throw refuse(-3045);
  // Where the level does not allow borrowing at all, the most is nothing.
  if (!mayBorrow(draft, id, listed, amount, left)) throw id === CROSS ? refuse(-3006) : refuse(-11008);
  const transaction = draft.next('transaction');
  draft.adjust(id, asset, { free: amount, borrowed: amount });
  draft.moved(id, asset, amount);
  draft.flow(id, asset, 'BORROW', amount, transaction);
  record(draft, { id: transaction, account: id, asset, kind: 'BORROW', cause, amount, principal: amount });
  reportLiability(draft, id, asset, 'BORROW');
  chargeAtBorrow(draft, id, asset, amount);
  return transaction;
}

/** Pays a debt back out of the account's own free coins: interest first, then principal. Returns the transaction's id. */
export function repay(draft: Draft, id: AccountId, asset: string, amount: Decimal, cause: Cause): number {
  const listed = listedAsset(asset);
  checkAllowed(draft, id, 'repay');
  const holding = draft.holding(id, asset);
  const owed = debt(holding);
  if (owed.isZero() || amount.gt(owed)) throw refuse(-3015);
  if (cause === 'MANUAL' && amount.lt(listed.minimumRepay) && amount.lt(owed)) throw refuse(-3016);
  if (amount.gt(holding.free)) throw refuse(-3041);
  const left = owed.minus(amount);
  if (cause === 'MANUAL' && left.gt(0) && left.lt(listed.minimumRepay)) throw refuse(-3024);
  return payBack(draft, id, asset, amount, cause);
}

/** A repayment that is known to be possible. */
export function payBack(
  draft: Draft,
  id: AccountId,
  asset: string,
  amount: Decimal,
  cause: Cause,
  flow: 'REPAY' | 'REPAY_LIQUIDATION' = 'REPAY',
): number {
  const parts = splitRepayment(amount, draft.holding(id, asset).interest);
  const transaction = draft.next('transaction');
  draft.adjust(id, asset, {
    free: amount.negated(),
    borrowed: parts.principal.negated(),
    interest: parts.interest.negated(),
  });
  draft.moved(id, asset, amount.negated());
  draft.flow(id, asset, flow, amount.negated(), transaction);
  record(draft, { id: transaction, account: id, asset, kind: 'REPAY', cause, amount, ...parts });
  reportLiability(draft, id, asset, 'REPAY');
  return transaction;
}

/**
 * Repays as much of an asset's debt as `available` and the free balance allow; nothing if nothing is owed, and nothing,
 * without a word, while repaying is switched off: whoever relies on automatic repayment has to look at the debt again.
 */
export function repayUpTo(draft: Draft, id: AccountId, asset: string, available: Decimal): void {
  if (!isAllowed(draft, id, 'repay')) return;
  const holding = draft.holding(id, asset);
  const owed = debt(holding);
  let amount = available.lt(owed) ? available : owed;
  if (amount.gt(holding.free)) amount = holding.free;
  if (amount.gt(0)) payBack(draft, id, asset, amount, 'AUTO');
}

function record(
  draft: Draft,
  loan: { id: number; account: AccountId; asset: string; kind: LoanEvent['kind']; cause: Cause } & {
    amount: Decimal;
    principal: Decimal;
    interest?: Decimal;
  },
): void {
  const { id, account, asset, kind, cause } = loan;
  const amount = toWire(loan.amount);
  const principal = loan.principal === loan.amount ? amount : toWire(loan.principal);
  const interest = loan.interest ? toWire(loan.interest) : '0.00000000';
  draft.emit({ type: 'loan', time: draft.now, id, account, asset, kind, cause, amount, principal, interest });
}

export function reportLiability(draft: Draft, account: AccountId, asset: string, kind: LiabilityKind): void {
  const { borrowed, interest } = draft.holding(account, asset);
  draft.emit({
    type: 'liability',
    time: draft.now,
    account,
    asset,
    kind,
    principal: toWire(borrowed),
    interest: toWire(interest),
  });
}
