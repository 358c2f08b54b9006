import { accountKey, cross, isolated, type AccountRef } from '../connection/snapshot.ts';
import { assetId, crossId, pairId } from './account-rows.ts';

/** What a row of a table says of itself: the names are the exchange's. */
export interface Wanted {
  /** `cross` or a pair. */
  readonly account?: unknown;
  readonly asset?: unknown;
  readonly symbol?: unknown;
  readonly isIsolated?: unknown;
  readonly orderId?: unknown;
}

/** The ids of the rows that show it, the most exact first. */
export function rowIdsFor({ account, asset, symbol, isIsolated, orderId }: Wanted): string[] {
  const pair = typeof symbol === 'string' ? symbol : undefined;
  const own = isIsolated === true || isIsolated === 'TRUE' ? pair : undefined;
  const named = typeof account === 'string' && account !== 'cross' ? account : own;
  const of: AccountRef = named === undefined ? cross : isolated(named);
  const ids: string[] = [];
  if (pair !== undefined && (typeof orderId === 'number' || typeof orderId === 'string'))
    ids.push(`order/${accountKey(of)}/${pair}/${orderId}`);
  if (typeof asset === 'string')
    ids.push(assetId(of, asset), `asset/${asset}/${accountKey(of)}`, `loan/${accountKey(of)}/${asset}`);
  if (pair !== undefined) ids.push(`orders/${accountKey(of)}/${pair}`, pairId(pair));
  if (ids.length === 0 && account !== undefined) ids.push(of.kind === 'cross' ? crossId : pairId(of.symbol));
  return ids;
}
