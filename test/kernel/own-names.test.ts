import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import * as intrinsics from '../../src/kernel/intrinsics.ts';
import { builtProgram } from '../built.ts';
import { KernelUnderTest } from './kernel-under-test.ts';

/** Only the bundles are safe from what cells declare: the sources, which other tests run, find it as any module does. */
describe('a kernel whose cells declare the names of globals', function () {
  this.timeout(120_000);
  let kernel: KernelUnderTest;
  before(() => {
    const folder = dirname(builtProgram());
    const part = (name: string) => join(folder, `${name}.cjs`);
    const parts = { watchdog: part('watchdog'), typescript: part('typescript'), analytics: part('analytics') };
    kernel = new KernelUnderTest({
      entry: part('kernel'),
      parts: { ...parts, frames: part('frames'), charts: part('charts'), own: [folder] },
    });
  });
  after(() => kernel.stop());

  it('goes on, with all that it does in its own right', async () => {
    const names = Object.keys(intrinsics);
    const declared = await kernel.run(`const ${names.map((name) => `${name} = '${name}'`).join(', ')};`);
    assert.equal(declared.outcome, 'ok', declared.errors[0]?.stack);
    for (const [code, shown] of [
      ['performance + URL', "'performanceURL'"],
      ['({ list: [1, "x"], map: this })', /^\{\s+list: \[ 1, 'x' \]/],
      ['console.log([1]); await null; setTimeout(() => console.log("later"), 1); [{ a: 1 }]', /1 row/],
      ["import { sep } from 'node:path'; sep", "'/'"],
      ["import data from './cases/data.json'; data.asset", "'BTC'"],
      ['@((value: any) => value) class Decorated {}\nDecorated.name', "'Decorated'"],
      ['const twice = 1; twice', '1'],
      ['var twice = 2; twice', '2'],
      ['(await analytics.maxDrawdown) && chart({ mark: "point" }, [{ a: 1 }])', /^Chart/],
    ] as const) {
      const ran = await kernel.run(code);
      assert.equal(ran.outcome, 'ok', `${code}\n${ran.errors[0]?.stack}`);
      const text = String(ran.displays[0]?.bundle.data['text/plain']);
      if (typeof shown === 'string') assert.equal(text, shown);
      else assert.match(text, shown);
    }
    const failed = await kernel.run('null!.x');
    assert.equal(failed.errors[0]?.name, 'TypeError');
    const { done, ran } = kernel.start('console.log("on"); for (;;);');
    await kernel.until(() => ran.stdout !== '');
    kernel.process.interrupt();
    assert.equal(await done, 'interrupted');
  });
});
