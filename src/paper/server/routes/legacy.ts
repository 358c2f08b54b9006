import { byIp, byUid, type Endpoint, endpoint, replies } from '../../../binance/table/endpoint.ts';
import { endpointOf, type EndpointName } from '../../../binance/table/index.ts';
import {
  asset,
  decimalAmount,
  optionalAsset,
  optionalBoolean,
  optionalFlag,
  optionalInteger,
  optionalSymbol,
  pages,
  symbol,
  text,
  times,
} from '../../../binance/table/kinds.ts';
import { CROSS } from '../../engine/state.ts';
import { accountOfSymbol, type Call, type Handler } from '../call.ts';
import { fail } from '../fault.ts';
import type { Sent } from '../parameters.ts';
import { type Route, routes } from './index.ts';

/**
 * Withdrawn paths, working as they used to, for `--legacy`: each is carried out by today's endpoint and answered in the
 * shape of its time. Without `--legacy` they are answered 410. Two stay withdrawn even here: `margin/isolated/create`
 * (a pair's account has been made by its first transfer since 2021) and `margin/leverageBracket` (Cross Margin Pro is
 * gone, and with it what the path told).
 */
interface Legacy {
  readonly endpoint: Endpoint;
  readonly handler: Handler;
}

type Row = Readonly<Record<string, unknown>>;
interface Page {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Carries a call out as today's endpoint `name` would, with other parameters. */
function today(name: EndpointName, call: Call, sent: Sent): unknown {
  const entry = endpointOf(name);
  const route = routes.get(`${entry.method} ${entry.path}`);
  if (!route) throw fail(-1016);
  return route.handler(call.as(sent, entry.windows));
}
const without = (sent: Sent, ...names: readonly string[]): Sent =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => !names.includes(name)));

/** A row with only these fields, as far as it has them. */
const only = (row: Row, names: readonly string[]): Row =>
  Object.fromEntries(names.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]));
const pageOf = async (answer: unknown, show: (row: Row) => Row): Promise<Page> => {
  const { rows, total } = (await answer) as Page;
  return { rows: rows.map(show), total };
};
const first = async (answer: unknown): Promise<unknown> => {
  const [row] = (await answer) as unknown[];
  return row;
};

const loanParameters = { asset, amount: decimalAmount, isIsolated: optionalFlag, symbol: optionalSymbol };
const loan = (path: string, type: 'BORROW' | 'REPAY'): Legacy => ({
  endpoint: endpoint({
    method: 'POST',
    path,
    security: 'MARGIN',
    weight: byUid(3000),
    writes: true,
    parameters: loanParameters,
    reply: replies<{ tranId: number }>(),
  }),
  handler: (call) =>
    today('marginBorrowRepay', call, { ...call.sent, isIsolated: call.sent.isIsolated ?? 'FALSE', type }),
});

const archived = optionalBoolean;
const historyParameters = { isolatedSymbol: optionalSymbol, txId: optionalInteger, ...times, ...pages, archived };
const loanHistory = (path: string, type: 'BORROW' | 'REPAY', fields: readonly string[]): Legacy => ({
  endpoint: endpoint({
    method: 'GET',
    path,
    security: 'USER_DATA',
    weight: byIp(10),
    writes: false,
    parameters: { asset, ...historyParameters },
    reply: replies<Page>(),
  }),
  handler: (call) =>
    pageOf(today('getMarginBorrowRepayRecords', call, { ...without(call.sent, 'archived'), type }), (row) =>
      only(row, fields),
    ),
});

const oneOf = (path: string, name: 'asset' | 'symbol', current: EndpointName, signed: boolean): Legacy => ({
  endpoint: endpoint({
    method: 'GET',
    path,
    security: signed ? 'USER_DATA' : 'MARKET_DATA',
    weight: byIp(10),
    writes: false,
    parameters: name === 'asset' ? { asset } : { symbol },
    reply: replies(),
  }),
  handler: (call) => first(today(current, call, call.sent)),
});

/** `transFrom` and `transTo`, as the isolated transfer knew them. */
const isolatedEnd = { kind: 'choice', choices: ['SPOT', 'ISOLATED_MARGIN'] } as const;
const optionalEnd = { ...isolatedEnd, optional: true } as const;

function isolatedTransfer(call: Call): unknown {
  const { transFrom, transTo, symbol: pair = '', ...sent } = call.sent;
  if (transFrom === transTo) throw fail(-1130, 'transTo');
  const inward = transTo === 'ISOLATED_MARGIN';
  return today('makeUniversalTransfer', call, {
    ...without(sent, 'transFrom', 'transTo', 'symbol'),
    type: inward ? 'MAIN_ISOLATED_MARGIN' : 'ISOLATED_MARGIN_MAIN',
    [inward ? 'toSymbol' : 'fromSymbol']: pair,
  });
}

async function isolatedTransfers(call: Call): Promise<unknown> {
  const { symbol: pair = '', transFrom, transTo } = call.sent;
  const sent = { ...without(call.sent, 'symbol', 'transFrom', 'transTo', 'archived'), isolatedSymbol: pair };
  const { rows } = (await today('getMarginTransferHistory', call, { ...sent, current: '1', size: '100' })) as Page;
  const wanted = rows.filter(
    (row) =>
      (transFrom === undefined || row.transFrom === transFrom) && (transTo === undefined || row.transTo === transTo),
  );
  const size = Number(call.sent.size ?? 10);
  const from = (Number(call.sent.current ?? 1) - 1) * size;
  const fields = ['amount', 'asset', 'status', 'timestamp', 'txId', 'transFrom', 'transTo'];
  return { rows: wanted.slice(from, from + size).map((row) => only(row, fields)), total: wanted.length };
}

