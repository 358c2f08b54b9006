import { decimal, type Decimal } from '../../margin/decimal.ts';
import { debt } from '../../margin/levels.ts';
import { assets, type Pair, pairs } from '../market/catalogue.ts';
import { dailyRateUnits, VIP_STEP } from '../market/market.ts';
import type { Draft } from './draft.ts';
import { finish } from './fills.ts';
import { followLists } from './lists.ts';
import { without } from './records.ts';
import { refuse, type Refusal } from './refusal.ts';
import { type AccountId, type Ban, CROSS, isIsolated, type Platform, type Schedule, type State } from './state.ts';

/** What the platform may decide over everyone's head: bans, restrictions, schedules, rates. Set by a control. */

/** A change of the platform; what is left out stays. `null` takes a rate or an inventory back to the usual. */
export interface PlatformChange extends Partial<Omit<Platform, 'rates'>> {
  readonly vipLevel?: number;
  readonly inventory?: Readonly<Record<string, string | null>>;
  /** Daily rates at VIP 0. */
  readonly rates?: Readonly<Record<string, string | null>>;
}

export function changePlatform(draft: Draft, change: PlatformChange): Platform {
  const { vipLevel, inventory = {}, rates = {}, ...rest } = change;
  const before = draft.now - 1;
  const allRates = { ...draft.state.platform.rates };
  for (const [asset, daily] of Object.entries(rates))
    allRates[asset] = [...(allRates[asset] ?? []), { since: draft.now, daily }];
  let left = draft.state.inventory;
  for (const [asset, amount] of Object.entries(inventory))
    left = amount === null ? without(left, asset) : { ...left, [asset]: amount };
  draft.change({
    inventory: left,
    settings: vipLevel === undefined ? draft.state.settings : { ...draft.state.settings, vipLevel },
    platform: { ...draft.state.platform, ...rest, rates: allRates },
  });
  expireDelisted(draft, before);
  return draft.state.platform;
}

/** While nobody may, and while the platform liquidates: the codes of both. */
const refusals: Readonly<Record<Ban, readonly [everyone: Refusal, account: Refusal]>> = {
  borrow: [refuse(-3008), refuse(-3014)],
  repay: [refuse(-3010), refuse(-3036)],
  trade: [refuse(-3004), refuse(-3022)],
  transferIn: [refuse(-3043), refuse(-3018)],
  transferOut: [refuse(-3005), refuse(-3019)],
};

/** Whether a margin account may do this at all. */
export const isAllowed = (draft: Draft, id: AccountId, deed: Ban): boolean =>
  !draft.state.platform.bans.includes(deed) && draft.account(id)?.liquidation === undefined;

/** @throws Refusal when the platform has switched it off, or liquidates the account just now */
export function checkAllowed(draft: Draft, id: AccountId, deed: Ban): void {
  const [everyone, account] = refusals[deed];
  if (draft.state.platform.bans.includes(deed)) throw everyone;
  if (draft.account(id)?.liquidation) throw account;
}

/** What a schedule says of an asset on the cross account, or of an isolated pair: the first time it names it. */
function scheduled(schedules: readonly Schedule[], id: AccountId, name: string): number | undefined {
  const list = id === CROSS ? 'crossMarginAssets' : 'isolatedMarginSymbols';
  let first: number | undefined;
  for (const schedule of schedules)
    if (schedule[list].includes(name) && (first === undefined || schedule.time < first)) first = schedule.time;
  return first;
}
/** When an asset (cross) or a pair (isolated) leaves margin. */
export const delistTime = ({ platform }: State, id: AccountId, name: string): number | undefined =>
  scheduled(platform.delistSchedule, id, name);
const isGone = (draft: Draft, id: AccountId, name: string): boolean =>
  (delistTime(draft.state, id, name) ?? Infinity) <= draft.now;
const isYetToCome = (draft: Draft, id: AccountId, name: string): boolean =>
  (scheduled(draft.state.platform.listSchedule, id, name) ?? -Infinity) > draft.now;

const namesOf = (id: AccountId, { base, quote, symbol }: Pair): readonly string[] =>
  id === CROSS ? [base, quote] : [symbol];

