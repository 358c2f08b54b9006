import type { Zone } from '../../frames/table/format.ts';

/** One switch for all tables of a notebook. UTC is the exchange's clock, and what a saved picture shows. */
export class ZoneSwitch {
  private readonly listeners = new Set<() => void>();
  private chosen: Zone;
  private readonly remember: (zone: Zone) => void;

  constructor(initial: Zone, remember: (zone: Zone) => void) {
    this.chosen = initial;
    this.remember = remember;
  }

  get zone(): Zone {
    return this.chosen;
  }

  toggle(): void {
    this.chosen = this.chosen === 'UTC' ? 'local' : 'UTC';
    this.remember(this.chosen);
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
