import type { AccountId, Order, OrderList } from './state.ts';

/**
 * What happened. The histories, the user streams and the feed are made of these; amounts are decimal strings in wire
 * form, times are ms.
 */
export type Event =
  | { type: 'balance'; time: number; account: AccountId; asset: string; free: string; locked: string }
  /** Coins came or went other than by a trade: the stream's balanceUpdate. */
  | { type: 'moved'; time: number; account: AccountId; asset: string; delta: string }
  | {
      type: 'transfer';
      time: number;
      id: number;
      kind: string;
      asset: string;
      amount: string;
      from: AccountId;
      to: AccountId;
    }
  | LoanEvent
  | InterestEvent
  | {
      type: 'liability';
      time: number;
      account: AccountId;
      asset: string;
      kind: LiabilityKind;
      principal: string;
      interest: string;
    }
  | {
      type: 'order';
      time: number;
      number: number;
      execution: Execution;
      order: Order;
      trade?: Trade;
      clientId?: string;
      /** The trade with oneself that ended it. */
      prevented?: PreventedMatch;
    }
  | { type: 'list'; time: number; list: OrderList; reject?: string }
  | { type: 'trade'; time: number; trade: Trade }
  | {
      type: 'flow';
      time: number;
      id: number;
      account: AccountId;
      asset: string;
      kind: FlowKind;
      amount: string;
      reference: number;
      note?: string;
    }
  | { type: 'prevented'; time: number; record: PreventedMatch }
  | { type: 'status'; time: number; account: AccountId; level: string; status: RiskStatus }
  | { type: 'liquidation'; time: number; record: LiquidationRecord }
  | { type: 'dust'; time: number; record: DustRecord }
  | { type: 'smallLiability'; time: number; asset: string; amount: string; target: string; targetAmount: string }
  | { type: 'liquidationLoan'; time: number; id: number; asset: string; amount: string; kind: 'taken' | 'repaid' }
  | { type: 'price'; time: number; symbol: string; price: string | null }
  | { type: 'replay'; time: number; id: string | null };

export type LiabilityKind = 'BORROW' | 'REPAY' | 'INTEREST';
export type RiskStatus = 'NORMAL' | 'MARGIN_CALL' | 'PRE_LIQUIDATION' | 'FORCE_LIQUIDATION';

export interface LoanEvent {
  readonly type: 'loan';
  readonly time: number;
  readonly id: number;
  readonly account: AccountId;
  readonly asset: string;
  readonly kind: 'BORROW' | 'REPAY';
  readonly cause: 'MANUAL' | 'AUTO' | 'BNB_AUTO_REPAY';
  readonly amount: string;
  readonly principal: string;
  readonly interest: string;
}

export type InterestKind = 'PERIODIC' | 'ON_BORROW' | 'PERIODIC_CONVERTED' | 'ON_BORROW_CONVERTED';
/** One charge. `asset` is what was charged; `rawAsset` the loan's, when BNB paid. Kept small: there are many. */
export interface InterestEvent {
  readonly type: 'interest';
  readonly time: number;
  readonly number: number;
  readonly account: AccountId;
  readonly asset: string;
  readonly rawAsset?: string;
  readonly principal: string;
  readonly interest: string;
  /** Daily rate. */
  readonly rate: string;
  readonly kind: InterestKind;
}

/**
 * What can become of an order on the streams. REJECTED is in the exchange's list too, but only for an order that was to
 * replace a cancelled one, which margin accounts cannot ask for: a refused order is answered with a code and never exists.
 */
export type Execution = 'NEW' | 'CANCELED' | 'TRADE' | 'EXPIRED' | 'TRADE_PREVENTION';

export interface Trade {
  readonly id: number;
  readonly time: number;
  readonly orderId: number;
  readonly account: AccountId;
  readonly symbol: string;
  readonly buyer: boolean;
  readonly maker: boolean;
  readonly price: string;
  readonly quantity: string;
  readonly quote: string;
  readonly commission: string;
  readonly commissionAsset: string;
}

/**
 * Why coins came or went on a margin account. The exchange's list also has COMMISSION_RETURN, fees given back; on what
 * occasion is not published, and nothing here gives any back.
 */
export type FlowKind =
  | 'TRANSFER'
  | 'BORROW'
  | 'REPAY'
  | 'BUY_INCOME'
  | 'BUY_EXPENSE'
  | 'SELL_INCOME'
  | 'SELL_EXPENSE'
  | 'TRADING_COMMISSION'
  | 'BUY_LIQUIDATION'
  | 'SELL_LIQUIDATION'
  | 'REPAY_LIQUIDATION'
  | 'OTHER_LIQUIDATION'
  | 'LIQUIDATION_FEE'
  | 'SMALL_BALANCE_CONVERT'
  | 'SMALL_CONVERT';

export interface PreventedMatch {
  readonly id: number;
  readonly account: AccountId;
  readonly symbol: string;
  readonly takerOrderId: number;
  readonly makerOrderId: number;
  readonly mode: string;
  readonly price: string;
  readonly quantity: string;
}

export interface LiquidationRecord {
  readonly orderId: number;
  readonly account: AccountId;
  readonly symbol: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: string;
  readonly averagePrice: string;
  readonly quantity: string;
  readonly executed: string;
}

export interface DustRecord {
  readonly id: number;
  readonly account: AccountId;
  readonly target: string;
  readonly details: readonly {
    readonly id: number;
    readonly asset: string;
    readonly amount: string;
    /** After the service charge. */
    readonly received: string;
    readonly charge: string;
  }[];
}
