import type { Localiser } from '../../connection/localiser.ts';

/** A notebook to begin with. */
export interface Template {
  /** Its file in `media/notebooks`, without the ending; `empty` has none. */
  readonly name: string;
  readonly label: string;
  readonly detail: string;
}

export function templates(l10n: Localiser): readonly Template[] {
  return [
    { name: 'empty', label: l10n.t('Empty'), detail: l10n.t('one cell that reads the account') },
    {
      name: 'welcome',
      label: l10n.t('First look'),
      detail: l10n.t('the account, its interest and trades as tables and charts'),
    },
    {
      name: 'interest-cost',
      label: l10n.t('Interest cost'),
      detail: l10n.t('what borrowing costs by asset and day, and the rate really paid'),
    },
    {
      name: 'trade-review',
      label: l10n.t('Trade review'),
      detail: l10n.t('average prices, fees and maker share of what was traded, by pair and by hour'),
    },
    {
      name: 'profit-net-of-interest',
      label: l10n.t('Profit net of interest'),
      detail: l10n.t('profit and loss by pair, less fees and interest, and lots for a tax return'),
    },
    {
      name: 'liquidation-stress',
      label: l10n.t('Liquidation stress'),
      detail: l10n.t('how far liquidation is, and what is left when prices move'),
    },
    {
      name: 'margin-level',
      label: l10n.t('Margin level over time'),
      detail: l10n.t('the level of past weeks, led back through all that has happened since'),
    },
  ];
}

export interface TemplateCell {
  readonly kind: 'markdown' | 'code';
  readonly text: string;
  readonly tags: readonly string[];
}

export const emptyNotebook: readonly TemplateCell[] = [
  { kind: 'code', text: 'const account = await client.getMarginAccount();\naccount.userAssets;', tags: [] },
];

/** The cells of an `.ipynb` file. Throws for what is none. */
export function readTemplate(json: string): TemplateCell[] {
  const { cells } = JSON.parse(json) as {
    cells: { cell_type: string; source: string | string[]; metadata?: { tags?: string[] } }[];
  };
  return cells.map(({ cell_type: type, source, metadata }) => ({
    kind: type === 'code' ? 'code' : 'markdown',
    text: typeof source === 'string' ? source : source.join(''),
    tags: metadata?.tags ?? [],
  }));
}
