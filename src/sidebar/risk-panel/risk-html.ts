import type { Figures } from '../../connection/figures.ts';
import type { LevelHistory } from '../../connection/level-history.ts';
import type { Localiser } from '../../connection/localiser.ts';
import { crossRisk, isolatedBars, isolatedRisk, urgency, type Risk } from '../../connection/risk.ts';
import { accountKey, cross, isolated, type AccountRef, type Bars, type Snapshot } from '../../connection/snapshot.ts';
import { decimal, type Decimal } from '../../margin/decimal.ts';
import { liquidationDistance } from '../../margin/liquidation.ts';
import { riskWord } from '../account-rows.ts';
import { escape, table } from './html.ts';
import { bars, timeLine } from './pictures.ts';
import {
  crossDistances,
  crossPositions,
  isolatedPositions,
  isolatedRatio,
  levelAfter,
  levelUnder,
  type Distance,
  type Position,
} from './stress.ts';

export interface RiskView {
  readonly snapshot: Snapshot;
  readonly history: Pick<LevelHistory, 'of'>;
  /** Index price of an asset in BTC. */
  readonly priceOf: (asset: string) => Decimal | undefined;
  /** BTC in USDT, to show cross prices in what people think in. */
  readonly bitcoin: Decimal | undefined;
  readonly figures: Figures;
  readonly l10n: Localiser;
}

const shocks = ['-0.5', '-0.3', '-0.2', '-0.1', '0', '0.1', '0.2', '0.3', '0.5'].map((text) => decimal(text));
const rateFactors = ['1', '2', '5'].map((text) => decimal(text));
const shares = ['0.1', '0.25', '0.5', '1'].map((text) => decimal(text));
const month = decimal('720');

/** The risk panel's content: a section for each account that owes, as pictures with tables behind them. */
export function riskHtml(view: RiskView): string {
  const { snapshot, l10n } = view;
  const sections: { readonly risk: Risk; readonly html: string }[] = [];
  const add = (risk: Risk, html: string) => sections.push({ risk, html });
  if (snapshot.cross.level) {
    const { level, bars: thresholds } = snapshot.cross;
    const positions = crossPositions(snapshot, view.priceOf);
    add(crossRisk(level, thresholds), section(view, cross, level, positions, thresholds, crossPrices(view, positions)));
  }
  for (const pair of snapshot.isolated) {
    if (!pair.level) continue;
    const liquidation = isolatedRatio(pair);
    const thresholds = liquidation && isolatedBars(pair, liquidation);
    const distance = { asset: pair.symbol, price: pair.indexPrice, liquidation: pair.liquidationPrice };
    const positions = isolatedPositions(pair, snapshot);
    add(isolatedRisk(pair), section(view, isolated(pair.symbol), pair.level, positions, thresholds, [distance]));
  }
  if (sections.length === 0)
    return `<p class="empty">${l10n.t('Nothing is owed in any account: there is no margin at risk.')}</p>`;
  // What is nearest to liquidation comes first.
  return sections
    .toSorted((a, b) => urgency[b.risk] - urgency[a.risk])
    .map(({ html }) => html)
    .join('');
}

/** Distances in USDT rather than BTC where the rate is known; the shares are the same. */
function crossPrices({ bitcoin, snapshot }: RiskView, positions: readonly Position[] | undefined): Distance[] {
  const scale = bitcoin ?? decimal('1');
  return crossDistances(positions ?? [], snapshot.cross.bars.liquidation).map(({ asset, price, liquidation }) => ({
    asset,
    price: price.times(scale),
    liquidation: liquidation?.times(scale),
  }));
}

function section(
  view: RiskView,
  account: AccountRef,
  level: Decimal,
  positions: readonly Position[] | undefined,
  thresholds: Bars | undefined,
  distances: readonly Distance[],
): string {
  const { l10n, figures, snapshot, history } = view;
  const pair = snapshot.isolated.find(({ symbol }) => account.kind === 'isolated' && symbol === account.symbol);
  const risk = pair ? isolatedRisk(pair) : crossRisk(level, snapshot.cross.bars);
  const name = account.kind === 'cross' ? l10n.t('Cross') : escape(account.symbol);
  const parts = [
    `<h2>${name} <span class="level ${risk}">${figures.level(level)}</span> <small>${riskWord(risk, { l10n })}</small></h2>`,
    levels(view, name, history.of(accountKey(account)), thresholds),
    distancePart(view, distances),
  ];
  if (positions) parts.push(stressPart(view, positions, thresholds), whatIf(view, positions));
  else
    parts.push(
      `<p>${l10n.t('Some asset has no index price: the stress grid would leave it out, so it is not drawn.')}</p>`,
    );
  return `<section>${parts.join('')}</section>`;
}

