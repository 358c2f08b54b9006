import { addAlert } from './alerts/add-alert.ts';
import { armAlert, removeAlert, snoozeAlert } from './alerts/handle-alert.ts';
import { borrow } from './borrow.ts';
import { cancelAllOrders } from './cancel-all.ts';
import { cancelOrder } from './cancel-order.ts';
import { closePosition } from './close-position.ts';
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
import type { CommandId } from './commands.ts';
import type { Command } from './workbench.ts';

/** What every command does. Loaded with the first that is run. */
export const all: Readonly<Record<CommandId, Command>> = {
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
};
