import type { Decimal } from '../margin/decimal.ts';
import type { AccountModel } from './account.ts';
import type { Disposable } from './event.ts';
import { accountKey, cross, isolated, type Snapshot } from './snapshot.ts';

/** An account's level at one moment; undefined while it owed nothing. */
export interface LevelPoint {
  readonly at: number;
  readonly level: Decimal | undefined;
}

/** A day at one reading a minute; older points are thinned out by dropping every second one. */
const most = 1_440;

/** The levels seen since the session began, by account. The exchange keeps none, so what was not seen is not there. */
export class LevelHistory implements Disposable {
  readonly #points = new Map<string, LevelPoint[]>();
  readonly #listening: Disposable;

  constructor(account: AccountModel) {
    // An event changes the snapshot but not the levels in it, which are as old as `takenAt`.
    let seen: number | undefined;
    this.#listening = account.onDidChange(({ snapshot }) => {
      if (snapshot && snapshot.takenAt === seen) return;
      seen = snapshot?.takenAt;
      if (snapshot) this.#note(snapshot);
      else this.#points.clear();
    });
  }

  of(key: string): readonly LevelPoint[] {
    return this.#points.get(key) ?? [];
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #note(snapshot: Snapshot): void {
    const levels = [
      { account: cross, level: snapshot.cross.level },
      ...snapshot.isolated.map(({ symbol, level }) => ({ account: isolated(symbol), level })),
    ];
    for (const { account, level } of levels) {
      const points = [...this.of(accountKey(account)), { at: snapshot.takenAt, level }];
      this.#points.set(
        accountKey(account),
        points.length > most ? points.filter((_point, index) => index % 2 === 1) : points,
      );
    }
  }
}
