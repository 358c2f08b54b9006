import type { MarginClient } from '../binance/client.ts';
import { ActivityLog } from './activity.ts';
import { Alerts } from './alerts.ts';
import { AccountModel, type AccountModelOptions } from './account.ts';
import { Choices } from './choices.ts';
import { Disposables, Emitter, type Disposable, type Event } from './event.ts';
import { english, type Localiser } from './localiser.ts';
import type { PaperExchange } from './paper-exchange.ts';
import { paperProfile, type Memory, type Profiles, type Secret } from './profiles.ts';
import type { Announcement, Endpoint, Profile, Session } from './session.ts';
import { SleepWatch } from './sleep.ts';

export type { AccountModel, AccountState, Condition } from './account.ts';
export type { Announcement, Mode, Profile, Session } from './session.ts';

export type ConnectionStatus =
  | { readonly kind: 'disconnected' }
  | { readonly kind: 'connecting'; readonly profile: Profile }
  | { readonly kind: 'connected'; readonly session: Session }
  | { readonly kind: 'failed'; readonly profile: Profile; readonly error: unknown };

export type CreateClient = (profile: Profile, endpoint: Endpoint, secret: Secret) => Promise<MarginClient>;

export interface ConnectionOptions {
  readonly profiles: Profiles;
  readonly memory: Memory;
  readonly paper: Pick<PaperExchange, 'open' | 'onDidEnd'>;
  readonly createClient: CreateClient;
  readonly account: AccountModelOptions;
  /** English unless told. */
  readonly l10n?: Localiser;
  /** Hears of what went wrong and stopped nobody. */
  readonly log?: (line: string) => void;
}

/** The profile's key is not in SecretStorage: removed in another window, or on another machine. */
export class MissingKeyError extends Error {
  override readonly name = 'MissingKeyError';

  constructor(profile: Profile, l10n: Localiser = english) {
    super(l10n.t('The key of the profile {0} is not on this machine. Add the profile again.', profile.name));
  }
}

/** Which profile is in use, and its account. Trees, status bar, commands and notebooks all follow this one object. */
export class Connection implements Disposable {
  readonly profiles: Profiles;
  readonly account: AccountModel;
  /** What was done from here. */
  readonly activity: ActivityLog;
  readonly alerts: Alerts;
  readonly choices: Choices;
  /** What is kept over restarts. */
  readonly memory: Memory;
  readonly #options: ConnectionOptions;
  readonly #disposables = new Disposables();
  readonly #sessionChanged = this.#disposables.add(new Emitter<Session | undefined>());
  readonly #profileLost = this.#disposables.add(new Emitter<Profile>());
  readonly #statusChanged = this.#disposables.add(new Emitter<ConnectionStatus>());
  #status: ConnectionStatus = { kind: 'disconnected' };
  #opening: { readonly id: string; readonly session: Promise<Session> } | undefined;

