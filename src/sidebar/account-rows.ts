import type { Decimal } from '../margin/decimal.ts';
import { plain } from '../connection/figures.ts';
import { owes } from '../connection/read-snapshot.ts';
import { calls, crossRisk, isolatedRisk, urgency, type Risk } from '../connection/risk.ts';
import {
  accountKey,
  cross,
  isolated,
  type AccountRef,
  type Balance,
  type IsolatedAccount,
  type Snapshot,
} from '../connection/snapshot.ts';
import { liquidationDistance } from '../margin/liquidation.ts';
import type { Row } from './row.ts';
import { matches, type Drawing } from './view-state.ts';

export const rowScheme = 'marginalia-row';

/** Theme colours, so that high contrast and colour-blind themes decide what danger looks like. */
export const riskColour: Record<Risk, string | undefined> = {
  free: undefined,
  safe: 'marginalia.safe',
  watch: 'marginalia.watch',
  call: 'marginalia.call',
  danger: 'marginalia.danger',
};

/** The Accounts tree: the cross account, then each isolated pair. */
export function accountRows(snapshot: Snapshot, drawing: Drawing): Row[] {
  switch (drawing.choices.grouping) {
    case 'asset':
      return assetGroups(snapshot, drawing);
    case 'risk':
      return [...accounts(snapshot, drawing)].sort((a, b) => b.urgency - a.urgency).map(({ row }) => row);
    case 'account':
      return accounts(snapshot, drawing).map(({ row }) => row);
  }
}

interface Placed {
  readonly row: Row;
  readonly urgency: number;
}

function accounts(snapshot: Snapshot, drawing: Drawing): Placed[] {
  const { filter, hideZeros, favourites } = drawing.choices;
  const pairs = snapshot.isolated
    .filter((pair) => matches(filter, pair.symbol, pair.base.asset, pair.quote.asset))
    .filter((pair) => !hideZeros || !isEmpty(pair.base) || !isEmpty(pair.quote) || favourites.has(pairId(pair.symbol)))
    .map((pair) => ({ row: isolatedRow(pair, drawing), urgency: urgency[isolatedRisk(pair)] }));
  const first = (placed: Placed) => (favourites.has(placed.row.id) ? 0 : 1);
  pairs.sort((a, b) => first(a) - first(b));
  return [
    { row: crossRow(snapshot, drawing), urgency: urgency[crossRisk(snapshot.cross.level, snapshot.cross.bars)] },
    ...pairs,
  ];
}

export const crossId = 'account/cross';
export const pairId = (symbol: string): string => `account/${symbol}`;
export const assetId = (account: AccountRef, asset: string): string => `account/${accountKey(account)}/${asset}`;

function crossRow(snapshot: Snapshot, drawing: Drawing): Row {
  const { l10n, figures, choices } = drawing;
  const { level, collateralLevel, assetsInBtc, debtInBtc, netInBtc, bars, balances } = snapshot.cross;
  const risk = crossRisk(level, bars);
  const net = figures.amount(netInBtc.toDecimalPlaces(6), 'BTC');
  const shown = arrange(balances, cross, drawing);
  const explained = [
    `**${l10n.t('Cross account')}** · ${riskWord(risk, drawing)}`,
    '',
    table(
      [l10n.t('Margin level'), figures.level(level), l10n.t('all assets ÷ all debt, interest included')],
      [l10n.t('Collateral level'), figures.level(collateralLevel), l10n.t('the same after collateral haircuts')],
      [l10n.t('Assets'), figures.amount(assetsInBtc, 'BTC'), l10n.t('free + locked, borrowed coins included')],
      [l10n.t('Debt'), figures.amount(debtInBtc, 'BTC'), l10n.t('borrowed + interest')],
      [l10n.t('Net'), figures.amount(netInBtc, 'BTC'), l10n.t('assets − debt')],
    ),
    '',
    l10n.t('Margin call at {0}, liquidation at {1}.', figures.level(bars.marginCall), figures.level(bars.liquidation)),
  ];
  return {
    id: crossId,
    label: l10n.t('Cross'),
    description:
      level === undefined ? l10n.t('no debt · net {0}', net) : l10n.t('{0} · net {1}', figures.level(level), net),
    tooltip: explained.join('\n'),
    icon: { id: calls(risk) ? 'warning' : 'layers', ...colour(risk) },
    context: `account cross${level === undefined ? '' : ' owes'}`,
    speech: l10n.t('Cross account, margin level {0}, {1}, net {2}', figures.level(level), riskWord(risk, drawing), net),
    subject: { kind: 'account', account: cross },
    resource: resourceOf(crossId, risk),
    children: shown.filter((balance) => matches(choices.filter, balance.asset)).map((b) => assetRow(b, cross, drawing)),
    expanded: true,
  };
}

