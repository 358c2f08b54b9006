import { byUid, endpoint, replies } from './endpoint.ts';
import { optionalSymbol, text } from './kinds.ts';
import type { Empty } from './replies/market.ts';
import type { ListenKey, ListenToken } from './replies/streams.ts';

/** What opens the two user streams: a token for trades and balances, a key for the risk of the cross account. */
export const streamEndpoints = {
  /**
   * A token for the trade stream of the cross account or of one isolated pair; `validity` in ms, at most (and by default)
   * 24 hours.
   * Binance: "Create a new listenToken". Weight 1 by UID.
   */
  createMarginListenToken: endpoint({
    method: 'POST',
    path: '/sapi/v1/userListenToken',
    security: 'USER_STREAM',
    weight: byUid(1),
    writes: false,
    parameters: {
      symbol: optionalSymbol,
      isIsolated: { kind: 'boolean', optional: true },
      validity: { kind: 'integer', min: 1, max: 86_400_000, optional: true },
    },
    rules: [{ when: 'isIsolated', is: ['true'], needs: ['symbol'] }],
    mendedTimes: ['expirationTime'],
    reply: replies<ListenToken>(),
  }),

  /**
   * A key for the risk stream; asked again, the same key, extended. Valid for 60 minutes.
   * Binance: "Start User Data Stream" (risk). Weight 1 by UID.
   */
  createMarginListenKey: endpoint({
    method: 'POST',
    path: '/sapi/v1/margin/listen-key',
    security: 'USER_STREAM',
    weight: byUid(1),
    writes: false,
    parameters: {},
    reply: replies<ListenKey>(),
  }),

  /**
   * Keeps the risk stream's key for another 60 minutes.
   * Binance: "Keepalive User Data Stream" (risk). Weight 1 by UID. Errors: -3038 (no such key).
   */
  keepMarginListenKey: endpoint({
    method: 'PUT',
    path: '/sapi/v1/margin/listen-key',
    security: 'USER_STREAM',
    weight: byUid(1),
    writes: false,
    parameters: { listenKey: text },
    reply: replies<Empty>(),
  }),

  /**
   * Ends the risk stream.
   * Binance: "Close User Data Stream" (risk). Weight 3000 by UID.
   */
  closeMarginListenKey: endpoint({
    method: 'DELETE',
    path: '/sapi/v1/margin/listen-key',
    security: 'USER_STREAM',
    weight: byUid(3000),
    writes: false,
    parameters: {},
    reply: replies<Empty>(),
  }),
};
