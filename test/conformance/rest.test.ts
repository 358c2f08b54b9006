import assert from 'node:assert/strict';
import type { MarginClient } from '../../src/binance/client.ts';
import { endpointOf, type EndpointName } from '../../src/binance/table/index.ts';
import { paper, type Bench } from '../binance/support/exchange.ts';
import type { Announcement } from '../../src/paper/exchange.ts';
import { everyone, type Call, type Foreign } from './clients.ts';

/** Reads that other clients and ours both have, with the same parameters. */
const reads: [EndpointName, Record<string, unknown>][] = [
  ['getMarginAccount', {}],
  ['getIsolatedMarginAccount', {}],
  ['getIsolatedMarginAccount', { symbols: 'BTCUSDT' }],
  ['getMarginAllAssets', {}],
  ['getMarginAllPairs', {}],
  ['getIsolatedMarginAllSymbols', {}],
  ['getMarginPriceIndex', { symbol: 'BTCUSDT' }],
  ['getCrossMarginCollateralRatio', {}],
  ['getMarginBorrowRepayRecords', { type: 'BORROW', asset: 'USDT' }],
  ['getMarginBorrowRepayRecords', { type: 'REPAY', size: 50 }],
  ['getMarginInterestHistory', { size: 100 }],
  ['getMarginInterestRateHistory', { asset: 'USDT' }],
  ['getMarginForceLiquidationRecord', {}],
  ['getMaxMarginLoan', { asset: 'USDT' }],
  ['getMaxMarginTransfer', { asset: 'USDT' }],
  ['getCrossMarginData', {}],
  ['getIsolatedMarginFeeData', {}],
  ['getMarginTransferHistory', {}],
  ['getOpenMarginOrders', { symbol: 'BTCUSDT' }],
  ['getAllMarginOrders', { symbol: 'BTCUSDT' }],
  ['getMarginTrades', { symbol: 'BTCUSDT' }],
  ['queryUniversalTransferHistory', { type: 'MAIN_MARGIN' }],
  ['getDustLog', { accountType: 'MARGIN' }],
  ['getIsolatedMarginTierData', { symbol: 'BTCUSDT' }],
  ['getMarginTradeCoefficients', {}],
  ['getMarginCapitalFlow', {}],
  ['getMarginAvailableInventory', { type: 'MARGIN' }],
  ['getBnbBurnSpotMargin', {}],
];

/**
 * The same reply, field by field. Ids that JSON's floats cannot hold are compared as the floats that the other client
 * made of them, and only where our table says that they differ.
 */
function assertSame(ours: unknown, theirs: unknown, name: EndpointName, at: string): void {
  const mendedTimes = endpointOf(name).mendedTimes ?? [];
  const mended = [...(endpointOf(name).numbersAsText ?? []), ...(endpointOf(name).textAsNumbers ?? [])];
  if (Array.isArray(ours)) {
    assert.ok(Array.isArray(theirs), at);
    assert.equal(theirs.length, ours.length, `${at}.length`);
    ours.forEach((row, index) => assertSame(row, theirs[index], name, `${at}[${index}]`));
  } else if (typeof ours === 'object' && ours !== null) {
    assert.ok(typeof theirs === 'object' && theirs !== null, at);
    const other = theirs as Record<string, unknown>;
    assert.deepEqual(Object.keys(ours).sort(), Object.keys(other).sort(), at);
    for (const [key, value] of Object.entries(ours)) {
      if (mendedTimes.includes(key))
        assert.equal(String(value).slice(0, 10), String(other[key]).slice(0, 10), `${at}.${key}`);
      else if (mended.includes(key)) assert.equal(Number(value), Number(other[key]), `${at}.${key}`);
      else assertSame(value, other[key], name, `${at}.${key}`);
    }
  } else if (typeof ours === 'number') assert.equal(Number(theirs), ours, at);
  else assert.equal(theirs, ours, at);
}

/** Without what differs from one order to the next. */
function constant<T extends object>(one: T): T {
  const changing = /^(order(List)?Id|(list)?[cC]lientOrderId|transact(ion)?Time|isIsolated)$/;
  return Object.fromEntries(Object.entries(one).filter(([name]) => !changing.test(name))) as T;
}

function callOf(foreign: Foreign, name: EndpointName): Call {
  const call = foreign.calls[name];
  assert.ok(call, `${foreign.name} has no ${name}`);
  return call;
}

const nowhere = { restUrl: 'http://127.0.0.1:9', apiKey: 'none', apiSecret: 'none' } as Announcement;

