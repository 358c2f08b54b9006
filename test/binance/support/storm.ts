import assert from 'node:assert/strict';
import { NotSentError, RefusedError, UnknownOutcomeError } from '../../../src/binance/errors.ts';
import type { LoanRecord, Order, Page, UniversalTransfer } from '../../../src/binance/table/index.ts';
import { paper, type Bench } from './exchange.ts';

/** What each write was told, by what it moved. */
interface Tally {
  yes: number;
  no: number;
  unknown: number;
  /** The ids that were answered; none may be given twice. */
  readonly ids: string[];
}

const writes = ['POST /sapi/v1/margin/borrow-repay', 'POST /sapi/v1/asset/transfer', 'POST /sapi/v1/margin/order'];
const troubles = [
  { kind: 'drop-before', probability: 0.04 },
  { kind: 'drop-after', probability: 0.06 },
  { kind: 'half-body', probability: 0.04 },
  { kind: 'status', status: 503, body: 'Service Unavailable', after: true, probability: 0.04 },
  { kind: 'status', status: 502, body: '<html>Bad Gateway</html>', probability: 0.03 },
  {
    kind: 'code',
    status: 400,
    code: -1007,
    msg: 'Timeout waiting for response from backend server.',
    after: true,
    probability: 0.04,
  },
  { kind: 'code', status: 400, code: -1001, msg: 'Internal error.', probability: 0.03 },
  {
    kind: 'code',
    status: 400,
    code: -1021,
    msg: 'Timestamp for this request is outside of the recvWindow.',
    probability: 0.02,
  },
  { kind: 'code', status: 400, code: -3007, msg: 'You have pending transaction.', probability: 0.02 },
  { kind: 'status', status: 429, body: '{"code":-1003,"msg":"Too many requests."}', probability: 0.01 },
  { kind: 'latency', ms: 150, probability: 0.01 },
];

/**
 * Sends `count` writes through an exchange that loses answers, and compares what their callers were told with what
 * moved. Half of the movements are all alike, so that they can only be told apart by time and order.
 */
export async function storm(count: number, seed: number): Promise<{ told: Map<string, Tally>; unknown: number }> {
  const bench = await paper(
    { seed, empty: true, limits: false },
    { recvWindow: 120, settleMs: 250, loanGapMs: 0, timeoutMs: 100, connections: 32, retries: 4, budgetShare: 1e6 },
  );
  try {
    const { client, control } = bench;
    await control('POST', 'deposit', { wallet: 'SPOT', asset: 'USDT', amount: '100000000' });
    await client.transferSpotToMargin({ asset: 'USDT', amount: '50000000' });
    await control('POST', 'faults', [
      ...writes.flatMap((endpoint) => troubles.map((trouble) => ({ endpoint, times: -1, ...trouble }))),
      { endpoint: '*', times: -1, kind: 'drop-after', probability: 0.01 },
      { endpoint: '*', times: -1, kind: 'half-body', probability: 0.01 },
    ]);
    const told = new Map<string, Tally>();
    const random = generator(seed);
    let next = 0;
    const worker = async () => {
      for (let at = next++; at < count; at = next++) await tell(bench, told, at, random);
    };
    await Promise.all(Array.from({ length: 24 }, worker));
    await control('DELETE', 'faults');
    await compare(bench, told);
    return { told, unknown: [...told.values()].reduce((sum, { unknown }) => sum + unknown, 0) };
  } finally {
    await bench.close();
  }
}

/** Mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function tell({ client }: Bench, told: Map<string, Tally>, at: number, random: () => number): Promise<void> {
  const alike = random() < 0.5;
  const amount = alike ? '2.5' : (1 + at / 100_000).toFixed(5);
  const pick = random();
  const asset = 'USDT';
  const kind =
    pick < 0.3 ? 'BORROW' : pick < 0.45 ? 'REPAY' : pick < 0.65 ? 'MAIN_MARGIN' : pick < 0.8 ? 'MARGIN_MAIN' : 'ORDER';
  const key = kind === 'ORDER' ? `ORDER storm-${at}` : `${kind} ${Number(amount)}`;
  const tally = told.get(key) ?? { yes: 0, no: 0, unknown: 0, ids: [] };
  told.set(key, tally);
  try {
    if (kind === 'ORDER') {
      const order = await client.createMarginOrder({
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'MARKET',
        quantity: '0.001',
        newClientOrderId: `storm-${at}`,
      });
      tally.ids.push(String(order.orderId));
    } else if (kind === 'BORROW') tally.ids.push((await client.createMarginLoan({ asset, amount })).tranId);
    else if (kind === 'REPAY') tally.ids.push((await client.repayMarginLoan({ asset, amount })).tranId);
    else if (kind === 'MAIN_MARGIN') tally.ids.push((await client.transferSpotToMargin({ asset, amount })).tranId);
    else tally.ids.push((await client.transferMarginToSpot({ asset, amount })).tranId);
    tally.yes += 1;
  } catch (error) {
    if (error instanceof RefusedError || error instanceof NotSentError) tally.no += 1;
    else if (error instanceof UnknownOutcomeError) tally.unknown += 1;
    else throw error;
  }
}

async function compare(bench: Bench, told: Map<string, Tally>): Promise<void> {
  const { client } = bench;
  const moved = new Map<string, string[]>();
  const add = (key: string, id: string) => moved.set(key, [...(moved.get(key) ?? []), id]);
  const all = async <Row>(page: (current: number) => Promise<Page<Row>>): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let current = 1; ; current += 1) {
      const { rows: some } = await page(current);
      rows.push(...some);
      if (some.length < 100) return rows;
    }
  };
  for (const type of ['BORROW', 'REPAY'] as const)
    for (const row of await all<LoanRecord>((current) =>
      client.getMarginBorrowRepayRecords({ type, asset: 'USDT', current, size: 100 }),
    ))
      add(`${type} ${Number(row.amount)}`, row.txId);
  for (const type of ['MAIN_MARGIN', 'MARGIN_MAIN'] as const)
    for (const row of await all<UniversalTransfer>((current) =>
      client.queryUniversalTransferHistory({ type, current, size: 100 }),
    ))
      add(`${type} ${Number(row.amount)}`, row.tranId);
  let from = 0;
  for (;;) {
    const orders: Order[] = await client.getAllMarginOrders({ symbol: 'BTCUSDT', orderId: from, limit: 500 });
    for (const order of orders) add(`ORDER ${order.clientOrderId}`, String(order.orderId));
    if (orders.length < 500) break;
    from = (orders.at(-1)?.orderId ?? 0) + 1;
  }
  const problems: string[] = [];
  for (const [key, { yes, unknown, ids }] of told) {
    const really = moved.get(key) ?? [];
    if (really.length < yes || really.length > yes + unknown)
      problems.push(`${key}: ${really.length} moved, ${yes} told, ${unknown} unknown`);
    if (new Set(ids).size !== ids.length) problems.push(`${key}: one movement was answered to two callers`);
    if (ids.some((id) => !really.includes(id))) problems.push(`${key}: an answer names a movement that is not there`);
  }
  for (const key of moved.keys())
    if (!told.has(key) && key !== 'MAIN_MARGIN 50000000') problems.push(`${key}: nobody asked for it`);
  assert.deepEqual(problems, []);
}
