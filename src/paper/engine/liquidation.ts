import { Decimal, decimal, toWire } from '../../margin/decimal.ts';
import { debt } from '../../margin/levels.ts';
import type { Draft } from './draft.ts';
import { finish } from './fills.ts';
import { followLists } from './lists.ts';
import { reportLiability } from './loans.ts';
import { without } from './records.ts';
import { debtsOf, levelsOf, recovered, repayFromOwn, sellSome } from './sale.ts';
import { type AccountId, CROSS, type Liquidation } from './state.ts';

/**
 * Liquidation as documented, in time. At once: orders expire, the account is locked, the first part is sold. Then one
 * step after the other: it ends when the level is back above the initial ratio (early stop), goes on selling while it
 * is not, and when the book takes no more or the steps are used up, what is left leaves with the remaining debts
 * (takeover). A fee is kept from what is sold.
 */

/** The platform begins to trade on the user's behalf; `by` says who asked for it. */
export function beginLiquidation(draft: Draft, id: AccountId, by: Liquidation['by']): void {
  expireOrders(draft, id);
  repayFromOwn(draft, id);
  const { liquidationStepMs, liquidationSteps, liquidationStepShare } = draft.world.rules;
  const { liabilities } = levelsOf(draft, id);
  const liquidation: Liquidation = {
    by,
    since: draft.now,
    next: draft.now + liquidationStepMs,
    left: liquidationSteps,
    budget: liabilities.times(liquidationStepShare).toDecimalPlaces(8, Decimal.ROUND_UP).toFixed(),
  };
  draft.putAccount({ ...draft.open(id), liquidation });
  sellSome(draft, id, decimal(liquidation.budget), by === 'manual');
}

/** One step, when its time has come. True when the liquidation is over and the account is its owner's again. */
export function continueLiquidation(draft: Draft, id: AccountId, liquidation: Liquidation): boolean {
  const byHand = liquidation.by === 'manual';
  if (debtsOf(draft, id).length === 0 || (!byHand && recovered(draft, id))) return release(draft, id);
  const goesOn = liquidation.left > 1 && sellSome(draft, id, decimal(liquidation.budget), byHand);
  if (goesOn) {
    const { liquidationStepMs } = draft.world.rules;
    draft.putAccount({
      ...draft.open(id),
      liquidation: { ...liquidation, left: liquidation.left - 1, next: draft.now + liquidationStepMs },
    });
    return false;
  }
  // A remainder too small to be sold for is no reason to take a healthy account away.
  if (!recovered(draft, id)) takeOver(draft, id);
  return release(draft, id);
}

function release(draft: Draft, id: AccountId): true {
  draft.putAccount(without(draft.open(id), 'liquidation'));
  return true;
}

function expireOrders(draft: Draft, id: AccountId): void {
  for (const key of Object.keys(draft.state.books))
    if (key.startsWith(`${id}/`))
      for (const orderId of Object.keys(draft.state.books[key] ?? {})) {
        const order = draft.state.books[key]?.[orderId];
        // Loans of expired orders are repaid with everything else.
        if (order) finish(draft, { ...order, autoRepayAtCancel: false }, 'EXPIRED', { reason: 'EXCHANGE_CANCELED' });
      }
  followLists(draft);
}

/** The platform takes what is left, assets and debts. A cross account that was under water owes the rest in USDC. */
function takeOver(draft: Draft, id: AccountId): void {
  const { assets, liabilities } = levelsOf(draft, id);
  const transaction = draft.next('transaction');
  for (const [asset, holding] of Object.entries(draft.open(id).holdings)) {
    const owed = debt(holding);
    if (owed.gt(0)) {
      draft.adjust(id, asset, { borrowed: holding.borrowed.negated(), interest: holding.interest.negated() });
      draft.emit({
        type: 'loan',
        time: draft.now,
        id: draft.next('transaction'),
        account: id,
        asset,
        kind: 'REPAY',
        cause: 'AUTO',
        amount: toWire(owed),
        principal: toWire(holding.borrowed),
        interest: toWire(holding.interest),
      });
      reportLiability(draft, id, asset, 'REPAY');
    }
    if (holding.free.gt(0)) {
      draft.adjust(id, asset, { free: holding.free.negated() });
      draft.moved(id, asset, holding.free.negated());
      draft.flow(id, asset, 'OTHER_LIQUIDATION', holding.free.negated(), transaction);
    }
  }
  const short = liabilities.minus(assets);
  if (id !== CROSS || short.lte(0)) return;
  const amount = short.div(draft.prices.index('USDC')).toDecimalPlaces(8, Decimal.ROUND_UP);
  const loan = draft.state.liquidationLoan;
  draft.change({ liquidationLoan: { ...loan, amount: loan.amount.plus(amount) } });
  draft.emit({
    type: 'liquidationLoan',
    time: draft.now,
    id: draft.next('transaction'),
    asset: 'USDC',
    amount: toWire(amount),
    kind: 'taken',
  });
}
