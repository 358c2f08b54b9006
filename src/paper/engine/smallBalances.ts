import { Decimal, decimal, toWire, zero } from '../../margin/decimal.ts';
import { debt } from '../../margin/levels.ts';
import { assets } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import type { DustRecord } from './events.ts';
import { payBack, reportLiability } from './loans.ts';
import { checkAllowed } from './platform.ts';
import { refuse } from './refusal.ts';
import { type AccountId, CROSS, SPOT } from './state.ts';

/** What is too small to trade: dust turned into BNB, small debts paid with another coin. */

const DAY = 86_400_000;
/** Share kept of a conversion to BNB. */
export const DUST_CHARGE = decimal('0.02');
/** Most that one balance may be worth, in BTC. */
const DUST_LIMIT = decimal('0.001');

export interface DustAsset {
  readonly asset: string;
  readonly amount: Decimal;
  readonly inBtc: Decimal;
  /** Before the service charge. */
  readonly inBnb: Decimal;
}

/** The balances of an account that are small enough to be converted. */
export function dustOf(draft: Draft, id: AccountId): DustAsset[] {
  return Object.entries(draft.open(id).holdings).flatMap(([asset, holding]) => {
    if (asset === 'BNB' || holding.free.isZero() || debt(holding).gt(0)) return [];
    const value = holding.free.times(draft.prices.index(asset));
    const inBtc = value.div(draft.prices.index('BTC'));
    const inBnb = value.div(draft.prices.index('BNB')).toDecimalPlaces(8, Decimal.ROUND_DOWN);
    return inBtc.lt(DUST_LIMIT) ? [{ asset, amount: holding.free, inBtc, inBnb }] : [];
  });
}

/** Converts small balances to BNB, less the service charge; once a day per wallet. */
export function convertDust(draft: Draft, id: AccountId, names: readonly string[]): DustRecord {
  if (id !== SPOT) checkAllowed(draft, id, 'trade');
  const last = draft.mark(`dust/${id}`);
  if (last !== undefined && draft.now - last < DAY) throw refuse(-5006);
  const record: { -readonly [K in keyof DustRecord]: DustRecord[K] } = {
    id: draft.next('transaction'),
    account: id,
    target: 'BNB',
    details: [],
  };
  const details: DustRecord['details'][number][] = [];
  const convertible = new Map(dustOf(draft, id).map((dust) => [dust.asset, dust]));
  for (const asset of new Set(names)) {
    if (!assets[asset] || asset === 'BNB') throw refuse(-5003);
    const { free } = draft.holding(id, asset);
    if (free.isZero()) throw refuse(-5003);
    const dust = convertible.get(asset);
    if (!dust) throw refuse(-5004, asset);
    const charge = dust.inBnb.times(DUST_CHARGE).toDecimalPlaces(8, Decimal.ROUND_UP);
    const received = dust.inBnb.minus(charge);
    if (received.lte(0)) throw refuse(-5005, asset);
    const detail = draft.next('transaction');
    draft.adjust(id, asset, { free: free.negated() });
    draft.adjust(id, 'BNB', { free: received });
    draft.moved(id, asset, free.negated());
    draft.moved(id, 'BNB', received);
    if (id !== SPOT) {
      draft.flow(id, asset, 'SMALL_BALANCE_CONVERT', free.negated(), detail);
      draft.flow(id, 'BNB', 'SMALL_BALANCE_CONVERT', received, detail);
    }
    details.push({ id: detail, asset, amount: toWire(free), received: toWire(received), charge: toWire(charge) });
  }
  record.details = details;
  draft.setMark(`dust/${id}`);
  draft.emit({ type: 'dust', time: draft.now, record });
  return record;
}

/** Debts below this (in USDT) may be exchanged, this often, this many at once. */
const SMALL_LIABILITY = decimal('10');
const SMALL_LIABILITY_EVERY = 6 * 3_600_000;
export const SMALL_LIABILITY_TARGET = 'USDT';

export interface SmallDebt {
  readonly asset: string;
  readonly principal: Decimal;
  readonly interest: Decimal;
  /** What paying it costs in the target asset. */
  readonly price: Decimal;
}

export function smallDebts(draft: Draft): SmallDebt[] {
  return Object.entries(draft.open(CROSS).holdings).flatMap(([asset, holding]) => {
    const owed = debt(holding);
    const price = owed.times(draft.prices.index(asset)).toDecimalPlaces(8, Decimal.ROUND_UP);
    if (asset === SMALL_LIABILITY_TARGET || owed.isZero() || price.gte(SMALL_LIABILITY)) return [];
    return [{ asset, principal: holding.borrowed, interest: holding.interest, price }];
  });
}

/** Pays small debts with USDT of the account; what it lacks of it becomes a USDT debt, so that one is left instead of many. */
export function exchangeSmallDebts(draft: Draft, names: readonly string[]): void {
  checkAllowed(draft, CROSS, 'repay');
  const last = draft.mark('smallLiability');
  if (last !== undefined && draft.now - last < SMALL_LIABILITY_EVERY) throw refuse(-3026);
  const small = new Map(smallDebts(draft).map((one) => [one.asset, one]));
  for (const asset of new Set(names)) {
    const found = small.get(asset);
    if (!found) throw refuse(-3026);
    const owed = found.principal.plus(found.interest);
    const own = draft.holding(CROSS, SMALL_LIABILITY_TARGET).free;
    const paid = Decimal.min(own, found.price);
    const lent = found.price.minus(paid);
    const transaction = draft.next('transaction');
    draft.adjust(CROSS, SMALL_LIABILITY_TARGET, { free: paid.negated(), borrowed: lent });
    if (paid.gt(0)) draft.moved(CROSS, SMALL_LIABILITY_TARGET, paid.negated());
    draft.flow(CROSS, SMALL_LIABILITY_TARGET, 'SMALL_CONVERT', paid.negated(), transaction);
    draft.adjust(CROSS, asset, { free: owed });
    draft.moved(CROSS, asset, owed);
    draft.flow(CROSS, asset, 'SMALL_CONVERT', owed, transaction);
    payBack(draft, CROSS, asset, owed, 'AUTO');
    if (lent.gt(0)) {
      draft.emit({
        type: 'loan',
        time: draft.now,
        id: transaction,
        account: CROSS,
        asset: SMALL_LIABILITY_TARGET,
        kind: 'BORROW',
        cause: 'AUTO',
        amount: toWire(lent),
        principal: toWire(lent),
        interest: toWire(zero),
      });
      reportLiability(draft, CROSS, SMALL_LIABILITY_TARGET, 'BORROW');
    }
    draft.emit({
      type: 'smallLiability',
      time: draft.now,
      asset,
      amount: toWire(owed),
      target: SMALL_LIABILITY_TARGET,
      targetAmount: toWire(found.price),
    });
  }
  draft.setMark('smallLiability');
}
