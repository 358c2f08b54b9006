import { catalogueOf } from '../connection/catalogue.ts';
import { owes } from '../connection/read-snapshot.ts';
import type { Session } from '../connection/session.ts';
import type { Snapshot } from '../connection/snapshot.ts';
import type { Decimal } from '../margin/decimal.ts';

/** What one unit of each asset held or owed in the cross account is worth in BTC; those without a price are missing. */
export async function indexPrices(session: Session, snapshot: Snapshot): Promise<Map<string, Decimal>> {
  const catalogue = catalogueOf(session);
  const prices = new Map<string, Decimal>();
  const needed = snapshot.cross.balances.filter(
    (balance) => owes(balance) || balance.free.gt(0) || balance.locked.gt(0),
  );
  await Promise.all(
    needed.map(async ({ asset }) => {
      const price = await catalogue.inBtc(asset).catch(() => undefined);
      if (price) prices.set(asset, price);
    }),
  );
  return prices;
}
