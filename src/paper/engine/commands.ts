import { decimal, type Decimal } from '../../margin/decimal.ts';
import { assets, pairs } from '../market/catalogue.ts';
import type { Draft } from './draft.ts';
import type { DustRecord } from './events.ts';
import * as loans from './loans.ts';
import { cancelList, followLists, type ListKey, type PlacedList, placeList } from './lists.ts';
import { changePlatform, type PlatformChange } from './platform.ts';
import { cancelOrder, findOpen, type OrderKey, type OrderRequest, placeOrder } from './orders.ts';
import { without } from './records.ts';
import { refuse } from './refusal.ts';
import { watchRisk } from './risk.ts';
import {
  type AccountId,
  isIsolated,
  type Order,
  type OrderType,
  type Platform,
  type Side,
  type Settings,
  type SideEffect,
} from './state.ts';
import type { SelfTradePrevention, TimeInForce } from './state.ts';
import { convertDust, exchangeSmallDebts } from './smallBalances.ts';
import { liquidateByHand, type PaidDebt, repayLiquidationLoan, setMaxLeverage, switchIsolated } from './switches.ts';
import * as transfers from './transfers.ts';
import { meetMarket } from './triggers.ts';
import { listedPair } from './valuation.ts';

/**
 * Everything that can be asked of the engine. A command is plain JSON (amounts are decimal strings), because it is
 * written to the journal and played again. A new command is one entry here.
 */
export const handlers = {
  deposit(draft: Draft, { account, asset, amount }: { account: AccountId; asset: string; amount: string }) {
    transfers.deposit(draft, account, asset, positive(amount, 'amount'));
    return {};
  },

  transfer(
    draft: Draft,
    command: { kind: string; asset: string; amount: string; from: AccountId; to: AccountId },
  ): { id: number } {
    return { id: transfers.transfer(draft, { ...command, amount: positive(command.amount, 'amount') }) };
  },

  borrow(draft: Draft, { account, asset, amount }: LoanCommand): { id: number } {
    marginAccount(draft, account, asset);
    return { id: loans.borrow(draft, account, asset, positive(amount, 'amount'), 'MANUAL') };
  },

  repay(draft: Draft, { account, asset, amount }: LoanCommand): { id: number } {
    marginAccount(draft, account, asset);
    return { id: loans.repay(draft, account, asset, positive(amount, 'amount'), 'MANUAL') };
  },

  order(draft: Draft, command: OrderCommand): Order {
    const order = placeOrder(draft, orderRequest(command));
    followLists(draft);
    return order;
  },

  /** Orders that depend on each other; the legs in the order that lists.ts names. */
  list(draft: Draft, command: ListCommand): PlacedList {
    return placeList(draft, { ...command, legs: command.legs.map(orderRequest) });
  },

  cancelList(draft: Draft, command: { account: AccountId; symbol: string; clientId?: string } & ListKey): PlacedList {
    listedPair(command.symbol);
    return cancelList(draft, command, command.clientId);
  },

  /** Every open order of an account on one pair, lists as a whole. */
  cancelAll(draft: Draft, { account, symbol }: { account: AccountId; symbol: string }): Order[] {
    listedPair(symbol);
    const orders = draft.openOrders(account, symbol);
    if (orders.length === 0) throw refuse(-2011);
    const ended = orders.map((order) => cancelOrder(draft, order));
    followLists(draft);
    return ended;
  },

  cancel(draft: Draft, command: { account: AccountId; symbol: string; clientId?: string } & OrderKey): Order {
    listedPair(command.symbol);
    const order = findOpen(draft, command.account, command.symbol, command);
    if (!order) throw refuse(-2011);
    const ended = cancelOrder(draft, order, command.clientId);
    followLists(draft);
    return ended;
  },

  dust(draft: Draft, { account, assets: names }: { account: AccountId; assets: string[] }): DustRecord {
    return convertDust(draft, account, names);
  },

  smallLiabilities(draft: Draft, { assets: names }: { assets: string[] }) {
    exchangeSmallDebts(draft, names);
    return {};
  },

  leverage(draft: Draft, { maxLeverage }: { maxLeverage: 3 | 5 }) {
    setMaxLeverage(draft, maxLeverage);
    return {};
  },

  /** An isolated pair on or off. */
  isolated(draft: Draft, { symbol, enabled }: { symbol: string; enabled: boolean }) {
    switchIsolated(draft, symbol, enabled);
    return {};
  },

  liquidate(draft: Draft, { account }: { account: AccountId }): PaidDebt[] {
    return liquidateByHand(draft, account);
  },

  repayLiquidationLoan(draft: Draft, { asset, amount }: { asset: string; amount: string }): { id: number } {
    return { id: repayLiquidationLoan(draft, asset, positive(amount, 'amount')) };
  },

  /** Holds a pair's price in place, or lets it go (`null`). */
  price(draft: Draft, { symbol, price }: { symbol: string; price: string | null }) {
    listedPair(symbol);
    const { heldPrices } = draft.state;
    draft.change({
      heldPrices:
        price === null ? without(heldPrices, symbol) : { ...heldPrices, [symbol]: positive(price, 'price').toFixed() },
    });
    draft.emit({ type: 'price', time: draft.now, symbol, price });
    meetMarket(draft);
    watchRisk(draft);
    return {};
  },

  /** Prices of a live market: those that have changed, or `null` when there is none any more. */
  feed(draft: Draft, { prices }: { prices: Readonly<Record<string, string>> | null }) {
    for (const symbol of Object.keys(prices ?? {})) listedPair(symbol);
    draft.change({ livePrices: prices === null ? {} : { ...draft.state.livePrices, ...prices } });
    meetMarket(draft);
    watchRisk(draft);
    return {};
  },

  /** Plays a recording back, `shift` seconds after its own times; `null` ends it. */
  replay(draft: Draft, { id, shift = 0 }: { id: string | null; shift?: number }) {
    if (id !== null && !draft.world.recordings?.has(id)) throw refuse(-1130, 'id');
    draft.changeRecording(id === null ? undefined : { id, shift });
    draft.emit({ type: 'replay', time: draft.now, id });
    meetMarket(draft);
    watchRisk(draft);
    return {};
  },

  /** Bans, restrictions, schedules, rates, inventories, VIP level. */
  platform(draft: Draft, { change }: { change: PlatformChange }): Platform {
    return changePlatform(draft, change);
  },

  settings(draft: Draft, { type: _type, ...change }: Partial<Settings> & { type?: string }): Settings {
    draft.change({ settings: { ...draft.state.settings, ...change } });
    return draft.state.settings;
  },

  /** Nothing but the passing of time. */
  tick() {
    return {};
  },
} satisfies Record<string, (draft: Draft, command: never) => unknown>;

