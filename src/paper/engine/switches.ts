import { type Decimal, toWire } from '../../margin/decimal.ts';
import { debt, total } from '../../margin/levels.ts';
import { crossThresholds } from '../../margin/risk.ts';
import type { Draft } from './draft.ts';
import { beginLiquidation } from './liquidation.ts';
import { refuse } from './refusal.ts';
import { owes } from './risk.ts';
import { type AccountId, CROSS, SPOT } from './state.ts';
import { enabledIsolated } from './transfers.ts';
import { cross } from './valuation.ts';

/** What an account's owner switches: leverage, isolated pairs on and off, liquidation by hand, the loan after one. */

const DAY = 86_400_000;

/** Another maximum leverage; the level has to be above what the new one starts at. */
export function setMaxLeverage(draft: Draft, maxLeverage: 3 | 5): void {
  const { level } = cross(draft);
  if (draft.open(CROSS).liquidation) throw refuse(-3037);
  if (level?.lte(crossThresholds[maxLeverage].initial)) throw refuse(-3023);
  draft.change({ settings: { ...draft.state.settings, maxLeverage } });
}

/** Switches an isolated pair on (again) or off. Off needs it to be empty, and not done in the last day. */
export function switchIsolated(draft: Draft, symbol: string, on: boolean): void {
  const account = draft.account(symbol);
  if (!account) throw refuse(-11001);
  if (account.enabled === on) return;
  if (account.liquidation) throw refuse(-3037);
  if (on) {
    if (enabledIsolated(draft) >= draft.world.rules.isolatedAccounts) throw refuse(-3003);
    draft.putAccount({ ...account, enabled: true });
    return;
  }
  const last = draft.mark(`disabled/${symbol}`);
  if (last !== undefined && draft.now - last < DAY) throw refuse(-3026);
  const empty = Object.values(account.holdings).every((holding) => total(holding).isZero());
  if (!empty || owes(account) || draft.openOrders(symbol, symbol).length > 0) throw refuse(-3026);
  draft.putAccount({ ...account, enabled: false });
  draft.setMark(`disabled/${symbol}`);
}

export interface PaidDebt {
  readonly asset: string;
  readonly principal: string;
  readonly interest: string;
  /** What paid for it. */
  readonly liabilityAsset: string;
  readonly liabilityQuantity: string;
}

/** Liquidates by hand: collateral pays every debt. Says what each debt was. */
export function liquidateByHand(draft: Draft, id: AccountId): PaidDebt[] {
  const account = draft.account(id);
  if (!account) throw refuse(-11001);
  if (account.liquidation) throw refuse(-3037);
  const debts = Object.entries(account.holdings).filter(([, holding]) => debt(holding).gt(0));
  if (debts.length === 0) throw refuse(-3026);
  beginLiquidation(draft, id, 'manual');
  return debts.map(([asset, { borrowed, interest }]) => ({
    asset,
    principal: toWire(borrowed),
    interest: toWire(interest),
    liabilityAsset: asset,
    liabilityQuantity: toWire(borrowed.plus(interest)),
  }));
}

/** Pays back what a liquidation left owing, in USDC out of the spot wallet. Returns the repayment's id. */
export function repayLiquidationLoan(draft: Draft, asset: string, amount: Decimal): number {
  const { liquidationLoan: loan } = draft.state;
  if (asset !== 'USDC') throw refuse(-3027);
  const owed = loan.amount.minus(loan.repaid);
  if (owed.lte(0) || amount.gt(owed)) throw refuse(-3015);
  if (amount.gt(draft.holding(SPOT, asset).free)) throw refuse(-3041);
  const id = draft.next('transaction');
  draft.adjust(SPOT, asset, { free: amount.negated() });
  draft.moved(SPOT, asset, amount.negated());
  draft.change({ liquidationLoan: { ...loan, repaid: loan.repaid.plus(amount) } });
  draft.emit({ type: 'liquidationLoan', time: draft.now, id, asset, amount: toWire(amount), kind: 'repaid' });
  return id;
}
