import { Decimal, decimal } from './decimal.ts';

/** Thresholds of Cross Margin Classic at one maximum leverage. */
export interface CrossThresholds {
  readonly maxLeverage: 3 | 5;
  /** leverage / (leverage - 1). At or below it (collateral level) borrowing stops; above it a liquidation stops early. */
  readonly initial: Decimal;
  /** Plain level at or below which the account is called. */
  readonly marginCall: Decimal;
  /** Plain level at or below which the account is liquidated. */
  readonly liquidation: Decimal;
  /** Collateral level above which coins may leave while something is owed. */
  readonly transferOut: Decimal;
}

export const crossThresholds: Readonly<Record<3 | 5, CrossThresholds>> = {
  3: {
    maxLeverage: 3,
    initial: decimal('1.5'),
    marginCall: decimal('1.3'),
    liquidation: decimal('1.1'),
    transferOut: decimal('2'),
  },
  5: {
    maxLeverage: 5,
    initial: decimal('1.25'),
    marginCall: decimal('1.16'),
    liquidation: decimal('1.1'),
    transferOut: decimal('2'),
  },
};

/** leverage / (leverage - 1): the level at which an account that borrowed all it may starts. */
export function initialRatio(leverage: Decimal): Decimal {
  return leverage.div(leverage.minus(1));
}

/** What a cross account may do at its collateral level. */
export type CrossGate = 'transfer' | 'borrow' | 'trade';

/** `transfer` allows all three, `borrow` allows borrowing and trading, `trade` only trading. Without debt: all. */
export function crossGate(collateralLevel: Decimal | undefined, thresholds: CrossThresholds): CrossGate {
  if (collateralLevel === undefined || collateralLevel.gt(thresholds.transferOut)) return 'transfer';
  return collateralLevel.gt(thresholds.initial) ? 'borrow' : 'trade';
}

/** One tier of an isolated pair. Which tier holds is decided by the larger of the two sides' tiers. */
export interface IsolatedTier {
  readonly tier: number;
  readonly leverage: Decimal;
  readonly initial: Decimal;
  readonly marginCall: Decimal;
  readonly liquidation: Decimal;
  readonly baseMaxBorrowable: Decimal;
  readonly quoteMaxBorrowable: Decimal;
}

/** Initial ratios per tier and the two fixed ratios, by the pair's maximum leverage (the current published table). */
export const isolatedRatios: Readonly<
  Record<3 | 5 | 10, { liquidation: string; marginCall: string; initial: readonly string[] }>
> = {
  10: {
    liquidation: '1.05',
    marginCall: '1.1',
    initial: ['1.111', '1.1264', '1.1418', '1.1572', '1.1726', '1.188', '1.2034', '1.2188', '1.2342', '1.2496'],
  },
  5: { liquidation: '1.15', marginCall: '1.19', initial: ['1.25', '1.3125', '1.375', '1.4375', '1.5'] },
  3: { liquidation: '1.18', marginCall: '1.22', initial: ['1.5', '1.875', '2.25', '2.625', '3'] },
};

/**
 * The tiers of a pair. The published tables give the borrowable amounts of tier 1 only for most pairs; each further
 * tier allows as much again (tier n: n times the first).
 */
export function isolatedTiers(maxLeverage: 3 | 5 | 10, base: Decimal, quote: Decimal): IsolatedTier[] {
  const ratios = isolatedRatios[maxLeverage];
  return ratios.initial.map((text, index) => {
    const initial = decimal(text);
    return {
      tier: index + 1,
      // 1.111 is 10 rounded up: no tier has more than the pair.
      leverage: Decimal.min(maxLeverage, initial.div(initial.minus(1)).toDecimalPlaces(2)),
      initial,
      marginCall: decimal(ratios.marginCall),
      liquidation: decimal(ratios.liquidation),
      baseMaxBorrowable: base.times(index + 1),
      quoteMaxBorrowable: quote.times(index + 1),
    };
  });
}

/** The tier for what is borrowed on each side; the last tier when both limits are exceeded. */
export function tierFor<Tier extends Pick<IsolatedTier, 'baseMaxBorrowable' | 'quoteMaxBorrowable'>>(
  tiers: readonly Tier[],
  baseBorrowed: Decimal,
  quoteBorrowed: Decimal,
): Tier {
  const found = tiers.find(
    (tier) => baseBorrowed.lte(tier.baseMaxBorrowable) && quoteBorrowed.lte(tier.quoteMaxBorrowable),
  );
  const tier = found ?? tiers.at(-1);
  if (!tier) throw new RangeError('A pair has at least one tier.');
  return tier;
}

export type MarginLevelStatus = 'EXCESSIVE' | 'NORMAL' | 'MARGIN_CALL' | 'PRE_LIQUIDATION' | 'FORCE_LIQUIDATION';

/** Where named states begin, as far as the exchange does not publish it for isolated pairs. */
export interface StatusLines {
  /** Above it (or without debt) a level is called excessive; the cross account's value is used. */
  readonly excessiveLevel: string;
  /** Published once (2020): pre-liquidation starts this far above the liquidation ratio. */
  readonly preLiquidationMargin: string;
}
const usualLines: StatusLines = { excessiveLevel: '2', preLiquidationMargin: '0.02' };

/** The named state of a level against its call and liquidation ratios; each boundary belongs to the worse state. */
export function levelStatus(
  level: Decimal | undefined,
  thresholds: { readonly marginCall: Decimal; readonly liquidation: Decimal },
  lines: StatusLines = usualLines,
): MarginLevelStatus {
  if (level === undefined || level.gt(lines.excessiveLevel)) return 'EXCESSIVE';
  if (level.gt(thresholds.marginCall)) return 'NORMAL';
  if (level.gt(thresholds.liquidation.plus(lines.preLiquidationMargin))) return 'MARGIN_CALL';
  if (level.gt(thresholds.liquidation)) return 'PRE_LIQUIDATION';
  return 'FORCE_LIQUIDATION';
}