interface LoanCommand {
  readonly account: AccountId;
  readonly asset: string;
  readonly amount: string;
}

export interface ListCommand {
  readonly contingency: 'OCO' | 'OTO' | 'OTOCO';
  readonly account: AccountId;
  readonly symbol: string;
  readonly clientListId?: string;
  readonly legs: readonly OrderCommand[];
}

export interface OrderCommand {
  readonly account: AccountId;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce?: TimeInForce;
  readonly quantity?: string;
  readonly quoteQuantity?: string;
  readonly price?: string;
  readonly stopPrice?: string;
  readonly trailingDelta?: number;
  readonly icebergQuantity?: string;
  readonly clientOrderId?: string;
  readonly sideEffect?: SideEffect;
  readonly selfTradePrevention?: SelfTradePrevention;
  readonly autoRepayAtCancel?: boolean;
}

type Handlers = typeof handlers;
export type CommandName = keyof Handlers;
type Body<K extends CommandName> = Parameters<Handlers[K]> extends [unknown, infer B] ? B : unknown;
/** A command of one kind: its name under `do`, its body beside it. */
export type CommandOf<K extends CommandName> = { readonly do: K } & Body<K>;
export type Command = { [K in CommandName]: CommandOf<K> }[CommandName];
export type Answer<K extends CommandName> = ReturnType<Handlers[K]>;

/** Carries a command out on a draft. Throws a Refusal where the exchange would refuse. */
export function perform(draft: Draft, command: Command): unknown {
  const table: Readonly<Record<CommandName, unknown>> = handlers;
  const handler = table[command.do] as (draft: Draft, command: Command) => unknown;
  const answer = handler(draft, command);
  draft.reportBalances();
  return answer;
}

function positive(text: string, name: string): Decimal {
  const amount = decimal(text);
  if (amount.lte(0)) throw refuse(-1130, name);
  if (amount.decimalPlaces() > 8) throw refuse(-1111, name);
  return amount;
}
const optional = (text: string | undefined, name: string): Decimal | undefined => {
  if (text === undefined) return undefined;
  const amount = decimal(text);
  if (amount.isZero() && name === 'icebergQty') return undefined;
  if (amount.lte(0)) throw refuse(-1013, name === 'price' || name === 'stopPrice' ? 'PRICE_FILTER' : 'LOT_SIZE');
  return amount;
};

function orderRequest(command: OrderCommand): OrderRequest {
  return {
    ...command,
    quantity: optional(command.quantity, 'quantity'),
    quoteQuantity: optional(command.quoteQuantity, 'quoteOrderQty'),
    price: optional(command.price, 'price'),
    stopPrice: optional(command.stopPrice, 'stopPrice'),
    icebergQuantity: optional(command.icebergQuantity, 'icebergQty'),
  };
}

/** A loan needs an account that is open and takes this asset. */
function marginAccount(draft: Draft, id: AccountId, asset: string): void {
  if (!assets[asset]) throw refuse(-3027);
  if (!isIsolated(id)) return;
  const pair = pairs[id];
  if (!pair) throw refuse(-1121);
  if (draft.account(id)?.enabled !== true) throw refuse(-11001);
  if (asset !== pair.base && asset !== pair.quote) throw refuse(-3027);
}