  /** The profile in use was removed in another window, and the session with it. */
  readonly onDidLoseProfile: Event<Profile> = this.#profileLost.event;
  readonly onDidChangeSession: Event<Session | undefined> = this.#sessionChanged.event;
  readonly onDidChangeStatus: Event<ConnectionStatus> = this.#statusChanged.event;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.profiles = options.profiles;
    this.memory = options.memory;
    this.activity = new ActivityLog(options.memory, this.#l10n, options.log);
    this.alerts = new Alerts(options.memory, this.#l10n, options.log);
    this.choices = new Choices(options.memory);
    this.account = this.#disposables.add(new AccountModel(options.account));
    this.#disposables.add(new SleepWatch({ onWake: () => this.account.wake() }));
    this.#disposables.add(options.paper.onDidEnd(() => this.#paperEnded()));
    this.#disposables.add(this.account.onDidChange(() => this.#rejoin()));
    this.#disposables.add(options.profiles.onDidRemove((id) => this.#removed(id)));
  }

  get #l10n(): Localiser {
    return this.#options.l10n ?? english;
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  get session(): Session | undefined {
    return this.#status.kind === 'connected' ? this.#status.session : undefined;
  }

  /** The session in use, or one of the profile used last. Throws what `use` throws. */
  ensure(): Promise<Session> {
    const { session } = this;
    if (!session) return this.use(this.profiles.last);
    // Another window may have taken LIVE away, which holds here too. What it has given does not: nobody here agreed to it.
    const now = session.mode === 'LIVE' ? this.profiles.find(session.profile.id) : undefined;
    return now?.mode === 'READ-ONLY' ? this.use(now) : Promise.resolve(session);
  }

  /**
   * Switches to `profile`. The old session ends first, so that nothing of it is shown or acted on meanwhile. Whoever asks
   * for the same profile while it opens shares the opening. Throws PaperExchangeError or MissingKeyError.
   */
  use(profile: Profile): Promise<Session> {
    if (this.#opening?.id === profile.id) return this.#opening.session;
    const session = this.#open(profile);
    const opening = { id: profile.id, session };
    this.#opening = opening;
    const done = () => {
      if (this.#opening === opening) this.#opening = undefined;
    };
    session.then(done, done);
    return session;
  }

  /** A client for a key that is not kept yet, to look at what it may do. The caller closes it. */
  tryOut(profile: Profile, endpoint: Endpoint, secret: Secret): Promise<MarginClient> {
    return this.#options.createClient({ ...profile, mode: 'READ-ONLY' }, endpoint, secret);
  }

  /** Takes over a profile's changed mode. A session that has the old one, or will have it once it is open, ends first. */
  async setMode(profile: Profile, mode: 'READ-ONLY' | 'LIVE'): Promise<void> {
    const wasOpen = this.leave(profile.id);
    const changed = await this.profiles.setMode(profile, mode);
    // Another profile may have been chosen meanwhile.
    if (wasOpen && this.#status.kind === 'disconnected') await this.use(changed);
  }

  /** Ends the session of a profile, also one that is still being opened. False where the profile has none. */
  leave(profile: string): boolean {
    if (this.#profile?.id !== profile) return false;
    this.disconnect();
    return true;
  }

  disconnect(): void {
    this.#opening = undefined;
    this.#set({ kind: 'disconnected' });
  }

  dispose(): void {
    this.#set({ kind: 'disconnected' });
    this.#disposables.dispose();
  }

  async #open(profile: Profile): Promise<Session> {
    this.#set({ kind: 'connecting', profile });
    const superseded = () => this.#status.kind !== 'connecting' || this.#status.profile !== profile;
    try {
      const session = await this.#createSession(profile);
      if (superseded()) {
        session.client.close();
        throw new Error(this.#l10n.t('Another profile was chosen while {0} was opened.', profile.name));
      }
      this.#set({ kind: 'connected', session });
      // A full disk costs the memory of what was used last, not the session.
      await this.profiles.remember(profile).catch(() => undefined);
      return session;
    } catch (error) {
      if (!superseded()) this.#set({ kind: 'failed', profile, error });
      throw error;
    }
  }

  async #createSession(profile: Profile): Promise<Session> {
    const { createClient, paper } = this.#options;
    if (profile.mode === 'PAPER') {
      const announced = await paper.open();
      const secret = { apiKey: announced.apiKey, secret: announced.apiSecret };
      const client = await createClient(profile, endpointOf(announced), secret);
      return { profile, mode: 'PAPER', client, paper: announced };
    }
    const secret = await this.profiles.secret(profile);
    if (!secret || !profile.endpoint) throw new MissingKeyError(profile, this.#l10n);
    return { profile, mode: profile.mode, client: await createClient(profile, profile.endpoint, secret) };
  }

  /** The exchange of this window went away (killed, or out of memory): its journal is safe, so it is started again. */
  #paperEnded(): void {
    if (this.session?.mode !== 'PAPER') return;
    this.use(paperProfile).catch(() => undefined);
  }

  /** The exchange was another window's, and that window was closed: the one of this window takes over its journal. */
  #rejoin(): void {
    const { condition } = this.account;
    if (this.session?.mode !== 'PAPER' || condition.kind !== 'stale') return;
    if (condition.trouble.kind === 'offline') this.#paperEnded();
  }

  /** Another window removed the profile: this one removes none that it uses. */
  #removed(id: string): void {
    this.choices.forget(id);
    // A full disk keeps alerts that nothing fires any more.
    this.alerts.forget(id).catch(() => undefined);
    const profile = this.#profile;
    if (profile && this.leave(id)) this.#profileLost.fire(profile);
  }

  /** The profile in use, or about to be. */
  get #profile(): Profile | undefined {
    const status = this.#status;
    return status.kind === 'connected'
      ? status.session.profile
      : status.kind === 'connecting'
        ? status.profile
        : undefined;
  }

  #set(status: ConnectionStatus): void {
    const before = this.session;
    this.#status = status;
    const session = this.session;
    if (session !== before) {
      this.account.follow(session?.client);
      before?.client.close();
      this.#sessionChanged.fire(session);
    }
    this.#statusChanged.fire(status);
  }
}

function endpointOf(paper: Announcement): Endpoint {
  return { restUrl: paper.restUrl, wsApiUrl: paper.wsApiUrl, streamUrl: paper.streamUrl };
}
