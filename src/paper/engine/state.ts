import type { Decimal } from '../../margin/decimal.ts';
import { emptyHolding, type Holding } from '../../margin/levels.ts';

/**
 * Name of a balance sheet: one of the plain wallets, the cross account, or an isolated pair by its symbol (no symbol is
 * spelled like a wallet).
 */
export type AccountId = string;
export const SPOT = 'SPOT';
export const CROSS = 'CROSS';
/** Wallets without margin. Only spot trades nothing here either; the others exist so that transfers have both ends. */
export const plainWallets: readonly string[] = [SPOT, 'FUNDING', 'UMFUTURE', 'CMFUTURE', 'OPTION'];
export const isIsolated = (id: AccountId): boolean => id !== CROSS && !plainWallets.includes(id);

export interface Account {
  readonly id: AccountId;
  readonly holdings: Readonly<Record<string, Holding>>;
  /** An isolated pair that is switched off keeps its place but takes no transfer, loan or order. */
  readonly enabled: boolean;
  /** While called: when the last notice went out; it repeats until the level is back. */
  readonly calledAt?: number;
  /** Below the pre-liquidation line. */
  readonly warned?: true;
  /** While the platform sells: the owner is locked out. */
  readonly liquidation?: Liquidation;
}

export interface Liquidation {
  readonly by: 'forced' | 'manual';
  readonly since: number;
  /** When the next step is due, and how many are left before the rest is taken over. */
  readonly next: number;
  readonly left: number;
  /** Most that one step sells, in USDT (cross) or the pair's quote asset. */
  readonly budget: string;
}

export type Side = 'BUY' | 'SELL';
export type OrderType =
  'LIMIT' | 'MARKET' | 'LIMIT_MAKER' | 'STOP_LOSS' | 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT' | 'TAKE_PROFIT_LIMIT';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK';
export type SideEffect = 'NO_SIDE_EFFECT' | 'MARGIN_BUY' | 'AUTO_REPAY' | 'AUTO_BORROW_REPAY';
export type SelfTradePrevention = 'EXPIRE_TAKER' | 'EXPIRE_MAKER' | 'EXPIRE_BOTH' | 'NONE';
export type OrderStatus =
  'NEW' | 'PENDING_NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH';

/** An order as it was placed and as far as it has come. Amounts in base unless said otherwise. */
export interface Order {
  readonly id: number;
  readonly account: AccountId;
  readonly symbol: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly quantity: Decimal;
  /** MARKET by value: what to spend or to receive, in quote. */
  readonly quoteQuantity?: Decimal;
  readonly price?: Decimal;
  readonly stopPrice?: Decimal;
  /** Basis points the price has to turn from its best before the order triggers. */
  readonly trailingDelta?: number;
  /** Best price since the trailing began; absent before its stop price (if any) was reached. */
  readonly trailingBest?: Decimal;
  readonly icebergQuantity?: Decimal;
  readonly clientOrderId: string;
  readonly selfTradePrevention: SelfTradePrevention;
  readonly sideEffect: SideEffect;
  readonly autoRepayAtCancel: boolean;
  readonly status: OrderStatus;
  readonly executed: Decimal;
  /** Quote exchanged so far. */
  readonly executedQuote: Decimal;
  /** What is locked for it: quote for a BUY, base for a SELL. */
  readonly locked: Decimal;
  /** Loan that was taken for it, of the asset it pays with. */
  readonly loan?: Decimal;
  /** On the book (or, for stops, triggered). */
  readonly working: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly workingAt?: number;
  readonly listId?: number;
  /** Why it expired, for the stream. */
  readonly expiryReason?: string;
}

/** Orders that depend on each other. */
export interface OrderList {
  readonly id: number;
  readonly account: AccountId;
  readonly symbol: string;
  readonly contingency: 'OCO' | 'OTO' | 'OTOCO';
  readonly clientListId: string;
  readonly status: 'EXECUTING' | 'ALL_DONE';
  readonly createdAt: number;
  /** In the order they were named; with OTO and OTOCO the first is the working one. */
  readonly orders: readonly { readonly id: number; readonly clientOrderId: string }[];
}

