import { l10n, window } from 'vscode';
import type { ChoiceMemory } from '../connection/choices.ts';
import type { Session } from '../connection/session.ts';
import type { Snapshot } from '../connection/snapshot.ts';
import { connected, sessionToAct } from './perform.ts';
import type { Workbench } from './workbench.ts';

export interface Begun {
  readonly session: Session;
  readonly snapshot: Snapshot;
  /** "PAPER · Borrow": the mode is in the title of every question. */
  readonly title: string;
  /** What was chosen last time, in this profile. */
  readonly memory: ChoiceMemory;
}

const freshMs = 3_000;

/** A session that may act and its account; undefined, with the reason shown, where there is none. */
export async function begin(bench: Workbench, name: string): Promise<Begun | undefined> {
  const session = await sessionToAct(bench);
  return session && readFor(bench, session, name);
}

/** The same for what changes nothing: any mode will do. */
export async function toSee(bench: Workbench, name: string): Promise<Begun | undefined> {
  const session = await connected(bench);
  return session && readFor(bench, session, name);
}

async function readFor({ connection }: Workbench, session: Session, name: string): Promise<Begun | undefined> {
  const { account } = connection;
  // Figures are agreed to: old ones are read again first.
  if (!account.snapshot || Date.now() - account.snapshot.takenAt > freshMs) await account.refresh();
  const { snapshot, condition } = account;
  if (snapshot && connection.session === session)
    return { session, snapshot, title: `${session.mode} · ${name}`, memory: connection.choices.of(session.profile) };
  const why = condition.kind === 'stale' && condition.error instanceof Error ? condition.error.message : '';
  void window.showErrorMessage(l10n.t('{0}: the account could not be read. {1}', name, why));
  return undefined;
}
