import { decimal, zero, type Decimal } from '../../margin/decimal.ts';
import { crossLiquidationPrice } from '../../margin/liquidation.ts';
import { debt, isolatedLevels, marginLevel, total } from '../../margin/levels.ts';
import type { Balance, IsolatedAccount, Snapshot } from '../../connection/snapshot.ts';

/** What an account holds and owes of one asset, in units and at a price in one common currency. */
export interface Position {
  readonly asset: string;
  readonly held: Decimal;
  readonly owed: Decimal;
  readonly price: Decimal;
  /** Interest of one hour per unit owed. */
  readonly hourlyRate: Decimal;
  /** A stable coin: a market shock leaves it where it is. */
  readonly stable: boolean;
}

const stableCoins = new Set(['USDT', 'USDC', 'FDUSD', 'TUSD', 'DAI', 'USDP', 'BUSD', 'USDE', 'USD1']);
export const isStable = (asset: string): boolean => stableCoins.has(asset);

/** The cross account's positions at `priceOf`; undefined where an asset has no price, because a sum without it lies. */
export function crossPositions(
  snapshot: Snapshot,
  priceOf: (asset: string) => Decimal | undefined,
): Position[] | undefined {
  const positions: Position[] = [];
  for (const balance of snapshot.cross.balances) {
    if (total(balance).isZero() && debt(balance).isZero()) continue;
    const price = priceOf(balance.asset);
    if (!price) return undefined;
    const loan = snapshot.loans.find(({ account, asset }) => account.kind === 'cross' && asset === balance.asset);
    positions.push({
      asset: balance.asset,
      held: total(balance),
      owed: debt(balance),
      price,
      hourlyRate: loan?.hourlyRate ?? zero,
      stable: isStable(balance.asset),
    });
  }
  return positions;
}

/** An isolated pair's two positions, valued in its quote asset, which a shock leaves where it is. */
export function isolatedPositions(pair: IsolatedAccount, snapshot: Snapshot): Position[] {
  const rate = (asset: string) =>
    snapshot.loans.find(
      (loan) => loan.account.kind === 'isolated' && loan.account.symbol === pair.symbol && loan.asset === asset,
    )?.hourlyRate ?? zero;
  const side = (balance: Balance, price: Decimal, stable: boolean): Position => ({
    asset: balance.asset,
    held: total(balance),
    owed: debt(balance),
    price,
    hourlyRate: rate(balance.asset),
    stable,
  });
  return [side(pair.base, pair.indexPrice, false), side(pair.quote, decimal('1'), true)];
}

export interface Scenario {
  /** Market move as a fraction: -0.2 is a fifth down. */
  readonly shock: Decimal;
  /** Present hourly rates times this. */
  readonly rateFactor: Decimal;
  readonly hours: Decimal;
}

/** The level after a market move, with interest charged for a while at changed rates. Undefined without debt. */
export function levelUnder(
  positions: readonly Position[],
  { shock, rateFactor, hours }: Scenario,
): Decimal | undefined {
  let assets = zero;
  let debts = zero;
  for (const { held: has, owed: owes, price, hourlyRate, stable } of positions) {
    const moved = stable ? price : price.times(shock.plus(1));
    const grown = owes.plus(owes.times(hourlyRate).times(rateFactor).times(hours));
    assets = assets.plus(has.times(moved));
    debts = debts.plus(grown.times(moved));
  }
  return marginLevel(assets, debts);
}

/**
 * The level after repaying a share of all debt out of what is held, or after adding that much collateral. `missing`:
 * what is held is worth less than that share, so that it cannot be repaid.
 */
export function levelAfter(
  positions: readonly Position[],
  share: Decimal,
): { repaid: Decimal | 'missing' | undefined; added: Decimal | undefined } {
  const sum = (of: (position: Position) => Decimal) =>
    positions.reduce((total, position) => total.plus(of(position).times(position.price)), zero);
  const assets = sum((position) => position.held);
  const debts = sum((position) => position.owed);
  const amount = debts.times(share);
  return {
    repaid: amount.gt(assets) ? 'missing' : marginLevel(assets.minus(amount), debts.minus(amount)),
    added: marginLevel(assets.plus(amount), debts),
  };
}

export interface Distance {
  readonly asset: string;
  readonly price: Decimal;
  /** Undefined where no price of this asset alone liquidates the account. */
  readonly liquidation: Decimal | undefined;
}

/** The price of each asset at which the account is liquidated, the others held still. */
export function crossDistances(positions: readonly Position[], ratio: Decimal): Distance[] {
  return positions
    .filter(({ stable }) => !stable)
    .map((position) => {
      const others = positions.filter((other) => other !== position);
      const value = (of: (other: Position) => Decimal) =>
        others.reduce((total, other) => total.plus(of(other).times(other.price)), zero);
      const holding = { free: position.held, locked: zero, borrowed: position.owed, interest: zero };
      const rest = { assets: value((other) => other.held), liabilities: value((other) => other.owed) };
      return {
        asset: position.asset,
        price: position.price,
        liquidation: crossLiquidationPrice(holding, rest, ratio),
      };
    });
}

/** The ratio at which a pair is liquidated, worked out from the price that the exchange names. */
export function isolatedRatio({ liquidationPrice, base, quote }: IsolatedAccount): Decimal | undefined {
  return liquidationPrice && isolatedLevels(base, quote, liquidationPrice).level;
}
