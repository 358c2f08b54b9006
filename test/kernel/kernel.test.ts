import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { End } from '../../src/kernel/end.ts';
import { KernelUnderTest, type Ran } from './kernel-under-test.ts';

const text = (ran: Ran) => ran.displays.map(({ bundle }) => bundle.data['text/plain']).join('\n');

describe('a kernel process', function () {
  this.timeout(120_000);
  let kernel: KernelUnderTest;
  before(() => (kernel = new KernelUnderTest()));
  after(() => kernel.stop());

  it('keeps variables from cell to cell and shows the last value', async () => {
    await kernel.run('const answer: number = 6 * 7;');
    assert.equal(text(await kernel.run('answer')), '42');
  });

  it('shows a syntax error at its line and lives on', async () => {
    const ran = await kernel.run('const good = 1;\nlet = = 3;');
    assert.equal(ran.outcome, 'error');
    assert.equal(ran.errors[0]?.position?.line, 2);
    assert.match(ran.errors[0].stack, /^ +Cell In\[\d+\], line 2/m);
    assert.equal(text(await kernel.run('1 + 1')), '2');
  });

  it('tells of an error what can be told without running anything of it', async () => {
    const ran = await kernel.run(`const odd: any = new AggregateError([], 'odd');
odd.cause = Object.assign(new TypeError('cause'), { cause: odd, field: { [Symbol.for('nodejs.util.inspect.custom')]() { throw null } } });
odd.errors = null;
Object.defineProperty(odd, 'trap', { get() { throw new Error('ran') }, enumerable: true });
throw odd;`);
    assert.equal(
      ran.errors[0]?.stack.replace(/In\[\d+\]/g, 'In[n]'),
      `AggregateError: odd
    Cell In[n], line 1, column 18
  Cause: TypeError: cause
      Cell In[n], line 2, column 27
      [value that cannot be inspected]
    Cause: [Circular]`,
    );
  });

  it('gives late output to the cell that started it', async () => {
    const first = kernel.start('setTimeout(() => { console.log("late"); Promise.reject(new Error("later")); }, 10); 0');
    await first.done;
    await kernel.run('console.log("second")');
    await kernel.until(() => first.ran.errors.length > 0);
    assert.equal(first.ran.stdout, 'late\n');
    assert.equal(first.ran.errors[0]?.message, 'later');
  });

  it('keeps prints and displays in the order in which the cell made them', async () => {
    const ran = await kernel.run(
      'console.log("a"); display(1); console.log("b"); display([{ n: 1 }]); console.error("c"); 2',
    );
    const [first, second, third, table, ...rest] = ran.events;
    assert.deepEqual([first, second, third, ...rest], ['a\n', '1', 'b\n', 'c\n', '2']);
    assert.match(table ?? '', /1 row/);
  });

  it('updates a display', async () => {
    const ran = await kernel.run('const shown = await display("before"); await shown.update("after");');
    assert.equal(kernel.updates.at(-1)?.displayId, ran.displays[0]?.displayId);
    assert.equal(kernel.updates.at(-1)?.bundle.data['text/plain'], "'after'");
  });

  it('delivers every line of a flood, in order', async () => {
    const ran = await kernel.run('for (let n = 0; n < 100_000; n++) console.log(n);');
    assert.equal(ran.stdout, Array.from({ length: 100_000 }, (_, n) => `${n}\n`).join(''));
  });

  it('keeps no value alive because it was shown, thrown or listed', async () => {
    await kernel.run(
      'require("v8").setFlagsFromString("--expose-gc"); const collect = require("vm").runInNewContext("gc");',
    );
    await kernel.run('let big = { shown: true }; const shown = new WeakRef(big); big');
    await kernel.run('big = new Error("thrown"); const thrown = new WeakRef(big); throw big;');
    await kernel.run('big = { listed: true }; const listed = new WeakRef(big); 0');
    await kernel.process.variables();
    // `_` and `_error` keep the last ones.
    await kernel.run('throw 0');
    await kernel.run('big = undefined; 0');
    const ran = await kernel.run('collect(); [shown, thrown, listed].map((each) => each.deref() === undefined).join()');
    assert.equal(text(ran), "'true,true,true'");
  });

  it('lets the garbage of an interrupted cell go without dying', async () => {
    const { done, ran: pending } = kernel.start('console.log("started"); await new Promise(() => {});');
    await kernel.until(() => pending.stdout.includes('started'));
    kernel.process.interrupt();
    await done;
    const ran = await kernel.run(
      'require("v8").setFlagsFromString("--expose-gc"); const gc = require("vm").runInNewContext("gc"); for (let n = 0; n < 5; n++) { gc(); await null; } "alive"',
    );
    assert.equal(text(ran), "'alive'");
  });
});

describe('a kernel process that ends', function () {
  this.timeout(120_000);
  it('says that the cell called process.exit, and delivers what it printed before', async () => {
    const kernel = new KernelUnderTest();
    const ran = await kernel.run('console.log("bye"); process.exit(3)');
    assert.equal(ran.outcome, 'died');
    assert.equal(ran.stdout, 'bye\n');
    const end = await kernel.ended;
    assert.equal(end.reason, 'exited');
    assert.match(end.message, /process\.exit\(3\)/);
  });

  it('does not keep its cell waiting for a process that the cell has started', async () => {
    const kernel = new KernelUnderTest();
    const ran = await kernel.run(
      `const { pid } = require('child_process').spawn('sleep', ['60'], { stdio: 'inherit' });
       console.log(pid); process.exit(3);`,
    );
    assert.equal(ran.outcome, 'died');
    assert.equal((await kernel.ended).reason, 'exited');
    // It is still there, with the pipes.
    process.kill(Number(ran.stdout), 'SIGKILL');
  });

  it('says once why it did not start', async () => {
    const ends: End[] = [];
    const lost = new KernelUnderTest({
      folder: join(tmpdir(), 'no-such-notebook-folder'),
      onExit: (end) => ends.push(end),
    });
    assert.equal((await lost.run('1')).outcome, 'died');
    // By the end of another process, everything has been heard of this one.
    const other = new KernelUnderTest();
    await other.run('process.exit()');
    await other.ended;
    assert.equal(ends.length, 1);
    assert.match(ends[0]?.message ?? '', /no-such-notebook-folder is not there any more/);
  });

  it('says that memory ran out', async () => {
    const kernel = new KernelUnderTest({ memory: 64 });
    const ran = await kernel.run('const hoard = []; for (;;) hoard.push({ kept: hoard.length });');
    assert.equal(ran.outcome, 'died');
    const end = await kernel.ended;
    assert.equal(end.reason, 'out of memory');
    assert.match(end.message, /64 MB/);
  });
});
