import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { ManualClock } from '../../src/paper/clock.ts';
import type { CommandOf } from '../../src/paper/engine/commands.ts';
import { Draft } from '../../src/paper/engine/draft.ts';
import { Refusal } from '../../src/paper/engine/refusal.ts';
import { carryOut } from '../../src/paper/server/carry-out.ts';
import { Failure } from '../../src/paper/server/fault.ts';
import { Keys } from '../../src/paper/server/keys.ts';
import { Limits } from '../../src/paper/server/limits.ts';
import { parametersOf } from '../../src/paper/server/parameters.ts';
import { nothingYet } from '../../src/paper/server/replies.ts';
import { routes } from '../../src/paper/server/routes/index.ts';
import { stateFrom, toText } from '../../src/paper/ledger/stored.ts';
import { Tickets } from '../../src/paper/streams/tickets.ts';
import { anyCommand, dice } from './any-command.ts';
import { quietExchange, type Trader } from './support.ts';

/** Reads of every sort: of accounts, of limits, of orders, of the past, of prices, of what never changes. */
const reads = [
  'margin/account',
  'margin/isolated/account',
  'margin/isolated/account?symbols=ETHBTC',
  'margin/maxBorrowable?asset=USDT',
  'margin/maxBorrowable?asset=BTC&isolatedSymbol=BTCUSDT',
  'margin/maxTransferable?asset=BTC',
  'margin/openOrders?isIsolated=FALSE',
  'margin/allOrders?symbol=BTCUSDT',
  'margin/myTrades?symbol=BTCUSDT',
  'margin/borrow-repay?type=BORROW',
  'margin/interestHistory?size=100',
  'margin/capital-flow',
  'margin/forceLiquidationRec',
  'margin/priceIndex?symbol=ETHBTC',
  'margin/tradeCoeff',
  'margin/crossMarginData',
  'margin/available-inventory?type=MARGIN',
  'margin/allPairs',
  'margin/isolated/accountLimit',
  'bnbBurn',
].map((text) => {
  const [path = '', query = ''] = text.split('?');
  return { path: `/sapi/v1/${path}`, query };
});

describe('a reply that is given again', function () {
  this.timeout(120_000);
  let trader: Trader;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  before(async () => (trader = await quietExchange()));
  after(async () => {
    agent.destroy();
    await trader.exchange.close();
  });

  const served = (path: string, query: string): Promise<string> => {
    const { restUrl, apiKey, apiSecret } = trader.exchange.announcement;
    const payload = `${query === '' ? '' : `${query}&`}timestamp=${trader.now}`;
    const signature = createHmac('sha256', apiSecret).update(payload).digest('hex');
    return new Promise((resolve, reject) => {
      const options = { agent, headers: { 'X-MBX-APIKEY': apiKey } };
      request(`${restUrl}${path}?${payload}&signature=${signature}`, options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end();
    });
  };
  /** The answer worked out from nothing but the exchange's state and past, on a new state that shares no part. */
  const fresh = (path: string, query: string): string => {
    const { venue } = trader.exchange;
    const house = {
      venue: Object.create(venue, {
        view: {
          get: () => new Draft(structuredState(venue.state), { ...venue.world, market: { ...venue.world.market } }),
        },
        ledger: { value: venue.ledger },
        world: { value: venue.world },
      }) as typeof venue,
      keys: new Keys([]),
      limits: new Limits(false, 0),
      tickets: new Tickets(1),
      routes,
    };
    const route = routes.get(`GET ${path}`);
    assert.ok(route, path);
    try {
      const { sent } = parametersOf(query, '');
      return JSON.stringify(carryOut(house, route, sent, { key: undefined, now: trader.now }, nothingYet()));
    } catch (error) {
      if (!(error instanceof Failure) && !(error instanceof Refusal)) throw error;
      return JSON.stringify({ code: error.code, msg: error.message });
    }
  };
  const structuredState = (state: Draft['state']): Draft['state'] => stateFrom(toText(state));

  it('is what would be worked out now, after any command, price, step of the clock, restore and reset', async () => {
    const roll = dice(5);
    const { venue } = trader.exchange;
    const controls: readonly (() => Promise<unknown>)[] = [
      () => trader.control('POST', 'clock', { advanceMs: 1 + roll(5000) }),
      () => trader.control('POST', 'clock', { advanceMs: 3_600_000 }),
      // A clock that runs on before anything has happened, as the real one does.
      () => {
        assert.ok(venue.clock instanceof ManualClock);
        venue.clock.set(trader.now + 1 + roll(300));
        return Promise.resolve();
      },
      () => trader.control('POST', 'price', { symbol: 'BTCUSDT', price: String(40_000 + roll(40_000)) }),
      () => trader.control('POST', 'price', { symbol: 'ETHUSDT', price: null }),
      () => trader.control('POST', 'snapshot', { name: 'kept' }),
      () => trader.control('POST', 'restore', { name: 'kept' }),
      () => (roll(3) === 0 ? trader.control('POST', 'reset') : Promise.resolve()),
    ];
    let changed = 0;
    const last = new Map<string, string>();
    for (let step = 0; step < 250; step++) {
      if (roll(4) === 0) await controls[roll(controls.length)]!();
      else {
        const { command } = anyCommand(roll, venue.state);
        await venue.submit(command as CommandOf<'tick'>).catch((error: unknown) => assert.ok(error instanceof Refusal));
      }
      for (let count = 0; count < 6; count++) {
        const { path, query } = reads[roll(reads.length)]!;
        const first = await served(path, query);
        assert.equal(first, fresh(path, query), `step ${step}: ${path}?${query}`);
        assert.equal(await served(path, query), first, `step ${step}, again: ${path}?${query}`);
        if (last.get(path + query) !== first) changed += 1;
        last.set(path + query, first);
      }
    }
    assert.ok(changed > 150, `${changed} replies were others than before`);
  });
});
