import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { answer, clientOf, scripted, type Scripted } from './support/server.ts';

/** More turns of the loop than a request over loopback takes; what has not left by then waits for a timer. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await nextTurn();
}

describe('loans', () => {
  let server: Scripted;
  let client: ReturnType<typeof clientOf>['client'];
  let loans: () => string[];
  beforeEach(async () => {
    let id = 0;
    server = await scripted((_, response) => answer(response, { tranId: (id += 1) }));
    loans = () =>
      server.seen
        .filter(({ path }) => path === '/sapi/v1/margin/borrow-repay')
        .map(({ query }) => `${query.get('type') ?? ''} ${query.get('amount') ?? ''}`);
    // The time between them is told by hand.
    mock.timers.enable({ apis: ['setTimeout'] });
    ({ client } = clientOf(server.url, { loanGapMs: 100 }));
  });
  afterEach(async () => {
    client.close();
    mock.timers.reset();
    await server.close();
  });

  it('keep 100 ms apart, counted from the answer, whether borrowed or repaid', async () => {
    const all = [
      client.createMarginLoan({ asset: 'USDT', amount: '1' }),
      client.repayMarginLoan({ asset: 'USDT', amount: '2' }),
      client.createMarginLoan({ asset: 'BTC', amount: '3' }),
    ];
    const order = ['BORROW 1', 'REPAY 2', 'BORROW 3'];
    for (const [at, loan] of all.entries()) {
      await loan;
      await turns();
      assert.deepEqual(loans(), order.slice(0, at + 1));
      mock.timers.tick(99);
      await turns();
      assert.deepEqual(loans(), order.slice(0, at + 1), 'one left after 99 ms');
      mock.timers.tick(1);
    }
  });

  it('make nobody wait once the time has passed, and no other write at all', async () => {
    await client.createMarginLoan({ asset: 'USDT', amount: '1' });
    await client.transferSpotToMargin({ asset: 'USDT', amount: '5' });
    mock.timers.tick(100);
    await client.repayMarginLoan({ asset: 'USDT', amount: '2' });
    assert.deepEqual(loans(), ['BORROW 1', 'REPAY 2']);
  });
});
