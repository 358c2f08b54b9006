import type { Localiser } from '../connection/localiser.ts';
import { toDisplay, type Decimal } from '../margin/decimal.ts';
import type { FilterName, SymbolFilters } from '../margin/filters.ts';

/** How many decimals a step allows: 0.001 three, 1 and 10 none; eight where there is no step. */
export const placesOf = (step: Decimal): number => (step.isZero() ? 8 : step.decimalPlaces());

/** Why an order fails a filter, with the figures that it would have to meet. */
export function filterReason(name: FilterName, filters: SymbolFilters, quote: string, l10n: Localiser): string {
  const { price, lot, marketLot, notional } = filters;
  switch (name) {
    case 'PRICE_FILTER':
      return l10n.t('Prices of this pair move in steps of {0} {1}.', toDisplay(price.tick), quote);
    case 'LOT_SIZE':
      return l10n.t('Quantities of this pair move in steps of {0}, from {1}.', toDisplay(lot.step), toDisplay(lot.min));
    case 'MARKET_LOT_SIZE':
      return l10n.t('A market order of this pair may be at most {0}.', toDisplay(marketLot.max));
    case 'NOTIONAL':
      return l10n.t('An order of this pair has to be worth at least {0} {1}.', toDisplay(notional.min), quote);
    case 'PERCENT_PRICE_BY_SIDE':
      return l10n.t('The price is too far from the market: the exchange would refuse it.');
    case 'ICEBERG_PARTS':
    case 'MAX_NUM_ORDERS':
    case 'MAX_NUM_ALGO_ORDERS':
    case 'TRAILING_DELTA':
      return l10n.t('The exchange would refuse this order ({0}).', name);
  }
}
