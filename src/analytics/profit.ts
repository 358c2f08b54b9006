import { type Decimal, decimal, zero } from '../margin/decimal.ts';
import { sum, toText, type InterestCharge } from './interest.ts';

/** A fill as the exchange lists it. */
export interface Fill {
  readonly symbol: string;
  readonly time: number;
  readonly id?: number | string;
  readonly isBuyer: boolean;
  readonly price: string;
  readonly qty: string;
  readonly commission: string;
  readonly commissionAsset: string;
}

export interface Pair {
  readonly base: string;
  readonly quote: string;
}

export interface ProfitOptions {
  readonly pair: Pair;
  /** The price at which what is still held is valued, in the quote asset. */
  readonly price: string;
  /** Charges of interest that belong to the position, in base or quote. */
  readonly interest?: readonly InterestCharge[];
  /** The value of one coin of a fee asset that is neither base nor quote (BNB), in the quote asset. */
  readonly worthOf?: (asset: string, time: number) => string | undefined;
}

export interface Profit {
  readonly symbol: string;
  /** Base coins held; negative when sold short. */
  readonly position: string;
  /** Average price of the open position, before fees; empty when nothing is open. */
  readonly averageCost: string;
  /** All in the quote asset. */
  readonly realised: string;
  readonly unrealised: string;
  readonly fees: string;
  readonly interest: string;
  /** realised + unrealised - fees - interest. */
  readonly net: string;
}

/**
 * Profit and loss of one pair by average cost, net of fees and of interest, longs and shorts alike. A trade that turns the
 * position around closes it at the trade's price and opens the rest there. Interest charged in base coins is valued at
 * `price`: it is what has to be bought back.
 *
 * The exchange's own trade analysis divides by the net position and says nothing of shorts; this follows the books: the
 * average changes when a position grows, never when it shrinks.
 * @throws Error when a fee was paid in an asset whose value is unknown
 */
export function averageCostProfit(fills: readonly Fill[], options: ProfitOptions): Profit {
  const { pair, interest = [] } = options;
  let position = zero;
  let average = zero;
  let realised = zero;
  let fees = zero;
  for (const fill of inOrder(fills)) {
    const price = decimal(fill.price);
    const change = fill.isBuyer ? decimal(fill.qty) : decimal(fill.qty).negated();
    const grows = position.isZero() || position.isPositive() === change.isPositive();
    if (grows) {
      average = average.times(position.abs()).plus(price.times(change.abs())).div(position.abs().plus(change.abs()));
    } else {
      const closed = change.abs().lt(position.abs()) ? change.abs() : position.abs();
      const gain = price.minus(average).times(closed);
      realised = realised.plus(position.isPositive() ? gain : gain.negated());
      if (change.abs().gt(position.abs())) average = price;
    }
    position = position.plus(change);
    if (position.isZero()) average = zero;
    fees = fees.plus(feeValue(fill, options));
  }
  const price = decimal(options.price);
  const unrealised = price.minus(average).times(position);
  const charged = sum(interest.map((charge) => interestValue(charge, pair, price)));
  return {
    symbol: pair.base + pair.quote,
    position: toText(position),
    averageCost: position.isZero() ? '' : toText(average),
    realised: toText(realised),
    unrealised: toText(unrealised),
    fees: toText(fees),
    interest: toText(charged),
    net: toText(realised.plus(unrealised).minus(fees).minus(charged)),
  };
}

export type LotMethod = 'FIFO' | 'LIFO' | 'HIFO';

export interface ClosedLot {
  readonly opened: number;
  readonly closed: number;
  readonly quantity: string;
  readonly cost: string;
  readonly proceeds: string;
  readonly gain: string;
}

/**
 * Purchases matched with the sales that used them up: first in, last in or highest cost first. Fees are not part of a lot.
 * @throws Error when more is sold than was bought: what is sold short has no lot yet
 */
