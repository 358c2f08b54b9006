import { l10n } from 'vscode';
import { accountKey, type AccountRef, type OpenOrder } from '../connection/snapshot.ts';
import { readArguments } from '../connection/subject.ts';
import { begin } from './begin.ts';
import { isolatedFlag } from './calls.ts';
import { accountName } from './choose.ts';
import { perform } from './perform.ts';
import { ask, pick, type Step } from './wizard.ts';
import type { Command } from './workbench.ts';

interface Place {
  readonly account: AccountRef;
  readonly symbol: string;
}

/** Cancel all open orders of one pair, order lists included. */
export const cancelAllOrders: Command = async (bench, argument) => {
  const begun = await begin(bench, l10n.t('Cancel All Orders'));
  if (!begun) return;
  const { session, snapshot, title } = begun;
  const places = byPlace(snapshot.orders);
  const { account, words } = readArguments(argument);
  const named = [...places.values()].find(
    ({ place }) => place.symbol === words.symbol && (!account || accountKey(account) === accountKey(place.account)),
  );
  const steps: Step<{ place: Place }>[] = [
    {
      answer: 'place',
      ask: (_answers, frame) =>
        pick(frame, {
          placeholder: l10n.t('The orders of which pair?'),
          empty: l10n.t('There are no open orders.'),
          choices: [...places.values()].map(({ place, count }) => ({
            label: place.symbol,
            description: l10n.t('{0} · {1} open', accountName(place.account), count),
            value: place,
          })),
        }),
    },
  ];
  const answers = await ask(title, steps, named ? { place: named.place } : {});
  if (!answers?.place) return;
  const { account: of, symbol } = answers.place;
  const isIsolated = isolatedFlag(of);
  await perform(bench, session, {
    title: l10n.t('Cancel all orders of {0} ({1})', symbol, accountName(of)),
    verb: l10n.t('Cancel All Orders'),
    details: [l10n.t('{0} open orders', places.get(`${accountKey(of)}/${symbol}`)?.count ?? 0)],
    method: 'cancelAllOpenMarginOrders',
    parameters: { symbol, isIsolated },
    run: (client, call) => client.cancelAllOpenMarginOrders({ symbol, isIsolated }, call),
    result: (cancelled) => l10n.t('Cancelled {0} orders or lists of {1}.', cancelled.length, symbol),
  });
};

function byPlace(orders: readonly OpenOrder[]): Map<string, { place: Place; count: number }> {
  const places = new Map<string, { place: Place; count: number }>();
  for (const { account, symbol } of orders) {
    const key = `${accountKey(account)}/${symbol}`;
    places.set(key, { place: { account, symbol }, count: (places.get(key)?.count ?? 0) + 1 });
  }
  return places;
}
