import { commands, l10n, ThemeIcon } from 'vscode';
import type { Profile } from '../../connection/session.ts';
import { pick } from '../wizard.ts';
import { report } from '../failure.ts';
import type { Command } from '../workbench.ts';

/** One list switches everything: trees, status bar, streams and notebooks follow the connection. */
export const switchProfile: Command = async ({ connection }) => {
  const { status } = connection;
  const current = status.kind === 'connected' ? status.session.profile.id : undefined;
  const profile = await pick<Profile | 'add'>(
    { title: l10n.t('Switch Profile'), step: 1, total: 1 },
    {
      placeholder: l10n.t('Which profile?'),
      active: (choice) => choice !== 'add' && choice.id === current,
      choices: [
        ...connection.profiles.all.map((candidate) => ({
          label: candidate.name,
          description: candidate.id === current ? l10n.t('{0} · in use', candidate.mode) : candidate.mode,
          detail: candidate.endpoint?.restUrl ?? l10n.t('the embedded exchange: no key, no real money'),
          value: candidate,
        })),
        { label: l10n.t('Add a profile…'), iconPath: new ThemeIcon('add'), value: 'add' as const },
      ],
    },
  );
  if (typeof profile === 'symbol') return;
  if (profile === 'add') {
    await commands.executeCommand('marginalia.addProfile');
    return;
  }
  try {
    await connection.use(profile);
  } catch (error) {
    await report(l10n.t('Connecting to {0}', profile.name), error);
  }
};
