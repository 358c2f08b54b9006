import { decimal, type Decimal } from '../margin/decimal.ts';
import { liquidationDistance } from '../margin/liquidation.ts';
import { Emitter, type Event } from './event.ts';
import { Kept } from './kept.ts';
import { english, type Localiser } from './localiser.ts';
import type { Memory } from './profiles.ts';
import { accountKey, levelOf, type AccountRef, type Snapshot } from './snapshot.ts';

/** What an alert watches. Thresholds are decimals as text: a level, a fraction, a fraction a year, a price. */
export type Watched =
  | { readonly kind: 'level'; readonly account: AccountRef }
  /** How far the pair's price is from its liquidation price, as a fraction of the price. */
  | { readonly kind: 'distance'; readonly symbol: string }
  /** Interest on an asset's cross loan, as a fraction a year. */
  | { readonly kind: 'rate'; readonly asset: string }
  | { readonly kind: 'price'; readonly symbol: string };

export type Condition = 'atOrBelow' | 'atOrAbove';

export interface Alert {
  readonly id: string;
  readonly watched: Watched;
  readonly condition: Condition;
  readonly threshold: string;
  /** Armed: will fire. Fired: did, once, and rests until it is armed again. */
  readonly state: 'armed' | 'fired';
  /** Silent until then (ms since 1970); still armed. */
  readonly snoozedUntil?: number;
  readonly firedAt?: number;
  readonly firedValue?: string;
  readonly profile: string;
}

/** Prices of watched pairs that the snapshot does not hold. */
export type Prices = ReadonlyMap<string, Decimal>;

const hoursPerYear = decimal('8760');
const key = 'marginalia.alerts';

/** The figure an alert looks at; undefined where there is none just now (no debt, no price). */
export function valueOf(watched: Watched, snapshot: Snapshot, prices: Prices): Decimal | undefined {
  switch (watched.kind) {
    case 'level':
      return levelOf(snapshot, watched.account);
    case 'distance': {
      const pair = snapshot.isolated.find(({ symbol }) => symbol === watched.symbol);
      return pair?.liquidationPrice && liquidationDistance(pair.indexPrice, pair.liquidationPrice);
    }
    case 'rate':
      return snapshot.loans
        .find(({ account, asset }) => accountKey(account) === 'cross' && asset === watched.asset)
        ?.hourlyRate?.times(hoursPerYear);
    case 'price':
      return (
        snapshot.isolated.find(({ symbol }) => symbol === watched.symbol)?.indexPrice ?? prices.get(watched.symbol)
      );
  }
}

export function meets(value: Decimal, { condition, threshold }: Pick<Alert, 'condition' | 'threshold'>): boolean {
  return condition === 'atOrBelow' ? value.lte(threshold) : value.gte(threshold);
}

/** The user's alerts: kept over restarts, looked through at each snapshot. */
export class Alerts {
  readonly #kept: Kept<readonly Alert[]>;
  readonly #changed = new Emitter<void>();
  readonly #fired = new Emitter<Alert>();
  readonly #log: (line: string) => void;

  readonly onDidChange: Event<void> = this.#changed.event;
  readonly onDidFire: Event<Alert> = this.#fired.event;

  constructor(memory: Memory, l10n: Localiser = english, log: (line: string) => void = () => undefined) {
    const read = (stored: unknown) => (Array.isArray(stored) ? stored.filter(isAlert) : []);
    this.#kept = new Kept<readonly Alert[]>(memory, key, read, l10n);
    this.#log = log;
  }

  /** Read each time: other windows change them, too. */
  get all(): readonly Alert[] {
    return this.#kept.value;
  }

  find(id: string): Alert | undefined {
    return this.all.find((alert) => alert.id === id);
  }

  /** Pairs whose price has to be asked for, for the alerts of a profile. */
  pairsToAsk(profile: string, snapshot: Snapshot): string[] {
    const held = new Set(snapshot.isolated.map(({ symbol }) => symbol));
    const watched = this.all.flatMap((alert) =>
      alert.profile === profile && alert.state === 'armed' && alert.watched.kind === 'price'
        ? [alert.watched.symbol]
        : [],
    );
    return [...new Set(watched)].filter((symbol) => !held.has(symbol));
  }

  async add(alert: Alert): Promise<void> {
    await this.#change((all) => [...all.filter(({ id }) => id !== alert.id), alert]);
  }

  async change(id: string, change: Partial<Pick<Alert, 'state' | 'snoozedUntil'>>): Promise<void> {
    await this.#change((all) => all.map((alert) => (alert.id === id ? { ...alert, ...change } : alert)));
  }

  async remove(id: string): Promise<void> {
    await this.#change((all) => all.filter((alert) => alert.id !== id));
  }

  /** The profile is gone, and nothing will look at what its alerts watch. */
  async forget(profile: string): Promise<void> {
    if (this.all.some((alert) => alert.profile === profile))
      await this.#change((all) => all.filter((alert) => alert.profile !== profile));
  }

  /** Fires, once each, the armed alerts of the profile that the figures meet. */
  async look(profile: string, snapshot: Snapshot, prices: Prices, now: number): Promise<void> {
    const fired = new Map<string, Alert>();
    for (const alert of this.all) {
      if (alert.profile !== profile || alert.state !== 'armed' || (alert.snoozedUntil ?? 0) > now) continue;
      const value = valueOf(alert.watched, snapshot, prices);
      if (value && meets(value, alert))
        fired.set(alert.id, { ...alert, state: 'fired', firedAt: now, firedValue: value.toFixed() });
    }
    if (fired.size === 0) return;
    // Told in any case: with a full disk the alert may be armed again after a restart, which is the better mistake.
    await this.#change((all) => all.map((alert) => fired.get(alert.id) ?? alert)).catch((error: unknown) => {
      this.#log(`An alert that fired could not be noted as fired, and may fire again. ${String(error)}`);
    });
    for (const alert of fired.values()) this.#fired.fire(alert);
  }

  async #change(change: (all: readonly Alert[]) => readonly Alert[]): Promise<void> {
    const written = this.#kept.change(change);
    this.#changed.fire();
    await written;
  }
}

function isAlert(value: unknown): value is Alert {
  if (typeof value !== 'object' || value === null) return false;
  const { id, watched, condition, threshold, state, profile } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    typeof watched === 'object' &&
    watched !== null &&
    (condition === 'atOrBelow' || condition === 'atOrAbove') &&
    typeof threshold === 'string' &&
    /^\d+(\.\d+)?$/.test(threshold) &&
    (state === 'armed' || state === 'fired') &&
    typeof profile === 'string'
  );
}
