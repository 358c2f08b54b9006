import { type Decimal, decimal, zero } from '../margin/decimal.ts';
import { debt, marginLevel, netAsset, total, type Holding } from '../margin/levels.ts';
import {
  collateralToReach,
  crossLiquidationPrice,
  liquidationDistance,
  repaymentToReach,
} from '../margin/liquidation.ts';
import { crossThresholds, levelStatus, type CrossThresholds, type MarginLevelStatus } from '../margin/risk.ts';
import { toText } from './interest.ts';

/** An asset of a cross account as the exchange lists it. */
export interface AccountAsset {
  readonly asset: string;
  readonly free: string;
  readonly locked: string;
  readonly borrowed: string;
  readonly interest: string;
}

/** What one coin is worth, in one currency for all (USDT). */
export type Prices = Readonly<Record<string, string>>;

export interface Exposure {
  readonly asset: string;
  readonly price: string;
  readonly held: string;
  readonly owed: string;
  readonly net: string;
  readonly netValue: string;
  /** Price at which the account is liquidated, the other prices held still; empty where none does it. */
  readonly liquidationPrice: string;
  /** How far that is, as a share of the price. */
  readonly distance: string;
}

export interface Summary {
  readonly assets: string;
  readonly liabilities: string;
  readonly equity: string;
  /** Sum of the sizes of all net positions but the currency's own, over equity. */
  readonly grossExposure: string;
  /** Assets over equity, which is level / (level - 1). */
  readonly leverage: string;
  /** Empty without debt. */
  readonly level: string;
  readonly status: MarginLevelStatus;
  /** What would have to come in, or be repaid out of the account, for the level to reach 2. */
  readonly collateralTo2: string;
  readonly repaymentTo2: string;
}

interface Position {
  readonly asset: string;
  readonly holding: Holding;
  readonly price: Decimal;
}

function positionsOf(assets: readonly AccountAsset[], prices: Prices): Position[] {
  return assets
    .map(({ asset, free, locked, borrowed, interest }) => ({
      asset,
      holding: {
        free: decimal(free),
        locked: decimal(locked),
        borrowed: decimal(borrowed),
        interest: decimal(interest),
      },
    }))
    .filter(({ holding }) => !total(holding).isZero() || !debt(holding).isZero())
    .map((position) => ({ ...position, price: priceOf(position.asset, prices) }));
}

/** @throws Error when there is no price: a missing one would count as worthless */
function priceOf(asset: string, prices: Prices): Decimal {
  const price = Object.hasOwn(prices, asset) ? prices[asset] : undefined;
  if (price === undefined) throw new Error(`There is no price for ${asset}.`);
  return decimal(price);
}

/** The asset that all prices are in. Others may be worth just as much: a dollar coin, on a quiet day. */
function currencyOf(prices: Prices): string | undefined {
  const units = Object.keys(prices).filter((asset) => priceOf(asset, prices).eq(1));
  return units.includes('USDT') ? 'USDT' : units[0];
}

function totals(positions: readonly Position[]): { assets: Decimal; liabilities: Decimal } {
  return positions.reduce(
    (sums, { holding, price }) => ({
      assets: sums.assets.plus(total(holding).times(price)),
      liabilities: sums.liabilities.plus(debt(holding).times(price)),
    }),
    { assets: zero, liabilities: zero },
  );
}

/** Net position, value and liquidation price of each asset of a cross account. */
export function exposures(
  assets: readonly AccountAsset[],
  prices: Prices,
  thresholds: CrossThresholds = crossThresholds[3],
): Exposure[] {
  const positions = positionsOf(assets, prices);
  const currency = currencyOf(prices);
  const all = totals(positions);
  return positions.map(({ asset, holding, price }) => {
    const others = {
      assets: all.assets.minus(total(holding).times(price)),
      liabilities: all.liabilities.minus(debt(holding).times(price)),
    };
    // The currency of account does not move against itself.
    const limit = asset === currency ? undefined : crossLiquidationPrice(holding, others, thresholds.liquidation);
    return {
      asset,
      price: toText(price),
      held: toText(total(holding)),
      owed: toText(debt(holding)),
      net: toText(netAsset(holding)),
      netValue: toText(netAsset(holding).times(price)),
      liquidationPrice: limit === undefined ? '' : toText(limit),
      distance: limit === undefined ? '' : toText(liquidationDistance(price, limit)),
    };
  });
}

