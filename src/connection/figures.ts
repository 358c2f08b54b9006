import { decimal, toDisplay, type Decimal } from '../margin/decimal.ts';

/** How figures are written wherever a person reads them: one form per kind of figure, and dots where they are hidden. */
export interface Figures {
  /** Amounts are shown as dots. */
  readonly masked: boolean;
  /** An amount of an asset, at most eight decimals, with the asset where it is not clear from the place. */
  amount(value: Decimal, asset?: string): string;
  /** The same at a glance, for a row that is narrow: two decimals of what is large, more of what is small. */
  short(value: Decimal): string;
  /** A price in quote per base. Not hidden: it says nothing about whose it is. */
  price(value: Decimal): string;
  /** A margin level, or that nothing is owed. */
  level(value: Decimal | undefined): string;
  /** A fraction as a percentage with at most `places` decimals. */
  percent(fraction: Decimal, places?: number): string;
}

export const hidden = '•••';
const infinity = '∞';

export function figures(masked: boolean): Figures {
  return {
    masked,
    amount: (value, asset) => {
      const digits = masked ? hidden : toDisplay(value);
      return asset === undefined ? digits : `${digits} ${asset}`;
    },
    short: (value) => (masked ? hidden : toDisplay(value, glance(value.abs()))),
    price: (value) => toDisplay(value),
    level: (value) => (value === undefined ? infinity : toDisplay(value, value.lt(10) ? 3 : 1)),
    percent: (fraction, places = 2) => `${toDisplay(fraction.times(decimal('100')), places)} %`,
  };
}

function glance(size: Decimal): number {
  if (size.gte(1000)) return 2;
  return size.gte(1) ? 4 : 8;
}

/** "just now", "12 s", "3 min", "2 h": how old something is, for the status bar and the view's message. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** Text from outside (an asset's name, an exchange's message) as it is, where Markdown would read it as markup. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&:]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Text from outside in a message, where VS Code makes a link of `[words](address)`, commands included. */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}
