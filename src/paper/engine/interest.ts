import { type Decimal, decimal, toWire } from '../../margin/decimal.ts';
import { HOUR, type InterestRounding } from '../../margin/interest.ts';
import type { Draft } from './draft.ts';
import type { InterestKind } from './events.ts';
import { rateUnits } from './platform.ts';
import { type AccountId, CROSS } from './state.ts';

/**
 * Interest: one hour when a loan is taken, then one at every full clock hour while something is owed. Hours are charged
 * in scaled integers (1e-8 of a coin), because a simulated year of fifty loans is half a million charges; the margin
 * room's `hourlyCharge` is the definition, and a test holds the two together.
 */

const UNIT = 100_000_000n;
const units = (amount: Decimal): bigint => BigInt(amount.toFixed(8).replace('.', ''));
const text = (amount: bigint): string => {
  const digits = amount.toString().padStart(9, '0');
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`;
};

/** One hour's interest in units. */
export function hourlyUnits(principal: bigint, rate: bigint, rounding: InterestRounding): bigint {
  const product = principal * rate;
  const divisor = 24n * UNIT;
  return rounding === 'up' ? (product + divisor - 1n) / divisor : (product * 2n + divisor) / (divisor * 2n);
}

const rateAt = (draft: Draft, asset: string, time: number): number =>
  rateUnits(draft.state, asset, draft.state.settings.vipLevel, time);

/** The first hour, at the moment of borrowing. */
export function chargeAtBorrow(draft: Draft, id: AccountId, asset: string, principal: Decimal): void {
  const rate = rateAt(draft, asset, draft.now);
  const lent = toWire(principal);
  const charged = text(hourlyUnits(units(principal), BigInt(rate), draft.world.rules.interestRounding));
  const charge = decimal(charged);
  const inBnb = bnbFor(draft, id, asset, charge);
  if (inBnb) {
    takeBnb(draft, id, inBnb);
    emit(draft, draft.now, id, 'BNB', lent, toWire(inBnb), rate, 'ON_BORROW_CONVERTED', asset);
  } else {
    draft.adjust(id, asset, { interest: charge });
    emit(draft, draft.now, id, asset, lent, charged, rate, 'ON_BORROW');
  }
  reportInterest(draft, draft.now, id, asset);
}

interface Debt {
  readonly id: AccountId;
  readonly asset: string;
  readonly principal: bigint;
  readonly principalText: string;
  charged: bigint;
}

/** Charges every full hour in (from, to], all debts of an hour before the next hour. */
export function chargeHours(draft: Draft, from: number, to: number): void {
  let hour = (Math.floor(from / HOUR) + 1) * HOUR;
  if (hour > to) return;
  const debts = openDebts(draft);
  if (debts.length === 0) return;
  const { interestRounding } = draft.world.rules;
  const burns = draft.state.settings.interestBnbBurn;
  let number = draft.state.counters.interest;
  for (; hour <= to; hour += HOUR) {
    const rates = new Map<string, readonly [bigint, string]>();
    for (const owed of debts) {
      let rate = rates.get(owed.asset);
      if (!rate) {
        const found = BigInt(rateAt(draft, owed.asset, hour));
        rate = [found, text(found)];
        rates.set(owed.asset, rate);
      }
      const charge = hourlyUnits(owed.principal, rate[0], interestRounding);
      if (charge === 0n) continue;
      if (burns) {
        // The clock stands at the hour while BNB is priced and taken.
        draft.change({ now: hour });
        const inBnb = bnbFor(draft, owed.id, owed.asset, decimal(text(charge)));
        if (inBnb) {
          takeBnb(draft, owed.id, inBnb);
          draft.emit({
            type: 'interest',
            time: hour,
            number: ++number,
            account: owed.id,
            asset: 'BNB',
            rawAsset: owed.asset,
            principal: owed.principalText,
            interest: toWire(inBnb),
            rate: rate[1],
            kind: 'PERIODIC_CONVERTED',
          });
          continue;
        }
      }
      owed.charged += charge;
      draft.emit({
        type: 'interest',
        time: hour,
        number: ++number,
        account: owed.id,
        asset: owed.asset,
        principal: owed.principalText,
        interest: text(charge),
        rate: rate[1],
        kind: 'PERIODIC',
      });
    }
  }
  draft.change({ counters: { ...draft.state.counters, interest: number } });
  for (const { id, asset, charged } of debts)
    if (charged > 0n) {
      draft.adjust(id, asset, { interest: decimal(text(charged)) });
      reportInterest(draft, to, id, asset);
    }
}

function openDebts(draft: Draft): Debt[] {
  const debts: Debt[] = [];
  const { accounts } = draft.state;
  for (const id in accounts) {
    const holdings = accounts[id]?.holdings;
    for (const asset in holdings) {
      const borrowed = holdings[asset]?.borrowed;
      if (borrowed?.gt(0))
        debts.push({ id, asset, principal: units(borrowed), principalText: toWire(borrowed), charged: 0n });
    }
  }
  return debts;
}

/** What a charge costs in BNB, if the user pays interest in BNB and has it there. */
function bnbFor(draft: Draft, id: AccountId, asset: string, charge: Decimal): Decimal | undefined {
  if (!draft.state.settings.interestBnbBurn || id !== CROSS || asset === 'BNB') return undefined;
  const value = charge.times(draft.prices.index(asset)).div(draft.prices.index('BNB'));
  const cost = value.times(decimal('1').minus(draft.world.rules.interestBnbDiscount)).toDecimalPlaces(8, 0);
  return cost.gt(0) && draft.holding(id, 'BNB').free.gte(cost) ? cost : undefined;
}
function takeBnb(draft: Draft, id: AccountId, cost: Decimal): void {
  draft.adjust(id, 'BNB', { free: cost.negated() });
  draft.flow(id, 'BNB', 'REPAY', cost.negated(), draft.state.counters.transaction, 'interest in BNB');
}

function emit(
  draft: Draft,
  time: number,
  account: AccountId,
  asset: string,
  principal: string,
  interest: string,
  rate: number,
  kind: InterestKind,
  rawAsset?: string,
): void {
  const number = draft.next('interest');
  const charge = { principal, interest, rate: text(BigInt(rate)), kind };
  draft.emit(
    rawAsset === undefined
      ? { type: 'interest', time, number, account, asset, ...charge }
      : { type: 'interest', time, number, account, asset, rawAsset, ...charge },
  );
}

function reportInterest(draft: Draft, time: number, account: AccountId, asset: string): void {
  const { borrowed, interest } = draft.holding(account, asset);
  draft.emit({
    type: 'liability',
    time,
    account,
    asset,
    kind: 'INTEREST',
    principal: toWire(borrowed),
    interest: toWire(interest),
  });
}
