import assert from 'node:assert/strict';
import { statusOf } from '../../src/paper/server/fault.ts';
import { fundedExchange, restingBuy, type Trader } from './support.ts';

interface Account {
  tradeEnabled: boolean;
  borrowEnabled: boolean;
  marginLevel: string;
  userAssets: { asset: string; free: string; borrowed: string; interest: string }[];
}

describe('the paper exchange over HTTP', () => {
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange()));
  afterEach(() => trader.exchange.close());

  const account = async (): Promise<Account> => (await trader.call<Account>('GET', '/sapi/v1/margin/account')).body;
  const usdt = async () => (await account()).userAssets.find(({ asset }) => asset === 'USDT')!;

  it('lends, charges an hour at once and one at each clock hour, and repays interest first', async () => {
    assert.equal((await trader.borrow('USDT', '1000')).status, 200);
    const first = await usdt();
    assert.equal(first.free, '11000.00000000');
    const hour = Number(first.interest);
    assert.ok(hour > 0);
    await trader.control('POST', 'clock', { advanceMs: 2 * 3_600_000 });
    const history = await trader.call<{ total: number; rows: { type: string; interest: string }[] }>(
      'GET',
      '/sapi/v1/margin/interestHistory',
    );
    assert.deepEqual(
      history.body.rows.map(({ type }) => type),
      ['PERIODIC', 'PERIODIC', 'ON_BORROW'],
    );
    await trader.call('POST', '/sapi/v1/margin/borrow-repay', {
      asset: 'USDT',
      amount: '100',
      type: 'REPAY',
      isIsolated: 'FALSE',
    });
    const after = await usdt();
    assert.equal(after.interest, '0.00000000');
    const charged = history.body.rows.reduce((sum, row) => sum + Number(row.interest), 0);
    assert.equal(after.borrowed, (1000 - (100 - charged)).toFixed(8));
  });

  it('takes parameters in the query, in the body, and in a DELETE body', async () => {
    const placed = await trader.call<{ orderId: number }>('POST', '/sapi/v1/margin/order', restingBuy, {
      inBody: true,
    });
    assert.equal(placed.status, 200);
    const canceled = await trader.call(
      'DELETE',
      '/sapi/v1/margin/order',
      { symbol: 'BTCUSDT', orderId: placed.body.orderId },
      { inBody: true },
    );
    assert.equal(canceled.body.status, 'CANCELED');
    assert.equal(canceled.body.orderId, String(placed.body.orderId));
  });

  it('gives orders and lists from the start that is asked for on, else the newest', async () => {
    const from = trader.now;
    for (const price of ['40000', '40001', '40002']) {
      await trader.order({ ...restingBuy, price });
      const list = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.01', price, stopPrice: '60000' };
      await trader.call('POST', '/sapi/v1/margin/order/oco', list);
      await trader.control('POST', 'clock', { advanceMs: 1000 });
    }
    for (const [path, id] of [
      ['allOrders', 'orderId'],
      ['allOrderList', 'orderListId'],
    ] as const) {
      const ids = async (values: object): Promise<unknown[]> => {
        const asked = { symbol: 'BTCUSDT', ...values };
        const { body } = await trader.call<Record<string, unknown>[]>('GET', `/sapi/v1/margin/${path}`, asked);
        return body.map((row) => row[id]);
      };
      const all = await ids({});
      assert.equal(all.length, path === 'allOrders' ? 9 : 3);
      assert.deepEqual(await ids({ startTime: from, limit: 2 }), all.slice(0, 2), path);
      assert.deepEqual(await ids({ limit: 2 }), all.slice(-2), path);
    }
  });

  it('prints ids beyond 2^53 as plain numbers', async () => {
    const pairs = await trader.call('GET', '/sapi/v1/margin/allPairs', {}, { unsigned: true });
    assert.match(pairs.text, /"id":351637150141315861[,}]/);
  });

  const loan = { asset: 'USDT', amount: '10', type: 'BORROW', isIsolated: 'FALSE' };
  const path = '/sapi/v1/margin/borrow-repay';
  const refusals: [name: string, code: number, pattern: RegExp, () => Promise<{ status: number; body: object }>][] = [
    ['a wrong signature', -1022, /not valid/, () => trader.call('POST', path, loan, { secret: 'wrong' })],
    [
      'a stale timestamp',
      -1021,
      /outside of the recvWindow/,
      () => trader.call('POST', path, loan, { timestamp: trader.now - 6000 }),
    ],
    ['a missing parameter', -1102, /'amount'/, () => trader.call('POST', path, { ...loan, amount: '' })],
    [
      'a parameter sent twice',
      -1101,
      /^Duplicate values for parameter 'asset'\.$/,
      () => trader.call('POST', path, loan, { extra: '&asset=USDT' }),
    ],
    ['an unknown parameter', -1104, /read '6'.*sent '7'/, () => trader.call('POST', path, { ...loan, extra: 1 })],
    [
      'a symbol that does not exist',
      -1121,
      /Invalid symbol/,
      () => trader.call('POST', path, { ...loan, isIsolated: 'TRUE', symbol: 'NOPE' }),
    ],
    ['too large a loan', -3006, /maximum borrow/, () => trader.call('POST', path, { ...loan, amount: '20001' })],
    ['too small a loan', -3013, /minimum/, () => trader.call('POST', path, { ...loan, amount: '0.01' })],
    ['a repayment without debt', -3015, /exceeds/, () => trader.call('POST', path, { ...loan, type: 'REPAY' })],
    [
      'an order beyond the balance',
      -2010,
      /insufficient balance/,
      () => trader.order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' }),
    ],
    [
      'an order off the tick',
      -1013,
      /Filter failure: PRICE_FILTER/,
      () => trader.order({ ...restingBuy, price: '40000.001' }),
    ],
  ];
  for (const [name, code, pattern, attempt] of refusals)
    it(`answers ${String(code)} to ${name} and changes nothing`, async () => {
      const before = (await trader.control('GET', 'state')).text;
      const reply = await attempt();
      assert.equal(reply.status, 400);
      assert.equal((reply.body as { code: number }).code, code);
      assert.match((reply.body as { msg: string }).msg, pattern);
      assert.equal((await trader.control('GET', 'state')).text, before);
    });

  it('answers with the HTTP status that is documented for the kind of refusal', () => {
    const statuses: Readonly<Record<number, readonly number[]>> = {
      401: [-2014, -2015],
      429: [-1003, -1015],
      // A status of 5xx says that it may have happened all the same.
      500: [-1000, -1006, -3000],
      503: [-1001, -1004, -1008],
      504: [-1007],
      400: [-1013, -1021, -1022, -1100, -1102, -1121, -2010, -2011, -3006, -3007, -3041, -11008],
    };
    for (const [status, codes] of Object.entries(statuses))
      for (const code of codes) assert.equal(statusOf(code), Number(status), String(code));
  });

  it('names the replacement of a withdrawn path', async () => {
    const reply = await trader.call('GET', '/sapi/v1/margin/loan', { asset: 'USDT' });
    assert.equal(reply.status, 410);
    assert.match(String(reply.body.msg), /borrow-repay/);
  });

  it('liquidates step by step when a price falls far enough, and stops once the level is back', async () => {
    await trader.borrow('USDT', '15000');
    const bought = await trader.order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.49' });
    assert.equal(bought.body.status, 'FILLED');
    await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '32000' });
    assert.equal((await trader.borrow('USDT', '10')).body.code, -3014);
    assert.deepEqual([(await account()).tradeEnabled, (await account()).borrowEnabled], [false, false]);
    await trader.control('POST', 'clock', { advanceMs: 30_000 });
    assert.equal((await account()).tradeEnabled, true);
    const { marginLevel } = await account();
    assert.ok(Number(marginLevel) > 1.5 && Number(marginLevel) < 1.6, marginLevel);
    const records = await trader.call<{ rows: { side: string; symbol: string }[] }>(
      'GET',
      '/sapi/v1/margin/forceLiquidationRec',
    );
    assert.ok(records.body.rows.length > 1);
    for (const { side, symbol } of records.body.rows) assert.deepEqual([side, symbol], ['SELL', 'BTCUSDT']);
  });
});
