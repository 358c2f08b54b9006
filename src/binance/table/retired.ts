/** Paths that Binance has withdrawn and that clients still call. */
export interface RetiredPath {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** When it went, as a UTC day. */
  readonly since: string;
  /** What to call today, verb and path with the parameters that matter. */
  readonly instead: string;
}

const march2024 = '2024-03-31';
const february2026 = '2026-02-20';
const listenToken = 'POST /sapi/v1/userListenToken, then userDataStream.subscribe.listenToken on the WebSocket API';

export const retiredPaths: readonly RetiredPath[] = [
  { method: 'GET', path: '/sapi/v1/margin/asset', since: march2024, instead: 'GET /sapi/v1/margin/allAssets?asset=' },
  { method: 'GET', path: '/sapi/v1/margin/pair', since: march2024, instead: 'GET /sapi/v1/margin/allPairs?symbol=' },
  {
    method: 'GET',
    path: '/sapi/v1/margin/isolated/pair',
    since: march2024,
    instead: 'GET /sapi/v1/margin/isolated/allPairs?symbol=',
  },
  {
    method: 'POST',
    path: '/sapi/v1/margin/loan',
    since: march2024,
    instead: 'POST /sapi/v1/margin/borrow-repay?type=BORROW',
  },
  {
    method: 'GET',
    path: '/sapi/v1/margin/loan',
    since: march2024,
    instead: 'GET /sapi/v1/margin/borrow-repay?type=BORROW',
  },
  {
    method: 'POST',
    path: '/sapi/v1/margin/repay',
    since: march2024,
    instead: 'POST /sapi/v1/margin/borrow-repay?type=REPAY',
  },
  {
    method: 'GET',
    path: '/sapi/v1/margin/repay',
    since: march2024,
    instead: 'GET /sapi/v1/margin/borrow-repay?type=REPAY',
  },
  {
    method: 'POST',
    path: '/sapi/v1/margin/transfer',
    since: march2024,
    instead: 'POST /sapi/v1/asset/transfer?type=MAIN_MARGIN or MARGIN_MAIN',
  },
  {
    method: 'POST',
    path: '/sapi/v1/margin/isolated/transfer',
    since: march2024,
    instead: 'POST /sapi/v1/asset/transfer?type=MAIN_ISOLATED_MARGIN or ISOLATED_MARGIN_MAIN',
  },
  {
    method: 'GET',
    path: '/sapi/v1/margin/isolated/transfer',
    since: march2024,
    instead: 'GET /sapi/v1/margin/transfer?isolatedSymbol=',
  },
  {
    method: 'GET',
    path: '/sapi/v1/margin/dribblet',
    since: march2024,
    instead: 'GET /sapi/v1/asset/dribblet?accountType=MARGIN',
  },
  {
    method: 'GET',
    path: '/sapi/v1/margin/dust',
    since: march2024,
    instead: 'POST /sapi/v1/asset/dust-btc?accountType=MARGIN',
  },
  {
    method: 'POST',
    path: '/sapi/v1/margin/dust',
    since: march2024,
    instead: 'POST /sapi/v1/asset/dust?accountType=MARGIN',
  },
  {
    method: 'POST',
    path: '/sapi/v1/margin/isolated/create',
    since: '2021-05-15',
    instead: 'POST /sapi/v1/asset/transfer into the pair, which makes the account',
  },
  { method: 'POST', path: '/sapi/v1/userDataStream', since: february2026, instead: listenToken },
  { method: 'PUT', path: '/sapi/v1/userDataStream', since: february2026, instead: listenToken },
  {
    method: 'DELETE',
    path: '/sapi/v1/userDataStream',
    since: february2026,
    instead: 'userDataStream.unsubscribe on the WebSocket API',
  },
  { method: 'POST', path: '/sapi/v1/userDataStream/isolated', since: february2026, instead: listenToken },
  { method: 'PUT', path: '/sapi/v1/userDataStream/isolated', since: february2026, instead: listenToken },
  {
    method: 'DELETE',
    path: '/sapi/v1/userDataStream/isolated',
    since: february2026,
    instead: 'userDataStream.unsubscribe on the WebSocket API',
  },
  {
    method: 'GET',
    path: '/sapi/v1/margin/leverageBracket',
    since: '2026-04-13',
    instead: 'nothing: Cross Margin Pro has ended',
  },
];
