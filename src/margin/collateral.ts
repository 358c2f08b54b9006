import { type Decimal, zero } from './decimal.ts';

/**
 * One slice of an asset's value and the share of it that counts as collateral. Slices are marginal, as tax brackets
 * are: only the part of the value between `from` and `to` gets this slice's ratio. Values in USDT; the top slice is
 * open when it has no `to`. What lies beyond a closed top slice counts nothing.
 */
export interface CollateralSlice {
  readonly from: Decimal;
  readonly to?: Decimal;
  readonly ratio: Decimal;
}

/** What `value` (USDT) of one asset counts as collateral. No slices: it counts in full. */
export function collateralValue(value: Decimal, slices: readonly CollateralSlice[] | undefined): Decimal {
  if (!slices || slices.length === 0) return value;
  let counted = zero;
  for (const { from, to, ratio } of slices) {
    if (value.lte(from)) break;
    const end = to && to.lt(value) ? to : value;
    counted = counted.plus(end.minus(from).times(ratio));
  }
  return counted;
}

/**
 * How collateral value changes around `value`: pieces of constant ratio, from `value` upward (`up`) or downward
 * (`down`), each as long as the slice reaches. An open piece has no `length`.
 */
export function collateralPieces(
  value: Decimal,
  slices: readonly CollateralSlice[] | undefined,
  direction: 'up' | 'down',
): { length?: Decimal; ratio: Decimal }[] {
  const one = zero.plus(1);
  const bands: CollateralSlice[] = slices && slices.length > 0 ? [...slices] : [{ from: zero, ratio: one }];
  const last = bands.at(-1);
  if (last?.to) bands.push({ from: last.to, ratio: zero });
  const pieces: { length?: Decimal; ratio: Decimal }[] = [];
  if (direction === 'up') {
    for (const { from, to, ratio } of bands) {
      if (to?.lte(value)) continue;
      const start = from.gt(value) ? from : value;
      pieces.push(to ? { length: to.minus(start), ratio } : { ratio });
    }
  } else {
    for (const { from, to, ratio } of bands.reverse()) {
      if (from.gte(value)) continue;
      const end = to && to.lt(value) ? to : value;
      pieces.push({ length: end.minus(from), ratio });
    }
  }
  return pieces;
}