/** Level, equity, leverage and exposure of a cross account. */
export function summarise(
  assets: readonly AccountAsset[],
  prices: Prices,
  thresholds: CrossThresholds = crossThresholds[3],
): Summary {
  const positions = positionsOf(assets, prices);
  const { assets: held, liabilities } = totals(positions);
  const equity = held.minus(liabilities);
  const level = marginLevel(held, liabilities);
  const currency = currencyOf(prices);
  const gross = positions
    .filter(({ asset }) => asset !== currency)
    .reduce((sum, { holding, price }) => sum.plus(netAsset(holding).times(price).abs()), zero);
  const two = decimal('2');
  return {
    assets: toText(held),
    liabilities: toText(liabilities),
    equity: toText(equity),
    grossExposure: equity.gt(0) ? toText(gross.div(equity)) : '',
    leverage: equity.gt(0) ? toText(held.div(equity)) : '',
    level: level === undefined ? '' : toText(level),
    status: levelStatus(level, thresholds),
    collateralTo2: toText(collateralToReach(two, held, liabilities)),
    repaymentTo2: toText(repaymentToReach(two, held, liabilities)),
  };
}

export interface Stress {
  /** The change of the shocked prices, as a fraction: -0.2 is a fall by a fifth. */
  readonly shock: number;
  readonly level: string;
  readonly equity: string;
  readonly status: MarginLevelStatus;
}

/**
 * The account after shocks to its prices: all of them but the currency's own, or only those of some assets.
 * @param shocks fractions greater than -1
 */
export function stressTable(
  assets: readonly AccountAsset[],
  prices: Prices,
  shocks: readonly number[],
  options: { readonly assets?: readonly string[]; readonly thresholds?: CrossThresholds } = {},
): Stress[] {
  const positions = positionsOf(assets, prices);
  const currency = currencyOf(prices);
  return shocks.map((shock) => {
    if (!(shock > -1))
      throw new RangeError(`A price cannot change by ${shock}: a shock is a fraction greater than -1.`);
    const factor = decimal(String(shock)).plus(1);
    const shocked = positions.map((position) => {
      const moves = options.assets ? options.assets.includes(position.asset) : position.asset !== currency;
      return moves ? { ...position, price: position.price.times(factor) } : position;
    });
    const { assets: held, liabilities } = totals(shocked);
    const level = marginLevel(held, liabilities);
    return {
      shock,
      level: level === undefined ? '' : toText(level),
      equity: toText(held.minus(liabilities)),
      status: levelStatus(level, options.thresholds ?? crossThresholds[3]),
    };
  });
}

/** Two assets shocked against each other: one row for each pair of shocks. */
export function stressGrid(
  assets: readonly AccountAsset[],
  prices: Prices,
  first: { readonly asset: string; readonly shocks: readonly number[] },
  second: { readonly asset: string; readonly shocks: readonly number[] },
): (Stress & { readonly other: number })[] {
  return first.shocks.flatMap((shock) => {
    const moved = {
      ...prices,
      [first.asset]: toText(priceOf(first.asset, prices).times(decimal(String(shock)).plus(1))),
    };
    return stressTable(assets, moved, second.shocks, { assets: [second.asset] }).map((row) => ({
      ...row,
      shock,
      other: row.shock,
    }));
  });
}

/** The share of what may be borrowed that is borrowed: borrowed / (borrowed + still borrowable). */
export function utilisation(borrowed: string, borrowable: string): string {
  const whole = decimal(borrowed).plus(decimal(borrowable));
  return whole.isZero() ? '0' : toText(decimal(borrowed).div(whole));
}

/** A day's profit of a wallet: change of equity less what was moved in and out. */
export function walletProfit(equityBefore: string, equityAfter: string, netTransfers: string): string {
  return toText(decimal(equityAfter).minus(decimal(equityBefore)).minus(decimal(netTransfers)));
}