export function closedLots(fills: readonly Fill[], method: LotMethod = 'FIFO'): ClosedLot[] {
  const open: { time: number; price: Decimal; left: Decimal }[] = [];
  const closed: ClosedLot[] = [];
  for (const fill of inOrder(fills)) {
    const price = decimal(fill.price);
    let left = decimal(fill.qty);
    if (fill.isBuyer) {
      open.push({ time: fill.time, price, left });
      continue;
    }
    while (left.gt(0)) {
      const lot = nextLot(open, method);
      if (!lot)
        throw new Error(
          `${left.toFixed()} more was sold at ${new Date(fill.time).toISOString()} than had been bought.`,
        );
      const quantity = lot.left.lt(left) ? lot.left : left;
      const cost = lot.price.times(quantity);
      const proceeds = price.times(quantity);
      closed.push({
        opened: lot.time,
        closed: fill.time,
        quantity: toText(quantity),
        cost: toText(cost),
        proceeds: toText(proceeds),
        gain: toText(proceeds.minus(cost)),
      });
      lot.left = lot.left.minus(quantity);
      left = left.minus(quantity);
      if (lot.left.isZero()) open.splice(open.indexOf(lot), 1);
    }
  }
  return closed;
}

function nextLot<L extends { readonly price: Decimal }>(open: readonly L[], method: LotMethod): L | undefined {
  if (method === 'FIFO') return open[0];
  if (method === 'LIFO') return open.at(-1);
  return open.reduce<L | undefined>(
    (best, lot) => (best === undefined || lot.price.gt(best.price) ? lot : best),
    undefined,
  );
}

/**
 * The price at which a position comes out even. A long pays interest in quote and its fee when it sells; a short pays
 * interest in base and has to buy back what it borrowed and the interest.
 * @param position `cost` is what opening cost or brought in quote, fees of opening in quote, `exitFee` a fraction such as 0.001
 */
export function breakEvenPrice(position: {
  readonly side: 'LONG' | 'SHORT';
  readonly quantity: string;
  readonly cost: string;
  readonly entryFees?: string;
  /** In quote for a long, in base for a short. */
  readonly interest?: string;
  readonly exitFee?: string;
}): string {
  const quantity = decimal(position.quantity);
  const cost = decimal(position.cost);
  const entryFees = decimal(position.entryFees ?? '0');
  const interest = decimal(position.interest ?? '0');
  const exitFee = decimal(position.exitFee ?? '0');
  if (position.side === 'LONG')
    return toText(
      cost
        .plus(entryFees)
        .plus(interest)
        .div(quantity.times(decimal('1').minus(exitFee))),
    );
  return toText(cost.minus(entryFees).div(quantity.plus(interest).times(exitFee.plus(1))));
}

function inOrder(fills: readonly Fill[]): readonly Fill[] {
  return [...fills].sort((a, b) => a.time - b.time || Number(a.id ?? 0) - Number(b.id ?? 0));
}

function feeValue(fill: Fill, { pair, worthOf }: ProfitOptions): Decimal {
  const fee = decimal(fill.commission);
  if (fee.isZero() || fill.commissionAsset === pair.quote) return fee;
  if (fill.commissionAsset === pair.base) return fee.times(decimal(fill.price));
  const value = worthOf?.(fill.commissionAsset, fill.time);
  if (value === undefined)
    throw new Error(
      `A fee was paid in ${fill.commissionAsset}, whose value is unknown. Pass worthOf(asset, time) to say what it was worth in ${pair.quote}.`,
    );
  return fee.times(decimal(value));
}

function interestValue(charge: InterestCharge, pair: Pair, price: Decimal): Decimal {
  if (charge.asset === pair.quote) return decimal(charge.interest);
  if (charge.asset === pair.base) return decimal(charge.interest).times(price);
  throw new Error(
    `Interest in ${charge.asset} does not belong to ${pair.base}${pair.quote}. Pass the charges of ${pair.base} and ${pair.quote} only.`,
  );
}
