import assert from 'node:assert/strict';
import { paper, type Bench } from './support/exchange.ts';

describe('a write that is cancelled after it has left', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await paper({ limits: false }, { loanGapMs: 0 });
  });
  afterEach(() => bench.close());

  it('ends with what the exchange made of it, where that is asked for', async () => {
    const endpoint = 'POST /sapi/v1/margin/borrow-repay';
    await bench.control('POST', 'faults', { endpoint, times: 1, kind: 'latency', ms: 500 });
    const stop = new AbortController();
    const borrowing = bench.client.createMarginLoan(
      { asset: 'USDT', amount: '123' },
      { signal: stop.signal, settle: true },
    );
    // The fault is used up once the exchange has the request, which it carries out half a second later.
    while (((await bench.control('GET', 'faults')) as unknown[]).length > 0);
    stop.abort();
    const { tranId } = await borrowing;
    const { rows } = await bench.client.getMarginLoanDetails({ asset: 'USDT', txId: tranId });
    assert.equal(Number(rows[0]?.principal), 123);
  });
});
