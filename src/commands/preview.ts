import type { Tier } from '../connection/catalogue.ts';
import type { Figures } from '../connection/figures.ts';
import type { Localiser } from '../connection/localiser.ts';
import type { AccountRef, Balance, Snapshot } from '../connection/snapshot.ts';
import type { Decimal } from '../margin/decimal.ts';
import { isolatedLevels, marginLevel, type Holding } from '../margin/levels.ts';
import { isolatedLiquidationPrice } from '../margin/liquidation.ts';
import { tierFor } from '../margin/risk.ts';

/** What an action adds to (or, negative, takes from) one asset of an account. */
export interface Change {
  readonly asset: string;
  readonly held: Decimal;
  readonly owed: Decimal;
}

export interface Outlook {
  readonly level: Decimal | undefined;
  /** Isolated accounts only, in quote per base; undefined where no price liquidates. */
  readonly liquidationPrice?: Decimal | undefined;
}

export interface Preview {
  readonly now: Outlook;
  readonly after: Outlook;
}

/**
 * What changes would do to a cross account's plain level. `inBtc` is the index value of one unit of each changed asset;
 * a change of an asset without one cannot be previewed, which is said rather than guessed.
 */
export function previewCross(
  snapshot: Snapshot,
  changes: readonly Change[],
  inBtc: (asset: string) => Decimal | undefined,
): Preview | undefined {
  let assets = snapshot.cross.assetsInBtc;
  let debts = snapshot.cross.debtInBtc;
  const now = { level: snapshot.cross.level };
  for (const change of changes) {
    const price = inBtc(change.asset);
    if (!price) return undefined;
    assets = assets.plus(change.held.times(price));
    debts = debts.plus(change.owed.times(price));
  }
  // A repayment of everything leaves a rest of rounding in the totals, which are printed to eight decimals.
  const level = debts.lte('0.00000001') ? undefined : marginLevel(assets, debts);
  return { now, after: { level } };
}

/** The same for an isolated pair, with its liquidation price: a larger debt may be of a tier that is liquidated earlier. */
export function previewIsolated(
  snapshot: Snapshot,
  symbol: string,
  changes: readonly Change[],
  tiers: readonly Tier[],
): Preview | undefined {
  const pair = snapshot.isolated.find((candidate) => candidate.symbol === symbol);
  if (!pair) return undefined;
  const base = changed(pair.base, changes);
  const quote = changed(pair.quote, changes);
  const ratio = tierFor(tiers, base.borrowed, quote.borrowed).liquidation;
  return {
    now: { level: pair.level, liquidationPrice: pair.liquidationPrice },
    after: {
      level: isolatedLevels(base, quote, pair.indexPrice).level,
      liquidationPrice: isolatedLiquidationPrice(base, quote, ratio),
    },
  };
}

/** Debts shrink by interest first, as the exchange counts; only the sum matters to a level. */
function changed(balance: Balance, changes: readonly Change[]): Holding {
  const { free, locked, borrowed, interest } = balance;
  return changes
    .filter((change) => change.asset === balance.asset)
    .reduce<Holding>(
      (holding, change) => ({
        ...holding,
        free: holding.free.plus(change.held),
        borrowed: holding.borrowed.plus(change.owed),
      }),
      { free, locked, borrowed, interest },
    );
}

/** "Margin level 2.41 → 1.98", and the liquidation price where the account has one. */
export function describePreview(preview: Preview, account: AccountRef, figures: Figures, l10n: Localiser): string[] {
  const { now, after } = preview;
  const lines = [l10n.t('Margin level {0} → {1}', figures.level(now.level), figures.level(after.level))];
  if (account.kind === 'isolated') {
    const price = (value: Decimal | undefined) =>
      value === undefined ? l10n.t('none') : figures.price(value.toSignificantDigits(8));
    lines.push(l10n.t('Liquidation price {0} → {1}', price(now.liquidationPrice), price(after.liquidationPrice)));
  }
  return lines;
}