/** Numbers that name what happened; one sequence each, so that replay names everything alike. */
export interface Counters {
  readonly transaction: number;
  readonly order: number;
  readonly list: number;
  readonly trade: number;
  readonly execution: number;
  readonly interest: number;
  readonly flow: number;
  readonly prevented: number;
}

export interface Settings {
  readonly maxLeverage: 3 | 5;
  readonly vipLevel: number;
  readonly spotBnbBurn: boolean;
  readonly interestBnbBurn: boolean;
}

/** What the platform allows and charges, as far as it is not the usual; all of it set from outside. */
export interface Platform {
  /** What nobody may do at the moment. */
  readonly bans: readonly Ban[];
  /** Assets that may not be bought beyond what is owed of them. */
  readonly openLongRestrictedAsset: readonly string[];
  /** Assets of which the platform takes no more as collateral. */
  readonly maxCollateralExceededAsset: readonly string[];
  readonly delistSchedule: readonly Schedule[];
  readonly listSchedule: readonly Schedule[];
  /** Pairs whose limit prices have to lie within 15 % of the index. */
  readonly limitPricePairs: readonly string[];
  /** Daily rates at VIP 0 that were set, oldest first; `null` is the market's own again. */
  readonly rates: Readonly<Record<string, readonly { readonly since: number; readonly daily: string | null }[]>>;
}
export const bans = ['borrow', 'repay', 'trade', 'transferIn', 'transferOut'] as const;
export type Ban = (typeof bans)[number];
export interface Schedule {
  readonly time: number;
  readonly crossMarginAssets: readonly string[];
  readonly isolatedMarginSymbols: readonly string[];
}
export const usualPlatform: Platform = {
  bans: [],
  openLongRestrictedAsset: [],
  maxCollateralExceededAsset: [],
  delistSchedule: [],
  listSchedule: [],
  limitPricePairs: [],
  rates: {},
};

/** Everything the engine knows. Immutable: a command makes a new one that shares what it left alone. */
export interface State {
  readonly now: number;
  readonly seed: number;
  readonly accounts: Readonly<Record<AccountId, Account>>;
  /** Open orders, by account and symbol, oldest first. */
  readonly books: Readonly<Record<string, Readonly<Record<string, Order>>>>;
  /** Order lists that still have an open order. */
  readonly lists: Readonly<Record<string, OrderList>>;
  /** Prices that a control holds in place. */
  readonly heldPrices: Readonly<Record<string, string>>;
  /** Prices of a live market, as they were last heard. */
  readonly livePrices: Readonly<Record<string, string>>;
  /** The recording that is played back, and how many seconds after its own times. */
  readonly recording?: { readonly id: string; readonly shift: number };
  readonly settings: Settings;
  readonly counters: Counters;
  /** When something was last done that may be done only so often. */
  readonly marks: Readonly<Record<string, number>>;
  /** What the platform has left to lend of an asset, where a control has set it. */
  readonly inventory: Readonly<Record<string, string>>;
  readonly platform: Platform;
  /** What a liquidation could not cover, owed in USDC. */
  readonly liquidationLoan: { readonly amount: Decimal; readonly repaid: Decimal };
}

export const bookKey = (account: AccountId, symbol: string): string => `${account}/${symbol}`;

const emptyAccount = (id: AccountId): Account => ({ id, holdings: {}, enabled: true });

export function initialState(seed: number, now: number): State {
  const zero = emptyHolding.free;
  return {
    now,
    seed,
    accounts: Object.fromEntries([...plainWallets, CROSS].map((id) => [id, emptyAccount(id)])),
    books: {},
    lists: {},
    heldPrices: {},
    livePrices: {},
    settings: { maxLeverage: 3, vipLevel: 0, spotBnbBurn: false, interestBnbBurn: false },
    counters: {
      transaction: 118_000_000_000,
      order: 41_000_000,
      list: 9_000,
      trade: 88_000_000,
      execution: 260_000_000,
      interest: 0,
      flow: 5_100_000_000,
      prevented: 700,
    },
    marks: {},
    inventory: {},
    platform: usualPlatform,
    liquidationLoan: { amount: zero, repaid: zero },
  };
}
