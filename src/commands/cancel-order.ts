import { l10n } from 'vscode';
import { accountKey, sameAccount, type OpenOrder, type Snapshot } from '../connection/snapshot.ts';
import { readArguments, type CommandArguments } from '../connection/subject.ts';
import { toDisplay } from '../margin/decimal.ts';
import { begin } from './begin.ts';
import { isolatedFlag } from './calls.ts';
import { accountName } from './choose.ts';
import { perform, type Deed } from './perform.ts';
import { ask, pick, type Step } from './wizard.ts';
import type { Command } from './workbench.ts';

/** Cancel an open order: the one of the row, or one picked. */
export const cancelOrder: Command = async (bench, argument) => {
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
  const { order: chosen } = answers;
  if (chosen.orderListId === undefined) await perform(bench, session, one(chosen));
  else await perform(bench, session, list(chosen, chosen.orderListId));
};

function one(order: OpenOrder): Deed<{ status: string }> {
  const { account, symbol, orderId } = order;
  const isIsolated = isolatedFlag(account);
  return {
    title: l10n.t('Cancel the order to {0} on {1} ({2})', describe(order), symbol, accountName(account)),
    verb: l10n.t('Cancel Order'),
    details: [l10n.t('Order id {0}', orderId)],
    method: 'cancelMarginOrder',
    parameters: { symbol, isIsolated, orderId: String(orderId) },
    run: (client, call) => client.cancelMarginOrder({ symbol, isIsolated, orderId }, call),
    result: ({ status }) => l10n.t('Order {0} on {1} is {2}.', orderId, symbol, status.toLowerCase()),
  };
}

/** The exchange cancels an order of a list with its whole list, so that is what is asked and said. */
function list(order: OpenOrder, orderListId: number): Deed<unknown> {
  const { account, symbol } = order;
  const isIsolated = isolatedFlag(account);
  return {
    title: l10n.t('Cancel list {0} on {1} with all its orders ({2})', orderListId, symbol, accountName(account)),
    verb: l10n.t('Cancel Order'),
    details: [l10n.t('Cancelling one order of a list cancels all of them.')],
    method: 'cancelMarginOcoOrder',
    parameters: { symbol, isIsolated, orderListId: String(orderListId) },
    run: (client, call) => client.cancelMarginOcoOrder({ symbol, isIsolated, orderListId }, call),
    result: () => l10n.t('List {0} on {1} is cancelled.', orderListId, symbol),
  };
}

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
