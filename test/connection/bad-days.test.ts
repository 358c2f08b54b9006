import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startExchange } from '../../src/paper/exchange.ts';
import type { Fault } from '../../src/paper/server/faults.ts';
import { fundedExchange, type Trader } from '../paper/support.ts';
import { Window } from './a-window.ts';

// The workbench on days when the exchange, the network or the machine misbehave: it says once what is wrong, and is back
// by itself when the cause is gone. Against the real paper exchange through the real client; time is moved by hand.
describe('on a bad day, the workbench', () => {
  let trader: Trader;
  let window: Window;

  beforeEach(async () => {
    // The machine's own clock and the exchange's agree, and limits are the faults' business.
    trader = await fundedExchange('10000', { clock: 'real', limits: false });
    await trader.borrow('USDT', '100');
    window = new Window(trader.exchange);
    await window.open();
    assert.equal(window.says, undefined);
  });
  afterEach(async () => {
    window.close();
    await trader.exchange.close();
  });

  const arm = (fault: Partial<Fault>) => trader.control('POST', 'faults', [{ endpoint: '*', times: -1, ...fault }]);
  /** The streams are connected: the next request to the exchange is the reading's. */
  const heard = () => window.until(() => window.connection.account.state.feed === 'live');
  const owed = () => window.connection.account.snapshot?.loans[0]?.principal.toFixed();

  interface Day {
    readonly name: string;
    readonly fault: Partial<Fault>;
    readonly says: RegExp;
    /** The user has to act: told by a message, too. */
    readonly message: boolean;
  }
  const days: Day[] = [
    {
      name: 'a revoked key, or one that is not for this address',
      fault: { kind: 'code', code: -2015 },
      says: /refuses this key .*it was deleted, is not for this address, or lacks a permission/,
      message: true,
    },
    {
      name: 'a key deleted at the exchange',
      fault: { kind: 'code', code: -2008 },
      says: /does not know this key/,
      message: true,
    },
    { name: 'a refused address', fault: { kind: 'status', status: 403 }, says: /refuses this address/, message: true },
    {
      name: 'a clock that the exchange does not accept',
      fault: { kind: 'code', code: -1021 },
      says: /clock is too far/,
      message: true,
    },
    {
      name: 'too many requests',
      fault: { kind: 'status', status: 429, headers: { 'Retry-After': '30' } },
      says: /takes no more requests until \d\d:\d\d:\d\d/,
      message: false,
    },
    { name: 'maintenance', fault: { kind: 'status', status: 503 }, says: /maintenance or overloaded/, message: false },
    {
      name: 'an exchange that is disconnected inside',
      fault: { kind: 'code', code: -1001 },
      says: /maintenance or overloaded/,
      message: false,
    },
    { name: 'a web page instead of JSON', fault: { kind: 'html' }, says: /Something else answered/, message: false },
    {
      name: 'half answers',
      fault: { kind: 'half-body' },
      says: /Something else answered|does not answer/,
      message: false,
    },
    {
      name: 'a redirect to somewhere else',
      fault: { kind: 'redirect', location: 'http://127.0.0.1:9/' },
      says: /Something else answered/,
      message: false,
    },
    {
      name: 'a network that swallows requests',
      fault: { kind: 'drop-before' },
      says: /does not answer|cannot be reached/,
      message: false,
    },
  ];

  for (const { name, fault, says, message } of days)
    it(`says what is wrong once and comes back by itself: ${name}`, async () => {
      const before = owed();
      await arm(fault);
      const sentences = new Set<string>();
      for (let poll = 0; poll < 4; poll += 1) {
        await window.poll();
        assert.equal(window.condition.kind, 'stale');
        sentences.add((window.says ?? '').replace(/^[^:]* old: /, '').replace(/\d[\d:]*( s| min)?/g, '#'));
        assert.match(window.says ?? '', says);
      }
      assert.equal(sentences.size, 1, `one cause, one sentence: ${[...sentences].join(' | ')}`);
      assert.match(window.says ?? '', /^\d+ (s|min|h) old: /);
      assert.equal(owed(), before, 'what was known stays on screen');
      assert.equal(window.notices.length, message ? 1 : 0, window.notices.join(' | '));
      await trader.control('DELETE', 'faults');
      await trader.borrow('USDT', '50');
      while (window.condition.kind === 'stale') await window.poll();
      assert.equal(window.says, undefined);
      assert.equal(Number(owed()), Number(before) + 50);
    });

  for (const { status, says } of [
    { status: 1, says: /in maintenance: nothing is traded/ },
    { status: 0, says: /announces no maintenance/ },
  ])
    it(`asks an exchange that answers badly whether it is in maintenance: status ${status}`, async () => {
      const body = JSON.stringify({ status, msg: status === 0 ? 'normal' : 'system maintenance' });
      await trader.control('POST', 'faults', [
        { endpoint: 'GET /sapi/v1/system/status', times: -1, kind: 'status', status: 200, body },
        { endpoint: 'GET /sapi/v1/margin/account', times: -1, kind: 'status', status: 503 },
      ]);
      while (window.condition.kind !== 'stale') await window.poll();
      assert.match(window.says ?? '', says);
      await window.poll();
      assert.match(window.says ?? '', says);
    });

  for (const seconds of [30, 150])
    it(`says at once until when the exchange takes nothing more, and reads again then: ${seconds} s`, async () => {
      await heard();
      const slow = { kind: 'status', status: 429, headers: { 'Retry-After': String(seconds) } } as const;
      await arm({ endpoint: 'GET /sapi/v1/margin/account', ...slow, times: 1 });
      const asked = window.now;
      await window.poll();
      const { condition } = window;
      assert.ok(condition.kind === 'stale' && condition.trouble.kind === 'busy');
      // The poll itself comes ten seconds later. Told from the first answer, not after the client's own patience.
      const wait = condition.trouble.until - asked - 10_100;
      assert.ok(wait > seconds * 1_000 - 1_000 && wait < seconds * 1_000 + 8_000, `${wait} ms`);
      assert.match(window.says ?? '', /takes no more requests until \d\d:\d\d:\d\d/);
      assert.deepEqual(window.notices, []);
      await window.poll();
      assert.equal(window.says, undefined);
    });

  it('says until when it is banned, sends nothing meanwhile whoever asks, and is back afterwards', async () => {
    await heard();
    await arm({
      endpoint: 'GET /sapi/v1/margin/account',
      kind: 'status',
      status: 418,
      headers: { 'Retry-After': '120' },
      times: 1,
    });
    await window.poll();
    assert.match(window.says ?? '', /shut this address out for .*, until \d\d:\d\d:\d\d/);
    assert.equal(window.notices.length, 1);
    await window.connection.account.refresh();
    assert.match(window.says ?? '', /shut this address out/);
    assert.equal(window.notices.length, 1);
    while (window.condition.kind === 'stale') await window.poll();
    assert.equal(window.says, undefined);
  });

  it('says after a night asleep how old the figures are, and reads them as soon as it can', async () => {
    await arm({ kind: 'drop-before' });
    window.pass(9 * 3_600_000);
    window.connection.account.wake();
    await window.until(() => window.condition.kind === 'stale');
    assert.match(window.says ?? '', /^9 h old: The exchange (does not answer|cannot be reached)/);
    await trader.control('DELETE', 'faults');
    await trader.borrow('USDT', '50');
    window.connection.account.wake();
    await window.until(() => owed() === '150');
    assert.equal(window.says, undefined);
    assert.deepEqual(window.notices, [], 'a night is nobody’s fault');
  });

  it('sees what happened while its streams were cut', async () => {
    await trader.control('DELETE', 'streams');
    await trader.borrow('USDT', '50');
    while (owed() !== '150') await window.poll();
    assert.equal(window.says, undefined);
  });

  it('keeps what it showed while a profile is switched away and back in the middle of a reading', async () => {
    const reading = window.connection.account.refresh();
    window.connection.disconnect();
    assert.equal(window.connection.account.snapshot, undefined, 'nothing of the old profile stays');
    await window.open();
    await reading;
    assert.equal(owed(), '100');
  });
});

