import DecimalJs from 'decimal.js';

/**
 * The one decimal type of the house. Sixty significant digits hold every product of two amounts exactly and keep
 * quotients far below the eighth decimal; the default of twenty would round long balances. No exponent is ever
 * printed: `1e-8` is not an amount that an exchange accepts.
 */
export const Decimal = DecimalJs.clone({
  precision: 60,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

declare const decimalBrand: unique symbol;
/** A decimal as it travels: digits with at most one point, never an exponent. Arithmetic needs `decimal()` first. */
export type DecimalString = string & { readonly [decimalBrand]: true };

export const zero: Decimal = new Decimal(0);

/** Exact value of a decimal string; numbers are refused by the type because a float has already lost digits. */
export function decimal(value: string | Decimal): Decimal {
  return new Decimal(value);
}

/**
 * The wire form: exactly `places` decimals (eight at Binance), cut off towards zero, never with an exponent. The text is
 * cut: rounding down is that, and twice as fast as having a copy of the number rounded.
 */
export function toWire(value: Decimal, places = 8): DecimalString {
  const text = value.toFixed();
  const point = text.indexOf('.');
  const decimals = point < 0 ? 0 : text.length - point - 1;
  if (decimals === places) return text as DecimalString;
  if (decimals > places) return text.slice(0, places === 0 ? point : point + 1 + places) as DecimalString;
  return (point < 0 ? `${text}.` : text).padEnd(
    text.length - decimals + places + (point < 0 ? 1 : 0),
    '0',
  ) as DecimalString;
}

/** The human form: as many decimals as needed, at most `places`, grouped by thousands. */
export function toDisplay(value: Decimal, places = 8): string {
  const [whole = '0', fraction] = value.toDecimalPlaces(places, DecimalJs.ROUND_HALF_UP).toFixed().split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
