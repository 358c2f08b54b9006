import assert from 'node:assert/strict';
import type { HostCall } from '../../src/kernel/host-calls.ts';
import { KernelUnderTest } from './kernel-under-test.ts';

describe('what a cell may ask of its parent', function () {
  this.timeout(120_000);
  let kernel: KernelUnderTest;
  let calls: HostCall[];
  let answer: (call: HostCall) => Promise<unknown>;

  before(() => {
    kernel = new KernelUnderTest({
      host: {
        call: (call) => {
          calls.push(call);
          return answer(call);
        },
      },
      scope: { profile: 'Main', mode: 'LIVE', methods: ['borrow'], controls: false },
    });
  });
  beforeEach(() => {
    calls = [];
    answer = () => Promise.resolve('done');
  });
  after(() => kernel.stop());

  const own = () => calls.map((call) => call.own);

  it('is its own while it runs', async () => {
    await kernel.run('await client.borrow(); await Promise.all([1, 2].map(() => client.borrow()))');
    assert.deepEqual(own(), [true, true, true]);
  });

  it('is told apart from what an earlier cell has left behind, whoever runs meanwhile', async () => {
    const left = await kernel.run(`
      let go: () => void = () => {};
      const left = new Promise<void>((resolve) => (go = resolve)).then(() => client.borrow());
      const later = () => new Promise((resolve) => setTimeout(() => resolve(client.borrow()), 1));
      const late = new Promise<void>((resolve) => setTimeout(resolve, 1)).then(later);
      await late;`);
    assert.equal(left.outcome, 'ok', left.errors[0]?.stack);
    assert.deepEqual(own(), [true]);
    calls = [];
    await kernel.run('go(); await left; await later()');
    assert.deepEqual(own(), [false, true]);
    assert.ok(calls[0]!.cell < calls[1]!.cell);
  });

  it('is not its own by the number of another cell alone', async () => {
    const ran = await kernel.run(`
      const { writeSync } = require('node:fs');
      const forge = (message) => writeSync(4, JSON.stringify({ type: 'call', target: 'client', method: 'borrow', parameters: {}, ...message }) + '\\n');
      for (let cell = -1; cell < 9; cell++) forge({ call: 1e6 + cell, cell });
      forge({ call: 2e6, cell: 3, ticket: '' });
      forge({ call: 2e6 + 1, cell: 3, ticket: null });
      forge({ call: 2e6 + 2, cell: '3', ticket: {} });
      await client.borrow();`);
    assert.equal(ran.outcome, 'ok', ran.errors[0]?.stack);
    assert.deepEqual(own(), [...Array.from({ length: 13 }, () => false), true]);
  });

  it('is nobody’s where a value says itself how it is shown', async () => {
    await kernel.run(`
      class Trap { [Symbol.for('nodejs.util.inspect.custom')]() { void client.borrow(); return 'trap'; } }
      var trap = { inner: new Trap() };
      void 0`);
    await kernel.process.showVariable('trap');
    await kernel.process.variables();
    assert.ok(own().length > 0 && own().every((each) => !each));
  });

  it('is what stood in the parameters when it was called, whatever they do later', async () => {
    const ran = await kernel.run(`
      let reads = 0;
      const tricky = {
        asset: 'USDT',
        get amount() { return String(++reads); },
        isIsolated: { valueOf: () => true, toJSON: () => 'FALSE' },
        symbols: ['BTCUSDT'],
      };
      Object.assign(Object.prototype, { symbol: 'ETHUSDT' });
      const asked = client.borrow(new Proxy(tricky, {}));
      tricky.symbols.push('ETHUSDT');
      tricky.asset = 'BTC';
      await asked;
      delete Object.prototype.symbol;
      reads`);
    assert.equal(ran.outcome, 'ok', ran.errors[0]?.stack);
    assert.deepEqual(
      calls.map(({ parameters }) => parameters),
      [{ asset: 'USDT', amount: '1', isIsolated: 'FALSE', symbols: ['BTCUSDT'] }],
    );
  });

  it('is nothing that it makes up in its own process', async () => {
    const ran = await kernel.run(`
      const outcomes = [];
      for (const name of ['constructor', '__proto__', 'call', 'toString', 'then'])
        outcomes.push(typeof client[name]);
      const { includes } = Array.prototype;
      Array.prototype.includes = () => true;
      outcomes.push(typeof client.everything);
      await client.everything().catch(() => 0);
      Array.prototype.includes = includes;
      outcomes.join()`);
    assert.equal(ran.outcome, 'ok', ran.errors[0]?.stack);
    assert.deepEqual(
      calls.map(({ method }) => method),
      // The host knows its methods itself, and refuses what is none.
      ['everything'],
    );
  });

  it('is answered where it was asked: rows that come late are told to the cell that wants them', async () => {
    let send: () => void = () => undefined;
    answer = ({ onRows }) =>
      new Promise((resolve) => {
        send = () => {
          onRows([1, 2]);
          resolve([]);
        };
      });
    const asked = await kernel.run(`
      var asked = client.borrow({}, { onRows: (rows) => console.log(rows.length, 'rows') });
      void 0`);
    const later = await kernel.run('console.log("later")');
    send();
    await kernel.run('await asked');
    assert.deepEqual([asked.stdout, later.stdout], ['2 rows\n', 'later\n']);
  });

  it('may be nonsense, which the parent survives', async () => {
    const ran = await kernel.run(`
      const { writeSync: write } = require('node:fs');
      for (const line of ['nonsense', '{', 'null', '[]', '1', '{"type":"display"}', '{"type":"error"}', '{"type":"page"}', '{"type":"done","cell":-1}'])
        write(4, line + '\\n');
      1`);
    assert.equal(ran.outcome, 'ok');
    assert.match(ran.stderr, /said something that is no message/);
    assert.equal((await kernel.run('1 + 1')).displays[0]?.bundle.data['text/plain'], '2');
  });

  it('is given up at once when the process is ended, also where a child of its own lives on; nothing is asked after', async () => {
    const other = new KernelUnderTest({
      host: {
        call: (call) => {
          calls.push(call);
          return new Promise((_, reject) => call.signal.addEventListener('abort', () => reject(new Error('aborted'))));
        },
      },
      scope: { profile: 'Main', mode: 'LIVE', methods: ['borrow'], controls: false },
    });
    const { done } = other.start(`
      const child = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' });
      console.log(child.pid);
      for (;;) { void client.borrow().catch(() => 0); await new Promise((resolve) => setTimeout(resolve)); }`);
    const [ran] = other.cells.values();
    await other.until(() => ran!.stdout.includes('\n'));
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    other.process.stop();
    const before = calls.length;
    assert.ok(calls.every(({ signal }) => signal.aborted));
    process.kill(Number(ran!.stdout), 'SIGKILL');
    assert.equal(await done, 'died');
    assert.equal(calls.length, before);
  });
});
