import type { Activity, Outcome } from '../connection/activity.ts';
import { plain } from '../connection/figures.ts';
import type { Localiser } from '../connection/localiser.ts';
import { table } from './account-rows.ts';
import type { Icon, Row } from './row.ts';
import { matches, type Drawing } from './view-state.ts';

/** The Activity tree: what was done from here and what came of it, newest first. */
export function activityRows(entries: readonly Activity[], { l10n, choices, figures }: Drawing): Row[] {
  // A title names amounts; where amounts are hidden its digits are, too.
  const shown = (text: string) => (figures.masked ? text.replace(/\d[\d,.]*/g, '•••') : text);
  return entries
    .filter(({ title }) => matches(choices.filter, title))
    .map((entry) => {
      const { id, outcome, profile, mode, method } = entry;
      const title = shown(entry.title);
      const at = new Date(entry.startedAt).toISOString().slice(0, 19).replace('T', ' ');
      const told = tell(outcome, l10n);
      return {
        id: `activity/${id}`,
        label: title,
        description: `${at.slice(11)} · ${told.short}`,
        tooltip: [
          `**${plain(title)}**`,
          '',
          plain(shown(told.long)),
          '',
          table(
            [l10n.t('When'), plain(`${at} UTC`), ''],
            [l10n.t('Profile'), `${plain(profile)} · ${mode}`, ''],
            [l10n.t('Method'), plain(method), ''],
          ),
        ].join('\n'),
        icon: told.icon,
        context: 'activity',
        speech: `${title}, ${told.short}, ${at}`,
        subject: { kind: 'activity', id },
      };
    });
}

function tell(outcome: Outcome, l10n: Localiser): { short: string; long: string; icon: Icon } {
  switch (outcome.kind) {
    case 'running':
      return { short: l10n.t('under way'), long: '', icon: { id: 'sync~spin' } };
    case 'checking':
      return {
        short: l10n.t('not known, checking'),
        long: l10n.t('It was cancelled after it had left. The exchange is asked whether it happened.'),
        icon: { id: 'sync~spin', colour: 'marginalia.watch' },
      };
    case 'done':
      return { short: l10n.t('done'), long: outcome.result, icon: { id: 'pass', colour: 'marginalia.safe' } };
    case 'refused':
      return { short: l10n.t('refused'), long: outcome.reason, icon: { id: 'error', colour: 'marginalia.danger' } };
    case 'unknown':
      return {
        short: l10n.t('outcome not known'),
        long: outcome.reason,
        icon: { id: 'question', colour: 'marginalia.watch' },
      };
    case 'cancelled':
      return { short: l10n.t('cancelled, nothing was sent'), long: '', icon: { id: 'circle-slash' } };
  }
}
