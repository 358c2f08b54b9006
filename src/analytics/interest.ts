import { Decimal, decimal, toWire, zero } from '../margin/decimal.ts';

/** A charge of interest as the exchange lists it. */
export interface InterestCharge {
  readonly interestAccuredTime: number;
  readonly asset: string;
  /** The coin of the loan, where interest is paid in another (BNB). */
  readonly rawAsset?: string;
  readonly principal: string;
  /** What was charged, in `asset`. */
  readonly interest: string;
  /** The daily rate as a fraction. */
  readonly interestRate: string;
  readonly type?: string;
  readonly isolatedSymbol?: string;
}

export interface InterestCost {
  /** The day, UTC, as `2026-01-31`; only when asked for by day. */
  readonly day?: string;
  readonly asset: string;
  /** The sum of what was charged, in `asset`, to the last digit. */
  readonly interest: string;
  readonly charges: number;
}

/**
 * What borrowing has cost, per asset in which interest was charged, or per asset and UTC day. Sums are exact decimals.
 * @param charges rows of the interest history; rates are never used, for the day's posted rate is only its highest
 */
export function interestCost(charges: readonly InterestCharge[], by: 'asset' | 'day' = 'asset'): InterestCost[] {
  const groups = groupBy(charges, (charge) =>
    by === 'day' ? `${dayOf(charge.interestAccuredTime)} ${charge.asset}` : charge.asset,
  );
  return groups.map(([first, group]) => ({
    ...(by === 'day' ? { day: dayOf(first.interestAccuredTime) } : {}),
    asset: first.asset,
    interest: toText(sum(group.map(({ interest }) => interest))),
    charges: group.length,
  }));
}

export interface EffectiveRate {
  readonly asset: string;
  readonly interest: string;
  /** Principal times hours: what the interest was paid for. */
  readonly principalHours: string;
  /** Yearly, simple: interest / (principal x hours) x 8760. */
  readonly apr: string;
  /** Yearly, as if each hour's charge were borrowed too. */
  readonly apy: string;
  /** The rate posted with the latest charge, for a year of 365 days. */
  readonly postedApr: string;
  /** Charges left out because they were paid in another coin, whose price is not in the rows. */
  readonly paidOtherwise: number;
}

const hoursOfYear = 8760;

/** The yearly rate that was really paid, per loan asset. Each charge pays for one hour of its principal. */
export function effectiveRates(charges: readonly InterestCharge[]): EffectiveRate[] {
  return groupBy(charges, (charge) => charge.rawAsset ?? charge.asset).map(([first, group]) => {
    const own = group.filter((charge) => charge.rawAsset === undefined || charge.rawAsset === charge.asset);
    const interest = sum(own.map((charge) => charge.interest));
    const principalHours = sum(own.map(({ principal }) => principal));
    const hourly = principalHours.isZero() ? zero : interest.div(principalHours);
    const latest = own.reduce(
      (last, charge) => (charge.interestAccuredTime > last.interestAccuredTime ? charge : last),
      own[0] ?? first,
    );
    return {
      asset: first.rawAsset ?? first.asset,
      interest: toText(interest),
      principalHours: toText(principalHours),
      apr: toText(hourly.times(hoursOfYear)),
      apy: toText(hourly.plus(1).pow(hoursOfYear).minus(1)),
      postedApr: toText(decimal(latest.interestRate).times(365)),
      paidOtherwise: group.length - own.length,
    };
  });
}

/** Groups in the order of first appearance, each with its first row. */
export function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): (readonly [T, readonly T[]])[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].flatMap((group) => (group[0] === undefined ? [] : [[group[0], group] as const]));
}

export function sum(amounts: readonly (string | Decimal)[]): Decimal {
  return amounts.reduce<Decimal>((total, amount) => total.plus(decimal(amount)), zero);
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Exact to eight decimals and free of trailing zeros. */
export function toText(value: Decimal): string {
  return decimal(toWire(value.toDecimalPlaces(8, Decimal.ROUND_HALF_UP))).toFixed();
}
