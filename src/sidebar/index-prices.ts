import { catalogueOf } from '../connection/catalogue.ts';
import { owes } from '../connection/read-snapshot.ts';
import type { Session } from '../connection/session.ts';
import type { Snapshot } from '../connection/snapshot.ts';
import type { Decimal } from '../margin/decimal.ts';

interface Kept {
  /** Of the reading whose assets were asked for. */
  readonly takenAt: number;
  readonly assets: ReadonlySet<string>;
  readonly prices: Promise<ReadonlyMap<string, Decimal>>;
}

const kept = new WeakMap<Session, Kept>();

/**
 * What one unit of USDT, and of each asset held or owed in the cross account, is worth in BTC; those without a price are
 * missing. Asked for once with each reading of the account: each costs weight, and streams draw what shows them many times
 * between two readings.
 */
export function indexPrices(session: Session, { takenAt, cross }: Snapshot): Promise<ReadonlyMap<string, Decimal>> {
  const held = cross.balances.filter((balance) => owes(balance) || balance.free.gt(0) || balance.locked.gt(0));
  const assets = new Set(['USDT', ...held.map(({ asset }) => asset)]);
  const known = kept.get(session);
  if (known?.takenAt === takenAt && [...assets].every((asset) => known.assets.has(asset))) return known.prices;
  const prices = ask(session, assets);
  kept.set(session, { takenAt, assets, prices });
  return prices;
}

async function ask(session: Session, assets: ReadonlySet<string>): Promise<ReadonlyMap<string, Decimal>> {
  const catalogue = catalogueOf(session);
  const prices = new Map<string, Decimal>();
  await Promise.all(
    [...assets].map(async (asset) => {
      const price = await catalogue.inBtc(asset).catch(() => undefined);
      if (price) prices.set(asset, price);
    }),
  );
  return prices;
}
