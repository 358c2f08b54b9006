import { accountKey, type AccountRef } from '../connection/snapshot.ts';
import type { Subject } from '../connection/subject.ts';

/** What an asset's row carries while it is dragged. */
export interface Dragged {
  readonly account: AccountRef;
  readonly asset: string;
}

export function draggedFrom(subjects: readonly (Subject | undefined)[]): Dragged | undefined {
  const [subject] = subjects;
  return subject?.kind === 'asset' ? { account: subject.account, asset: subject.asset } : undefined;
}

/** Words that start a transfer of what was dragged into the account it was dropped on; undefined where it is from. */
export function transferTo({ account, asset }: Dragged, target: AccountRef): Record<string, string> | undefined {
  const from = accountKey(account);
  const to = accountKey(target);
  return from === to ? undefined : { from, to, asset };
}
