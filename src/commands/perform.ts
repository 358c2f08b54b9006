import { l10n, ProgressLocation, window, workspace } from 'vscode';
import { NotSentError, UnknownOutcomeError } from '../binance/errors.ts';
import { age, unlinked } from '../connection/figures.ts';
import type { CallOptions } from '../binance/client.ts';
import type { Session } from '../connection/session.ts';
import { report } from './failure.ts';
import type { Workbench } from './workbench.ts';

/** One thing about to be done to the account. */
export interface Deed<Reply> {
  /** "Borrow 100 USDT in the cross account". */
  readonly title: string;
  /** The button that does it: "Borrow". */
  readonly verb: string;
  /** The numbers that are agreed to, one line each. */
  readonly details: readonly string[];
  /** The client's method and what it is called with: what the activity log keeps. */
  readonly method: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly run: (client: Session['client'], call: CallOptions) => Promise<Reply>;
  /** What came of it, as one sentence. */
  readonly result: (reply: Reply) => string;
}

/** What was agreed to is done now or not at all, in ms: a minute later it would be done in another market. */
const deedWaitMs = 5_000;

/** The session in use, connected if need be; undefined, with the reason shown, where none can be had. */
export async function connected({ connection }: Workbench): Promise<Session | undefined> {
  try {
    return await connection.ensure();
  } catch (error) {
    await report(l10n.t('Connecting'), error);
    return undefined;
  }
}

/** The same, where it may change the account. */
export async function sessionToAct(bench: Workbench): Promise<Session | undefined> {
  const session = await connected(bench);
  if (session?.mode === 'LIVE' && !workspace.isTrusted) {
    void window.showWarningMessage(
      l10n.t('This workspace is not trusted: nothing is written to a real account from here.'),
    );
    return undefined;
  }
  if (session?.mode !== 'READ-ONLY') return session;
  void window.showWarningMessage(
    l10n.t('The profile {0} is READ-ONLY: it shows the account and changes nothing.', session.profile.name),
  );
  return undefined;
}

/**
 * Asks, does, notes and shows. The session is the one the numbers were computed for: if another profile has been chosen
 * while the question stood, nothing is done. True when it was done.
 */
export async function perform<Reply>(bench: Workbench, session: Session, deed: Deed<Reply>): Promise<boolean> {
  if (!(await agreed(bench, session, deed))) return false;
  try {
    const reply = await showProgress(session, deed.title, (signal) => enact(bench, session, deed, signal));
    void window.showInformationMessage(`${session.mode} · ${unlinked(resultOf(deed, reply))}`);
    return true;
  } catch (error) {
    void report(deed.title, error);
    return false;
  } finally {
    await bench.connection.account.refresh();
  }
}

/** Does one thing that has been agreed to, and notes it with its outcome. Throws what it failed with. */
export async function enact<Reply>(
  { connection }: Workbench,
  session: Session,
  deed: Omit<Deed<Reply>, 'details' | 'verb'>,
  signal: AbortSignal,
): Promise<Reply> {
  const settle = connection.activity.begin({
    profile: session.profile.name,
    mode: session.mode,
    title: deed.title,
    method: deed.method,
    parameters: deed.parameters,
  });
  const checking = () => settle({ kind: 'checking' });
  signal.addEventListener('abort', checking, { once: true });
  try {
    const running = deed.run(session.client, { signal, settle: true, maxWaitMs: deedWaitMs });
    signal.addEventListener('abort', () => sayChecking(deed.title, running), { once: true });
    const reply = await running;
    settle({ kind: 'done', result: resultOf(deed, reply) });
    return reply;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof UnknownOutcomeError) settle({ kind: 'unknown', reason });
    else if (error instanceof NotSentError && error.reason === 'aborted') settle({ kind: 'cancelled' });
    else settle({ kind: 'refused', reason });
    throw error;
  } finally {
    signal.removeEventListener('abort', checking);
  }
}

/** Cancelled after it had left: the progress is gone, so something else has to say that the last word is not spoken. */
function sayChecking(title: string, running: Promise<unknown>): void {
  const text = l10n.t('{0}: it is not known yet whether it happened, checking…', unlinked(title));
  window.setStatusBarMessage(
    `$(sync~spin) ${text}`,
    running.catch(() => undefined),
  );
}

/** What came of it. It was done, so an answer in an unknown form must not make it look as if it was not. */
function resultOf<Reply>({ title, result }: Pick<Deed<Reply>, 'title' | 'result'>, reply: Reply): string {
  try {
    return result(reply);
  } catch {
    return l10n.t('{0}: done.', title);
  }
}

/** A progress notification with a cancel button, for as long as `task` runs. */
export function showProgress<T>(
  session: Session,
  title: string,
  task: (signal: AbortSignal, say: (message: string) => void) => Promise<T>,
): Promise<T> {
  return Promise.resolve(
    window.withProgress(
      { location: ProgressLocation.Notification, title: `${session.mode} · ${unlinked(title)}`, cancellable: true },
      (progress, token) => {
        const stop = new AbortController();
        token.onCancellationRequested(() => stop.abort());
        return task(stop.signal, (message) => progress.report({ message }));
      },
    ),
  );
}

/** Shows the numbers and asks. False as well when another profile was chosen while the question stood. */
export async function agreed(
  { connection }: Workbench,
  session: Session,
  deed: Pick<Deed<unknown>, 'title' | 'verb' | 'details'>,
): Promise<boolean> {
  const question = `${session.mode} · ${unlinked(deed.title)}?`;
  const { snapshot, condition } = connection.account;
  const old =
    snapshot && condition.kind === 'stale'
      ? l10n.t(
          'The account was read {0} ago and cannot be read now: these figures may be old.',
          age(Date.now() - snapshot.takenAt),
        )
      : undefined;
  const options = {
    modal: true,
    detail: [
      ...deed.details,
      ...(old === undefined ? [] : [old]),
      '',
      l10n.t('Profile: {0}', session.profile.name),
    ].join('\n'),
  };
  const answer =
    session.mode === 'LIVE'
      ? await window.showWarningMessage(question, options, deed.verb)
      : await window.showInformationMessage(question, options, deed.verb);
  if (answer !== deed.verb) return false;
  if (connection.session === session) return true;
  void window.showWarningMessage(l10n.t('The profile was switched meanwhile: nothing was done.'));
  return false;
}
