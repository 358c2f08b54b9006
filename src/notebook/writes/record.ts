import { l10n } from 'vscode';
import type { ActivityLog } from '../../connection/activity.ts';
import type { Write } from '../host/session-host.ts';

/** Notes what a cell does to the account in the same log as everything else that is done from the editor. */
export async function record(activity: ActivityLog, write: Write, send: () => Promise<unknown>): Promise<unknown> {
  const { session, method, parameters, cell } = write;
  const settle = activity.begin({
    profile: session.profile.name,
    mode: session.mode,
    title: `In[${cell}]: ${method}`,
    method,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOf(value)])),
  });
  try {
    const reply = await send();
    settle({ kind: 'done', result: l10n.t('{0} was done.', method) });
    return reply;
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    const notSent = name === 'NotSentError' && (error as { reason?: unknown }).reason === 'aborted';
    if (notSent) settle({ kind: 'cancelled' });
    else settle({ kind: name === 'UnknownOutcomeError' ? 'unknown' : 'refused', reason: message });
    throw error;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
