import { commands, type ExtensionContext } from 'vscode';
import type { Connection } from '../connection/connection.ts';
import { figures } from '../connection/figures.ts';
import { addAlert } from './alerts/add-alert.ts';
import { armAlert, removeAlert, snoozeAlert } from './alerts/handle-alert.ts';
import { watchAlerts } from './alerts/watch-alerts.ts';
import { borrow } from './borrow.ts';
import { cancelAllOrders } from './cancel-all.ts';
import { cancelOrder } from './cancel-order.ts';
import { closePosition } from './close-position.ts';
import { report } from './failure.ts';
import { newNotebook } from './notebooks/new-notebook.ts';
import { openInNotebook } from './notebooks/open-in-notebook.ts';
import { placeOrder } from './place-order.ts';
import { repay } from './repay.ts';
import { clearActivity, copyAsCell, copyAsCurl } from './activity.ts';
import { addProfile } from './profiles/add-profile.ts';
import { goLive, goReadOnly, removeProfile } from './profiles/profile-mode.ts';
import { switchProfile } from './profiles/switch-profile.ts';
import { transfer } from './transfer.ts';
import { disableIsolated, enableIsolated, setMaxLeverage } from './upkeep/accounts.ts';
import { convertDust, exchangeSmallDebts } from './upkeep/dust.ts';
import { topUp } from './upkeep/top-up.ts';
import { copyName, disconnect, refresh, startPaper } from './view.ts';
import type { Command, Workbench } from './workbench.ts';

const all: readonly Command[] = [
  borrow,
  repay,
  transfer,
  placeOrder,
  cancelOrder,
  cancelAllOrders,
  closePosition,
  topUp,
  convertDust,
  exchangeSmallDebts,
  enableIsolated,
  disableIsolated,
  setMaxLeverage,
  addAlert,
  snoozeAlert,
  armAlert,
  removeAlert,
  switchProfile,
  addProfile,
  removeProfile,
  goLive,
  goReadOnly,
  refresh,
  startPaper,
  disconnect,
  copyName,
  copyAsCell,
  copyAsCurl,
  clearActivity,
  newNotebook,
  openInNotebook,
];

/** Everything that acts on the account, from the palette, a row or a keybinding. */
export function registerCommands(context: ExtensionContext, connection: Connection): void {
  const bench: Workbench = {
    connection,
    figures: figures(false),
    media: (file) => context.asAbsolutePath(`media/${file}`),
  };
  context.subscriptions.push(...watchAlerts(bench));
  for (const { id, run } of all)
    context.subscriptions.push(
      commands.registerCommand(`marginalia.${id}`, (argument: unknown) =>
        run(bench, argument).catch((error: unknown) => report('Margin', error)),
      ),
    );
}
