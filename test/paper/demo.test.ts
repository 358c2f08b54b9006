import assert from 'node:assert/strict';
import { startExchange } from '../../src/paper/exchange.ts';
import { START, Trader } from './support.ts';

const DAY = 86_400_000;
const sapi = '/sapi/v1/margin';
/** Every history, asked as someone asks who names nothing that he need not name. */
const histories: readonly (readonly [path: string, values?: Readonly<Record<string, string | number>>])[] = [
  [`${sapi}/borrow-repay`, { type: 'BORROW' }],
  [`${sapi}/borrow-repay`, { type: 'REPAY' }],
  [`${sapi}/borrow-repay`, { type: 'BORROW', isolatedSymbol: 'BTCUSDT' }],
  [`${sapi}/borrow-repay`, { type: 'REPAY', isolatedSymbol: 'DOGEUSDT' }],
  [`${sapi}/interestHistory`],
  [`${sapi}/interestHistory`, { isolatedSymbol: 'SOLUSDT' }],
  [`${sapi}/interestRateHistory`, { asset: 'USDT' }],
  [`${sapi}/transfer`],
  [`${sapi}/transfer`, { isolatedSymbol: 'BTCUSDT' }],
  ['/sapi/v1/asset/transfer', { type: 'MAIN_MARGIN' }],
  ['/sapi/v1/asset/transfer', { type: 'MARGIN_MAIN' }],
  ['/sapi/v1/asset/transfer', { type: 'MAIN_ISOLATED_MARGIN', toSymbol: 'BTCUSDT' }],
  ['/sapi/v1/asset/transfer', { type: 'ISOLATED_MARGIN_MAIN', fromSymbol: 'DOGEUSDT' }],
  ['/sapi/v1/asset/dribblet'],
  [`${sapi}/forceLiquidationRec`, { isolatedSymbol: 'DOGEUSDT' }],
  [`${sapi}/capital-flow`],
  [`${sapi}/capital-flow`, { symbol: 'DOGEUSDT' }],
  [`${sapi}/liquidation-loan/repay-history`],
  [`${sapi}/exchange-small-liability-history`, { current: 1, size: 10 }],
  [`${sapi}/allOrders`, { symbol: 'BTCUSDT' }],
  [`${sapi}/myTrades`, { symbol: 'BTCUSDT' }],
  [`${sapi}/myTrades`, { symbol: 'BTCUSDT', isIsolated: 'TRUE' }],
  [`${sapi}/allOrderList`],
  [`${sapi}/openOrderList`],
  [`${sapi}/oto/openOrderList`],
  [`${sapi}/openOrders`],
];

describe('the demo account', function () {
  this.timeout(120_000);
  let trader: Trader;
  before(async () => (trader = new Trader(await startExchange({ clock: 'manual', start: START }))));
  after(() => trader.exchange.close());
  const rows = async (path: string, values: Readonly<Record<string, string | number>> = {}): Promise<unknown[]> => {
    const { status, body } = await trader.call<{ rows?: unknown[]; userAssetDribblets?: unknown[] }>(
      'GET',
      path,
      values,
    );
    assert.equal(status, 200, JSON.stringify(body));
    return Array.isArray(body) ? (body as unknown[]) : (body.rows ?? body.userAssetDribblets ?? []);
  };

  for (const [path, values] of histories)
    it(`has something true to say in the default window of ${path.replace('/sapi/v1/', '')} ${values ? JSON.stringify(values) : ''}`, async () => {
      assert.ok((await rows(path, values)).length > 0);
    });

  it('has prevented a trade with itself', async () => {
    const orders = (await rows(`${sapi}/allOrders`, { symbol: 'ETHUSDT' })) as { orderId: number; status: string }[];
    const bid = orders.find(({ status }) => status === 'EXPIRED_IN_MATCH');
    const prevented = await rows(`${sapi}/myPreventedMatches`, { symbol: 'ETHUSDT', orderId: bid?.orderId ?? 0 });
    assert.equal(prevented.length, 1);
  });

  it('was called and liquidated this week, and owes what an older liquidation did not cover', async () => {
    const flows = (await rows(`${sapi}/capital-flow`, { symbol: 'DOGEUSDT' })) as { type: string }[];
    const kinds = new Set(flows.map(({ type }) => type));
    for (const kind of ['TRANSFER', 'BORROW', 'BUY_INCOME', 'SELL_LIQUIDATION', 'LIQUIDATION_FEE', 'REPAY_LIQUIDATION'])
      assert.ok(kinds.has(kind), kind);
    const { body } = await trader.call('GET', `${sapi}/liquidation-loan`);
    assert.ok(Number(body.amount) > 300 && Number(body.repaidAmount) === 150, JSON.stringify(body));
    const old = { startTime: START - 95.5 * DAY, endTime: START - 94 * DAY };
    assert.deepEqual(await rows(`${sapi}/forceLiquidationRec`, old), [], 'further back than the exchange remembers');
  });

  it('has months of trades and interest, some of it paid in BNB', () => {
    const { trades, interest } = trader.exchange.venue.ledger.rows;
    assert.ok(trades.length >= 40, `${trades.length} trades`);
    const days = ((interest.at(-1)?.time ?? 0) - (interest[0]?.time ?? 0)) / DAY;
    assert.ok(days > 85, `${days} days of interest`);
    const kinds = new Set(interest.map(({ kind }) => kind));
    for (const kind of ['ON_BORROW', 'PERIODIC', 'PERIODIC_CONVERTED'] as const) assert.ok(kinds.has(kind), kind);
  });

  it('stands well now: no price is held, nothing is locked, three isolated pairs have a position', async () => {
    const { heldPrices, accounts } = trader.exchange.venue.state;
    assert.deepEqual(heldPrices, {});
    for (const { liquidation } of Object.values(accounts)) assert.equal(liquidation, undefined);
    assert.equal(accounts.CROSS?.calledAt, undefined);
    const { body } = await trader.call<{ assets: { marginLevel: string }[] }>('GET', `${sapi}/isolated/account`);
    assert.equal(body.assets.filter(({ marginLevel }) => marginLevel !== '999').length, 3);
  });

  it('tells its whole story on every seed and day that anyone is likely to start on', async () => {
    for (const seed of [1, 2, 3])
      for (const start of [START, START + 97 * DAY]) {
        const exchange = await startExchange({ clock: 'manual', start, seed });
        const { liquidations, liquidationLoans, dust, smallLiabilities } = exchange.venue.ledger.rows;
        const told = [liquidations, liquidationLoans, dust, smallLiabilities].map(({ length }) => length);
        assert.ok(
          told.every((length) => length > 0),
          `seed ${seed}, ${new Date(start).toISOString()}: ${told.join()}`,
        );
        await exchange.close();
      }
  });

  it('is the same for the same seed and day', async () => {
    const states = [];
    for (const seed of [5, 5, 6]) {
      const other = new Trader(await startExchange({ clock: 'manual', start: START, seed }));
      states.push((await other.control('GET', 'state')).text);
      await other.exchange.close();
    }
    assert.equal(states[0], states[1]);
    assert.notEqual(states[0], states[2]);
  });
});
