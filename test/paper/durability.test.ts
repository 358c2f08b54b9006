import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import type { Announcement } from '../../src/paper/exchange.ts';
import { Journal } from '../../src/paper/journal/journal.ts';
import { fundedExchange, quietExchange, type Trader } from './support.ts';

interface Served {
  readonly process: ChildProcess;
  readonly at: Announcement;
}

describe('a paper exchange on disk', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  const running = new Set<ChildProcess>();
  const opened = new Set<Trader>();
  const open = async (trader: Promise<Trader>): Promise<Trader> => {
    opened.add(await trader);
    return trader;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paper-'));
    file = join(folder, 'paper.db');
  });
  afterEach(async () => {
    await Promise.all([...running].map((child) => ended(child, 'SIGKILL')));
    await Promise.all([...opened].map((trader) => trader.exchange.close()));
    opened.clear();
    rmSync(folder, { recursive: true, force: true });
  });

  const launch = (...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, ['src/cli.ts', 'paper', '--data', file, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return child;
  };
  const serve = async (...args: string[]): Promise<Served> => {
    const child = launch(...args);
    const [line] = (await Promise.race([once(createInterface({ input: child.stdout! }), 'line'), died(child)])) as [
      string,
    ];
    return { process: child, at: JSON.parse(line) as Announcement };
  };
  const once = (source: NodeJS.EventEmitter, event: string): Promise<unknown[]> =>
    new Promise((resolve) => source.once(event, (...values: unknown[]) => resolve(values)));
  const died = async (child: ChildProcess): Promise<never> => {
    let words = '';
    child.stderr!.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const [code] = await once(child, 'exit');
    throw new Error(`ended with ${String(code)}: ${words}`);
  };
  const ended = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  };

  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  /** A signed request over a kept connection; undefined where the connection broke. */
  const send = (at: Announcement, method: string, path: string, query: string): Promise<string | undefined> =>
    new Promise((resolve) => {
      const payload = `${query}&timestamp=${String(Date.now())}`;
      const signature = createHmac('sha256', at.apiSecret).update(payload).digest('hex');
      const url = `${at.restUrl}${path}?${payload}&signature=${signature}`;
      const outgoing = request(url, { method, agent, headers: { 'X-MBX-APIKEY': at.apiKey } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(response.statusCode === 200 ? text : undefined));
        response.on('error', () => resolve(undefined));
      });
      outgoing.on('error', () => resolve(undefined));
      outgoing.end();
    });
  const control = async (at: Announcement, method: string, name: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${at.controlUrl}/${name}`, {
      method,
      headers: { Authorization: `Bearer ${at.controlToken}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return response.json();
  };

  it('killed in the middle of 1,000 borrows, has every one that was answered, and none twice', async () => {
    const first = await serve('--empty', '--limits', 'off');
    await control(first.at, 'POST', 'deposit', { wallet: 'CROSS', asset: 'USDT', amount: '100000' });
    const answered: number[] = [];
    let asked = 0;
    const work = async (): Promise<void> => {
      while (asked < 1000) {
        asked += 1;
        const reply = await send(
          first.at,
          'POST',
          '/sapi/v1/margin/borrow-repay',
          'asset=USDT&amount=1&type=BORROW&isIsolated=FALSE',
        );
        if (reply === undefined) return;
        answered.push((JSON.parse(reply) as { tranId: number }).tranId);
        if (answered.length === 400) void ended(first.process, 'SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    assert.ok(answered.length >= 400 && answered.length < 1000, `${answered.length} were answered`);

    const second = await serve('--limits', 'off');
    assert.equal(second.at.apiKey, first.at.apiKey);
    const found: number[] = [];
    for (let current = 1; ; current++) {
      const page = await send(
        second.at,
        'GET',
        '/sapi/v1/margin/borrow-repay',
        `type=BORROW&size=100&current=${current}`,
      );
      const { rows } = JSON.parse(page!) as { rows: { txId: number }[] };
      if (rows.length === 0) break;
      found.push(...rows.map(({ txId }) => txId));
    }
    assert.equal(new Set(found).size, found.length, 'one is there twice');
    assert.deepEqual(
      answered.filter((id) => !found.includes(id)),
      [],
      'an answered one is missing',
    );
    // What was on its way when the process died may be there; nothing else is.
    assert.ok(found.length - answered.length <= 8);
    const state = (await control(second.at, 'GET', 'state')) as {
      accounts: { CROSS: { holdings: { USDT: { borrowed: string } } } };
    };
    assert.equal(Number(state.accounts.CROSS.holdings.USDT.borrowed), found.length);
  });

  it('is served by one process at a time: a second one says where the first is and ends with 3', async () => {
    const first = await serve('--empty');
    assert.equal(statSync(`${file}.json`).mode & 0o777, 0o600);
    assert.deepEqual(JSON.parse(readFileSync(`${file}.json`, 'utf8')), first.at);
    const second = launch();
    let words = '';
    second.stderr!.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const [code] = await once(second, 'close');
    assert.equal(code, 3);
    assert.match(words, /in use by another paper exchange.*paper\.db\.json/);
    await ended(first.process, 'SIGTERM');
    assert.ok(!existsSync(`${file}.json`));
  });

  it('ends with whoever started it, if asked to', async () => {
    const { process: child } = await serve('--empty', '--while-stdin');
    const exit = once(child, 'exit');
    child.stdin!.end();
    assert.deepEqual(await exit, [0, null]);
  });

  it('says that a port is taken', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    await assert.rejects(serve('--port', String(port)), new RegExp(`Port ${port} is taken`));
    holder.close();
  });

  it('comes back to the same state, byte for byte, with and without a snapshot', async () => {
    const trader = await open(fundedExchange('10000', { data: file }));
    await trader.borrow('USDT', '5000');
    await trader.order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.2' });
    await trader.order({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.1',
      price: '51000',
    });
    await trader.control('POST', 'clock', { advanceMs: 86_400_000 });
    const state = (await trader.control('GET', 'state')).text;
    const history = (await trader.call('GET', '/sapi/v1/margin/interestHistory', { size: 100 })).text;
    await trader.exchange.close();
    // Closing left a snapshot; without it the journal alone has to do.
    const again = await open(quietExchange({ data: file }));
    assert.equal((await again.control('GET', 'state')).text, state);
    assert.equal((await again.call('GET', '/sapi/v1/margin/interestHistory', { size: 100 })).text, history);
    await again.exchange.close();
    const database = new DatabaseSync(file);
    const first = database.prepare('SELECT MIN(number) AS number FROM journal').get() as { number: number };
    assert.equal(first.number, 1);
    database.close();
  });

  it('reads the rows of the format before, one command in each', async () => {
    const trader = await open(fundedExchange('10000', { data: file }));
    // Whoever waits for each answer writes as the earlier version did.
    for (const amount of ['1', '2', '3']) await trader.borrow('USDT', amount);
    const state = (await trader.control('GET', 'state')).text;
    await trader.exchange.close();
    const database = new DatabaseSync(file);
    database.exec("DELETE FROM snapshots WHERE number > 0; UPDATE settings SET value = '1' WHERE name = 'format'");
    database.close();
    const again = await open(quietExchange({ data: file }));
    assert.equal((await again.control('GET', 'state')).text, state);
    assert.deepEqual(await borrowTogether(again, 3), all(3, undefined));
    assert.equal(again.exchange.venue.journal.setting('format'), '2');
  });

  it('keeps the newest records behind a snapshot and drops those before them', () => {
    const journal = new Journal(file);
    const record = { time: 1, command: { do: 'tick' } } as const;
    for (let group = 0; group < 25; group++) journal.append(Array.from({ length: 1000 }, () => record));
    journal.storeSnapshot('{}', '{}');
    assert.deepEqual([journal.length, journal.records(0, 1)[0]?.number], [25_000, 5001]);
    journal.append([record]);
    assert.deepEqual(
      [...journal.replay(25_000)].map(({ number }) => number),
      [25_001],
    );
    assert.deepEqual(
      journal.records(24_998, 2).map(({ number }) => number),
      [24_999, 25_000],
    );
    assert.deepEqual(journal.repairs, []);
    journal.close();
  });

  it('cuts off a torn last record and says so', async () => {
    const trader = await open(fundedExchange('10000', { data: file }));
    await trader.borrow('USDT', '1');
    const before = (await trader.control('GET', 'state')).text;
    await trader.borrow('USDT', '2');
    await trader.exchange.close();
    const database = new DatabaseSync(file);
    database.exec(`DELETE FROM snapshots WHERE number > 0;
      UPDATE journal SET command = substr(command, 1, 20) WHERE number = (SELECT MAX(number) FROM journal)`);
    database.close();
    const again = await open(quietExchange({ data: file }));
    assert.match(again.exchange.repairs.join(), /record 4 is torn/);
    assert.equal((await again.control('GET', 'state')).text, before);
    // It goes on from there.
    assert.equal((await again.borrow('USDT', '3')).status, 200);
    await again.exchange.close();
  });

  it('on a full disk refuses writes with -1001, changes nothing, and keeps reading', async () => {
    const trader = await open(fundedExchange('10000', { data: file }));
    trader.exchange.venue.journal.limitSize(0);
    // The last page has room for some records yet.
    for (let count = 0; count < 100 && (await trader.borrow('USDT', '1')).status === 200; count++);
    const before = (await trader.control('GET', 'state')).text;
    for (let count = 0; count < 3; count++) {
      const refused = await trader.borrow('USDT', '1');
      assert.deepEqual([refused.status, refused.body.code], [503, -1001]);
    }
    assert.equal((await trader.call('GET', '/sapi/v1/margin/account')).status, 200);
    assert.equal((await trader.control('GET', 'state')).text, before);
    trader.exchange.venue.journal.limitSize(100_000);
    assert.equal((await trader.borrow('USDT', '1')).status, 200);
    await trader.exchange.close();
  });

  const borrowTogether = async (trader: Trader, count: number): Promise<(number | undefined)[]> => {
    const { venue } = trader.exchange;
    const outcomes = await Promise.allSettled(
      Array.from({ length: count }, () => venue.submit({ do: 'borrow', account: 'CROSS', asset: 'USDT', amount: '1' })),
    );
    return outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as { code: number }).code : undefined,
    );
  };
  const all = (count: number, code: number | undefined): (number | undefined)[] =>
    Array.from({ length: count }, () => code);

  it('on a full disk refuses everything that was to be written together, and goes on from before it', async () => {
    const trader = await open(fundedExchange('10000', { data: file }));
    const { venue } = trader.exchange;
    assert.deepEqual(await borrowTogether(trader, 20), all(20, undefined));
    const before = (await trader.control('GET', 'state')).text;
    const { length } = venue.journal;
    venue.journal.limitSize(0);
    assert.deepEqual(await borrowTogether(trader, 500), all(500, -1001));
    assert.equal((await trader.control('GET', 'state')).text, before);
    assert.equal(venue.journal.length, length);
    assert.equal((await trader.call('GET', '/sapi/v1/margin/account')).status, 200);
    venue.journal.limitSize(100_000);
    assert.deepEqual(await borrowTogether(trader, 20), all(20, undefined));
    const after = (await trader.control('GET', 'state')).text;
    assert.ok(after !== before);
    await trader.exchange.close();
    const again = await open(quietExchange({ data: file }));
    assert.equal((await again.control('GET', 'state')).text, after);
  });

  it('takes back what was written and cannot be brought to the disk, and what was built on it meanwhile', async () => {
    const trader = await open(fundedExchange('10000', { data: file }));
    const { venue } = trader.exchange;
    const before = (await trader.control('GET', 'state')).text;
    const { journal } = venue;
    const { length } = journal;
    const sync = journal.sync.bind(journal);
    let built: Promise<(number | undefined)[]> | undefined;
    journal.sync = (done) => {
      built = borrowTogether(trader, 5);
      setImmediate(() => done(new Error('EIO: i/o error, fdatasync')));
    };
    assert.deepEqual(await borrowTogether(trader, 5), all(5, -1001));
    assert.deepEqual(await built, all(5, -1001));
    journal.sync = sync;
    assert.equal((await trader.control('GET', 'state')).text, before);
    assert.equal(journal.length, length);
    assert.equal((await trader.borrow('USDT', '7')).status, 200);
    const after = (await trader.control('GET', 'state')).text;
    await trader.exchange.close();
    const again = await open(quietExchange({ data: file }));
    assert.deepEqual(again.exchange.repairs, []);
    assert.equal((await again.control('GET', 'state')).text, after);
  });

  it('shows nothing before it is on the disk', async () => {
    const trader = await open(fundedExchange('10000', { data: file }));
    const { venue } = trader.exchange;
    const { journal } = venue;
    const sync = journal.sync.bind(journal);
    const owed = (): string => venue.view.holding('CROSS', 'USDT').borrowed.toFixed();
    let seen: string | undefined;
    let answered = false;
    journal.sync = (done) =>
      setTimeout(() => {
        seen = `${owed()} ${answered}`;
        sync(done);
      }, 20);
    await borrowTogether(trader, 3).then(() => (answered = true));
    assert.equal(seen, '0 false');
    assert.equal(owed(), '3');
  });

  it('refuses a file that is not its own', async () => {
    const trader = await open(quietExchange({ data: file }));
    await trader.exchange.close();
    const database = new DatabaseSync(file);
    database.exec("UPDATE settings SET value = '999' WHERE name = 'format'");
    database.close();
    await assert.rejects(quietExchange({ data: file }), /another version/);
  });
});
