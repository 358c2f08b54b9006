import { decimal } from '../margin/decimal.ts';
import { plain } from '../connection/figures.ts';
import { accountKey, type Loan, type Snapshot } from '../connection/snapshot.ts';
import { table } from './account-rows.ts';
import type { Row } from './row.ts';
import { matches, type Drawing } from './view-state.ts';

const hoursPerDay = decimal('24');
const hoursPerYear = decimal('8760');

/** The Loans tree: what is owed of each asset in each account, and what owing it costs. */
export function loanRows(snapshot: Snapshot, drawing: Drawing): Row[] {
  return snapshot.loans
    .filter((loan) => matches(drawing.choices.filter, loan.asset, accountKey(loan.account)))
    .map((loan) => loanRow(loan, drawing));
}

function loanRow(loan: Loan, { l10n, figures }: Drawing): Row {
  const { asset, account, principal, interest, hourlyRate } = loan;
  const id = `loan/${accountKey(account)}/${asset}`;
  const place = account.kind === 'cross' ? l10n.t('cross') : account.symbol;
  const owed = principal.plus(interest);
  const nextHour = hourlyRate && principal.times(hourlyRate);
  const perDay = nextHour?.times(hoursPerDay);
  const unknown = l10n.t('not known');
  const yearly = hourlyRate ? figures.percent(hourlyRate.times(hoursPerYear)) : unknown;
  const lines: [name: string, label: string, value: string, why: string][] = [
    ['principal', l10n.t('Principal'), figures.amount(principal, asset), l10n.t('borrowed and not yet repaid')],
    ['interest', l10n.t('Interest'), figures.amount(interest, asset), l10n.t('charged and not yet repaid')],
    ['rate', l10n.t('Rate'), l10n.t('{0} a year', yearly), l10n.t('the coming hour’s rate × 8,760')],
    [
      'next',
      l10n.t('Next hour'),
      nextHour ? figures.amount(nextHour.toDecimalPlaces(8), asset) : unknown,
      l10n.t('principal × hourly rate, charged at the full hour'),
    ],
    [
      'day',
      l10n.t('Cost per day'),
      perDay ? figures.amount(perDay.toDecimalPlaces(8), asset) : unknown,
      l10n.t('next hour × 24'),
    ],
  ];
  return {
    id,
    label: asset,
    description: `${figures.short(owed)} · ${place}${hourlyRate ? ` · ${l10n.t('{0} a year', yearly)}` : ''}`,
    tooltip: [
      `**${l10n.t('Loan of {0}', plain(asset))}** · ${plain(place)}`,
      '',
      table(...lines.map(([, label, value, why]) => [label, plain(value), why] as const)),
    ].join('\n'),
    icon: { id: 'credit-card' },
    context: `loan ${account.kind}`,
    speech: l10n.t(
      'Loan of {0} in {1}: principal {2}, interest {3}, {4} a year',
      asset,
      place,
      figures.amount(principal),
      figures.amount(interest),
      yearly,
    ),
    subject: { kind: 'loan', account, asset },
    children: lines.map(([name, label, value]) => ({
      id: `${id}/${name}`,
      label,
      description: value,
      context: 'figure',
      icon: { id: 'dash' },
      speech: `${label}: ${value}`,
    })),
  };
}
