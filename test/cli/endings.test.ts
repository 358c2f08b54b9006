import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import { parseNotebook } from '../../src/cli/ipynb.ts';
import { openSession } from '../../src/cli/notebook-session.ts';
import { runNotebook } from '../../src/cli/run-notebook.ts';
import { nbformatProblems } from '../notebook/nbformat.ts';
import { code, CommandLine } from './command-line.ts';

describe('runs of notebooks without VS Code that end early or badly', function () {
  this.timeout(120_000);
  const here = new CommandLine();
  const run = here.run.bind(here);
  before(() => here.open());
  after(() => here.close());
  const ended = (child: ChildProcess) => new Promise((resolve) => child.once('close', resolve));

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    it(`end at ${signal} with what there is so far, saved`, async () => {
      const child = here.start(
        ['console.log("first")', 'console.log("waiting"); await new Promise(() => {})', '3'],
        // A group of its own, which then gets Ctrl+C as the programs in a terminal do.
        { detached: true, stdio: ['ignore', 'pipe', 'ignore'] },
      );
      child.stdout?.on('data', (chunk: Buffer) => {
        const pid = child.pid ?? 0;
        if (chunk.toString().includes('waiting')) process.kill(signal === 'SIGINT' ? -pid : pid, signal);
      });
      assert.equal(await ended(child), expected);
      const saved = here.saved();
      assert.deepEqual(nbformatProblems(saved), []);
      assert.deepEqual(
        saved.cells.map(({ outputs }) => outputs.map(({ text, ename }) => ename ?? text)),
        [['first\n'], ['waiting\n', 'Interrupted'], []],
      );
    });

  it('go on when nobody reads what they print any more', async () => {
    const child = here.start(['for (let line = 0; line < 100_000; line++) console.log(line)', '"second"'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    assert.equal(await ended(child), 0);
    const saved = here.saved();
    assert.equal(saved.cells[1]!.outputs[0]!.data!['text/plain'], "'second'");
  });

  it('interrupt a cell that takes longer than --timeout', async () => {
    const { code, stderr, saved } = await run(['for (;;);', '2'], ['--timeout', '0.5']);
    assert.equal(code, 1);
    assert.match(stderr, /TimeoutError: The cell took longer than 0\.5 s/);
    assert.equal(saved.cells[0]!.outputs.at(-1)!.ename, 'TimeoutError');
    assert.deepEqual(nbformatProblems(saved), []);
  });

  it('end the kernel of a cell that does not answer to its interrupt', async () => {
    const loaded = parseNotebook(
      JSON.stringify({
        cells: [code('require("node:child_process").execSync("sleep 5")')],
        nbformat: 4,
      }),
    );
    const session = await openSession(here.file('paper.db.json'));
    const failed = await runNotebook(loaded, {
      folder: here.folder,
      dist: dirname(here.program),
      session: session.session,
      timeout: 100,
      patience: 100,
      allowErrors: true,
      colors: false,
      print: () => undefined,
      input: () => Promise.resolve(undefined),
      onCell: () => undefined,
      signal: new AbortController().signal,
    });
    await session.close();
    assert.equal(failed, true);
    assert.match(JSON.stringify(loaded.cells[0]!.outputs), /TimeoutError[^]*its kernel was ended/);
  });

  it('fail when what a cell left running fails after it', async () => {
    const { code, stderr } = await run(['setTimeout(() => { throw new Error("late") }, 10); 1']);
    assert.equal(code, 1);
    assert.match(stderr, /Error: late/);
  });

  it('fail when the kernel ends after the last cell, and say so in the cell that did it', async () => {
    const { code: exit, stderr, saved } = await run(['setTimeout(() => process.exit(3), 10); 1']);
    assert.equal(exit, 1);
    assert.match(stderr, /KernelEnded: The kernel ended: process\.exit\(3\)/);
    assert.equal(saved.cells[0]!.outputs.at(-1)!.ename, 'KernelEnded');
  });
});
