import type { Fee, PairRules } from '../connection/catalogue.ts';
import type { AccountRef, Balance } from '../connection/snapshot.ts';
import { Decimal, zero } from '../margin/decimal.ts';
import { debt } from '../margin/levels.ts';
import type { OrderKind, Side, SideEffect } from './order-kinds.ts';
import type { Outlook } from './outlook.ts';
import type { Change } from './preview.ts';

export interface OrderAnswers {
  readonly account: AccountRef;
  readonly symbol: string;
  readonly side: Side;
  readonly kind: OrderKind;
  readonly price: Decimal;
  readonly stopPrice: Decimal;
  /** OCO only: the limit of the stop's order. */
  readonly stopLimitPrice: Decimal;
  readonly effect: SideEffect;
  readonly quantity: Decimal;
}

/** What is known of the pair once it is chosen: its rules, and its index price now. */
export interface Market {
  readonly rules: PairRules;
  readonly reference: Decimal;
  readonly outlook: Outlook;
  /** Undefined where the exchange did not say. */
  readonly fee: Fee | undefined;
  /** Interest of the next hour per unit borrowed, by asset, as far as it is known. */
  readonly rates: ReadonlyMap<string, Decimal>;
  /** What the order's account holds and owes of the pair's two assets. */
  readonly balances: readonly Balance[];
}

/** An order whose questions are answered; which prices it has depends on its kind. */
export type CompleteOrder = Omit<OrderAnswers, 'price' | 'stopPrice' | 'stopLimitPrice'> &
  Partial<Pick<OrderAnswers, 'price' | 'stopPrice' | 'stopLimitPrice'>>;

export function complete(answers: Partial<OrderAnswers>): answers is CompleteOrder {
  return (['account', 'symbol', 'side', 'kind', 'effect', 'quantity'] as const).every(
    (name) => answers[name] !== undefined,
  );
}

/** The price at which an order trades, as far as it is known: its own, that of its stop, else the index price. */
export const fillPrice = (order: Pick<CompleteOrder, 'price' | 'stopPrice'>, reference: Decimal): Decimal =>
  order.price ?? order.stopPrice ?? reference;

/** What a filled order leaves behind: what it changes, what it borrows for that, and what the exchange keeps. */
export interface Fill {
  readonly changes: readonly Change[];
  readonly borrowed: { readonly asset: string; readonly amount: Decimal } | undefined;
  /** Taken from what is received. */
  readonly fee: { readonly asset: string; readonly asMaker: Decimal; readonly asTaker: Decimal } | undefined;
}

/**
 * An order once it is filled whole at `price`: the dearer fee off, with the loan that its funds call for, and with what
 * comes in repaying the debt of the same asset where the order says so.
 */
export function fill(
  { side, quantity, effect }: Pick<OrderAnswers, 'side' | 'quantity' | 'effect'>,
  price: Decimal,
  { rules, fee }: Pick<Market, 'rules' | 'fee'>,
  balances: readonly Balance[],
): Fill {
  const { base, quote } = rules;
  const worth = quantity.times(price);
  const [gets, gross, gives, paid] = side === 'BUY' ? [base, quantity, quote, worth] : [quote, worth, base, quantity];
  const balanceOf = (asset: string) => balances.find((balance) => balance.asset === asset);
  const asMaker = gross.times(fee?.maker ?? zero);
  const asTaker = gross.times(fee?.taker ?? zero);
  const net = gross.minus(Decimal.max(asMaker, asTaker));
  const missing = Decimal.max(paid.minus(balanceOf(gives)?.free ?? zero), zero);
  const borrowed = borrows(effect) ? missing : zero;
  const received = balanceOf(gets);
  const repaid = repays(effect) && received ? Decimal.min(net, debt(received)) : zero;
  return {
    changes: [
      { asset: gets, held: net.minus(repaid), owed: repaid.neg() },
      { asset: gives, held: borrowed.minus(paid), owed: borrowed },
    ],
    borrowed: borrowed.gt(zero) ? { asset: gives, amount: borrowed } : undefined,
    fee: fee ? { asset: gets, asMaker, asTaker } : undefined,
  };
}

export const borrows = (effect: SideEffect | undefined): boolean =>
  effect === 'MARGIN_BUY' || effect === 'AUTO_BORROW_REPAY';
const repays = (effect: SideEffect): boolean => effect === 'AUTO_REPAY' || effect === 'AUTO_BORROW_REPAY';
