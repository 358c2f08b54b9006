import { decimal, type Decimal } from '../margin/decimal.ts';
import type { Alert, Watched } from './alerts.ts';
import type { Figures } from './figures.ts';
import type { Localiser } from './localiser.ts';

/** "Margin level of cross", "Price of BTCUSDT". */
export function watchedName(watched: Watched, l10n: Localiser): string {
  switch (watched.kind) {
    case 'level':
      return watched.account.kind === 'cross'
        ? l10n.t('Margin level of cross')
        : l10n.t('Margin level of {0}', watched.account.symbol);
    case 'distance':
      return l10n.t('Distance to liquidation of {0}', watched.symbol);
    case 'rate':
      return l10n.t('Yearly interest on {0}', watched.asset);
    case 'price':
      return l10n.t('Price of {0}', watched.symbol);
  }
}

/** A watched figure as it is read: fractions as percentages. */
export function watchedValue(watched: Watched, value: Decimal, figures: Figures): string {
  switch (watched.kind) {
    case 'level':
      return figures.level(value);
    case 'distance':
    case 'rate':
      return figures.percent(value);
    case 'price':
      return figures.price(value);
  }
}

/** "Margin level of cross ≤ 1.5" */
export function alertName({ watched, condition, threshold }: Alert, figures: Figures, l10n: Localiser): string {
  const sign = condition === 'atOrBelow' ? '≤' : '≥';
  return `${watchedName(watched, l10n)} ${sign} ${watchedValue(watched, decimal(threshold), figures)}`;
}
