import { type Decimal, decimal, zero } from '../margin/decimal.ts';
import { marginLevel } from '../margin/levels.ts';
import { crossThresholds, levelStatus, type CrossThresholds, type MarginLevelStatus } from '../margin/risk.ts';
import type { AccountAsset } from './exposure.ts';
import { toText, type InterestCharge } from './interest.ts';
import type { Fill, Pair } from './profit.ts';

/** What has happened to a cross account, as the exchange lists it, up to the moment at which `assets` were read. */
export interface AccountPast {
  /** The account now: `userAssets` of `getMarginAccount`. */
  readonly assets: readonly AccountAsset[];
  readonly transfers?: readonly PastTransfer[];
  readonly loans?: readonly PastLoan[];
  readonly repayments?: readonly PastLoan[];
  readonly interest?: readonly InterestCharge[];
  readonly trades?: readonly (Fill & { readonly isIsolated?: boolean })[];
  /** The assets of each pair that was traded. */
  readonly pairs?: Readonly<Record<string, Pair>>;
}

export interface PastTransfer {
  readonly timestamp: number;
  readonly asset: string;
  readonly amount: string;
  /** ROLL_IN: into the account. */
  readonly type: 'ROLL_IN' | 'ROLL_OUT';
  readonly status: string;
  readonly fromSymbol?: string;
  readonly toSymbol?: string;
}

export interface PastLoan {
  readonly timestamp: number;
  readonly asset: string;
  readonly principal: string;
  readonly interest: string;
  readonly status: string;
  readonly isolatedSymbol?: string;
}

/** What a coin was worth from `time` on, in one currency for all (USDT): a candle's opening time and price, say. */
export interface PastPrice {
  readonly asset: string;
  /** ms since 1970, UTC. */
  readonly time: number;
  readonly price: string;
}

export interface PastLevel {
  readonly time: number;
  readonly assets: string;
  readonly liabilities: string;
  readonly equity: string;
  /** Empty without debt. */
  readonly level: string;
  readonly status: MarginLevelStatus;
}

interface Change {
  readonly time: number;
  readonly asset: string;
  readonly held: Decimal;
  readonly owed: Decimal;
}

/**
 * The margin level of a cross account in the past: the account of now with everything undone that came later, at the prices
 * of then. Level: total value of assets over liabilities and outstanding interest (Binance, "Margin Level and Margin Call").
 * @param times ms since 1970, in any order; the result has theirs
 * @throws Error when a price or the assets of a pair are missing: guessing them would give a wrong level
 */
export function marginLevels(
  past: AccountPast,
  prices: readonly PastPrice[],
  times: readonly number[],
  thresholds: CrossThresholds = crossThresholds[3],
): PastLevel[] {
  const changes = changesOf(past).sort((a, b) => b.time - a.time);
  const priceAt = pricesOver(prices);
  const held = new Map<string, Decimal>();
  const owed = new Map<string, Decimal>();
  for (const { asset, free, locked, borrowed, interest } of past.assets) {
    held.set(asset, decimal(free).plus(decimal(locked)));
    owed.set(asset, decimal(borrowed).plus(decimal(interest)));
  }
  const found = new Map<number, PastLevel>();
  let next = 0;
  for (const time of [...times].sort((a, b) => b - a)) {
    for (let change = changes[next]; change && change.time > time; change = changes[++next]) {
      held.set(change.asset, (held.get(change.asset) ?? zero).minus(change.held));
      owed.set(change.asset, (owed.get(change.asset) ?? zero).minus(change.owed));
    }
    const value = (amounts: ReadonlyMap<string, Decimal>) =>
      [...amounts].reduce(
        (sum, [asset, amount]) => (amount.isZero() ? sum : sum.plus(amount.times(priceAt(asset, time)))),
        zero,
      );
    const [assets, liabilities] = [value(held), value(owed)];
    const level = marginLevel(assets, liabilities);
    found.set(time, {
      time,
      assets: toText(assets),
      liabilities: toText(liabilities),
      equity: toText(assets.minus(liabilities)),
      level: level === undefined ? '' : toText(level),
      status: levelStatus(level, thresholds),
    });
  }
  return times.flatMap((time) => found.get(time) ?? []);
}

function changesOf({ transfers, loans, repayments, interest, trades, pairs = {} }: AccountPast): Change[] {
  const counts = ({ status }: { status: string }) => status === 'CONFIRMED';
  return [
    ...(transfers ?? [])
      .filter((row) => counts(row) && row.fromSymbol === undefined && row.toSymbol === undefined)
      .map(({ timestamp, asset, amount, type }) => {
        const moved = decimal(amount);
        return { time: timestamp, asset, held: type === 'ROLL_IN' ? moved : moved.negated(), owed: zero };
      }),
    ...(loans ?? [])
      .filter((row) => counts(row) && row.isolatedSymbol === undefined)
      .map(({ timestamp, asset, principal }) => {
        const lent = decimal(principal);
        return { time: timestamp, asset, held: lent, owed: lent };
      }),
    ...(repayments ?? [])
      .filter((row) => counts(row) && row.isolatedSymbol === undefined)
      .map(({ timestamp, asset, principal, interest: paid }) => {
        const repaid = decimal(principal).plus(decimal(paid)).negated();
        return { time: timestamp, asset, held: repaid, owed: repaid };
      }),
    ...(interest ?? [])
      .filter(({ isolatedSymbol }) => isolatedSymbol === undefined || isolatedSymbol === '')
      .map(({ interestAccuredTime, asset, interest: charged }) => ({
        time: interestAccuredTime,
        asset,
        held: zero,
        owed: decimal(charged),
      })),
    ...(trades ?? []).filter(({ isIsolated }) => isIsolated !== true).flatMap((fill) => changesOfFill(fill, pairs)),
  ];
}

function changesOfFill(
  { symbol, time, isBuyer, price, qty, commission, commissionAsset }: Fill,
  pairs: Readonly<Record<string, Pair>>,
): Change[] {
  const pair = Object.hasOwn(pairs, symbol) ? pairs[symbol] : undefined;
  if (!pair) throw new Error(`The assets of ${symbol} are not known: give them in \`pairs\`.`);
  const bought = isBuyer ? decimal(qty) : decimal(qty).negated();
  return [
    { time, asset: pair.base, held: bought, owed: zero },
    { time, asset: pair.quote, held: bought.times(decimal(price)).negated(), owed: zero },
    { time, asset: commissionAsset, held: decimal(commission).negated(), owed: zero },
  ];
}

function pricesOver(prices: readonly PastPrice[]): (asset: string, time: number) => Decimal {
  const series = new Map<string, PastPrice[]>();
  for (const price of prices) {
    const one = series.get(price.asset);
    if (one) one.push(price);
    else series.set(price.asset, [price]);
  }
  for (const one of series.values()) one.sort((a, b) => a.time - b.time);
  return (asset, time) => {
    const one = series.get(asset) ?? [];
    let [low, high] = [0, one.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((one[middle] as PastPrice).time <= time) low = middle + 1;
      else high = middle;
    }
    const price = one[low - 1];
    if (!price) throw new Error(`There is no price for ${asset} at ${new Date(time).toISOString()} or before.`);
    return decimal(price.price);
  };
}
