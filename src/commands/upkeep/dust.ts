import { l10n, window } from 'vscode';
import { decimal, toDisplay } from '../../margin/decimal.ts';
import { begin } from '../begin.ts';
import { perform } from '../perform.ts';
import type { Command } from '../workbench.ts';
import { pickMany, type Row } from './pick-many.ts';

/** Turn what is too small to trade into BNB. */
export const convertDust: Command = async (bench) => {
  const begun = await begin(bench, l10n.t('Convert Dust to BNB'));
  if (!begun) return;
  const { session, title } = begun;
  const { details } = await session.client.getDustAssets({ accountType: 'MARGIN' });
  if (details.length === 0) {
    void window.showInformationMessage(l10n.t('The cross account holds no dust.'));
    return;
  }
  const rows = await pickMany(
    title,
    l10n.t('Which assets to turn into BNB?'),
    details.map((row) => ({
      label: row.asset,
      description: l10n.t(
        '{0} → {1} BNB',
        toDisplay(decimal(row.amountFree)),
        toDisplay(decimal(row.toBNBOffExchange)),
      ),
    })),
  );
  if (!rows) return;
  const chosen = rows.map(({ label }) => label);
  const parameters = { asset: chosen.join(','), accountType: 'MARGIN' as const };
  await perform(bench, session, {
    title: l10n.t('Convert {0} to BNB', chosen.join(', ')),
    verb: l10n.t('Convert'),
    details: [...numbersOf(rows), l10n.t('The exchange takes a service charge and allows this once in 24 hours.')],
    method: 'transferDust',
    parameters,
    run: (client, call) => client.transferDust({ asset: chosen, accountType: 'MARGIN' }, call),
    result: ({ totalTransfered, totalServiceCharge }) =>
      l10n.t(
        'Converted to {0} BNB, {1} BNB of it as service charge.',
        toDisplay(decimal(totalTransfered)),
        toDisplay(decimal(totalServiceCharge)),
      ),
  });
};

/** Settle debts of less than 10 USDT with another asset. */
export const exchangeSmallDebts: Command = async (bench) => {
  const begun = await begin(bench, l10n.t('Exchange Small Debts'));
  if (!begun) return;
  const { session, title } = begun;
  const debts = await session.client.getMarginSmallLiabilities({});
  if (debts.length === 0) {
    void window.showInformationMessage(l10n.t('No debt is small enough for this (under 10 USDT).'));
    return;
  }
  const rows = await pickMany(
    title,
    l10n.t('Which debts to settle?'),
    debts.map((debt) => ({
      label: debt.asset,
      description: l10n.t(
        'owes {0}, settled with {1} {2}',
        toDisplay(decimal(debt.principal).plus(debt.interest)),
        toDisplay(decimal(debt.liabilityQty)),
        debt.liabilityAsset,
      ),
    })),
  );
  if (!rows) return;
  const chosen = rows.map(({ label }) => label);
  await perform(bench, session, {
    title: l10n.t('Exchange the small debts of {0}', chosen.join(', ')),
    verb: l10n.t('Exchange'),
    details: [...numbersOf(rows), l10n.t('The exchange allows this once in 6 hours, for at most 10 assets.')],
    method: 'exchangeMarginSmallLiabilities',
    parameters: { assetNames: chosen.join(',') },
    run: (client, call) => client.exchangeMarginSmallLiabilities({ assetNames: chosen }, call),
    result: () => l10n.t('The small debts of {0} are exchanged.', chosen.join(', ')),
  });
};

const numbersOf = (rows: readonly Row[]): string[] => rows.map(({ label, description }) => `${label}: ${description}`);
