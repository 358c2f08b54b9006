import assert from 'node:assert/strict';
import { ManualClock } from '../../src/paper/clock.ts';
import { fundedExchange, START, type Trader } from './support.ts';

const HOUR = 3_600_000;
interface Progress {
  left: number;
  played: { afterMs: number; did: string; status: number; answer: { code?: number } }[];
}
interface Overview {
  now: number;
  accounts: { name: string; kind: string; level?: string; status?: string; holdings: { asset: string }[] }[];
  orders: unknown[];
  prices: { symbol: string; price: string; held: boolean }[];
}

describe('scenario scripts', () => {
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange('10000')));
  afterEach(() => trader.exchange.close());

  const borrow = { asset: 'USDT', amount: '15000', type: 'BORROW', isIsolated: 'FALSE' };
  const buy = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: 24_000 };
  const script = [
    { afterMs: 0, call: 'POST /sapi/v1/margin/borrow-repay', with: borrow },
    { afterMs: 2 * HOUR, prices: { BTCUSDT: '38000' } },
    { afterMs: HOUR, call: 'POST /sapi/v1/margin/order', with: buy },
    { afterMs: 3 * HOUR, call: 'POST /sapi/v1/margin/borrow-repay', with: borrow },
  ];

  it('play prices and calls in the order of their times and say what became of each', async () => {
    const { body } = await trader.control<Progress>('POST', 'scenario', script);
    assert.deepEqual(
      body.played.map(({ afterMs, did, status, answer }) => [afterMs / HOUR, did.split(' ')[0], status, answer.code]),
      [
        [0, 'POST', 200, undefined],
        [1, 'POST', 200, undefined],
        [2, 'prices', 200, undefined],
        [3, 'POST', 400, -3006],
      ],
    );
    assert.equal(trader.now, START + 3 * HOUR);
    const seen = (await trader.control<Overview>('GET', 'overview')).body;
    const cross = seen.accounts.find(({ kind }) => kind === 'cross')!;
    assert.equal(cross.status, 'MARGIN_CALL');
    assert.match(cross.level!, /^1\.2\d{3}$/);
    assert.deepEqual(
      seen.prices.find(({ symbol }) => symbol === 'BTCUSDT'),
      {
        symbol: 'BTCUSDT',
        price: '38000',
        held: true,
      },
    );
  });

  it('come out the same every time', async () => {
    const other = await fundedExchange('10000');
    await Promise.all([trader.control('POST', 'scenario', script), other.control('POST', 'scenario', script)]);
    const [one, two] = [await trader.control('GET', 'state'), await other.control('GET', 'state')];
    await other.exchange.close();
    assert.equal(one.text, two.text);
  });

  for (const [what, steps, says] of [
    ['that are no list', { steps: 'x' }, 'A scenario is a list of steps.'],
    ['without a deed', [{ afterMs: 0 }], 'Step 1: a step has "prices", "faults", "platform" or "call".'],
    ['with a time before their beginning', [{ afterMs: -1, prices: {} }], 'Step 1: "afterMs" is a whole number'],
    ['of a pair that is not listed', [{ prices: { DOGEBTCX: '1' } }], 'Step 1: DOGEBTCX is not a pair'],
    ['with a price that no order could have', [{ prices: { BTCUSDT: '0.001' } }], 'Step 1: Prices of BTCUSDT are from'],
    ['of an endpoint that is not served', [{ call: 'GET /x' }], 'Step 1: GET /x is not an endpoint'],
  ] as const)
    it(`${what} are refused with a reason, and nothing of them is played`, async () => {
      const before = trader.exchange.venue.state;
      const answer = await trader.control<{ msg: string }>('POST', 'scenario', steps);
      assert.equal(answer.status, 400);
      assert.ok(answer.body.msg.startsWith(says), answer.body.msg);
      assert.equal(trader.exchange.venue.state, before);
    });
});

