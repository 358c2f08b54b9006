import { randomUUID } from 'node:crypto';
import { l10n, window } from 'vscode';
import { alertName, watchedName } from '../../connection/alert-words.ts';
import type { Condition, Watched } from '../../connection/alerts.ts';
import { cross, isolated, type Snapshot } from '../../connection/snapshot.ts';
import { readArguments } from '../../connection/subject.ts';
import { decimal } from '../../margin/decimal.ts';
import { toSee } from '../begin.ts';
import { catalogueOf } from '../../connection/catalogue.ts';
import { ask, pick, type, type Choice, type Frame, type Reading, type Step } from '../wizard.ts';
import type { Command } from '../workbench.ts';

interface Answers {
  readonly watched: Watched;
  readonly condition: Condition;
  readonly threshold: string;
}

/** Add an alert on a level, a distance to liquidation, an interest rate or a price. Reads only: any profile may. */
export const addAlert: Command = async (bench, argument) => {
  const begun = await toSee(bench, l10n.t('Add an Alert'));
  if (!begun) return;
  const { session, snapshot, title } = begun;
  const { subject, words } = readArguments(argument);
  const fromRow: Watched | undefined =
    subject?.kind === 'account' ? { kind: 'level', account: subject.account } : undefined;
  const steps: Step<Answers>[] = [
    {
      answer: 'watched',
      ask: async (_answers, frame) => {
        const chosen = await pick<Watched | 'price'>(frame, {
          placeholder: l10n.t('What to watch?'),
          choices: [...watchable(snapshot), { label: l10n.t('Price of a pair…'), value: 'price' as const }],
        });
        if (chosen !== 'price') return chosen;
        const symbol = await pick(frame, {
          placeholder: l10n.t('Which pair?'),
          choices: catalogueOf(session)
            .pairs()
            .then((pairs) => pairs.map((pair) => ({ label: pair.symbol, value: pair.symbol }))),
        });
        return typeof symbol === 'symbol' ? symbol : { kind: 'price', symbol };
      },
    },
    {
      answer: 'condition',
      ask: (_answers, frame) =>
        pick<Condition>(frame, {
          placeholder: l10n.t('When to tell?'),
          choices: [
            { label: l10n.t('At or below'), value: 'atOrBelow' },
            { label: l10n.t('At or above'), value: 'atOrAbove' },
          ],
        }),
    },
    {
      answer: 'threshold',
      ask: ({ watched }, frame) => askThreshold(frame, watched, words.threshold),
    },
  ];
  const condition = words.condition === 'atOrBelow' || words.condition === 'atOrAbove' ? words.condition : undefined;
  const watched = fromRow ?? readWatched(words);
  const answers = await ask(title, steps, { ...(watched ? { watched } : {}), ...(condition ? { condition } : {}) });
  if (!answers?.watched || !answers.condition || answers.threshold === undefined) return;
  const alert = {
    id: randomUUID(),
    watched: answers.watched,
    condition: answers.condition,
    threshold: answers.threshold,
    state: 'armed' as const,
    profile: session.profile.id,
  };
  await bench.connection.alerts.add(alert);
  void window.showInformationMessage(l10n.t('Armed: {0}', alertName(alert, bench.figures, l10n)));
  await bench.connection.account.refresh();
};

function watchable(snapshot: Snapshot): Choice<Watched>[] {
  const all: Watched[] = [
    { kind: 'level', account: cross },
    ...snapshot.isolated.flatMap<Watched>(({ symbol }) => [
      { kind: 'level', account: isolated(symbol) },
      { kind: 'distance', symbol },
      { kind: 'price', symbol },
    ]),
    ...snapshot.loans.flatMap<Watched>(({ account, asset }) =>
      account.kind === 'cross' ? [{ kind: 'rate', asset }] : [],
    ),
  ];
  return all.map((watched) => ({ label: watchedName(watched, l10n), value: watched }));
}

function readWatched({ watch, account, symbol, asset }: Readonly<Record<string, string>>): Watched | undefined {
  if (watch === 'level')
    return { kind: 'level', account: account === undefined || account === 'cross' ? cross : isolated(account) };
  if (watch === 'price' && symbol !== undefined) return { kind: 'price', symbol };
  if (watch === 'distance' && symbol !== undefined) return { kind: 'distance', symbol };
  return watch === 'rate' && asset !== undefined ? { kind: 'rate', asset } : undefined;
}

function askThreshold(frame: Frame, watched: Watched | undefined, typed: string | undefined) {
  const share = watched?.kind === 'distance' || watched?.kind === 'rate';
  const read = (text: string): Reading<string> => {
    const figure = text.trim().replace(/\s*%$/, '');
    if (!/^\d+(\.\d+)?$/.test(figure) || decimal(figure).isZero())
      return { ok: false, reason: l10n.t('Enter a positive decimal.') };
    return { ok: true, value: share ? decimal(figure).div(100).toFixed() : figure };
  };
  const given = typed === undefined ? undefined : read(typed);
  if (given?.ok) return Promise.resolve(given.value);
  return type(frame, {
    prompt: share ? l10n.t('At how many percent?') : l10n.t('At which value?'),
    placeholder: watched ? watchedName(watched, l10n) : '',
    value: typed ?? '',
    read,
  });
}
