import { commands, l10n, window } from 'vscode';
import { alertName, watchedValue } from '../../connection/alert-words.ts';
import type { Alert, Prices } from '../../connection/alerts.ts';
import { unlinked } from '../../connection/figures.ts';
import type { Disposable } from '../../connection/event.ts';
import type { Session } from '../../connection/session.ts';
import type { Snapshot } from '../../connection/snapshot.ts';
import { decimal, type Decimal } from '../../margin/decimal.ts';
import { catalogueOf } from '../../connection/catalogue.ts';
import type { Workbench } from '../workbench.ts';

/** Looks through the alerts at each snapshot, and tells of the ones that fire. */
export function watchAlerts(bench: Workbench): Disposable[] {
  const { connection } = bench;
  // Prices cost weight: they are asked for with each reading, not with each event of a stream in between.
  let asked: { readonly takenAt: number; readonly session: Session; readonly prices: Promise<Prices> } | undefined;
  const look = async () => {
    const { session, account } = connection;
    const { snapshot } = account;
    if (!session || !snapshot || account.condition.kind !== 'fresh') return;
    const { takenAt } = snapshot;
    if (asked?.takenAt !== takenAt || asked.session !== session) {
      const pairs = connection.alerts.pairsToAsk(session.profile.id, snapshot);
      asked = { takenAt, session, prices: askPrices(session, pairs) };
    }
    const prices = await asked.prices;
    if (connection.session === session) await connection.alerts.look(session.profile.id, snapshot, prices, Date.now());
  };
  let seen: Snapshot | undefined;
  return [
    connection.account.onDidChange(({ snapshot }) => {
      if (snapshot === seen) return;
      seen = snapshot;
      look().catch(() => undefined);
    }),
    connection.alerts.onDidFire((alert) => void tell(bench, alert)),
  ];
}

/** A price that cannot be had leaves its alert armed for the next snapshot. */
async function askPrices(session: Session, symbols: readonly string[]): Promise<Prices> {
  const prices = new Map<string, Decimal>();
  await Promise.all(
    symbols.map((symbol) =>
      catalogueOf(session)
        .price(symbol)
        .then((price) => prices.set(symbol, price))
        .catch(() => undefined),
    ),
  );
  return prices;
}

async function tell({ figures }: Workbench, alert: Alert): Promise<void> {
  const snooze = l10n.t('Snooze 1 Hour');
  const show = l10n.t('Show');
  const again = l10n.t('Arm Again');
  const value = watchedValue(alert.watched, decimal(alert.firedValue ?? '0'), figures);
  const chosen = await window.showWarningMessage(
    unlinked(l10n.t('Alert: {0}, it is {1}.', alertName(alert, figures, l10n), value)),
    show,
    snooze,
    again,
  );
  if (chosen === show) await commands.executeCommand('marginalia.alerts.focus');
  else if (chosen === again) await commands.executeCommand('marginalia.armAlert', { alert: alert.id });
  else if (chosen === snooze) await commands.executeCommand('marginalia.snoozeAlert', { alert: alert.id });
}