/** The listen keys of the trade stream, of the cross account or of one isolated pair. */
const userStream = (path: string, isolated: boolean): Legacy[] => {
  const pair = isolated ? { symbol } : {};
  const entry = (method: Endpoint['method'], parameters: Endpoint['parameters']): Endpoint =>
    endpoint({
      method,
      path,
      security: 'USER_STREAM',
      weight: byUid(1),
      writes: false,
      parameters,
      reply: replies(),
    });
  const accountOf = (sent: Sent): string => (isolated ? accountOfSymbol(sent.symbol) : CROSS);
  return [
    {
      endpoint: entry('POST', pair),
      handler: ({ sent, tickets, now }) => ({
        listenKey: tickets.openKey({ kind: 'trades', account: accountOf(sent) }, now).name,
      }),
    },
    {
      endpoint: entry('PUT', { listenKey: text, ...pair }),
      handler: ({ sent, tickets, now }) => {
        if (!tickets.keepKey(sent.listenKey ?? '', 'trades', now)) throw fail(-1125);
        return {};
      },
    },
    {
      endpoint: entry('DELETE', { listenKey: text, ...pair }),
      handler: ({ sent, tickets, now }) => {
        if (!tickets.key(sent.listenKey ?? '', now)) throw fail(-1125);
        tickets.closeKeys('trades', sent.listenKey);
        return {};
      },
    },
  ];
};

const legacy: readonly Legacy[] = [
  oneOf('/sapi/v1/margin/asset', 'asset', 'getMarginAllAssets', false),
  oneOf('/sapi/v1/margin/pair', 'symbol', 'getMarginAllPairs', false),
  oneOf('/sapi/v1/margin/isolated/pair', 'symbol', 'getIsolatedMarginAllSymbols', true),
  loan('/sapi/v1/margin/loan', 'BORROW'),
  loan('/sapi/v1/margin/repay', 'REPAY'),
  loanHistory('/sapi/v1/margin/loan', 'BORROW', [
    'isolatedSymbol',
    'txId',
    'asset',
    'principal',
    'timestamp',
    'status',
  ]),
  loanHistory('/sapi/v1/margin/repay', 'REPAY', [
    'isolatedSymbol',
    'amount',
    'asset',
    'interest',
    'principal',
    'status',
    'timestamp',
    'txId',
  ]),
  {
    endpoint: endpoint({
      method: 'POST',
      path: '/sapi/v1/margin/transfer',
      security: 'MARGIN',
      weight: byIp(600),
      writes: true,
      parameters: { asset, amount: decimalAmount, type: { kind: 'choice', choices: ['1', '2'] } },
      reply: replies<{ tranId: number }>(),
    }),
    handler: (call) =>
      today('makeUniversalTransfer', call, {
        ...call.sent,
        type: call.sent.type === '1' ? 'MAIN_MARGIN' : 'MARGIN_MAIN',
      }),
  },
  {
    endpoint: endpoint({
      method: 'POST',
      path: '/sapi/v1/margin/isolated/transfer',
      security: 'MARGIN',
      weight: byUid(600),
      writes: true,
      parameters: { asset, symbol, transFrom: isolatedEnd, transTo: isolatedEnd, amount: decimalAmount },
      reply: replies<{ tranId: number }>(),
    }),
    handler: isolatedTransfer,
  },
  {
    endpoint: endpoint({
      method: 'GET',
      path: '/sapi/v1/margin/isolated/transfer',
      security: 'USER_DATA',
      weight: byIp(1),
      writes: false,
      parameters: {
        symbol,
        asset: optionalAsset,
        transFrom: optionalEnd,
        transTo: optionalEnd,
        ...times,
        ...pages,
        archived,
      },
      reply: replies<Page>(),
    }),
    handler: isolatedTransfers,
  },
  {
    endpoint: endpoint({
      method: 'GET',
      path: '/sapi/v1/margin/dribblet',
      security: 'USER_DATA',
      weight: byIp(1),
      writes: false,
      parameters: times,
      reply: replies(),
    }),
    handler: (call) => today('getDustLog', call, { ...call.sent, accountType: 'MARGIN' }),
  },
  {
    endpoint: endpoint({
      method: 'GET',
      path: '/sapi/v1/margin/dust',
      security: 'USER_DATA',
      weight: byIp(100),
      writes: false,
      parameters: {},
      reply: replies(),
    }),
    handler: (call) => today('getDustAssets', call, { accountType: 'MARGIN' }),
  },
  {
    endpoint: endpoint({
      method: 'POST',
      path: '/sapi/v1/margin/dust',
      security: 'MARGIN',
      weight: byUid(3000),
      writes: true,
      parameters: { asset: { kind: 'list', most: 100 } },
      reply: replies(),
    }),
    handler: (call) => today('transferDust', call, { ...call.sent, accountType: 'MARGIN' }),
  },
  ...userStream('/sapi/v1/userDataStream', false),
  ...userStream('/sapi/v1/userDataStream/isolated', true),
];

/** Today's routes and the withdrawn ones. */
export const routesWithLegacy: ReadonlyMap<string, Route> = new Map([
  ...routes,
  ...legacy.map((entry): [string, Route] => [
    `${entry.endpoint.method} ${entry.endpoint.path}`,
    { name: undefined, ...entry },
  ]),
]);
