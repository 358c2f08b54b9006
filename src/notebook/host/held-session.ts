import type { Localiser } from '../../connection/localiser.ts';
import type { CellSession } from './session-host.ts';

/**
 * Whose account each run of a cell looks at: one from its start to its last call. After a switch of profile a run that goes
 * on would mix the figures of two accounts, and what it computed from one would move money in the other.
 */
export class HeldSessions {
  readonly #held = new WeakMap<object, Pick<CellSession, 'profile' | 'mode'>>();
  readonly #l10n: Localiser;

  constructor(l10n: Localiser) {
    this.#l10n = l10n;
  }

  /**
   * The session for a call of a run; another session of the same profile, after a restart say, will do.
   * @throws Error that says so where the profile was switched since the run first held one
   */
  hold(run: object, session: CellSession): CellSession {
    const held = this.#held.get(run) ?? session;
    this.#held.set(run, held);
    if (held.profile.id === session.profile.id && held.mode === session.mode) return session;
    const name = ({ profile, mode }: typeof held) => `${profile.name} (${mode})`;
    throw new Error(
      this.#l10n.t(
        'The profile was switched from {0} to {1} while this cell ran. Run it again.',
        name(held),
        name(session),
      ),
    );
  }
}
