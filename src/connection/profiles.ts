import { Emitter, type Event } from './event.ts';
import { Kept } from './kept.ts';
import { english, type Localiser } from './localiser.ts';
import type { KeyKind, Mode, Profile } from './session.ts';

/** The key of a profile. It exists in SecretStorage and, while a session lives, in its client; nowhere else. */
export interface Secret {
  readonly apiKey: string;
  /** The shared secret of an HMAC key, or the PEM private key of an RSA or Ed25519 key. */
  readonly secret: string;
  /** Of a PEM that is encrypted. */
  readonly passphrase?: string;
}

/** The part of VS Code's SecretStorage that is used. */
export interface SecretStore {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  onDidChange(listener: (event: { readonly key: string }) => void): { dispose(): unknown };
}

/** The part of VS Code's Memento that is used. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Always there, needs no key, cannot be removed. */
export const paperProfile: Profile = { id: 'paper', name: 'Paper', mode: 'PAPER' };

const listKey = 'marginalia.profiles';
const lastKey = 'marginalia.lastProfile';
const secretKey = (id: string) => `marginalia.profile.${id}`;

/**
 * The profiles of this user. Names, modes and endpoints are in the extension's global state, keys in SecretStorage,
 * which also tells the other windows when a profile is removed.
 */
export class Profiles {
  readonly #memory: Memory;
  readonly #secrets: SecretStore;
  readonly #list: Kept<readonly Profile[]>;
  readonly #changed = new Emitter<void>();
  readonly #removed = new Emitter<string>();
  readonly onDidChange: Event<void> = this.#changed.event;
  /** A profile's key is gone, whichever window removed it. */
  readonly onDidRemove: Event<string> = this.#removed.event;

  constructor(memory: Memory, secrets: SecretStore, l10n: Localiser = english) {
    this.#memory = memory;
    this.#secrets = secrets;
    const read = (stored: unknown) => (Array.isArray(stored) ? stored.flatMap(readProfile) : []);
    this.#list = new Kept<readonly Profile[]>(memory, listKey, read, l10n);
    secrets.onDidChange(({ key }) => void this.#secretChanged(key));
  }

  get all(): readonly Profile[] {
    return [paperProfile, ...this.#list.value];
  }

  find(id: string): Profile | undefined {
    return this.all.find((profile) => profile.id === id);
  }

  /** The profile used last, PAPER for a new user. */
  get last(): Profile {
    return this.find(String(this.#memory.get(lastKey))) ?? paperProfile;
  }

  /** The user has used the paper account before, and nothing else since. */
  get usedPaperLast(): boolean {
    return this.#memory.get(lastKey) === paperProfile.id;
  }

  async remember(profile: Profile): Promise<void> {
    await this.#memory.update(lastKey, profile.id);
  }

  async secret(profile: Profile): Promise<Secret | undefined> {
    const text = await this.#secrets.get(secretKey(profile.id));
    if (text === undefined) return undefined;
    const { apiKey, secret, passphrase } = parse(text) ?? {};
    if (typeof apiKey !== 'string' || typeof secret !== 'string') return undefined;
    return { apiKey, secret, ...(typeof passphrase === 'string' && { passphrase }) };
  }

  async add(profile: Profile, secret: Secret): Promise<void> {
    await this.#secrets.store(secretKey(profile.id), JSON.stringify(secret));
    await this.#change((list) => [...without(list, profile), profile]);
  }

  async setMode(profile: Profile, mode: Exclude<Mode, 'PAPER'>): Promise<Profile> {
    const changed = { ...profile, mode };
    await this.#change((list) => list.map((entry) => (entry.id === profile.id ? changed : entry)));
    return changed;
  }

  async remove(profile: Profile): Promise<void> {
    await this.#change((list) => without(list, profile));
    await this.#secrets.delete(secretKey(profile.id));
  }

  async #change(change: (list: readonly Profile[]) => readonly Profile[]): Promise<void> {
    await this.#list.change(change);
    this.#changed.fire();
  }

  async #secretChanged(key: string): Promise<void> {
    const prefix = secretKey('');
    if (!key.startsWith(prefix)) return;
    if ((await this.#secrets.get(key)) === undefined) this.#removed.fire(key.slice(prefix.length));
    this.#changed.fire();
  }
}

const without = (list: readonly Profile[], { id }: Profile): Profile[] => list.filter((entry) => entry.id !== id);

/** Undefined for what is no JSON: the error of `JSON.parse` would show a piece of the secret. */
function parse(text: string): Partial<Secret> | null | undefined {
  try {
    return JSON.parse(text) as Partial<Secret> | null;
  } catch {
    return undefined;
  }
}

const modes: readonly unknown[] = ['READ-ONLY', 'LIVE'] satisfies Mode[];
const keyKinds: readonly unknown[] = ['HMAC', 'RSA', 'ED25519'] satisfies KeyKind[];

/** State written by another version, or by hand, may be anything; what is no profile is left out. */
function readProfile(value: unknown): Profile[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, name, mode, endpoint, keyKind } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string' || !modes.includes(mode)) return [];
  if (typeof endpoint !== 'object' || endpoint === null) return [];
  const { restUrl, wsApiUrl, streamUrl } = endpoint as Record<string, unknown>;
  if (typeof restUrl !== 'string') return [];
  return [
    {
      id,
      name,
      mode: mode as Mode,
      endpoint: {
        restUrl,
        ...(typeof wsApiUrl === 'string' ? { wsApiUrl } : {}),
        ...(typeof streamUrl === 'string' ? { streamUrl } : {}),
      },
      keyKind: keyKinds.includes(keyKind) ? (keyKind as KeyKind) : 'HMAC',
    },
  ];
}
