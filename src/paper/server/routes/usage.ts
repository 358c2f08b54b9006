import { accountOf, type Call, type Handler } from '../call.ts';
import { orderLimits } from '../limits.ts';

/** What of the limits has been used. */

function orderRateLimit({ sent, limits, now }: Call): unknown {
  accountOf(sent);
  const counts = limits.orderCounts(sent, now);
  return orderLimits.map(({ interval, intervalNum, limit }, index) => ({
    rateLimitType: 'ORDERS',
    interval,
    intervalNum,
    limit,
    count: counts[index] ?? 0,
  }));
}

export const usageRoutes = { getMarginOrderRateLimit: orderRateLimit } satisfies Record<string, Handler>;
