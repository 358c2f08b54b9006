import { commands, l10n, window, type ExtensionContext, type TreeDragAndDropController } from 'vscode';
import type { Connection } from '../connection/connection.ts';
import { figures, unlinked } from '../connection/figures.ts';
import { accountsCalled } from '../connection/risk.ts';
import type { Snapshot } from '../connection/snapshot.ts';
import { accountRows } from './account-rows.ts';
import { activityRows } from './activity-rows.ts';
import { alertRows } from './alert-rows.ts';
import { registerDecorations } from './decorations.ts';
import { assetDragging } from './drag-and-drop.ts';
import { loanRows } from './loan-rows.ts';
import { orderRows } from './order-rows.ts';
import { registerReveal } from './reveal.ts';
import { registerRiskPanel } from './risk-panel/risk-panel.ts';
import type { Row } from './row.ts';
import type { RowNode } from './row-store.ts';
import { RowTree } from './row-tree.ts';
import { atStart } from './start.ts';
import { registerTools } from './tools/register.ts';
import { staleness } from './staleness.ts';
import { createStatusBar } from './status-bar.ts';
import { troubleNotices } from './trouble-notices.ts';
import { ViewSettings } from './view-settings.ts';
import type { Drawing } from './view-state.ts';

/** How often the age of what is stale is written anew. */
const ageMs = 15_000;

/** Sets the words of the manifest's `when` clauses, where they changed. */
function contexts(): (name: string, value: unknown) => void {
  const known = new Map<string, unknown>();
  return (name, value) => {
    if (known.has(name) && known.get(name) === value) return;
    known.set(name, value);
    void commands.executeCommand('setContext', `marginalia.${name}`, value);
  };
}

type Rows = (snapshot: Snapshot, drawing: Drawing) => Row[];

/** Nothing starts with the editor that was not asked for, so alerts do not either: said where they are armed. */
const whenWatched = () =>
  l10n.t(
    'After a restart, watched once the Margin view is opened. Drag this view into the Explorer to start with the window.',
  );

/** The Margin view container and the status bar: everything that shows the account model. */
export function registerSidebar(context: ExtensionContext, connection: Connection): void {
  const settings = new ViewSettings(connection.memory);
  const statusBar = createStatusBar(connection, () => figures(settings.masked));
  context.subscriptions.push(settings, statusBar, registerDecorations());
  registerTools(context, connection, () => figures(settings.masked));
  registerRiskPanel(context, connection, () => figures(settings.masked));

  const trees = (
    [
      ['marginalia.accounts', accountRows, assetDragging('marginalia.accounts')],
      ['marginalia.loans', loanRows],
      ['marginalia.orders', orderRows],
    ] satisfies [string, Rows, TreeDragAndDropController<RowNode>?][]
  ).map(([id, rows, dragging]) => ({ tree: new RowTree(id, dragging), rows }));

  const activity = new RowTree('marginalia.activity');
  const alerts = new RowTree('marginalia.alerts');
  context.subscriptions.push(activity, registerReveal(trees.map(({ tree }) => tree)));

  const setContext = contexts();
  const draw = () => {
    const { snapshot } = connection.account;
    const stale = staleness(connection.account.state, l10n, Date.now());
    // The empty Loans and Orders say so only once it is known that they are empty, not where a filter leaves nothing.
    setContext('loaded', snapshot !== undefined);
    setContext('owes', snapshot !== undefined && snapshot.loans.length > 0);
    setContext('hasOrders', snapshot !== undefined && snapshot.orders.length > 0);
    const drawing: Drawing = { l10n, figures: figures(settings.masked), choices: settings.choices };
    for (const { tree, rows } of trees) {
      tree.show(snapshot ? rows(snapshot, drawing) : []);
      tree.say(connection.session?.mode ?? '', stale ?? '');
    }
    const whose = {
      inUse: connection.session?.profile.id,
      nameOf: (profile: string) => connection.profiles.find(profile)?.name,
    };
    alerts.show(alertRows(connection.alerts.all, snapshot, drawing, Date.now(), whose));
    alerts.say('', connection.alerts.all.some(({ state }) => state === 'armed') ? whenWatched() : '');
    activity.show(activityRows(connection.activity.entries, drawing));
    const [accounts] = trees;
    const called = snapshot ? accountsCalled(snapshot) : 0;
    if (accounts)
      accounts.tree.view.badge =
        called > 0
          ? { value: called, tooltip: l10n.t('{0} accounts at or under their margin call', called) }
          : undefined;
  };

  // Who disconnects wants it to stay so, whatever is looked at.
  let left = false;
  const drawStatus = () => {
    setContext('status', connection.status.kind);
    setContext('mode', connection.session?.mode);
    draw();
  };

  for (const tree of [...trees.map(({ tree: each }) => each), alerts]) {
    let watching: { dispose(): void } | undefined;
    const look = (visible: boolean) => {
      watching?.dispose();
      watching = visible ? connection.account.watch() : undefined;
      // Looking at the Margin view is using a profile: the one used last, the paper account for a new user.
      if (visible && connection.status.kind === 'disconnected' && !left) connect();
    };
    context.subscriptions.push(
      tree,
      tree.view.onDidChangeVisibility(({ visible }) => look(visible)),
      { dispose: () => watching?.dispose() },
    );
    if (tree.view.visible) look(true);
  }

  function connect(): void {
    connection.ensure().catch((error: unknown) => {
      void window.showErrorMessage(unlinked(error instanceof Error ? error.message : String(error)));
    });
  }

  context.subscriptions.push(
    connection.account.onDidChange(draw),
    connection.activity.onDidChange(draw),
    connection.alerts.onDidChange(draw),
    connection.onDidChangeStatus(({ kind }) => {
      left = kind === 'disconnected';
      drawStatus();
    }),
    settings.onDidChange(() => {
      draw();
      statusBar.draw();
    }),
  );
  const ageing = setInterval(() => {
    if (connection.account.condition.kind !== 'stale') return;
    draw();
    statusBar.draw();
  }, ageMs);
  context.subscriptions.push(troubleNotices(connection), { dispose: () => clearInterval(ageing) });
  drawStatus();
  void atStart(context, connection);
}
