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
  readonly loans?: readonly PastLoan[];
  readonly repayments?: readonly PastLoan[];
  readonly interest?: readonly InterestCharge[];
  /**
   * Every coin that came or went (`getMarginCapitalFlow`). With it the coins of the past are exact and transfers and trades
   * are not needed; without it a liquidation, converted dust and an exchanged small debt are not undone.
   */
  readonly flows?: readonly PastFlow[];
  readonly transfers?: readonly PastTransfer[];
  readonly trades?: readonly (Fill & { readonly isIsolated?: boolean })[];
  /** The assets of each pair that was traded. */
  readonly pairs?: Readonly<Record<string, Pair>>;
}

export interface PastFlow {
  readonly timestamp: number;
  readonly asset: string;
  /** Negative where the coins left. */
  readonly amount: string;
  /** Of an isolated account. */
  readonly symbol?: string;
}

export interface PastTransfer {
  readonly timestamp: number;
  readonly asset: string;
  readonly amount: string;
  /** ROLL_IN: into the account whose history it is. */
  readonly type: 'ROLL_IN' | 'ROLL_OUT';
  readonly status: string;
  readonly transFrom?: string;
  readonly transTo?: string;
  readonly fromSymbol?: string;
  readonly toSymbol?: string;
}

export interface PastLoan {
  readonly timestamp: number;
  readonly asset: string;
  readonly principal: string;
  readonly interest: string;
  readonly status: string;
  readonly type?: string;
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

function changesOf(past: AccountPast): Change[] {
  const changes = [...changesOfLoans(past), ...changesOfInterest(past)];
  if (!past.flows) return [...changes, ...changesOfTransfers(past), ...changesOfTrades(past)];
  const flows = past.flows
    .filter(({ symbol }) => !isNamed(symbol))
    .map(({ timestamp, asset, amount }) => ({ time: timestamp, asset, held: decimal(amount), owed: zero }));
  return [...changes.map((change) => ({ ...change, held: zero })), ...flows];
}

/** Rows that come from a frame have empty text where the exchange names nothing. */
const isNamed = (name: string | undefined): name is string => name !== undefined && name !== '';

const counts = ({ status }: { status: string }): boolean => status === 'CONFIRMED';

function changesOfLoans({ loans = [], repayments = [] }: AccountPast): Change[] {
  const own = (row: PastLoan): boolean => counts(row) && !isNamed(row.isolatedSymbol);
  return [
    ...loans.filter(own).map(({ timestamp, asset, principal }) => {
      const lent = decimal(principal);
      return { time: timestamp, asset, held: lent, owed: lent };
    }),
    ...repayments
      // Interest taken in BNB counts where it is charged: it is never owed.
      .filter((row) => own(row) && row.type !== 'BNB_AUTO_REPAY')
      .map(({ timestamp, asset, principal, interest }) => {
        const repaid = decimal(principal).plus(decimal(interest)).negated();
        return { time: timestamp, asset, held: repaid, owed: repaid };
      }),
  ];
}

function changesOfInterest({ interest = [] }: AccountPast): Change[] {
  return interest
    .filter(({ isolatedSymbol }) => !isNamed(isolatedSymbol))
    .map(({ interestAccuredTime: time, asset, rawAsset, interest: text }) => {
      const charged = decimal(text);
      // What is charged in another coin than the loan's is paid at once.
      return !isNamed(rawAsset) || rawAsset === asset
        ? { time, asset, held: zero, owed: charged }
        : { time, asset, held: charged.negated(), owed: zero };
    });
}

function changesOfTransfers({ transfers = [] }: AccountPast): Change[] {
  return transfers.filter(counts).flatMap((row) => {
    const moved = decimal(row.amount);
    const change = (held: Decimal): Change[] => [{ time: row.timestamp, asset: row.asset, held, owed: zero }];
    if (row.transTo === CROSS) return change(moved);
    if (row.transFrom === CROSS) return change(moved.negated());
    // Rows that name neither wallet are of the cross account unless they name a pair.
    const known = [row.transTo, row.fromSymbol, row.toSymbol].some(isNamed);
    return known ? [] : change(row.type === 'ROLL_IN' ? moved : moved.negated());
  });
}
const CROSS = 'CROSS_MARGIN';

function changesOfTrades({ trades = [], pairs = {} }: AccountPast): Change[] {
  return trades.filter(({ isIsolated }) => isIsolated !== true).flatMap((fill) => changesOfFill(fill, pairs));
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
