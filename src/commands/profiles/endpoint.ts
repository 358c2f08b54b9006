import type { Localiser } from '../../connection/localiser.ts';
import type { Endpoint } from '../../connection/session.ts';
import type { Reading } from '../wizard.ts';

const local = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Reads a base address. A key is never sent unencrypted to another machine. */
export function readEndpoint(text: string, l10n: Localiser): Reading<Endpoint> {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return { ok: false, reason: l10n.t('Enter an address such as {0}.', 'https://api.binance.com') };
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return { ok: false, reason: l10n.t('Enter the address alone, without a name, a password or parameters.') };
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local.has(url.hostname)))
    return { ok: false, reason: l10n.t('Only https is safe for a key; http is for this machine only.') };
  return { ok: true, value: { restUrl: url.href.replace(/\/+$/, '') } };
}
