import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { RemoteSession } from '../../src/kernel/remote-session.ts';
import { endless } from './endless.ts';
import { KernelUnderTest, type Ran } from './kernel-under-test.ts';

const text = (ran: Ran) => ran.displays.map(({ bundle }) => bundle.data['text/plain']).join('\n');
const count = (lines: number) => Array.from({ length: lines }, (_, n) => `${n}\n`).join('');

/** A kernel whose calls are answered by nobody before they are aborted, like those of a slow exchange. */
function startKernel(): KernelUnderTest {
  return new KernelUnderTest({
    host: {
      call: ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    },
  });
}

describe('an interrupt', function () {
  this.timeout(120_000);
  let kernel: KernelUnderTest;
  before(() => (kernel = startKernel()));
  after(() => kernel.stop());
  // One that hangs shall not be the end of those after it.
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    await kernel.stop();
    kernel = startKernel();
  });

  for (const [what, code] of Object.entries(endless)) {
    it(`ends ${what}, keeps the variables and leaves the next cell alone`, async () => {
      await kernel.run(`var kept = ${JSON.stringify(what)};`);
      const { done, ran } = kernel.start(`console.log('started'); ${code}`);
      await kernel.until(() => ran.stdout.startsWith('started'));
      await pause(10);
      kernel.process.interrupt();
      assert.equal(await done, 'interrupted');
      const next = await kernel.run('for (let n = 0; n < 3_000; n++) console.log(n); [kept, typeof turns]');
      assert.equal(next.stdout, count(3_000));
      assert.equal(text(next), `[ ${kernelText(what)}, 'number' ]`);
      // Not even that somebody was connected, nor where.
      assert.equal(ran.stderr + next.stderr, '');
    });
  }

  it('lets nothing of the cell go on in the background', async () => {
    for (const what of [
      'a loop of timers',
      'a chain of immediates',
      'a loop in an immediate',
      'a loop in a later immediate',
      'a loop in an immediate of the module',
      'a file being read',
    ]) {
      const { done } = kernel.start(endless[what] ?? '');
      await pause(30);
      kernel.process.interrupt();
      await done;
      const ran = await kernel.run(
        'const then = turns; await new Promise((go) => setTimeout(go, 200)); [turns - then]',
      );
      const [more] = JSON.parse(text(ran)) as [number];
      assert.ok(more <= 1, `${what}: ${more} more turns`);
      const looped = await loopsAtRest();
      assert.ok(looped < 1_000, `${what}: the idle event loop turned ${looped} times in 100 ms`);
    }
  });

  /** How often the kernel's event loop turns in 100 ms; one that spins never comes to rest, a slow machine does. */
  async function loopsAtRest(): Promise<number> {
    const measure =
      '{ const loops = () => performance.nodeTiming.uvMetricsInfo.loopCount; const then = loops(); await new Promise((go) => setTimeout(go, 100)); display(loops() - then); }';
    let looped = Infinity;
    for (let times = 0; looped >= 1_000 && times < 20; times++) looped = Number(text(await kernel.run(measure)));
    return looped;
  }

  it('leaves the immediates of other cells to run, in their order, unless they are cleared', async () => {
    const ran = await kernel.run(
      `const order: string[] = [];
       await new Promise<void>((go) => {
         setImmediate(() => { order.push('one'); clearImmediate(three); process.nextTick(() => order.push('tick')); });
         setImmediate((two) => order.push(two), 'two');
         const three = setImmediate(() => order.push('three'));
         setImmediate(go);
       });
       order.join()`,
    );
    assert.equal(text(ran), "'one,tick,two'");
    const thrown = await kernel.run(
      'setImmediate(() => { throw new Error("late"); }); await new Promise((go) => setTimeout(go, 50));',
    );
    assert.match(thrown.errors[0]?.message ?? '', /late/);
  });

  it('of an import leaves the module to be imported again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'marginalia-'));
    for (const [name, exported] of [
      ['half.cjs', 'exports.a = 1;'],
      ['half.mjs', 'export const a = 1;'],
      ['half.ts', 'export const a: number = 1;'],
    ] as const)
      await writeFile(join(folder, name), `while (globalThis.slow); ${exported}`);
    const importing = new KernelUnderTest({ folder });
    for (const code of ['require("./half.cjs").a', 'await import("./half.mjs"); 1', 'import { a } from "./half"; a']) {
      await importing.run('globalThis.slow = true;');
      const { done } = importing.start(code);
      await pause(50);
      importing.process.interrupt();
      assert.equal(await done, 'interrupted');
      await importing.run('globalThis.slow = false;');
      assert.equal(text(await importing.run(code)), '1', code);
    }
    await importing.stop();
    await rm(folder, { recursive: true });
  });

  it('may come at any time', async () => {
    // The same times in every run; a number tries others.
    let state = Number(process.env['MARGINALIA_SEED']) || 1;
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    const cells = [...Object.values(endless), 'let turns = 1;', 'let turns: number = 1; enum Kind { One } turns'];
    const took: number[] = [];
    for (let round = 0; round < 60; round++) {
      await kernel.run(`var kept = ${round};`);
      const { done } = kernel.start(cells[random(cells.length)] ?? '');
      await pause(random(20));
      const asked = performance.now();
      for (let times = 1 + Number(random(5) === 0); times > 0; times--) kernel.process.interrupt();
      // A short cell may have come to its end.
      assert.notEqual(await done, 'died');
      took.push(performance.now() - asked);
      const next = await kernel.run('console.log("one"); await null; console.log("two"); kept');
      assert.equal(next.stdout, 'one\ntwo\n');
      assert.equal(text(next), String(round));
    }
    const median = took.sort((a, b) => a - b)[took.length >> 1] ?? NaN;
    assert.ok(median < 1_000, `half of the interrupts took more than ${median} ms`);
  });

  it('may follow another at once', async () => {
    for (const what of ['a loop', 'a loop of calls', 'a loop of timers', 'a loop that writes to stdout']) {
      // One for which the debugger is called: the next interrupt comes while it is there.
      const first = kernel.start(endless['a loop that writes to stdout'] ?? '');
      await pause(20);
      kernel.process.interrupt();
      assert.equal(await first.done, 'interrupted');
      const second = kernel.start(endless[what] ?? '');
      kernel.process.interrupt();
      await pause(2);
      kernel.process.interrupt();
      assert.equal(await second.done, 'interrupted', what);
    }
  });

  it('does not have the next cell stop in a debugger that is attached', async () => {
    const attached = new AbortController();
    const debug = await RemoteSession.connect((await kernel.process.inspectorUrl()) ?? '', attached.signal);
    await debug.post('Debugger.enable');
    for (let n = 0; n < 5; n++) {
      const { done } = kernel.start(endless['a loop that writes to stdout'] ?? '');
      await pause(20);
      kernel.process.interrupt();
      assert.equal(await done, 'interrupted');
      // Nobody lets it go on.
      assert.equal(text(await kernel.run('1 + 1')), '2');
      await pause(5);
      assert.equal(text(await kernel.run('1 + 1')), '2');
    }
    attached.abort();
  });

  it('ends a cell that another debugger holds at a breakpoint, which runs no further', async () => {
    const attached = new AbortController();
    const debug = await RemoteSession.connect((await kernel.process.inspectorUrl()) ?? '', attached.signal);
    let stopped: () => void = () => undefined;
    debug.on('Debugger.paused', () => stopped());
    await debug.post('Debugger.enable');
    for (const code of [
      'debugger; held = 2;',
      'const hold = () => { debugger; }; hold(); held = 2;',
      'await null; debugger; held = 2;',
      'await new Promise<void>((go) => setTimeout(() => { debugger; held = 2; go(); }));',
      'try { [1].forEach(() => { debugger; held = 2; }); } catch {} held = 2;',
    ]) {
      await kernel.run('var held = 1;');
      const paused = new Promise<void>((resolve) => (stopped = resolve));
      const { done } = kernel.start(code);
      await paused;
      kernel.process.interrupt();
      assert.equal(await done, 'interrupted', code);
      assert.equal(text(await kernel.run('held')), '1', code);
    }
    attached.abort();
  });

  it('reaches the first cell while the process starts and its compiler loads', async () => {
    const fresh = startKernel();
    const { done } = fresh.start('@((target: object) => void target) class Decorated {} for (;;);');
    fresh.process.interrupt();
    assert.equal(await done, 'interrupted');
    assert.equal(text(await fresh.run('1 + 1')), '2');
    const again = fresh.start('@((target: object) => void target) class Decorated {} console.log("on"); for (;;);');
    await pause(100);
    fresh.process.interrupt();
    assert.equal(await again.done, 'interrupted');
    assert.equal(text(await fresh.run('@((target: object) => void target) class Late {}; typeof Late')), "'function'");
    await fresh.stop();
  });

  it('answers a question about a value that shows itself for ever', async () => {
    await kernel.run('var stubborn = { [Symbol.for("nodejs.util.inspect.custom")]: () => { for (;;); } };');
    const question = kernel.process.showVariable('stubborn');
    const { done } = kernel.start('1');
    await pause(20);
    kernel.process.interrupt();
    assert.equal(await question, undefined);
    assert.equal(await done, 'interrupted');
    assert.equal(text(await kernel.run('delete globalThis.stubborn; 2')), '2');
  });

  it('that a native call does not hear of is answered with what to do', async () => {
    const deaf = new KernelUnderTest({ patience: 100 });
    const { done, ran } = deaf.start('console.log("on"); require("child_process").execSync("sleep 1");');
    await deaf.until(() => ran.stdout === 'on\n');
    deaf.process.interrupt();
    await deaf.until(() => ran.stderr !== '');
    assert.match(ran.stderr, /does not answer.*restart the kernel/);
    assert.equal(await done, 'interrupted');
    assert.equal(text(await deaf.run('1 + 1')), '2');
    await deaf.stop();
  });

  it('ends a loop that V8 takes for a short one', async () => {
    await kernel.run('var turns = 0;');
    const { done } = kernel.start('let last: unknown; for (;;) { turns++; last = new Array(100); }');
    // Only once it is compiled for speed, which nothing tells.
    await pause(300);
    kernel.process.interrupt();
    assert.equal(await done, 'interrupted');
    assert.equal(text(await kernel.run('turns > 0')), 'true');
  });

  it('of a process that is ending lets it end', async () => {
    for (const last of ['for (;;);', 'require("child_process").execSync("sleep 0.2");']) {
      const ending = startKernel();
      const { ran } = ending.start(`process.on("exit", () => { console.log("leaving"); ${last} }); process.exit(3);`);
      await ending.until(() => ran.stdout !== '');
      ending.process.interrupt();
      assert.equal((await ending.ended).reason, 'exited', last);
      assert.equal(ran.stderr, '');
    }
  });

  it('of nothing changes nothing', async () => {
    kernel.process.interrupt();
    assert.equal(text(await kernel.run('1 + 2')), '3');
  });
});

const kernelText = (text: string) => (text.includes("'") ? `"${text}"` : `'${text}'`);
