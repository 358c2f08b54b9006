import { NotSentError, RefusedError, UnknownOutcomeError, UnreadableReplyError } from '../binance/errors.ts';
import { age } from './figures.ts';
import type { Localiser } from './localiser.ts';

/** Why the account cannot be read, by what it takes to mend it. Times are ms since 1970, this machine's clock. */
export type Trouble =
  /** The exchange cannot be reached from here. */
  | { readonly kind: 'offline' }
  /** It can be reached, but says nothing. */
  | { readonly kind: 'unanswered' }
  /** This address sent too many requests and is shut out until then. */
  | { readonly kind: 'banned'; readonly until: number }
  /** The request weight of this minute is used up. */
  | { readonly kind: 'busy'; readonly until: number }
  /** This machine's clock and the exchange's are too far apart. */
  | { readonly kind: 'clock' }
  /** The exchange does not know the key, or the secret is not the key's. */
  | { readonly kind: 'key' }
  /** The key exists no more, is not for this address, or may not do this: the exchange does not tell which. */
  | { readonly kind: 'access'; readonly says: string | undefined }
  /** This address, whatever the key: a firewall, or a place that the exchange does not serve. */
  | { readonly kind: 'address' }
  /** The exchange is in maintenance or overloaded; `announced` once it was asked which. */
  | { readonly kind: 'maintenance'; readonly announced?: boolean }
  /** A web page or the like answered in the exchange's place. */
  | { readonly kind: 'page' }
  | { readonly kind: 'other'; readonly says: string };

const unknownKey = new Set([-1022, -2008, -2014]);
const noAccess = new Set([-1002, -2015]);
const atWork = new Set([-1001, -1004, -1008, -1016]);
const shutOutStatus = new Set([403, 451]);

/** Binance's shortest ban, where an answer does not say how long it is. */
const shortestBanMs = 120_000;
const minute = 60_000;

export function troubleOf(error: unknown, now: number): Trouble {
  if (error instanceof NotSentError) {
    if (error.reason === 'unreachable') return { kind: 'offline' };
    if (error.reason === 'budget') return { kind: 'busy', until: busyUntil(error, now) };
  }
  if (error instanceof UnreadableReplyError)
    return error.status !== undefined && error.status >= 500 ? { kind: 'maintenance' } : { kind: 'page' };
  if (error instanceof RefusedError) {
    const { code, status, retryAfterMs } = error;
    if (status === 418) return { kind: 'banned', until: now + (retryAfterMs ?? shortestBanMs) };
    if (status === 429 || code === -1003) return { kind: 'busy', until: busyUntil(error, now) };
    if (code === -1021) return { kind: 'clock' };
    if (code !== undefined && unknownKey.has(code)) return { kind: 'key' };
    if (code !== undefined && noAccess.has(code)) return { kind: 'access', says: error.says };
    if (code !== undefined && atWork.has(code)) return { kind: 'maintenance' };
    if (status !== undefined && shutOutStatus.has(status)) return { kind: 'address' };
  }
  if (error instanceof UnknownOutcomeError)
    return error.status === undefined ? { kind: 'unanswered' } : { kind: 'maintenance' };
  return { kind: 'other', says: error instanceof Error ? error.message : String(error) };
}

const busyUntil = ({ retryAfterMs }: NotSentError | RefusedError, now: number): number =>
  retryAfterMs === undefined ? nextMinute(now) : now + retryAfterMs;

const nextMinute = (now: number): number => (Math.floor(now / minute) + 1) * minute;

/** Milliseconds to wait before the next attempt, after `failures` in a row. A refused key is not knocked with. */
export function retryIn(trouble: Trouble, failures: number, now: number): number {
  const growing = Math.min(minute, 2_000 * 2 ** (failures - 1));
  switch (trouble.kind) {
    case 'banned':
    case 'busy':
      return Math.max(trouble.until - now, 2_000);
    case 'key':
    case 'access':
    case 'address':
      return 5 * minute;
    case 'clock':
    case 'maintenance':
    case 'page':
      return Math.max(growing, 15_000);
    case 'offline':
    case 'unanswered':
    case 'other':
      return growing;
  }
}

/** Nothing mends these but the user: worth a message of their own, once. */
export const needsHelp = ({ kind }: Trouble): boolean =>
  kind === 'key' || kind === 'access' || kind === 'address' || kind === 'clock' || kind === 'banned';

/** What is wrong and what to do, as sentences for the view, the status bar and a message. */
export function tellTrouble(trouble: Trouble, l10n: Localiser, now: number): string {
  switch (trouble.kind) {
    case 'offline':
      return l10n.t('The exchange cannot be reached. It is tried again by itself.');
    case 'unanswered':
      return l10n.t('The exchange does not answer. It is tried again by itself.');
    case 'banned':
      return l10n.t(
        'The exchange has shut this address out for {0}, until {1}, because it was sent too many requests. Nothing is sent before.',
        age(trouble.until - now),
        clockTime(trouble.until),
      );
    case 'busy':
      return l10n.t('The exchange takes no more requests until {0}. It is read again then.', clockTime(trouble.until));
    case 'clock':
      return l10n.t('This machine’s clock is too far from the exchange’s. Set it right.');
    case 'key':
      return l10n.t(
        'The exchange does not know this key: it was deleted, or the secret is wrong. Add the profile again.',
      );
    case 'access':
      return l10n.t(
        'The exchange refuses this key ({0}): it was deleted, is not for this address, or lacks a permission. Look at the key’s settings at the exchange.',
        trouble.says ?? '-2015',
      );
    case 'address':
      return l10n.t('The exchange refuses this address: a firewall, or a place that it does not serve.');
    case 'maintenance':
      if (trouble.announced === undefined)
        return l10n.t('The exchange is in maintenance or overloaded. It is tried again by itself.');
      return trouble.announced
        ? l10n.t('The exchange says that it is in maintenance: nothing is traded. It is tried again by itself.')
        : l10n.t(
            'The exchange is overloaded or has a fault; it announces no maintenance. It is tried again by itself.',
          );
    case 'page':
      return l10n.t(
        'Something else answered in the exchange’s place, such as a network’s login page. Open a browser, or check the address of the profile.',
      );
    case 'other':
      return trouble.says;
  }
}

/** "14:05:30", this machine's time of day. */
function clockTime(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
}
