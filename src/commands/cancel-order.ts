import { l10n } from 'vscode';
import { accountKey, sameAccount, type OpenOrder, type Snapshot } from '../connection/snapshot.ts';
import { readArguments, type CommandArguments } from '../connection/subject.ts';
import { toDisplay } from '../margin/decimal.ts';
import { begin } from './begin.ts';
import { accountName } from './choose.ts';
import { perform } from './perform.ts';
import { ask, pick, type Step } from './wizard.ts';
import type { Command } from './workbench.ts';

/** Cancel an open order: the one of the row, or one picked. */
export const cancelOrder: Command = {
  id: 'cancelOrder',
  run: async (bench, argument) => {
    const begun = await begin(bench, l10n.t('Cancel Order'));
    if (!begun) return;
    const { session, snapshot, title } = begun;
    const order = named(snapshot, readArguments(argument));
    const steps: Step<{ order: OpenOrder }>[] = [
      {
        answer: 'order',
        ask: (_answers, frame) =>
          pick(frame, {
            placeholder: l10n.t('Which order to cancel?'),
            empty: l10n.t('There are no open orders.'),
            choices: snapshot.orders.map((candidate) => ({
              label: describe(candidate),
              description: `${candidate.symbol} · ${accountName(candidate.account)}`,
              value: candidate,
            })),
          }),
      },
    ];
    const answers = await ask(title, steps, order ? { order } : {});
    if (!answers?.order) return;
    const { account, symbol, orderId } = answers.order;
    const isIsolated = account.kind === 'isolated' ? ('TRUE' as const) : ('FALSE' as const);
    await perform(bench, session, {
      title: l10n.t('Cancel the order to {0} on {1} ({2})', describe(answers.order), symbol, accountName(account)),
      verb: l10n.t('Cancel Order'),
      details: [l10n.t('Order id {0}', orderId)],
      method: 'cancelMarginOrder',
      parameters: { symbol, isIsolated, orderId: String(orderId) },
      run: (client, signal) => client.cancelMarginOrder({ symbol, isIsolated, orderId }, { signal }),
      result: ({ status }) => l10n.t('Order {0} on {1} is {2}.', orderId, symbol, status.toLowerCase()),
    });
  },
};

function named(snapshot: Snapshot, { account, words }: CommandArguments): OpenOrder | undefined {
  const { orderId, symbol } = words;
  if (orderId === undefined) return undefined;
  return snapshot.orders.find(
    (order) =>
      String(order.orderId) === orderId &&
      (symbol === undefined || order.symbol === symbol) &&
      (!account || sameAccount(order.account, account) || accountKey(account) === order.symbol),
  );
}

function describe({ side, quantity, price }: OpenOrder): string {
  const what = toDisplay(quantity);
  const at = price.gt(0) ? l10n.t('at {0}', toDisplay(price)) : l10n.t('at market');
  return side === 'BUY' ? l10n.t('buy {0} {1}', what, at) : l10n.t('sell {0} {1}', what, at);
}
