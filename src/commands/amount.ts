import type { Localiser } from '../connection/localiser.ts';
import { Decimal, decimal, toDisplay, zero } from '../margin/decimal.ts';
import type { Reading } from './wizard.ts';

export interface AmountLimits {
  readonly asset: string;
  /** The most decimals that the asset, or the pair's step, allows. */
  readonly places: number;
  /** What `max` and percentages refer to. */
  readonly maximum: Decimal | undefined;
  readonly minimum?: Decimal | undefined;
}

/**
 * Reads an amount as a person types it: a plain decimal, a percentage of the maximum (`25%`), or `max`. Percentages are
 * cut off to the allowed decimals, never rounded up past what there is. A comma is refused: half the world reads
 * `1,500` as one and a half. The reason is a sentence for the input box.
 */
export function readAmount(text: string, limits: AmountLimits, l10n: Localiser): Reading<Decimal> {
  const { asset, places, maximum, minimum } = limits;
  const typed = text.trim().toLowerCase();
  const refuse = (reason: string): Reading<Decimal> => ({ ok: false, reason });
  let amount: Decimal;
  if (typed === 'max' || typed.endsWith('%')) {
    if (!maximum) return refuse(l10n.t('The maximum is not known here: enter the amount itself.'));
    const percent = typed === 'max' ? '100' : typed.slice(0, -1).trim();
    if (!isPlain(percent) || decimal(percent).lte(0) || decimal(percent).gt(100))
      return refuse(l10n.t('Enter a percentage above 0 and up to 100, such as 25%.'));
    amount = maximum.times(decimal(percent)).div(100).toDecimalPlaces(places, Decimal.ROUND_DOWN);
    if (amount.isZero()) return refuse(l10n.t('There is nothing to take a part of: the maximum is 0 {0}.', asset));
  } else {
    if (!isPlain(typed)) return refuse(l10n.t('Enter an amount of {0} as a plain decimal, 25% or max.', asset));
    amount = decimal(typed);
  }
  if (amount.lte(zero)) return refuse(l10n.t('The amount must be greater than zero.'));
  if (amount.decimalPlaces() > places) return refuse(l10n.t('{0} has at most {1} decimals here.', asset, places));
  if (maximum && amount.gt(maximum)) return refuse(l10n.t('The maximum is {0} {1}.', toDisplay(maximum), asset));
  if (minimum && amount.lt(minimum)) return refuse(l10n.t('The minimum is {0} {1}.', toDisplay(minimum), asset));
  return { ok: true, value: amount };
}

const isPlain = (text: string): boolean => /^-?(\d+\.?\d*|\.\d+)$/.test(text);
