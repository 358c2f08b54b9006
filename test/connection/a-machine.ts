import { Emitter } from '../../src/connection/event.ts';
import type { Memory, SecretStore } from '../../src/connection/profiles.ts';

/** What two windows share: SecretStorage tells each of the other's changes, the memory does not. */
export class Machine {
  readonly kept = new Map<string, unknown>();
  readonly secrets = new Map<string, string>();
  /** Nothing can be written any more. */
  full = false;
  readonly #changed = new Emitter<{ key: string }>();

  readonly memory: Memory = {
    get: (key) => this.kept.get(key),
    update: (key, value) => {
      // VS Code's memory takes a value at once and writes it later.
      this.kept.set(key, structuredClone(value));
      return this.full ? Promise.reject(new Error('ENOSPC: no space left on device, write')) : Promise.resolve();
    },
  };

  readonly store: SecretStore = {
    get: (key) => Promise.resolve(this.secrets.get(key)),
    store: (key, value) => {
      if (this.full) return Promise.reject(new Error('ENOSPC: no space left on device, write'));
      this.secrets.set(key, value);
      this.#changed.fire({ key });
      return Promise.resolve();
    },
    delete: (key) => {
      this.secrets.delete(key);
      this.#changed.fire({ key });
      return Promise.resolve();
    },
    onDidChange: this.#changed.event,
  };
}
