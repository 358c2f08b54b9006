import type { ApiKeyPermissions } from '../binance/table/index.ts';
import type { Localiser } from './localiser.ts';

/** `good`: as it should be. `lack`: something will not work. `risk`: the key may do more than it should. */
export interface Finding {
  readonly kind: 'good' | 'lack' | 'risk';
  readonly text: string;
}

/** How far this machine's clock may be off before it is worth a word; the client corrects it in any case. */
const notableOffsetMs = 1_000;
const soonMs = 14 * 86_400_000;

/** What a key may do and its surroundings, in plain words: what is missing, and what is more than needed. */
export function judgeKey(
  permissions: ApiKeyPermissions,
  clockOffsetMs: number,
  now: number,
  l10n: Localiser,
): readonly Finding[] {
  const findings: Finding[] = [];
  const good = (text: string) => findings.push({ kind: 'good', text });
  const lack = (text: string) => findings.push({ kind: 'lack', text });
  const risk = (text: string) => findings.push({ kind: 'risk', text });

  if (permissions.enableReading) good(l10n.t('The key may read the account.'));
  else lack(l10n.t('The key may not read: enable “Enable Reading”.'));
  if (permissions.enableMargin) good(l10n.t('The key may borrow, repay and transfer.'));
  else lack(l10n.t('The key may not borrow or repay: enable “Enable Margin Loan, Repay & Transfer”.'));
  if (permissions.enableSpotAndMarginTrading) good(l10n.t('The key may place orders.'));
  else lack(l10n.t('The key may not place orders: enable “Enable Spot & Margin Trading”.'));
  if (permissions.permitsUniversalTransfer) good(l10n.t('The key may transfer between wallets.'));
  else lack(l10n.t('The key may not transfer between wallets: enable “Permits Universal Transfer”.'));

  if (permissions.enableWithdrawals)
    risk(l10n.t('The key may WITHDRAW. Nothing here needs that: turn it off, or use another key.'));
  if (permissions.enableInternalTransfer)
    risk(l10n.t('The key may send assets to other accounts of the exchange. Nothing here needs that.'));
  if (permissions.ipRestrict) good(l10n.t('The key works from chosen addresses only.'));
  else risk(l10n.t('The key works from any address: restrict it to yours.'));

  const expires = permissions.tradingAuthorityExpirationTime;
  if (expires !== undefined && expires <= now) lack(l10n.t('The key’s permission to trade has expired.'));
  else if (expires !== undefined && expires - now < soonMs)
    lack(l10n.t('The key’s permission to trade expires on {0}.', new Date(expires).toISOString().slice(0, 10)));

  const seconds = Math.round(Math.abs(clockOffsetMs) / 1000);
  if (Math.abs(clockOffsetMs) < notableOffsetMs) good(l10n.t('This machine’s clock is right.'));
  else
    lack(
      clockOffsetMs > 0
        ? l10n.t('This machine’s clock is {0} s slow. Requests are corrected for it, but set it right.', seconds)
        : l10n.t('This machine’s clock is {0} s fast. Requests are corrected for it, but set it right.', seconds),
    );
  return findings;
}
