import { l10n } from 'vscode';
import { alertName } from '../../connection/alert-words.ts';
import type { Alert } from '../../connection/alerts.ts';
import { readArguments } from '../../connection/subject.ts';
import { pick } from '../wizard.ts';
import type { Command, Workbench } from '../workbench.ts';

const hourMs = 3_600_000;

/** Silent for an hour, then armed again. */
export const snoozeAlert: Command = (bench, argument) =>
  handle(bench, argument, l10n.t('Snooze an Alert'), ({ id }) =>
    bench.connection.alerts.change(id, { state: 'armed', snoozedUntil: Date.now() + hourMs }),
  );

export const armAlert: Command = (bench, argument) =>
  handle(bench, argument, l10n.t('Arm an Alert'), ({ id }) =>
    bench.connection.alerts.change(id, { state: 'armed', snoozedUntil: 0 }),
  );

export const removeAlert: Command = (bench, argument) =>
  handle(bench, argument, l10n.t('Remove an Alert'), ({ id }) => bench.connection.alerts.remove(id));

async function handle(
  { connection, figures }: Workbench,
  argument: unknown,
  title: string,
  act: (alert: Alert) => Promise<void>,
): Promise<void> {
  const named = connection.alerts.find(readArguments(argument).words.alert ?? '');
  const alert =
    named ??
    (await pick(
      { title, step: 1, total: 1 },
      {
        placeholder: l10n.t('Which alert?'),
        empty: l10n.t('There are no alerts.'),
        choices: connection.alerts.all.map((candidate) => ({
          label: alertName(candidate, figures, l10n),
          value: candidate,
        })),
      },
    ));
  if (typeof alert !== 'symbol') await act(alert);
}