describe('scenario scripts with the real clock', () => {
  it('play as time comes, and stop when told to', async () => {
    const trader = await fundedExchange('10000', { clock: 'real', limits: false });
    try {
      const steps = [
        { afterMs: 1, prices: { BTCUSDT: '41000' } },
        { afterMs: HOUR, prices: { BTCUSDT: '1000' } },
      ];
      assert.equal((await trader.control<Progress>('POST', 'scenario', steps)).body.left > 0, true);
      let progress: Progress;
      do progress = (await trader.control<Progress>('GET', 'scenario')).body;
      while (progress.played.length === 0);
      assert.deepEqual([progress.left, progress.played[0]!.did], [1, 'prices']);
      assert.equal((await trader.control<Progress>('DELETE', 'scenario')).body.left, 0);
    } finally {
      await trader.exchange.close();
    }
  });
});

describe('held prices', () => {
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange('10000')));
  afterEach(() => trader.exchange.close());
  const hold = (price: unknown) =>
    trader.control<{ price: string; msg: string }>('POST', 'price', { symbol: 'BTCUSDT', price });

  it('lie on the tick, as those that are traded at do', async () => {
    assert.equal((await hold('50000.12789')).body.price, '50000.13');
    await trader.order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' });
    const [trade] = trader.exchange.venue.ledger.rows.trades;
    assert.match(trade!.price, /^\d+\.\d\d0{6}$/);
    await trader.control('POST', 'scenario', [{ prices: { BTCUSDT: '50000.00499' } }]);
    assert.equal(trader.exchange.venue.view.prices.pair('BTCUSDT').toFixed(), '50000');
  });

  it('that no order could have are refused with the reason, and the one before holds on', async () => {
    for (const price of ['0', '0.004', '1000000.01', '9'.repeat(20)]) {
      const { status, body } = await hold(price);
      assert.deepEqual([status, body.msg], [400, 'Prices of BTCUSDT are from 0.01 to 1000000.'], price);
    }
    assert.equal(trader.exchange.venue.view.prices.pair('BTCUSDT').toFixed(), '50000');
  });
});

describe('a reset', () => {
  it('takes armed faults and a running scenario with it', async () => {
    const trader = await fundedExchange('10000', { clock: 'real', limits: false });
    try {
      await trader.control('POST', 'faults', [{ endpoint: '*', kind: 'code', times: -1 }]);
      await trader.control('POST', 'scenario', [{ afterMs: HOUR, prices: { BTCUSDT: '1000' } }]);
      await trader.control('POST', 'reset');
      assert.deepEqual((await trader.control('GET', 'faults')).body, []);
      assert.equal((await trader.control<Progress>('GET', 'scenario')).body.left, 0);
      assert.equal((await trader.call('GET', '/sapi/v1/margin/account')).status, 200);
    } finally {
      await trader.exchange.close();
    }
  });
});

describe('snapshots', () => {
  let trader: Trader;
  beforeEach(async () => (trader = await fundedExchange('10000')));
  afterEach(() => trader.exchange.close());

  it('bring state, histories and the manual clock back, byte for byte', async () => {
    await trader.borrow('USDT', '500');
    await trader.control('POST', 'snapshot', { name: 'before the crash' });
    const [state, account] = [
      await trader.control('GET', 'state'),
      await trader.call('GET', '/sapi/v1/margin/account'),
    ];
    await trader.control('POST', 'clock', { advanceMs: 30 * 24 * HOUR });
    await trader.control('POST', 'price', { symbol: 'BTCUSDT', price: '100' });
    await trader.borrow('USDT', '500');
    const back = await trader.control<{ now: number }>('POST', 'restore', { name: 'before the crash' });
    assert.equal(back.body.now, START);
    assert.equal((await trader.control('GET', 'state')).text, state.text);
    assert.equal((await trader.call('GET', '/sapi/v1/margin/account')).text, account.text);
    const loans = await trader.call('GET', '/sapi/v1/margin/borrow-repay', { type: 'BORROW', asset: 'USDT' });
    assert.equal(loans.body.total, 1);
    assert.equal((await trader.borrow('USDT', '500')).status, 200);
  });

  it('that do not exist are said not to', async () => {
    const answer = await trader.control<{ msg: string }>('POST', 'restore', { name: 'never' });
    assert.deepEqual([answer.status, answer.body.msg], [404, 'There is no snapshot "never".']);
  });
});

