import { l10n } from 'vscode';
import type { Figures } from '../connection/figures.ts';
import type { Session } from '../connection/session.ts';
import type { AccountRef, Snapshot } from '../connection/snapshot.ts';
import { decimal, type Decimal } from '../margin/decimal.ts';
import { isolatedFlag } from './calls.ts';
import { catalogueOf } from '../connection/catalogue.ts';
import { describePreview, previewCross, previewIsolated, type Change, type Preview } from './preview.ts';

/** What changes would do to an account, as lines for an input box and a confirmation. */
export type Outlook = (changes: readonly Change[]) => string[];

/**
 * Fetches what a preview needs (index prices, or the pair's liquidation ratio) once, so that it can follow each
 * keystroke. What cannot be fetched costs the preview, never the action.
 */
export async function lookAhead(
  session: Session,
  snapshot: Snapshot,
  account: AccountRef,
  assets: readonly string[],
  figures: Figures,
): Promise<Outlook> {
  const describe = (preview: Preview | undefined): string[] =>
    preview
      ? describePreview(preview, account, figures, l10n)
      : [l10n.t('What this does to the margin level is not known: no index price.')];
  const catalogue = catalogueOf(session);
  try {
    if (account.kind === 'isolated') {
      const tiers = await catalogue.tiers(account.symbol);
      return (changes) => describe(previewIsolated(snapshot, account.symbol, changes, tiers));
    }
    const prices = new Map<string, Decimal | undefined>();
    for (const asset of assets) prices.set(asset, await catalogue.inBtc(asset));
    return (changes) => describe(previewCross(snapshot, changes, (asset) => prices.get(asset)));
  } catch {
    return () => describe(undefined);
  }
}

/** Interest of the next hour per unit borrowed, by asset; what cannot be fetched is left out. */
export async function hourlyRates(
  { client }: Session,
  account: AccountRef,
  assets: readonly string[],
): Promise<ReadonlyMap<string, Decimal>> {
  const question = { assets: [...assets], isIsolated: isolatedFlag(account) };
  const rows = await client.getFutureHourlyInterestRate(question).catch(() => []);
  return new Map(rows.map((row) => [row.asset, decimal(row.nextHourlyInterestRate)]));
}
