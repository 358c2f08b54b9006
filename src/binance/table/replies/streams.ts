import type { Milliseconds } from './common.ts';

/** What the WebSocket API takes to open the trade stream. */
export interface ListenToken {
  token: string;
  expirationTime: Milliseconds;
}

/** Names the risk stream of the cross account. */
export interface ListenKey {
  listenKey: string;
}
