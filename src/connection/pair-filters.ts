import type { SymbolFilter } from '../binance/table/index.ts';
import { decimal, zero, type Decimal } from '../margin/decimal.ts';
import type { SymbolFilters } from '../margin/filters.ts';

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
