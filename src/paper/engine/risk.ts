import { type Decimal, toWire } from '../../margin/decimal.ts';
import type { Draft } from './draft.ts';
import type { RiskStatus } from './events.ts';
import { beginLiquidation, continueLiquidation } from './liquidation.ts';
import { without } from './records.ts';
import { type Account, type AccountId, CROSS, isIsolated, plainWallets } from './state.ts';
import { cross, isolated, thresholds } from './valuation.ts';

/** Watches the levels: margin call (repeated while it lasts), pre-liquidation, liquidation. */

export interface RiskLines {
  readonly level: Decimal | undefined;
  readonly marginCall: Decimal;
  readonly liquidation: Decimal;
}

export function riskOf(draft: Draft, id: AccountId): RiskLines {
  if (id === CROSS) return { level: cross(draft).level, ...lines(draft, id) };
  const { level, tier } = isolated(draft, id);
  return { level, marginCall: tier.marginCall, liquidation: tier.liquidation };
}
function lines(draft: Draft, id: AccountId): { marginCall: Decimal; liquidation: Decimal } {
  const { marginCall, liquidation } = id === CROSS ? thresholds(draft) : isolated(draft, id).tier;
  return { marginCall, liquidation };
}

export const isMargin = (id: AccountId): boolean => id === CROSS || isIsolated(id);
export const owes = (account: Account): boolean =>
  Object.values(account.holdings).some(({ borrowed, interest }) => borrowed.gt(0) || interest.gt(0));

/** Looks at every account that owes. */
export function watchRisk(draft: Draft): void {
  for (const id of Object.keys(draft.state.accounts)) {
    if (plainWallets.includes(id)) continue;
    const account = draft.open(id);
    const { liquidation: under } = account;
    if (under) {
      if (draft.now >= under.next && continueLiquidation(draft, id, under)) settleStatus(draft, id, true);
      continue;
    }
    if (!owes(account) && account.calledAt === undefined) continue;
    const { level, marginCall, liquidation } = riskOf(draft, id);
    if (level?.lte(liquidation)) {
      notify(draft, id, level, 'FORCE_LIQUIDATION');
      beginLiquidation(draft, id, 'forced');
    } else if (level?.lte(callLine(draft, account, marginCall))) {
      // Called and warned until the call ends; only the repeat of the notice is by the clock.
      const due =
        account.calledAt === undefined || draft.now - account.calledAt >= draft.world.rules.marginCallRepeatMs;
      const warn = account.warned === undefined && level.lte(liquidation.plus(draft.world.rules.preLiquidationMargin));
      if (due) notify(draft, id, level, 'MARGIN_CALL');
      if (warn) notify(draft, id, level, 'PRE_LIQUIDATION');
      if (due || warn)
        draft.putAccount({
          ...draft.open(id),
          ...(warn && { warned: true }),
          calledAt: due ? draft.now : (account.calledAt ?? draft.now),
        });
    } else settleStatus(draft, id);
  }
}

/** At or below it the account is called; once called, it has to get a little above to be released. */
export const callLine = (draft: Draft, account: Account, marginCall: Decimal): Decimal =>
  account.calledAt === undefined ? marginCall : marginCall.plus(draft.world.rules.marginCallRelease);

/** Back above the line: the call is over, or the liquidation. */
function settleStatus(draft: Draft, id: AccountId, liquidated = false): void {
  const account = draft.open(id);
  if (!liquidated && account.calledAt === undefined && !account.warned) return;
  draft.putAccount(without(account, 'calledAt', 'warned'));
  const { level } = riskOf(draft, id);
  notify(draft, id, level, 'NORMAL');
}

function notify(draft: Draft, account: AccountId, level: Decimal | undefined, status: RiskStatus): void {
  draft.emit({ type: 'status', time: draft.now, account, level: level ? toWire(level) : '999', status });
}
