import { alertName, watchedValue } from '../connection/alert-words.ts';
import { valueOf, type Alert } from '../connection/alerts.ts';
import { plain } from '../connection/figures.ts';
import type { Snapshot } from '../connection/snapshot.ts';
import { decimal } from '../margin/decimal.ts';
import type { Icon, Row } from './row.ts';
import { matches, type Drawing } from './view-state.ts';

const noPrices = new Map<string, never>();

/** Whose account the snapshot is, and what profiles are called. */
export interface Whose {
  readonly inUse: string | undefined;
  readonly nameOf: (profile: string) => string | undefined;
}

/** The Alerts tree: armed, snoozed and fired, so that none is silently off. Those of other profiles say whose they are. */
export function alertRows(
  alerts: readonly Alert[],
  snapshot: Snapshot | undefined,
  { l10n, figures, choices }: Drawing,
  now: number,
  { inUse, nameOf }: Whose,
): Row[] {
  return alerts
    .map((alert) => ({ alert, name: alertName(alert, figures, l10n) }))
    .filter(({ name }) => matches(choices.filter, name))
    .map(({ alert, name }) => {
      const snoozed = alert.state === 'armed' && (alert.snoozedUntil ?? 0) > now;
      const mine = alert.profile === inUse;
      const value = snapshot && mine ? valueOf(alert.watched, snapshot, noPrices) : undefined;
      const at = (time: number | undefined) => new Date(time ?? now).toISOString().slice(0, 16).replace('T', ' ');
      const state = snoozed
        ? l10n.t('snoozed until {0} UTC', at(alert.snoozedUntil))
        : alert.state === 'armed'
          ? l10n.t('armed')
          : l10n.t(
              'fired {0} UTC at {1}',
              at(alert.firedAt),
              watchedValue(alert.watched, decimal(alert.firedValue ?? '0'), figures),
            );
      const current = value ? l10n.t('now {0}', watchedValue(alert.watched, value, figures)) : undefined;
      const whose = mine ? undefined : l10n.t('Profile: {0}', nameOf(alert.profile) ?? '–');
      const description = [state, current, whose].filter((part) => part !== undefined).join(' · ');
      return {
        id: `alert/${alert.id}`,
        label: name,
        description,
        tooltip: `**${plain(name)}**\n\n${plain(description)}`,
        icon: icon(alert, snoozed),
        context: `alert ${snoozed ? 'snoozed' : alert.state}`,
        speech: `${name}, ${description}`,
        subject: { kind: 'alert', id: alert.id },
      };
    });
}

function icon(alert: Alert, snoozed: boolean): Icon {
  if (snoozed) return { id: 'bell-slash' };
  return alert.state === 'armed' ? { id: 'bell' } : { id: 'bell-dot', colour: 'marginalia.call' };
}
