import { decimal } from '../../margin/decimal.ts';
import type { Sent } from '../encode.ts';
import type { CrossAccount, IsolatedAccount, ManualLiquidation } from '../table/index.ts';
import { until, type Lost, type Outcome, type Sources } from './index.ts';

interface Debt {
  readonly asset: string;
  readonly borrowed: string;
  readonly interest: string;
}

/** What the account owes that a manual liquidation is about. */
export async function debtsOf(
  sources: Sources,
  { type, symbol }: Sent,
  signal: AbortSignal | undefined,
): Promise<Debt[]> {
  const rows =
    type === 'ISOLATED'
      ? (
          (await sources.ask('getIsolatedMarginAccount', { symbols: symbol }, { signal })) as IsolatedAccount
        ).assets.flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset])
      : ((await sources.ask('getMarginAccount', {}, { signal })) as CrossAccount).userAssets;
  return rows.filter(({ borrowed, interest }) => Number(borrowed) + Number(interest) > 0);
}

/** A liquidation has begun as soon as any of the debts that stood before has shrunk: nothing else was asked for. */
export function findLiquidation(sources: Sources, lost: Lost): Promise<Outcome> {
  const before = lost.before as Debt[] | undefined;
  if (!before) return Promise.resolve({ happened: 'unknown', why: 'What was owed before could not be read.' });
  return until(sources, lost, async (final) => {
    const now = await debtsOf(sources, lost.sent, lost.signal);
    const left = new Map(now.map(({ asset, borrowed }) => [asset, decimal(borrowed)]));
    if (before.some(({ asset, borrowed }) => left.get(asset)?.lt(borrowed) ?? true)) {
      const reply: ManualLiquidation[] = before.map(({ asset, borrowed, interest }) => ({
        asset,
        principal: borrowed as ManualLiquidation['principal'],
        interest: interest as ManualLiquidation['interest'],
        liabilityAsset: asset,
        liabilityQty: decimal(borrowed).plus(interest).toFixed() as ManualLiquidation['liabilityQty'],
      }));
      return { happened: 'yes', reply };
    }
    return final ? { happened: 'no', why: 'every debt is still there after its time had run out.' } : undefined;
  });
}
