import type { SymbolFilter } from '../binance/table/index.ts';
import type { Localiser } from '../connection/localiser.ts';
import { decimal, toDisplay, zero, type Decimal } from '../margin/decimal.ts';
import type { FilterName, SymbolFilters } from '../margin/filters.ts';

const noRange = { min: zero, max: zero };

/** A pair's filters as `margin` reads them. A filter that a pair does not have limits nothing (zero switches it off). */
export function readFilters(raw: readonly SymbolFilter[]): SymbolFilters {
  const of = (...types: string[]) => raw.find(({ filterType }) => types.includes(filterType));
  const figure = (value: string | undefined): Decimal => (value === undefined ? zero : decimal(value));
  const price = of('PRICE_FILTER');
  const lot = of('LOT_SIZE');
  const marketLot = of('MARKET_LOT_SIZE');
  const notional = of('NOTIONAL', 'MIN_NOTIONAL');
  const percent = of('PERCENT_PRICE_BY_SIDE');
  const trailing = of('TRAILING_DELTA');
  const unlimited = decimal('1e12');
  const upTo = (value: string | undefined) => (value === undefined ? unlimited : decimal(value));
  return {
    price: price
      ? { min: figure(price.minPrice), max: figure(price.maxPrice), tick: figure(price.tickSize) }
      : { ...noRange, tick: zero },
    lot: lot
      ? { min: figure(lot.minQty), max: figure(lot.maxQty), step: figure(lot.stepSize) }
      : { ...noRange, step: zero },
    marketLot: marketLot
      ? { min: figure(marketLot.minQty), max: figure(marketLot.maxQty), step: figure(marketLot.stepSize) }
      : { ...noRange, step: zero },
    notional: {
      min: figure(notional?.minNotional),
      max: upTo(notional?.maxNotional),
      minForMarket: notional?.applyMinToMarket ?? notional?.applyToMarket ?? false,
      maxForMarket: notional?.applyMaxToMarket ?? false,
    },
    percent: {
      bidUp: upTo(percent?.bidMultiplierUp),
      bidDown: figure(percent?.bidMultiplierDown),
      askUp: upTo(percent?.askMultiplierUp),
      askDown: figure(percent?.askMultiplierDown),
    },
    icebergParts: of('ICEBERG_PARTS')?.limit ?? 100,
    maxOrders: of('MAX_NUM_ORDERS')?.maxNumOrders ?? 200,
    maxAlgoOrders: of('MAX_NUM_ALGO_ORDERS')?.maxNumAlgoOrders ?? 5,
    trailing: {
      minAbove: trailing?.minTrailingAboveDelta ?? 1,
      maxAbove: trailing?.maxTrailingAboveDelta ?? 10_000,
      minBelow: trailing?.minTrailingBelowDelta ?? 1,
      maxBelow: trailing?.maxTrailingBelowDelta ?? 10_000,
    },
  };
}

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
