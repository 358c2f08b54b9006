import type { NewOrder } from '../binance/table/index.ts';
import type { PairRules } from '../connection/catalogue.ts';
import type { Localiser } from '../connection/localiser.ts';
import { decimal, toDisplay } from '../margin/decimal.ts';

/** Orders that wait for a price or for another order; an answer that names no state is one of them. */
const waiting: ReadonlySet<string> = new Set(['NEW', 'PENDING_NEW']);

/** What came of an order, as one sentence: what it traded, that it waits, or how it ended without a trade. */
export function orderOutcome(reply: NewOrder, rules: Pick<PairRules, 'base' | 'quote'>, l10n: Localiser): string {
  const { orderId, symbol, status = 'NEW' } = reply;
  const executed = decimal(reply.executedQty ?? '0');
  if (executed.isZero())
    return waiting.has(status)
      ? l10n.t('Order {0} on {1} is in the book.', orderId, symbol)
      : l10n.t('Order {0} on {1} is {2}.', orderId, symbol, status.toLowerCase().replaceAll('_', ' '));
  const average = decimal(reply.cummulativeQuoteQty ?? '0').div(executed);
  return l10n.t(
    'Order {0} on {1}: {2} {3} filled at {4} {5} on average.',
    orderId,
    symbol,
    toDisplay(executed),
    rules.base,
    toDisplay(average, 8),
    rules.quote,
  );
}
