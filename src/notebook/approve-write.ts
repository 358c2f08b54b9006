import { l10n, window } from 'vscode';
import type { Write } from './host/session-host.ts';

/** A write that the user did not agree to. */
export class DeclinedError extends Error {
  override readonly name = 'DeclinedError';
}

/**
 * Lets a cell change the account as the mode allows: freely on paper, never with READ-ONLY (the client refuses it, too),
 * and with LIVE once the user has seen the numbers and agreed.
 */
export async function approveWrite(write: Write, send: () => Promise<unknown>): Promise<unknown> {
  const { mode, profile } = write.session;
  if (mode === 'LIVE') {
    const question = l10n.t('LIVE · A cell wants to call {0}. Allow it?', write.method);
    const detail = [...describe(write), '', l10n.t('Profile: {0}', profile.name)].join('\n');
    const yes = l10n.t('Allow this call');
    if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes)
      throw new DeclinedError(`${write.method} was not allowed: nothing was sent.`);
  }
  return await send();
}

function describe({ cell, parameters }: Write): string[] {
  return [
    l10n.t('Cell In[{0}]', cell),
    ...Object.entries(parameters).map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ];
}
