import type { Figures } from '../connection/figures.ts';
import type { Localiser } from '../connection/localiser.ts';

export type Grouping = 'account' | 'asset' | 'risk';

/** How the user wants the trees, beside what is in the account. */
export interface ViewChoices {
  /** Rows whose label or asset does not contain this are left out. */
  readonly filter: string;
  readonly hideZeros: boolean;
  readonly grouping: Grouping;
  /** Ids of assets and pairs that come first. */
  readonly favourites: ReadonlySet<string>;
}

/** What rows are built with. */
export interface Drawing {
  readonly l10n: Localiser;
  readonly figures: Figures;
  readonly choices: ViewChoices;
}

export const defaultChoices: ViewChoices = { filter: '', hideZeros: true, grouping: 'account', favourites: new Set() };

/** Case does not matter; an empty filter matches everything. */
export function matches(filter: string, ...texts: readonly string[]): boolean {
  const wanted = filter.trim().toLowerCase();
  return wanted === '' || texts.some((text) => text.toLowerCase().includes(wanted));
}
