import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { KernelUnderTest, type Ran } from './kernel-under-test.ts';

/**
 * What the Jupyter world's conformance suite (runtimed/kernel-testbed) asks of a kernel, asked of ours in its own
 * protocol. Left out is what belongs to the editor's side here: heartbeat and ports (there are none), completion and
 * whether a text is complete (the TypeScript server answers those), comms and stored history (not offered).
 */
describe('what is asked of every notebook kernel', function () {
  this.timeout(120_000);
  let kernel: KernelUnderTest;
  before(() => (kernel = new KernelUnderTest()));
  after(() => kernel.stop());

  const text = (ran: Ran) => ran.displays.map(({ bundle }) => bundle.data['text/plain']);

  it('delivers what is printed, by stream', async () => {
    const ran = await kernel.run("console.log('hello'); console.error('problem')");
    assert.deepEqual([ran.stdout, ran.stderr], ['hello\n', 'problem\n']);
  });

  it('says when a cell is done, and only after all that it put out', async () => {
    const { done, ran } = kernel.start("console.log('hello'); display(1); await null; console.log('again'); 2");
    assert.equal(await done, 'ok');
    assert.deepEqual(ran.events, ['hello\n', '1', 'again\n', '2']);
  });

  it('tells the value of the last expression as a result, unlike a display', async () => {
    const ran = await kernel.run('display(1); 2');
    assert.deepEqual(
      ran.displays.map(({ result }) => result),
      [false, true],
    );
  });

  it('shows nothing where there is nothing to show', async () => {
    const ran = await kernel.run('let quiet = 1;');
    assert.deepEqual([ran.outcome, ran.events], ['ok', []]);
  });

  it('runs an empty cell', async () => {
    for (const code of ['', '  \n\n', '// nothing']) {
      const ran = await kernel.run(code);
      assert.deepEqual([ran.outcome, ran.events], ['ok', []]);
    }
  });

  it('reports an error with name, message and frames', async () => {
    const ran = await kernel.run("const fail = () => { throw new TypeError('no good') };\nfail()");
    assert.equal(ran.outcome, 'error');
    const [error] = ran.errors;
    assert.deepEqual([error?.name, error?.message], ['TypeError', 'no good']);
    assert.match(error?.stack ?? '', /line 1, column \d+, in fail[^]*line 2/);
  });

  it('runs JavaScript, with what V8 has not yet', async () => {
    const run = (code: string) => kernel.run(code, 'javascript');
    assert.deepEqual(text(await run('{ a: await 1 }')), ['{ a: 1 }']);
    assert.deepEqual(text(await run("import { sep } from 'node:path'; const alsoHere = 1; sep")), ["'/'"]);
    assert.equal((await run("using held = { [Symbol.dispose]() { console.log('let go') } }")).stdout, 'let go\n');
    assert.deepEqual(
      text(await run('@((value) => class extends value {}) class Decorated { v = 1 }\nnew Decorated().v')),
      ['1'],
    );
    for (const [code, line, column] of [
      ['let typed: number = 1', 1, 10],
      ['const open = [\n  1 +', 2, 6],
    ] as const)
      assert.deepEqual({ ...(await run(code)).errors[0]?.position, cell: 0 }, { cell: 0, line, column });
    assert.deepEqual(text(await kernel.run('alsoHere as number')), ['1']);
  });

  it('reports a syntax error, and lives on', async () => {
    const ran = await kernel.run('let 1 = 2');
    assert.equal(ran.errors[0]?.name, 'SyntaxError');
    assert.deepEqual(text(await kernel.run('1 + 1')), ['2']);
  });

  it('keeps state from cell to cell, also from one that failed', async () => {
    await kernel.run("let before = 1; throw new Error('late')");
    assert.deepEqual(text(await kernel.run('before + 1')), ['2']);
  });

  it('shows rich values in every form they offer', async () => {
    const ran = await kernel.run(
      "display.bundle({ 'text/plain': 'p', 'text/html': '<b>h</b>', 'application/json': { a: 1 } })",
    );
    assert.deepEqual(ran.displays[0]?.bundle.data, {
      'text/plain': 'p',
      'text/html': '<b>h</b>',
      'application/json': { a: 1 },
    });
  });

  it('takes images as bytes, base64, data: URLs and files, and bytes in a bundle', async () => {
    const png = 'iVBORw0KGgo=';
    const ran = await kernel.run(`const png = Buffer.from('${png}', 'base64');
const file = require('path').join(require('os').tmpdir(), 'marginalia-' + process.pid + '.png');
require('fs').writeFileSync(file, png);
for (const image of [png, new Uint8Array(png).buffer, '${png}', 'data:image/png;base64,${png}', file])
  await display.image(image, 'pixel');
require('fs').rmSync(file);
display.bundle({ 'image/png': png, 'text/plain': 'pixel' })`);
    assert.equal(ran.outcome, 'ok', ran.errors[0]?.stack);
    const each = { 'image/png': png, 'text/plain': 'pixel' };
    assert.deepEqual(
      ran.displays.map(({ bundle }) => bundle.data),
      Array.from({ length: 6 }, () => each),
    );
  });

  it('updates what was displayed, also from a later cell', async () => {
    const ran = await kernel.run("const shown = await display.text('before')");
    await kernel.run("await shown.update(display.as('text/plain', 'after'))");
    const update = kernel.updates.at(-1);
    assert.equal(update?.displayId, ran.displays[0]?.displayId);
    assert.equal(update?.bundle.data['text/plain'], 'after');
  });

  it('clears what was shown', async () => {
    const ran = await kernel.run('display(1); display.clear(); display(2)');
    assert.deepEqual(text(ran), ['2']);
  });

  it('says what a variable holds', async () => {
    await kernel.run('var inspected = { asset: "BTC", free: [1, 2] }');
    const bundle = await kernel.process.showVariable('inspected');
    assert.equal(bundle?.data['text/plain'], "{ asset: 'BTC', free: [ 1, 2 ] }");
    const variable = (await kernel.process.variables()).find(({ name }) => name === 'inspected');
    assert.equal(variable?.type, 'Object');
    assert.equal(await kernel.process.showVariable('notThere'), undefined);
  });

  it('answers questions while a cell waits', async () => {
    const { done } = kernel.start('var asked = 5; await new Promise((go) => (globalThis.go = go))');
    const names = (await kernel.process.variables()).map(({ name }) => name);
    assert.ok(names.includes('asked'));
    kernel.process.interrupt();
    assert.equal(await done, 'interrupted');
  });

  it('has an input that is at its end, rather than one that waits for ever', async () => {
    const ran = await kernel.run('let input = ""; for await (const each of process.stdin) input += each; input');
    assert.deepEqual(text(ran), ["''"]);
  });

  it('tells apart what belongs to which cell', async () => {
    const first = kernel.start("setTimeout(() => console.log('of the first'), 30);");
    await first.done;
    const second = await kernel.run("console.log('of the second'); await new Promise((go) => setTimeout(go, 80));");
    assert.deepEqual([first.ran.stdout, second.stdout], ['of the first\n', 'of the second\n']);
  });

  it('prints a million characters, and unicode, unharmed', async () => {
    const ran = await kernel.run("console.log('é😀'.repeat(250_000))");
    assert.equal(ran.stdout, `${'é😀'.repeat(250_000)}\n`);
  });

  it('stops on an interrupt and keeps what was', async () => {
    const { done, ran } = kernel.start("var reached = 1; console.log('on'); for (;;);");
    await kernel.until(() => ran.stdout !== '');
    kernel.process.interrupt();
    assert.equal(await done, 'interrupted');
    assert.deepEqual(text(await kernel.run('reached')), ['1']);
  });

  it('shuts down when told, with whatever still runs', async () => {
    const ending = new KernelUnderTest();
    const { done } = ending.start('setInterval(() => {}, 5); await new Promise(() => {})');
    await pause(50);
    await ending.stop();
    assert.equal(await done, 'died');
    assert.equal((await ending.ended).reason, 'stopped');
    assert.equal((await ending.run('1')).outcome, 'died');
  });

  it('starts anew with nothing of the old', async () => {
    const fresh = new KernelUnderTest();
    assert.deepEqual(text(await fresh.run('typeof before')), ["'undefined'"]);
    await fresh.stop();
  });
});