function isolatedRow(pair: IsolatedAccount, drawing: Drawing): Row {
  const { l10n, figures, choices } = drawing;
  const account = isolated(pair.symbol);
  const risk = isolatedRisk(pair);
  const prices = pair.quote.asset;
  const liquidation =
    pair.liquidationPrice === undefined
      ? l10n.t('none')
      : l10n.t(
          '{0}, {1} away',
          `${figures.price(pair.liquidationPrice)} ${prices}`,
          figures.percent(liquidationDistance(pair.indexPrice, pair.liquidationPrice), 1),
        );
  // The side bar is narrow: the level first, then what a glance still reaches.
  const description = [
    pair.level === undefined ? l10n.t('no debt') : figures.level(pair.level),
    pair.liquidationPrice && l10n.t('liq {0}', figures.price(atAGlance(pair.liquidationPrice))),
    `${pair.leverage.toFixed()}x`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
  const id = pairId(pair.symbol);
  const figure = (name: string, label: string, value: string): Row => ({
    id: `${id}/${name}`,
    label,
    description: value,
    context: 'figure',
    speech: `${label}: ${value}`,
    icon: { id: 'dash' },
  });
  return {
    id,
    label: pair.symbol,
    description,
    tooltip: [
      `**${l10n.t('Isolated {0}', plain(pair.symbol))}** · ${riskWord(risk, drawing)}`,
      '',
      table(
        [l10n.t('Margin level'), figures.level(pair.level), l10n.t('value of both assets ÷ value of both debts')],
        [l10n.t('Index price'), `${figures.price(pair.indexPrice)} ${plain(prices)}`, ''],
        [
          l10n.t('Liquidation price'),
          plain(liquidation),
          l10n.t('(ratio × quote debt − quote) ÷ (base − ratio × base debt)'),
        ],
        [l10n.t('Greatest leverage'), `${pair.leverage.toFixed()}x`, ''],
      ),
    ].join('\n'),
    icon: { id: calls(risk) ? 'warning' : 'arrow-swap', ...colour(risk) },
    context: [
      'account isolated',
      ...(pair.level === undefined ? [] : ['owes']),
      pair.enabled ? 'enabled' : 'disabled',
      ...(choices.favourites.has(id) ? ['favourite'] : []),
    ].join(' '),
    speech: l10n.t(
      'Isolated account {0}, margin level {1}, {2}, liquidation price {3}',
      pair.symbol,
      figures.level(pair.level),
      riskWord(risk, drawing),
      liquidation,
    ),
    subject: { kind: 'account', account },
    resource: resourceOf(id, risk),
    children: [
      assetRow(pair.base, account, drawing),
      assetRow(pair.quote, account, drawing),
      figure('level', l10n.t('Margin level'), figures.level(pair.level)),
      figure('index', l10n.t('Index price'), `${figures.price(pair.indexPrice)} ${prices}`),
      figure('liquidation', l10n.t('Liquidation price'), liquidation),
    ],
  };
}

interface DrawnAsset {
  readonly row: Row;
  readonly id: string;
  readonly masked: boolean;
  readonly favourite: boolean;
}

/** Balances that did not change are the same objects from snapshot to snapshot, and their rows are, too. */
const drawnAssets = new WeakMap<Balance, DrawnAsset>();

/** An asset of an account, with its five figures under it. */
export function assetRow(balance: Balance, account: AccountRef, drawing: Drawing): Row {
  const id = assetId(account, balance.asset);
  const { masked } = drawing.figures;
  const favourite = drawing.choices.favourites.has(id);
  const drawn = drawnAssets.get(balance);
  if (drawn?.id === id && drawn.masked === masked && drawn.favourite === favourite) return drawn.row;
  const row = drawAsset(balance, account, drawing);
  drawnAssets.set(balance, { row, id, masked, favourite });
  return row;
}

function drawAsset(balance: Balance, account: AccountRef, drawing: Drawing): Row {
  const { l10n, figures, choices } = drawing;
  const { asset, free, locked, borrowed, interest, net } = balance;
  const id = assetId(account, asset);
  const owed = borrowed.plus(interest);
  const parts = [figures.short(free)];
  if (locked.gt(0)) parts.push(l10n.t('{0} locked', figures.short(locked)));
  if (owed.gt(0)) parts.push(l10n.t('owes {0}', figures.short(owed)));
  const figure = (name: string, label: string, value: Decimal): Row => ({
    id: `${id}/${name}`,
    label,
    description: figures.amount(value, asset),
    context: 'figure',
    speech: `${label}: ${figures.amount(value, asset)}`,
    icon: { id: 'dash' },
  });
  const context = ['asset', account.kind];
  if (free.gt(0)) context.push('free');
  if (owed.gt(0)) context.push('owed');
  if (choices.favourites.has(id)) context.push('favourite');
  return {
    id,
    label: asset,
    description: parts.join(' · '),
    tooltip: [
      `**${plain(asset)}** · ${account.kind === 'cross' ? l10n.t('cross') : l10n.t('isolated {0}', plain(account.symbol))}`,
      '',
      table(
        [l10n.t('Free'), figures.amount(free), l10n.t('may be spent, transferred or repaid with')],
        [l10n.t('Locked'), figures.amount(locked), l10n.t('held by open orders')],
        [l10n.t('Borrowed'), figures.amount(borrowed), l10n.t('principal owed')],
        [l10n.t('Interest'), figures.amount(interest), l10n.t('owed on top; charged every full hour')],
        [l10n.t('Net'), figures.amount(net), l10n.t('free + locked − borrowed − interest')],
      ),
    ].join('\n'),
    icon: { id: choices.favourites.has(id) ? 'star-full' : owed.gt(0) ? 'circle-filled' : 'circle-outline' },
    context: context.join(' '),
    speech: l10n.t(
      '{0}: free {1}, locked {2}, borrowed {3}, interest {4}, net {5}',
      asset,
      figures.amount(free),
      figures.amount(locked),
      figures.amount(borrowed),
      figures.amount(interest),
      figures.amount(net),
    ),
    subject: { kind: 'asset', account, asset },
    children: [
      figure('free', l10n.t('Free'), free),
      figure('locked', l10n.t('Locked'), locked),
      figure('borrowed', l10n.t('Borrowed'), borrowed),
      figure('interest', l10n.t('Interest'), interest),
      figure('net', l10n.t('Net'), net),
    ],
  };
}

/** Grouped by asset: each asset once, with what each account holds and owes of it. */
function assetGroups(snapshot: Snapshot, drawing: Drawing): Row[] {
  const { l10n, figures, choices } = drawing;
  const held = new Map<string, { account: AccountRef; balance: Balance }[]>();
  const put = (account: AccountRef, balance: Balance) => {
    if (!matches(choices.filter, balance.asset) || (choices.hideZeros && isEmpty(balance))) return;
    held.set(balance.asset, [...(held.get(balance.asset) ?? []), { account, balance }]);
  };
  for (const balance of snapshot.cross.balances) put(cross, balance);
  for (const pair of snapshot.isolated) for (const side of [pair.base, pair.quote]) put(isolated(pair.symbol), side);
  return [...held].map(([asset, places]) => {
    const net = places.map(({ balance }) => balance.net).reduce((sum, value) => sum.plus(value));
    return {
      id: `asset/${asset}`,
      label: asset,
      description: l10n.t('net {0}', figures.short(net)),
      context: 'assetGroup',
      icon: { id: 'symbol-numeric' },
      speech: l10n.t('{0}: net {1} in {2} accounts', asset, figures.amount(net), places.length),
      children: places.map(({ account, balance }) => {
        const row = assetRow(balance, account, drawing);
        const name = account.kind === 'cross' ? l10n.t('Cross') : account.symbol;
        return { ...row, id: `asset/${asset}/${accountKey(account)}`, label: name, speech: `${name}, ${row.speech}` };
      }),
    };
  });
}

export const isEmpty = (balance: Balance): boolean =>
  balance.free.isZero() && balance.locked.isZero() && !owes(balance);

/** Favourites first, then what is owed, then by name: what needs attention is at the top, and nothing jumps about. */
function arrange(balances: readonly Balance[], account: AccountRef, { choices }: Drawing): Balance[] {
  const rank = (balance: Balance) =>
    choices.favourites.has(assetId(account, balance.asset)) ? 0 : owes(balance) ? 1 : isEmpty(balance) ? 3 : 2;
  return balances
    .filter((balance) => !choices.hideZeros || rank(balance) < 3)
    .toSorted((a, b) => rank(a) - rank(b) || (a.asset < b.asset ? -1 : 1));
}

export function riskWord(risk: Risk, { l10n }: Pick<Drawing, 'l10n'>): string {
  switch (risk) {
    case 'free':
      return l10n.t('nothing owed');
    case 'safe':
      return l10n.t('safe');
    case 'watch':
      return l10n.t('worth watching');
    case 'call':
      return l10n.t('margin call');
    case 'danger':
      return l10n.t('near liquidation');
  }
}

/** Six figures tell a price from another at a glance; all of them are under the row. */
const atAGlance = (price: Decimal): Decimal => price.toSignificantDigits(6);

const colour = (risk: Risk): { colour?: string } => {
  const name = riskColour[risk];
  return name === undefined ? {} : { colour: name };
};

/** The decorations read the risk back from the address. */
const resourceOf = (id: string, risk: Risk): string => `${rowScheme}:/${encodeURIComponent(id)}?${risk}`;

/** Rows of name, value and explanation as a Markdown table without a heading. */
export function table(...rows: readonly (readonly [string, string, string])[]): string {
  return ['| | | |', '|:--|--:|:--|', ...rows.map(([name, value, why]) => `| ${name} | ${value} | _${why}_ |`)]
    .join('\n')
    .replaceAll('__', '');
}
