import type { Decimal } from './decimal.ts';

/** The trading rules of a symbol, as `exchangeInfo` publishes them. */
export interface SymbolFilters {
  readonly price: { readonly min: Decimal; readonly max: Decimal; readonly tick: Decimal };
  readonly lot: { readonly min: Decimal; readonly max: Decimal; readonly step: Decimal };
  readonly marketLot: { readonly min: Decimal; readonly max: Decimal; readonly step: Decimal };
  readonly notional: {
    readonly min: Decimal;
    readonly max: Decimal;
    readonly minForMarket: boolean;
    readonly maxForMarket: boolean;
  };
  /** An order's price must lie between down and up times the reference price, by side. */
  readonly percent: {
    readonly bidUp: Decimal;
    readonly bidDown: Decimal;
    readonly askUp: Decimal;
    readonly askDown: Decimal;
  };
  readonly icebergParts: number;
  readonly maxOrders: number;
  readonly maxAlgoOrders: number;
  /** In basis points. */
  readonly trailing: {
    readonly minAbove: number;
    readonly maxAbove: number;
    readonly minBelow: number;
    readonly maxBelow: number;
  };
}

export type FilterName =
  | 'PRICE_FILTER'
  | 'PERCENT_PRICE_BY_SIDE'
  | 'LOT_SIZE'
  | 'MARKET_LOT_SIZE'
  | 'NOTIONAL'
  | 'ICEBERG_PARTS'
  | 'MAX_NUM_ORDERS'
  | 'MAX_NUM_ALGO_ORDERS'
  | 'TRAILING_DELTA';

/** What of an order the filters look at. `reference` is the price that market orders and percentages are held against. */
export interface FilteredOrder {
  readonly side: 'BUY' | 'SELL';
  readonly market: boolean;
  readonly reference: Decimal;
  readonly quantity?: Decimal | undefined;
  readonly quoteQuantity?: Decimal | undefined;
  readonly price?: Decimal | undefined;
  readonly stopPrice?: Decimal | undefined;
  readonly icebergQuantity?: Decimal | undefined;
  readonly trailingDelta?: number | undefined;
  /** A trailing order that triggers above the market (stop-buy, take-profit-sell) or below it. */
  readonly trailingAbove?: boolean | undefined;
}

const outside = (value: Decimal, { min, max }: { min: Decimal; max: Decimal }): boolean =>
  (!min.isZero() && value.lt(min)) || (!max.isZero() && value.gt(max));
const offGrid = (value: Decimal, step: Decimal): boolean => !step.isZero() && !value.mod(step).isZero();

/** The first filter an order fails, in the order in which the exchange reports them; `undefined` when it passes all. */
export function failedFilter(order: FilteredOrder, filters: SymbolFilters): FilterName | undefined {
  for (const price of [order.price, order.stopPrice])
    if (price && (outside(price, filters.price) || offGrid(price, filters.price.tick))) return 'PRICE_FILTER';
  if (order.price) {
    const { bidUp, bidDown, askUp, askDown } = filters.percent;
    const [up, down] = order.side === 'BUY' ? [bidUp, bidDown] : [askUp, askDown];
    if (order.price.gt(order.reference.times(up)) || order.price.lt(order.reference.times(down)))
      return 'PERCENT_PRICE_BY_SIDE';
  }
  if (order.quantity) {
    if (outside(order.quantity, filters.lot) || offGrid(order.quantity, filters.lot.step)) return 'LOT_SIZE';
    if (order.market && (outside(order.quantity, filters.marketLot) || offGrid(order.quantity, filters.marketLot.step)))
      return 'MARKET_LOT_SIZE';
  }
  const notional = order.quoteQuantity ?? order.quantity?.times(order.price ?? order.reference);
  if (notional) {
    const { min, max, minForMarket, maxForMarket } = filters.notional;
    if ((!order.market || minForMarket) && notional.lt(min)) return 'NOTIONAL';
    if ((!order.market || maxForMarket) && notional.gt(max)) return 'NOTIONAL';
  }
  if (order.icebergQuantity && order.quantity && !order.icebergQuantity.isZero()) {
    if (outside(order.icebergQuantity, filters.lot) || offGrid(order.icebergQuantity, filters.lot.step))
      return 'LOT_SIZE';
    if (order.quantity.div(order.icebergQuantity).ceil().gt(filters.icebergParts)) return 'ICEBERG_PARTS';
  }
  if (order.trailingDelta !== undefined) {
    const { minAbove, maxAbove, minBelow, maxBelow } = filters.trailing;
    const [min, max] = order.trailingAbove ? [minAbove, maxAbove] : [minBelow, maxBelow];
    if (order.trailingDelta < min || order.trailingDelta > max) return 'TRAILING_DELTA';
  }
  return undefined;
}
