import { l10n, window } from 'vscode';
import type { Profile } from '../../connection/session.ts';
import { report } from '../failure.ts';
import { pick, type } from '../wizard.ts';
import type { Command, Workbench } from '../workbench.ts';

/** Lets a real key act. Takes typing the profile's name: not a thing to do by a slip. */
export const goLive: Command = async (bench) => {
  const profile = await choose(bench, l10n.t('Go LIVE'), ({ mode }) => mode === 'READ-ONLY');
  if (!profile) return;
  const typed = await type(
    { title: l10n.t('LIVE · {0}', profile.name), step: 1, total: 1 },
    {
      prompt: l10n.t(
        'In LIVE mode actions move real money, each after a confirmation. Type “{0}” to agree.',
        profile.name,
      ),
      placeholder: profile.name,
      read: (text) =>
        text === profile.name
          ? { ok: true, value: text }
          : { ok: false, reason: l10n.t('Type the name of the profile exactly: {0}', profile.name) },
    },
  );
  if (typeof typed === 'symbol') return;
  await switchMode(bench, profile, 'LIVE');
};

/** Takes the right to act away again. Nothing stands in the way of this. */
export const goReadOnly: Command = async (bench) => {
  const profile = await choose(bench, l10n.t('Go READ-ONLY'), ({ mode }) => mode === 'LIVE');
  if (profile) await switchMode(bench, profile, 'READ-ONLY');
};

/** Removes a profile and its key from this machine, in all windows. */
export const removeProfile: Command = async (bench) => {
  const profile = await choose(bench, l10n.t('Remove a Profile'), ({ mode }) => mode !== 'PAPER');
  if (!profile) return;
  const remove = l10n.t('Remove');
  const options = {
    modal: true,
    detail: l10n.t('Its key is deleted from this machine. At the exchange nothing changes: delete the key there too.'),
  };
  const question = l10n.t('Remove the profile {0}?', profile.name);
  if ((await window.showWarningMessage(question, options, remove)) !== remove) return;
  bench.connection.leave(profile.id);
  await bench.connection.profiles.remove(profile);
};

async function switchMode({ connection }: Workbench, profile: Profile, mode: 'LIVE' | 'READ-ONLY'): Promise<void> {
  try {
    await connection.setMode(profile, mode);
  } catch (error) {
    await report(l10n.t('Connecting to {0}', profile.name), error);
  }
}

/** A profile out of those that fit, beginning at the one in use: that is mostly the one meant. */
async function choose(
  { connection }: Workbench,
  title: string,
  fits: (profile: Profile) => boolean,
): Promise<Profile | undefined> {
  const candidates = connection.profiles.all.filter(fits);
  const chosen = await pick(
    { title, step: 1, total: 1 },
    {
      placeholder: l10n.t('Which profile?'),
      empty: l10n.t('There is no profile to do this with.'),
      active: ({ id }) => id === connection.session?.profile.id,
      choices: candidates.map((profile) => ({ label: profile.name, description: profile.mode, value: profile })),
    },
  );
  return typeof chosen === 'symbol' ? undefined : chosen;
}