describe('the event feed', () => {
  it('tells every event of the engine as it becomes durable', async () => {
    const trader = await fundedExchange('10000');
    const { controlUrl, controlToken } = trader.exchange.announcement;
    const leave = new AbortController();
    try {
      const response = await fetch(`${controlUrl}/events`, {
        headers: { Authorization: `Bearer ${controlToken}` },
        signal: leave.signal,
      });
      assert.equal(response.headers.get('content-type'), 'text/event-stream;charset=UTF-8');
      const { tranId } = (await trader.borrow('USDT', '500')).body;
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) {
        text += decoder.decode(chunk, { stream: true });
        if (text.includes('event: balance\n')) break;
      }
      const loan = /^event: loan\ndata: (.*)$/m.exec(text);
      assert.equal((JSON.parse(loan![1]!) as { id: number }).id, tranId);
    } finally {
      leave.abort();
      await trader.exchange.close();
    }
  });
});

describe('controls', () => {
  it('say what is wrong with a fault when it is armed, not when it should hit', async () => {
    const trader = await fundedExchange('10000');
    try {
      const fault = { endpoint: 'GET /api/v3/ping', kind: 'status' };
      for (const [change, said] of [
        [{ kind: 'latency', ms: 'long' }, /"ms" is a number of milliseconds/],
        [{ kind: 'latency', ms: -1 }, /"ms" is a number of milliseconds/],
        [{ status: 99 }, /"status" is an HTTP status/],
        [{ status: 429.5 }, /"status" is an HTTP status/],
        [{ headers: { 'a\nb': 'x' } }, /"headers" are an object/],
        [{ headers: { 'Retry-After': 'a\nb' } }, /"headers" are an object/],
        [{ headers: { 'Retry-After': 5 } }, /"headers" are an object/],
        [{ body: {} }, /"body" is a text/],
        [{ probability: 2 }, /"probability" is a number from 0 to 1/],
        [{ times: 0.5 }, /how many times/],
      ] as const) {
        const { status, body } = await trader.control<{ msg: string }>('POST', 'faults', { ...fault, ...change });
        assert.equal(status, 400, JSON.stringify(change));
        assert.match(body.msg, said);
      }
      assert.deepEqual((await trader.control('GET', 'faults')).body, []);
      await trader.control('POST', 'faults', { ...fault, status: 429, headers: { 'Retry-After': '7' } });
      const hit = await fetch(`${trader.exchange.announcement.restUrl}/api/v3/ping`, {
        headers: { Connection: 'close' },
      });
      assert.deepEqual([hit.status, hit.headers.get('retry-after')], [429, '7']);
    } finally {
      await trader.exchange.close();
    }
  });

  it('show at most ten thousand records of the journal at a time', async () => {
    const trader = await fundedExchange('10000');
    try {
      const { body } = await trader.control<{ total: number; records: { number: number }[] }>('GET', 'journal?after=1');
      assert.deepEqual([body.total, body.records.map(({ number }) => number)], [2, [2]]);
      for (const query of ['limit=-1', 'after=abc', 'after=1.5', 'limit='])
        assert.equal((await trader.control('GET', `journal?${query}`)).status, 400, query);
    } finally {
      await trader.exchange.close();
    }
  });
});

describe('a fault of the engine’s own', () => {
  it('stops time, is said once, and takes neither the exchange nor what it holds down', async () => {
    const trader = await fundedExchange('10000');
    const { venue } = trader.exchange;
    const { market } = venue.world;
    const range = market.range.bind(market);
    const write = process.stderr.write.bind(process.stderr);
    let said = '';
    try {
      await trader.borrow('ADA', '100');
      const before = venue.state;
      process.stderr.write = (text: string | Uint8Array) => ((said += String(text)), true);
      market.range = () => {
        throw new RangeError('The walk has no such second.');
      };
      assert.ok(venue.clock instanceof ManualClock);
      venue.clock.set(START + HOUR);
      venue.catchUp();
      venue.catchUp();
      assert.equal((await trader.call('GET', '/api/v3/time')).status, 200);
      assert.equal((await trader.borrow('ADA', '100')).status, 500);
      assert.equal(venue.state, before);
      assert.equal(said.match(/Time stands still: RangeError/g)?.length, 1);
      market.range = range;
      venue.catchUp();
      await venue.settled();
      assert.equal(venue.state.now, START + HOUR);
    } finally {
      process.stderr.write = write;
      await trader.exchange.close();
    }
  });
});
