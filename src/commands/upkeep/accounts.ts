import { l10n } from 'vscode';
import { readArguments } from '../../connection/subject.ts';
import { begin } from '../begin.ts';
import { catalogueOf } from '../../connection/catalogue.ts';
import { perform } from '../perform.ts';
import { ask, pick, type Step } from '../wizard.ts';
import type { Command, Workbench } from '../workbench.ts';

/** Enable the isolated account of a pair again. A pair never used is opened by the first transfer into it. */
export const enableIsolated: Command = (bench, argument) => change(bench, argument, true);

/** Disable the isolated account of a pair: it has to be empty, and the exchange allows it once in 24 hours. */
export const disableIsolated: Command = (bench, argument) => change(bench, argument, false);

async function change(bench: Workbench, argument: unknown, enable: boolean): Promise<void> {
  const name = enable ? l10n.t('Enable an Isolated Pair') : l10n.t('Disable an Isolated Pair');
  const begun = await begin(bench, name);
  if (!begun) return;
  const { session, snapshot, title } = begun;
  const { account } = readArguments(argument);
  const candidates = snapshot.isolated.filter(({ enabled }) => enabled !== enable);
  const steps: Step<{ symbol: string }>[] = [
    {
      answer: 'symbol',
      ask: (_answers, frame) =>
        pick(frame, {
          placeholder: l10n.t('Which pair?'),
          empty: enable ? l10n.t('No isolated pair is disabled.') : l10n.t('No isolated pair is enabled.'),
          choices: candidates.map(({ symbol }) => ({ label: symbol, value: symbol })),
        }),
    },
  ];
  const answers = await ask(title, steps, account?.kind === 'isolated' ? { symbol: account.symbol } : {});
  if (answers?.symbol === undefined) return;
  const { symbol } = answers;
  await perform(bench, session, {
    title: enable ? l10n.t('Enable isolated {0}', symbol) : l10n.t('Disable isolated {0}', symbol),
    verb: enable ? l10n.t('Enable') : l10n.t('Disable'),
    details: enable ? [] : [l10n.t('The exchange allows this once in 24 hours, for an empty account.')],
    method: enable ? 'enableIsolatedMarginAccount' : 'disableIsolatedMarginAccount',
    parameters: { symbol },
    run: (client, call) =>
      enable
        ? client.enableIsolatedMarginAccount({ symbol }, call)
        : client.disableIsolatedMarginAccount({ symbol }, call),
    result: () => (enable ? l10n.t('Isolated {0} is enabled.', symbol) : l10n.t('Isolated {0} is disabled.', symbol)),
  });
}

/** The greatest leverage of the cross account. */
export const setMaxLeverage: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Set the Greatest Leverage'));
  if (!begun) return;
  const { words } = readArguments(argument);
  const { maxLeverage } = words;
  const given = maxLeverage === '3' || maxLeverage === '5' ? ({ leverage: maxLeverage } as const) : {};
  const steps: Step<{ leverage: '3' | '5' }>[] = [
    {
      answer: 'leverage',
      ask: (_answers, frame) =>
        pick<'3' | '5'>(frame, {
          placeholder: l10n.t('The greatest leverage of the cross account'),
          choices: [
            {
              label: '3x',
              detail: l10n.t('borrowing stops at collateral level 1.5, margin call at 1.3'),
              value: '3',
            },
            {
              label: '5x',
              detail: l10n.t('borrowing stops at collateral level 1.25, margin call at 1.16'),
              value: '5',
            },
          ],
        }),
    },
  ];
  const answers = await ask(begun.title, steps, given);
  const leverage = answers?.leverage;
  if (!leverage) return;
  await perform(bench, begun.session, {
    title: l10n.t('Set the greatest leverage to {0}x (cross)', leverage),
    verb: l10n.t('Set Leverage'),
    details: [l10n.t('The margin level has to be above the initial level of the new leverage.')],
    method: 'setMarginMaxLeverage',
    parameters: { maxLeverage: leverage },
    run: (client, call) => client.setMarginMaxLeverage({ maxLeverage: leverage }, call),
    result: () => l10n.t('The greatest leverage of the cross account is {0}x.', leverage),
  });
  catalogueOf(begun.session).forget();
};
