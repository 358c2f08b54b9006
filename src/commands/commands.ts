import { commands, type ExtensionContext } from 'vscode';
import type { Connection } from '../connection/connection.ts';
import { figures } from '../connection/figures.ts';
import { watchAlerts } from './alerts/watch-alerts.ts';
import { report } from './failure.ts';
import type { Workbench } from './workbench.ts';

/** What there is to run, without loading what it does: that is much, and on most days little of it is wanted. */
const ids = [
  'borrow',
  'repay',
  'transfer',
  'placeOrder',
  'cancelOrder',
  'cancelAllOrders',
  'closePosition',
  'topUp',
  'convertDust',
  'exchangeSmallDebts',
  'enableIsolated',
  'disableIsolated',
  'setMaxLeverage',
  'addAlert',
  'snoozeAlert',
  'armAlert',
  'removeAlert',
  'switchProfile',
  'addProfile',
  'removeProfile',
  'goLive',
  'goReadOnly',
  'refresh',
  'startPaper',
  'disconnect',
  'copyName',
  'copyAsCell',
  'copyAsCurl',
  'clearActivity',
  'newNotebook',
  'openInNotebook',
] as const;

export type CommandId = (typeof ids)[number];

/** Everything that acts on the account, from the palette, a row or a keybinding. */
export function registerCommands(context: ExtensionContext, connection: Connection): void {
  const bench: Workbench = {
    connection,
    figures: figures(false),
    media: (file) => context.asAbsolutePath(`media/${file}`),
  };
  const run = async (id: CommandId, argument: unknown) => {
    const { all } = await import('./all.ts');
    await all[id](bench, argument);
  };
  context.subscriptions.push(...watchAlerts(bench));
  for (const id of ids)
    context.subscriptions.push(
      commands.registerCommand(`marginalia.${id}`, (argument: unknown) =>
        run(id, argument).catch((error: unknown) => report('Margin', error)),
      ),
    );
}