describe('with a machine whose clock is an hour off, the workbench', () => {
  for (const [name, off] of [
    ['slow', 3_600_000],
    ['fast', -3_600_000],
  ] as const)
    it(`reads and borrows all the same: ${name}`, async () => {
      const start = Date.now() + off;
      const trader = await fundedExchange('10000', { clock: 'manual', start, limits: false });
      const window = new Window(trader.exchange);
      try {
        await window.open();
        assert.equal(window.says, undefined);
        await window.connection.session?.client.createMarginLoan({ asset: 'USDT', amount: '10' });
        // The clock jumps while the window is open, as it does when it is set right.
        await trader.control('POST', 'clock', { advanceMs: 3_600_000 });
        await window.poll();
        assert.equal(window.says, undefined);
        assert.match(window.connection.account.snapshot?.loans[0]?.principal.toFixed() ?? '', /^10$/);
      } finally {
        window.close();
        await trader.exchange.close();
      }
    });
});

describe('an exchange that restarts', () => {
  it('is found again by itself, with the account as it was', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-restart-'));
    const data = path.join(folder, 'paper.db');
    const first = await fundedExchange('10000', { clock: 'real', limits: false, data });
    const { port } = new URL(first.exchange.announcement.restUrl);
    const window = new Window(first.exchange);
    try {
      await first.borrow('USDT', '100');
      await window.open();
      await first.exchange.close();
      window.pass(11_000);
      await window.until(() => window.condition.kind !== 'fresh');
      const again = await startExchange({ port: Number(port), clock: 'real', limits: false, data });
      try {
        await window.until(() => window.condition.kind === 'fresh');
        assert.equal(window.says, undefined);
        assert.equal(window.connection.account.snapshot?.loans[0]?.principal.toFixed(), '100');
      } finally {
        await again.close();
      }
    } finally {
      window.close();
      await first.exchange.close();
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