function levels(
  { l10n, figures }: RiskView,
  name: string,
  points: ReturnType<LevelHistory['of']>,
  thresholds: Bars | undefined,
): string {
  const marks = thresholds
    ? [
        { value: thresholds.marginCall.toNumber(), kind: 'call' as const },
        { value: thresholds.liquidation.toNumber(), kind: 'danger' as const },
      ].map((mark) => ({ ...mark, value: Number(mark.value.toFixed(3)) }))
    : [];
  const line = { points: points.map(({ at, level }) => ({ at, value: level?.toNumber() })) };
  const picture = timeLine(l10n.t('Margin level of {0} since the profile was opened', name), line, marks);
  const recent = points
    .slice(-20)
    .map(({ at, level }) => [new Date(at).toISOString().slice(11, 19), figures.level(level)]);
  return `<h3>${l10n.t('Margin level since the profile was opened')}</h3>${picture}${details(l10n.t('The last 20 readings'), table('', [l10n.t('Time (UTC)'), l10n.t('Level')], recent))}`;
}

function distancePart({ l10n, figures }: RiskView, distances: readonly Distance[]): string {
  const known = distances.flatMap(({ asset, price, liquidation }) =>
    liquidation ? [{ asset, price, liquidation, share: liquidationDistance(price, liquidation) }] : [],
  );
  if (known.length === 0) return `<p>${l10n.t('No price of a single asset liquidates this account.')}</p>`;
  const sorted = known.toSorted((a, b) => a.share.comparedTo(b.share));
  const rows = sorted.map(({ asset, liquidation, share }) => ({
    label: asset,
    share: share.toNumber(),
    text: `${figures.percent(share, 1)} → ${figures.price(liquidation.toSignificantDigits(6))}`,
  }));
  const cells = sorted.map(({ asset, price, liquidation, share }) => [
    escape(asset),
    figures.price(price.toSignificantDigits(8)),
    figures.price(liquidation.toSignificantDigits(8)),
    figures.percent(share, 2),
  ]);
  const heads = [l10n.t('Asset'), l10n.t('Price'), l10n.t('Liquidation price'), l10n.t('Distance')];
  return `<h3>${l10n.t('Distance to liquidation, the other prices held still')}</h3>${bars(l10n.t('Distance to liquidation'), rows)}${details(l10n.t('The figures'), table('', heads, cells))}`;
}

/** Level in 30 days by market move and interest: the grid is its own table. */
function stressPart({ l10n, figures }: RiskView, positions: readonly Position[], thresholds: Bars | undefined): string {
  const cell = (level: Decimal | undefined): string => {
    const kind = level && thresholds ? crossRisk(level, thresholds) : 'free';
    return `<td class="${kind}">${figures.level(level)}</td>`;
  };
  const rows = rateFactors.map((rateFactor) => [
    l10n.t('rate × {0}', rateFactor.toFixed()),
    ...shocks.map((shock) => cell(levelUnder(positions, { shock, rateFactor, hours: month }))),
  ]);
  const heads = ['', ...shocks.map((shock) => `${shock.gt(0) ? '+' : ''}${figures.percent(shock, 0)}`)];
  return `<h3>${l10n.t('Stress: the level in 30 days')}</h3>${table(l10n.t('By market move (stable coins stand still) and by interest rate'), heads, rows)}`;
}

function whatIf({ l10n, figures }: RiskView, positions: readonly Position[]): string {
  const rows = shares.map((share) => {
    const { repaid, added } = levelAfter(positions, share);
    const left = repaid === 'missing' ? l10n.t('more than is held') : figures.level(repaid);
    return [l10n.t('{0} of the debt', figures.percent(share, 0)), left, figures.level(added)];
  });
  return `<h3>${l10n.t('What repaying or adding does')}</h3>${table('', ['', l10n.t('repaid from the account'), l10n.t('added from outside')], rows)}`;
}

const details = (summary: string, content: string): string =>
  `<details><summary>${summary}</summary>${content}</details>`;
