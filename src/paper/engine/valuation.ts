import { type Decimal, zero } from '../../margin/decimal.ts';
import {
  type CrossLevels,
  emptyHolding,
  type Holding,
  holdingValue,
  type HoldingValue,
  isEmpty,
  isolatedLevels,
  type IsolatedLevels,
  sumLevels,
  total,
} from '../../margin/levels.ts';
import {
  type CrossBorrower,
  crossMaxBorrow,
  crossMaxTransferOut,
  crossMayBorrow,
  isolatedMaxBorrow,
  isolatedMaxTransferOut,
} from '../../margin/limits.ts';
import { crossThresholds, type CrossThresholds, type IsolatedTier, tierFor } from '../../margin/risk.ts';
import { type Asset, assets, type Pair, pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import type { Moment } from './prices.ts';
import { refuse } from './refusal.ts';
import { type AccountId, CROSS } from './state.ts';
import { decimal } from '../../margin/decimal.ts';

/** What accounts are worth and what they may still do, at the prices of the moment. */

export function listedAsset(asset: string): Asset {
  const found = assets[asset];
  if (!found) throw refuse(-3027);
  return found;
}
export function listedPair(symbol: string): Pair {
  const found = pairs[symbol];
  if (!found) throw refuse(-1121);
  return found;
}

export const thresholds = (draft: Draft): CrossThresholds => crossThresholds[draft.state.settings.maxLeverage];

/** The cross account's levels. Worked out anew only for what has changed within the same prices. */
export function cross(draft: Draft): CrossLevels {
  const { holdings } = draft.open(CROSS);
  const moment = draft.prices.moment();
  if (moment.cross?.holdings !== holdings) moment.cross = { holdings, levels: levelsOf(draft, holdings, moment.cross) };
  return moment.cross.levels;
}

type Holdings = Readonly<Record<string, Holding>>;

function valueOf(draft: Draft, asset: string, holding: Holding): HoldingValue {
  const { values } = draft.prices.moment();
  const known = values.get(asset);
  if (known?.holding === holding) return known.value;
  const value = holdingValue(holding, draft.prices.index(asset), assets[asset]?.slices);
  values.set(asset, { holding, value });
  return value;
}

/**
 * Levels out of those before: the old value of a changed holding goes out of the sums and its new one in. That is exact,
 * because sums of values have fewer digits than a decimal keeps.
 */
function levelsOf(draft: Draft, holdings: Holdings, before: Moment['cross']): CrossLevels {
  const changes: HoldingValue[] = before ? [before.levels] : [];
  let left = before ? Object.keys(before.holdings).length : 0;
  for (const asset in holdings) {
    const holding = holdings[asset];
    const old = before?.holdings[asset];
    if (old) left -= 1;
    if (!holding || holding === old) continue;
    // What is empty needs no price.
    if (old && !isEmpty(old)) changes.push(negated(valueOf(draft, asset, old)));
    if (!isEmpty(holding)) changes.push(valueOf(draft, asset, holding));
  }
  // Nobody's holdings go away: those before were another account's.
  return left > 0 ? levelsOf(draft, holdings, undefined) : sumLevels(changes);
}
const negated = ({ assets: held, liabilities, collateral }: HoldingValue): HoldingValue => ({
  assets: held.negated(),
  liabilities: liabilities.negated(),
  collateral: collateral.negated(),
});

export interface Isolated extends IsolatedLevels {
  readonly pair: Pair;
  readonly price: Decimal;
  readonly base: Holding;
  readonly quote: Holding;
  readonly tier: IsolatedTier;
}
export function isolated(draft: Draft, symbol: string): Isolated {
  const pair = listedPair(symbol);
  const price = draft.prices.pair(symbol);
  const holdings = draft.open(symbol).holdings;
  const base = holdings[pair.base] ?? emptyHolding;
  const quote = holdings[pair.quote] ?? emptyHolding;
  const tier = tierFor(pair.tiers, base.borrowed, quote.borrowed);
  return { ...isolatedLevels(base, quote, price), pair, price, base, quote, tier };
}

/** The most a user of this VIP level may owe of an asset on the cross account. */
export function borrowLimit(draft: Draft, asset: Asset): Decimal {
  return asset.borrowLimit.times(1 + draft.state.settings.vipLevel);
}

/** What the platform has left to lend of an asset. */
export function inventory(draft: Draft, asset: Asset): Decimal {
  const set = draft.state.inventory[asset.name];
  if (set !== undefined) return decimal(set);
  const left = asset.inventory.minus(draft.borrowedEverywhere(asset.name));
  return left.gt(0) ? left : zero;
}

/** The most of an asset that an account may borrow now, and the cap that is not about its level. */
export function maxBorrow(draft: Draft, id: AccountId, name: string): { amount: Decimal; limit: Decimal } {
  const asset = listedAsset(name);
  const left = inventory(draft, asset);
  if (id === CROSS)
    return { amount: crossMaxBorrow(crossBorrower(draft, asset, left)), limit: borrowLimit(draft, asset) };
  const { pair, price, base, quote, assets: held, liabilities } = isolated(draft, id);
  const side = name === pair.base ? 'base' : 'quote';
  const last = pair.tiers.at(-1);
  const limit = (side === 'base' ? last?.baseMaxBorrowable : last?.quoteMaxBorrowable) ?? zero;
  const amount = isolatedMaxBorrow({
    assets: held,
    liabilities,
    side,
    price,
    baseBorrowed: base.borrowed,
    quoteBorrowed: quote.borrowed,
    tiers: pair.tiers,
    caps: { inventory: left },
  });
  return { amount, limit };
}

/** Whether an account may borrow this much now, with `left` in the platform's inventory. */
export const mayBorrow = (draft: Draft, id: AccountId, asset: Asset, loan: Decimal, left: Decimal): boolean =>
  id === CROSS
    ? crossMayBorrow(loan, crossBorrower(draft, asset, left))
    : loan.lte(maxBorrow(draft, id, asset.name).amount);

function crossBorrower(draft: Draft, asset: Asset, inventory: Decimal): CrossBorrower {
  const { collateral, liabilities } = cross(draft);
  const price = draft.prices.index(asset.name);
  const holding = draft.holding(CROSS, asset.name);
  return {
    collateral,
    liabilities,
    initial: thresholds(draft).initial,
    price,
    heldValue: total(holding).times(price),
    slices: asset.slices,
    caps: { limit: borrowLimit(draft, asset), inventory, borrowed: holding.borrowed },
  };
}

/** The most of an asset that may leave a margin account now. */
export function maxTransferOut(draft: Draft, id: AccountId, name: string): Decimal {
  const holding = draft.holding(id, name);
  if (id === CROSS) {
    const levels = cross(draft);
    const price = draft.prices.index(name);
    return crossMaxTransferOut({
      free: holding.free,
      collateral: levels.collateral,
      liabilities: levels.liabilities,
      transferOut: thresholds(draft).transferOut,
      price,
      heldValue: holding.free.plus(holding.locked).times(price),
      slices: listedAsset(name).slices,
    });
  }
  const { pair, price, assets: held, liabilities } = isolated(draft, id);
  return isolatedMaxTransferOut({
    free: holding.free,
    assets: held,
    liabilities,
    side: name === pair.base ? 'base' : 'quote',
    price,
    transferOut: decimal(draft.world.rules.isolatedTransferOut),
  });
}
