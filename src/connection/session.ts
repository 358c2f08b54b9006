import type { Announcement } from '../paper/listening.ts';
import type { MarginClient } from '../binance/client.ts';

/**
 * PAPER: the embedded exchange, no real money. READ-ONLY: a real key that may look but not touch, the default for every
 * new key. LIVE: a real key whose actions move money, each after a confirmation.
 */
export type Mode = 'PAPER' | 'READ-ONLY' | 'LIVE';

/** How the key signs. Only HMAC has a shared secret; the others keep a PEM private key. */
export type KeyKind = 'HMAC' | 'RSA' | 'ED25519';

/** What may be shown about a profile. The key itself is in SecretStorage and nowhere else. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
  /** Base URLs; absent for PAPER, whose exchange announces its own. */
  readonly endpoint?: Endpoint;
  readonly keyKind?: KeyKind;
}

export interface Endpoint {
  readonly restUrl: string;
  readonly wsApiUrl?: string;
  readonly streamUrl?: string;
}

/** What a paper exchange says about itself in its first line of output. */
export type { Announcement };

/** A profile in use: who, in which mode, through which client. Replaced as a whole when the profile is switched. */
export interface Session {
  readonly profile: Profile;
  readonly mode: Mode;
  readonly client: MarginClient;
  /** Present for the paper exchange only: the controls of its clock and prices. */
  readonly paper?: Announcement;
}