/** Whether a pair is traded on an account: neither gone nor still to come. */
export const isTraded = (draft: Draft, id: AccountId, pair: Pair): boolean =>
  !namesOf(id, pair).some((name) => isGone(draft, id, name) || isYetToCome(draft, id, name));

/** Whether an asset may be borrowed on an account. */
export const isLent = (draft: Draft, id: AccountId, asset: string): boolean => {
  const name = id === CROSS ? asset : id;
  return assets[asset]?.borrowable === true && !isGone(draft, id, name) && !isYetToCome(draft, id, name);
};

/** @throws Refusal when the platform does not take an order on this pair, at this price, that buys this much */
export function checkTradable(
  draft: Draft,
  id: AccountId,
  pair: Pair,
  order: { readonly side: 'BUY' | 'SELL'; readonly price?: Decimal | undefined; readonly quantity: Decimal },
): void {
  checkAllowed(draft, id, 'trade');
  const { openLongRestrictedAsset, limitPricePairs, delistSchedule, listSchedule } = draft.state.platform;
  if (delistSchedule.length > 0 && namesOf(id, pair).some((name) => isGone(draft, id, name))) throw refuse(-3021);
  if (listSchedule.length > 0 && namesOf(id, pair).some((name) => isYetToCome(draft, id, name))) throw refuse(-3028);
  // Buying back what is owed closes a short position, it does not open a long one.
  if (order.side === 'BUY' && openLongRestrictedAsset.includes(pair.base))
    if (order.quantity.gt(debt(draft.holding(id, pair.base)))) throw refuse(-3067);
  if (order.price && limitPricePairs.includes(pair.symbol)) {
    const index = draft.prices.pair(pair.symbol);
    if (order.price.minus(index).abs().gt(index.times(draft.world.rules.priceGuard))) throw refuse(-3064);
  }
}

/** @throws Refusal when the platform does not take (more of) this asset into this account */
export function checkTransferIn(draft: Draft, id: AccountId, asset: string, amount: Decimal): void {
  checkAllowed(draft, id, 'transferIn');
  const name = id === CROSS ? asset : id;
  if (isYetToCome(draft, id, name)) throw refuse(id === CROSS ? -3027 : -3028);
  const end = delistTime(draft.state, id, name);
  if (end !== undefined && end <= draft.now) throw refuse(-3009);
  if (end !== undefined && end - draft.now <= draft.world.rules.delistTransferCapMs)
    if (amount.gt(debt(draft.holding(id, asset)))) throw refuse(-3065);
  if (id === CROSS && draft.state.platform.maxCollateralExceededAsset.includes(asset)) throw refuse(-3017);
}

/** Ends the orders on what has left margin since `from`. */
export function expireDelisted(draft: Draft, from: number): void {
  for (const { time, crossMarginAssets, isolatedMarginSymbols } of draft.state.platform.delistSchedule) {
    if (time <= from || time > draft.now) continue;
    for (const book of Object.values(draft.state.books))
      for (const { account, symbol, id } of Object.values(book)) {
        const pair = pairs[symbol];
        const gone = isIsolated(account)
          ? isolatedMarginSymbols.includes(symbol)
          : pair && namesOf(CROSS, pair).some((name) => crossMarginAssets.includes(name));
        const order = gone ? draft.order(account, symbol, id) : undefined;
        if (order) finish(draft, order, 'EXPIRED', { reason: 'EXCHANGE_CANCELED' });
      }
    followLists(draft);
  }
}

/** Daily interest rate of the clock hour of `time`, in units of 1e-8: what was set last, or the market's. */
export function rateUnits(state: State, asset: string, vipLevel: number, time: number): number {
  const daily = state.platform.rates[asset]?.findLast(({ since }) => since <= time)?.daily ?? null;
  if (daily === null) return dailyRateUnits(state.seed, asset, vipLevel, time);
  return Math.round(decimal(daily).times(1e8).toNumber() * (1 - VIP_STEP * vipLevel));
}

/** At least what any hour charges, before the hourly change: a share a day. */
export const mostRate = ({ platform }: State, asset: string): number =>
  (platform.rates[asset] ?? []).reduce(
    (most, { daily }) => Math.max(most, Number(daily ?? 0)),
    Number(assets[asset]?.dailyRate ?? 0),
  );
