import type { Localiser } from '../connection/localiser.ts';
import { decimal, toDisplay, type Decimal } from '../margin/decimal.ts';
import { failedFilter, type FilteredOrder } from '../margin/filters.ts';
import type { PairRules } from '../connection/catalogue.ts';
import { filterReason } from './filters.ts';
import type { Reading } from './wizard.ts';

/** Reads a price typed for `rules`' pair: on the tick, and near enough to `reference` for the exchange to take it. */
export function readPrice(
  text: string,
  order: { readonly side: 'BUY' | 'SELL'; readonly reference: Decimal; readonly stop?: boolean },
  rules: PairRules,
  l10n: Localiser,
): Reading<Decimal> {
  const typed = text.trim();
  if (!/^(\d+\.?\d*|\.\d+)$/.test(typed) || decimal(typed).isZero())
    return { ok: false, reason: l10n.t('Enter a price in {0} as a plain decimal.', rules.quote) };
  const price = decimal(typed);
  const held = { side: order.side, market: false, reference: order.reference };
  const failed = failedFilter(order.stop ? { ...held, stopPrice: price } : { ...held, price }, rules.filters);
  return failed
    ? { ok: false, reason: filterReason(failed, rules.filters, rules.quote, l10n) }
    : { ok: true, value: price };
}

/** Why the exchange would refuse an order, as a sentence; undefined when it passes the pair's filters. */
export function refusal(order: FilteredOrder, rules: PairRules, l10n: Localiser): string | undefined {
  const failed = failedFilter(order, rules.filters);
  return failed && filterReason(failed, rules.filters, rules.quote, l10n);
}

/** What a quantity is worth in the quote asset. */
export const worth = (quantity: Decimal, price: Decimal): Decimal => quantity.times(price);

/** "≈ 1,234.5 USDT" */
export const worthText = (value: Decimal, quote: string): string => `≈ ${toDisplay(value, 4)} ${quote}`;
