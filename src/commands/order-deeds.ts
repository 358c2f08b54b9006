import { l10n } from 'vscode';
import type { NewOrder, NewOrderList } from '../binance/table/index.ts';
import { decimal, toDisplay, toWire, type Decimal } from '../margin/decimal.ts';
import { isolatedFlag } from './calls.ts';
import { accountName } from './choose.ts';
import { worth, worthText } from './order-check.ts';
import { hasPrice, orderKinds, sideEffects, timeInForceOf, typeOf, type OrderKind } from './order-kinds.ts';
import { orderOutcome } from './order-outcome.ts';
import type { Deed } from './perform.ts';
import { fill, fillPrice, type CompleteOrder, type Fill, type Market } from './order.ts';

/** A single order, with the numbers that are agreed to. */
export function orderDeed(order: CompleteOrder, market: Market): Deed<NewOrder> {
  const { account, symbol, side, kind, price, stopPrice, quantity, effect } = order;
  if (kind === 'OCO') throw new TypeError('A list of orders is not a single order.');
  const timeInForce = timeInForceOf(kind);
  const parameters = {
    symbol,
    isIsolated: isolatedFlag(account),
    side,
    type: typeOf(kind),
    quantity: toWire(quantity),
    ...(price ? { price: toWire(price) } : {}),
    ...(stopPrice ? { stopPrice: toWire(stopPrice) } : {}),
    ...(timeInForce ? { timeInForce } : {}),
    sideEffectType: effect,
    newOrderRespType: 'FULL' as const,
  };
  return {
    title: orderTitle(order, market),
    verb: side === 'BUY' ? l10n.t('Buy') : l10n.t('Sell'),
    details: orderDetails(order, market),
    method: 'createMarginOrder',
    parameters,
    run: (client, call) => client.createMarginOrder(parameters, call),
    result: (reply) => orderOutcome(reply, market.rules, l10n),
  };
}

/** A limit order and a stop of which the first to trade cancels the other. */
export function ocoDeed(order: CompleteOrder, market: Market): Deed<NewOrderList> {
  const { account, symbol, side, price, stopPrice, stopLimitPrice, quantity, effect } = order;
  if (!price || !stopPrice || !stopLimitPrice) throw new TypeError('Both orders of the list need their prices.');
  const parameters = {
    symbol,
    isIsolated: isolatedFlag(account),
    side,
    quantity: toWire(quantity),
    price: toWire(price),
    stopPrice: toWire(stopPrice),
    stopLimitPrice: toWire(stopLimitPrice),
    stopLimitTimeInForce: 'GTC' as const,
    sideEffectType: effect,
  };
  return {
    title: orderTitle(order, market),
    verb: side === 'BUY' ? l10n.t('Buy') : l10n.t('Sell'),
    details: orderDetails(order, market),
    method: 'createMarginOcoOrder',
    parameters,
    run: (client, call) => client.createMarginOcoOrder(parameters, call),
    result: ({ orderListId }) => l10n.t('Placed both orders of {0} as list {1}.', symbol, orderListId),
  };
}

function orderTitle({ side, quantity, symbol, account, kind, price }: CompleteOrder, { rules }: Market): string {
  const what = `${toDisplay(quantity)} ${rules.base}`;
  const name = orderKinds(l10n).find((entry) => entry.kind === kind)?.label ?? kind;
  const at = price ? l10n.t('at {0} {1}', toDisplay(price), rules.quote) : l10n.t('at market');
  return side === 'BUY'
    ? l10n.t('Buy {0} {1} on {2} ({3}, {4})', what, at, symbol, name, accountName(account))
    : l10n.t('Sell {0} {1} on {2} ({3}, {4})', what, at, symbol, name, accountName(account));
}

function orderDetails(order: CompleteOrder, market: Market): string[] {
  const { side, quantity, stopPrice, stopLimitPrice, effect } = order;
  const { rules, reference } = market;
  const lines = [l10n.t('Worth {0}', worthText(worth(quantity, fillPrice(order, reference)), rules.quote))];
  if (stopPrice) lines.push(l10n.t('Stop {0} {1}', toDisplay(stopPrice), rules.quote));
  if (stopLimitPrice) lines.push(l10n.t('Then at {0} {1}', toDisplay(stopLimitPrice), rules.quote));
  lines.push(
    l10n.t('Funds: {0}', sideEffects(side, l10n).find((entry) => entry.effect === effect)?.label ?? effect),
    ...foresee(order, market).map((line) => l10n.t('If filled: {0}', line)),
  );
  return lines;
}

/** What the order does once it is filled: level, liquidation price, what it borrows at which cost, fee. */
export function foresee(
  order: Pick<CompleteOrder, 'side' | 'quantity' | 'effect' | 'kind' | 'price' | 'stopPrice'>,
  market: Market,
): string[] {
  const { changes, borrowed, fee } = fill(order, fillPrice(order, market.reference), market, market.balances);
  const lines = market.outlook(changes);
  if (borrowed) lines.push(loanLine(borrowed, market.rates.get(borrowed.asset)));
  if (fee) lines.push(feeLine(order.kind, fee));
  return lines;
}

function loanLine({ asset, amount }: NonNullable<Fill['borrowed']>, hourlyRate: Decimal | undefined): string {
  const what = `${toDisplay(amount, 8)} ${asset}`;
  if (!hourlyRate) return l10n.t('borrows {0}', what);
  const hour = amount.times(hourlyRate);
  return l10n.t(
    'borrows {0}, interest {1} an hour, {2} a day',
    what,
    `${toDisplay(hour, 8)} ${asset}`,
    `${toDisplay(hour.times(decimal('24')), 8)} ${asset}`,
  );
}

/** A limit order may trade at once or wait in the book; the others are one or the other. */
function feeLine(kind: OrderKind, { asset, asMaker, asTaker }: NonNullable<Fill['fee']>): string {
  const text = (amount: Decimal) => `${toDisplay(amount, 8)} ${asset}`;
  if (kind === 'LIMIT_MAKER') return l10n.t('fee {0} as maker', text(asMaker));
  if (!hasPrice(kind) || asMaker.eq(asTaker)) return l10n.t('fee {0}', text(asTaker));
  return l10n.t('fee {0} as maker, {1} as taker', text(asMaker), text(asTaker));
}
