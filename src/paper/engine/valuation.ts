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
} from '../../margin/levels.ts';
import { crossMaxBorrow, crossMaxTransferOut, isolatedMaxBorrow, isolatedMaxTransferOut } from '../../margin/limits.ts';
import { crossThresholds, type CrossThresholds, type IsolatedTier, tierFor } from '../../margin/risk.ts';
import { type Asset, assets, type Pair, pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
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
  if (moment.cross?.holdings === holdings) return moment.cross.levels;
  const values: HoldingValue[] = [];
  for (const asset in holdings) {
    const holding = holdings[asset];
    if (!holding || isEmpty(holding)) continue;
    let known = moment.values.get(asset);
    if (known?.holding !== holding) {
      known = { holding, value: holdingValue(holding, draft.prices.index(asset), assets[asset]?.slices) };
      moment.values.set(asset, known);
    }
    values.push(known.value);
  }
  const levels = sumLevels(values);
  moment.cross = { holdings, levels };
  return levels;
}

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
  if (id === CROSS) {
    const levels = cross(draft);
    const price = draft.prices.index(name);
    const holding = draft.holding(CROSS, name);
    const limit = borrowLimit(draft, asset);
    const amount = crossMaxBorrow({
      collateral: levels.collateral,
      liabilities: levels.liabilities,
      initial: thresholds(draft).initial,
      price,
      heldValue: holding.free.plus(holding.locked).times(price),
      slices: asset.slices,
      caps: { limit, inventory: left, borrowed: holding.borrowed },
    });
    return { amount, limit };
  }
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
