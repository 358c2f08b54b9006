import assert from 'node:assert/strict';
import { fundedExchange, restingBuy, type Trader } from '../paper/support.ts';
import { everyone, type Foreign } from './clients.ts';

/**
 * A trade from beginning to end with clients that nobody here wrote, each against an exchange of its own: transfer in,
 * borrow, buy, be called by a fall of the price, repay, transfer out, and read what the histories say about it.
 */
describe("a margin trade with other people's clients", function () {
  this.timeout(120_000);
  const HOUR = 3_600_000;

  for (const make of everyone)
    describe(make.name, () => {
      let trader: Trader;
      let client: Foreign;
      before(async () => {
        // Their clocks are the machine's, so the exchange's starts there too.
        trader = await fundedExchange('1', { start: Date.now() });
        await trader.control('POST', 'deposit', { wallet: 'SPOT', asset: 'USDT', amount: '10000' });
        client = make(trader.exchange.announcement);
      });
      after(async () => {
        await client.close?.();
        await trader.exchange.close();
      });

      /** Asks by the name of the endpoint; replies that a client wraps in `data` are unwrapped. */
      const ask = async (name: string, parameters: Record<string, unknown> = {}): Promise<Row> => {
        const call = client.calls[name];
        assert.ok(call, `${client.name} has no ${name}`);
        const reply = (await call(parameters)) as Row;
        return (reply.body ?? reply.data ?? reply) as Row;
      };
      interface Row {
        [name: string]: unknown;
      }
      const usdt = async (): Promise<Row> => {
        const { userAssets } = await ask('getMarginAccount');
        return (userAssets as Row[]).find(({ asset }) => asset === 'USDT')!;
      };
      const number = (value: unknown): number => Number(value);

      it('goes from transfer in to transfer out', async () => {
        await ask('makeUniversalTransfer', { type: 'MAIN_MARGIN', asset: 'USDT', amount: '9999' });
        assert.equal(number((await usdt()).free), 10_000);

        const loan = await ask('marginBorrowRepay', {
          asset: 'USDT',
          amount: '15000',
          type: 'BORROW',
          isIsolated: 'FALSE',
        });
        assert.ok(number(loan.tranId) > 0);
        assert.equal(number((await usdt()).borrowed), 15_000);

        const order = await ask('createMarginOrder', {
          symbol: 'BTCUSDT',
          side: 'BUY',
          type: 'MARKET',
          quantity: '0.4',
        });
        assert.equal(order.status, 'FILLED');

        await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '36000' });
        assert.ok(number((await ask('getMarginAccount')).marginLevel) <= 1.3);
        assert.notEqual(trader.exchange.venue.state.accounts.CROSS?.calledAt, undefined);

        await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '50000' });
        await ask('createMarginOrder', { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.39' });
        const { borrowed, interest } = await usdt();
        const owed = (number(borrowed) + number(interest)).toFixed(8);
        await ask('marginBorrowRepay', { asset: 'USDT', amount: owed, type: 'REPAY', isIsolated: 'FALSE' });
        const after = await usdt();
        assert.equal(number(after.borrowed) + number(after.interest), 0);
        await ask('makeUniversalTransfer', { type: 'MARGIN_MAIN', asset: 'USDT', amount: '5000' });
      });

      it('takes a resting order back', async () => {
        const order = await ask('createMarginOrder', { ...restingBuy, newOrderRespType: 'RESULT' });
        assert.equal(order.status, 'NEW');
        const canceled = await ask('cancelMarginOrder', { symbol: 'BTCUSDT', orderId: order.orderId });
        assert.equal(canceled.status, 'CANCELED');
      });

      it('reads every history of it', async () => {
        await trader.control('POST', 'clock', { advanceMs: HOUR });
        for (const [name, parameters, least] of [
          ['getMarginBorrowRepayRecords', { type: 'BORROW' }, 1],
          ['getMarginBorrowRepayRecords', { type: 'REPAY' }, 1],
          ['getMarginInterestHistory', {}, 1],
          ['getMarginTrades', { symbol: 'BTCUSDT' }, 2],
          ['getAllMarginOrders', { symbol: 'BTCUSDT' }, 3],
          ['queryUniversalTransferHistory', { type: 'MAIN_MARGIN' }, 1],
          ['getMarginTransferHistory', { type: 'ROLL_OUT' }, 1],
          ['getMarginCapitalFlow', {}, 8],
          ['getMarginForceLiquidationRecord', {}, 0],
        ] as const) {
          // Some have no call for some of these; what they have has to work.
          if (!client.calls[name]) continue;
          const reply = await ask(name, parameters);
          const rows = (Array.isArray(reply) ? reply : reply.rows) as unknown[];
          assert.ok(rows.length >= least, `${name}: ${rows.length} rows`);
        }
      });
    });
});
