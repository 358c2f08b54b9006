import type { AccountRef } from '../connection/snapshot.ts';
import { zero, type Decimal } from '../margin/decimal.ts';
import type { PairRules } from '../connection/catalogue.ts';
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
}

/** An order whose questions are answered; which prices it has depends on its kind. */
export type CompleteOrder = Omit<OrderAnswers, 'price' | 'stopPrice' | 'stopLimitPrice'> &
  Partial<Pick<OrderAnswers, 'price' | 'stopPrice' | 'stopLimitPrice'>>;

export function complete(answers: Partial<OrderAnswers>): answers is CompleteOrder {
  return (['account', 'symbol', 'side', 'kind', 'effect', 'quantity'] as const).every(
    (name) => answers[name] !== undefined,
  );
}

/** What an order changes once it is filled whole at `price`, before fees. */
export function fill(side: Side, quantity: Decimal, price: Decimal, { base, quote }: PairRules): Change[] {
  const paid = quantity.times(price);
  return side === 'BUY'
    ? [
        { asset: base, held: quantity, owed: zero },
        { asset: quote, held: paid.neg(), owed: zero },
      ]
    : [
        { asset: base, held: quantity.neg(), owed: zero },
        { asset: quote, held: paid, owed: zero },
      ];
}