for (const make of everyone) {
  const { name: title, calls } = make(nowhere);
  describe(`margin by ${title}, compared with MarginClient`, () => {
    let bench: Bench;
    let foreign: Foreign;
    let client: MarginClient;
    before(async () => {
      bench = await paper({ clock: 'manual', start: Date.now() });
      ({ client } = bench);
      foreign = make(bench.exchange.announcement);
    });
    after(async () => {
      await foreign.close?.();
      await bench.close();
    });

    for (const [name, parameters] of reads) {
      if (!calls[name]) continue;
      it(`${name} ${JSON.stringify(parameters)}`, async () => {
        // In this order: a client that changes its parameters must not change ours.
        const ours = await client.call(name, { ...parameters });
        assertSame(ours, await callOf(foreign, name)({ ...parameters }), name, name);
      });
    }

    it('borrows, and both see the loan', async () => {
      const borrow = callOf(foreign, 'marginBorrowRepay');
      const before = await client.getMarginAccount();
      const owed = (account: typeof before) => Number(account.userAssets.find((row) => row.asset === 'USDT')?.borrowed);
      const reply = (await borrow({ asset: 'USDT', amount: '25', isIsolated: 'FALSE', type: 'BORROW' })) as {
        tranId: number;
      };
      const [newest] = (await client.getMarginLoanDetails({ asset: 'USDT' })).rows;
      assert.equal(newest?.txId, String(reply.tranId));
      assert.equal(newest.principal, '25.00000000');
      assert.equal(owed(await client.getMarginAccount()), owed(before) + 25);
      await borrow({ asset: 'USDT', amount: '30', isIsolated: 'FALSE', type: 'REPAY' });
      const [repaid] = (await client.getMarginRepayDetails({ asset: 'USDT' })).rows;
      assert.equal(repaid?.amount, '30.00000000');
    });

    it('transfers in both directions', async () => {
      const transfer = callOf(foreign, 'makeUniversalTransfer');
      const into = (await transfer({ type: 'MAIN_MARGIN', asset: 'USDT', amount: '40' })) as { tranId: number };
      const out = (await transfer({ type: 'MARGIN_MAIN', asset: 'USDT', amount: '40' })) as { tranId: number };
      const history = await client.queryUniversalTransferHistory({ type: 'MAIN_MARGIN' });
      assert.equal(history.rows[0]?.tranId, String(into.tranId));
      const back = await client.queryUniversalTransferHistory({ type: 'MARGIN_MAIN' });
      assert.equal(back.rows[0]?.tranId, String(out.tranId));
    });

    it('places a limit order, finds it, and cancels it', async () => {
      const place = callOf(foreign, 'createMarginOrder');
      const find = callOf(foreign, 'getMarginOrder');
      const cancel = callOf(foreign, 'cancelMarginOrder');
      const price = (Number((await client.getMarginPriceIndex({ symbol: 'BTCUSDT' })).price) * 0.9).toFixed(2);
      const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price };
      const placed = (await place({ ...order })) as { orderId: number | string };
      const orderId = Number(placed.orderId);
      assertSame(
        await client.getMarginOrder({ symbol: 'BTCUSDT', orderId }),
        await find({ symbol: 'BTCUSDT', orderId }),
        'getMarginOrder',
        'order',
      );
      const cancelled = (await cancel({ symbol: 'BTCUSDT', orderId })) as { orderId: unknown; status: string };
      assert.equal(cancelled.status, 'CANCELED');
      assert.equal((await client.getMarginOrder({ symbol: 'BTCUSDT', orderId })).status, 'CANCELED');
    });

    if (calls.createMarginOcoOrder)
      it('places an OCO that is, but for ids and times, the one that MarginClient places', async () => {
        const index = Number((await client.getMarginPriceIndex({ symbol: 'ETHUSDT' })).price);
        const oco = {
          symbol: 'ETHUSDT',
          side: 'BUY',
          quantity: '0.01',
          price: (index * 0.8).toFixed(2),
          stopPrice: (index * 1.2).toFixed(2),
          stopLimitPrice: (index * 1.25).toFixed(2),
          stopLimitTimeInForce: 'GTC',
        } as const;
        const ours = await client.createMarginOcoOrder(oco);
        const theirs = (await callOf(foreign, 'createMarginOcoOrder')({ ...oco })) as typeof ours;
        const bare = ({ orders, orderReports, ...list }: typeof ours) => ({
          list: constant(list),
          orders: orders.map(constant),
          reports: orderReports.map(constant).sort((one, other) => one.type.localeCompare(other.type)),
        });
        assertSame(bare(ours), bare(theirs), 'createMarginOcoOrder', 'oco');
        const { orderListId: listId } = theirs;
        const found = await client.getMarginOcoOrder({ orderListId: listId });
        assert.equal(found.listOrderStatus, 'EXECUTING');
        if (calls.cancelMarginOcoOrder) {
          const cancel = callOf(foreign, 'cancelMarginOcoOrder');
          const cancelled = (await cancel({ symbol: 'ETHUSDT', orderListId: listId })) as { listOrderStatus: string };
          assert.equal(cancelled.listOrderStatus, 'ALL_DONE');
        } else await client.cancelMarginOcoOrder({ symbol: 'ETHUSDT', orderListId: listId });
        await client.cancelMarginOcoOrder({ symbol: 'ETHUSDT', orderListId: ours.orderListId });
      });
  });
}
