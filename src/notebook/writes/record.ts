import { l10n } from 'vscode';
import type { ActivityLog } from '../../connection/activity.ts';
import { didNotHappen, type Write } from '../host/session-host.ts';
import { summaryOf } from './wording.ts';

/** Notes what a cell does to the account in the same log as everything else that is done from the editor. */
export async function record(activity: ActivityLog, write: Write, send: () => Promise<unknown>): Promise<unknown> {
  const { session, method, endpoint, parameters, cell } = write;
  const settle = activity.begin({
    profile: session.profile.name,
    mode: session.mode,
    title: `In[${cell}]: ${summaryOf(write, l10n)}`,
    // What has travelled, so that what is made of this entry does the same again.
    method: endpoint,
    parameters,
  });
  try {
    const reply = await send();
    settle({ kind: 'done', result: l10n.t('{0} was done.', method) });
    return reply;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const notSent = name === 'NotSentError' && (error as { reason?: unknown }).reason === 'aborted';
    if (notSent) settle({ kind: 'cancelled' });
    else settle({ kind: didNotHappen(error) ? 'refused' : 'unknown', reason: message });
    throw error;
  }
}
