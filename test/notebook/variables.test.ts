import assert from 'node:assert/strict';
import { tableMime, type TableOutput } from '../../src/frames/table/bundle.ts';
import { KernelUnderTest } from '../kernel/kernel-under-test.ts';

describe('variables', function () {
  this.timeout(120_000);
  let kernel: KernelUnderTest;

  before(() => (kernel = new KernelUnderTest()));
  after(() => kernel.process.stop());

  it('are what cells have declared, with type, shape and preview', async () => {
    await kernel.run('const n = 1; let text = "abc"; var list = [1, 2, 3]; function f() {} class Book {}');
    await kernel.run(
      'const rows = [{ a: 1, b: "x" }]; const m = new Map([[1, 2]]); const d = new Decimal("1.50"); let none;',
    );
    const found = new Map((await kernel.process.variables()).map((each) => [each.name, each]));
    const told = (name: string) => [found.get(name)?.type, found.get(name)?.shape, found.get(name)?.preview];
    assert.deepEqual(told('n'), ['number', undefined, '1']);
    assert.deepEqual(told('text'), ['string', '3 characters', "'abc'"]);
    assert.deepEqual(told('list'), ['Array', '3', '[ 1, 2, 3 ]']);
    assert.equal(found.get('f')?.type, 'function');
    assert.equal(found.get('Book')?.type, 'class');
    assert.deepEqual(told('m'), ['Map', '1', 'Map(1) { 1 => 2 }']);
    assert.equal(found.get('d')?.type, 'Decimal');
    assert.match(found.get('d')?.preview ?? '', /1\.5/);
    assert.equal(found.get('none')?.type, 'undefined');
    assert.equal(found.has('client'), false, 'what is preloaded is not a variable');
  });

  it('are told as cells see them: a frame by its columns, a name that the kernel has given a meaning by the cell’s own', async () => {
    await kernel.run('const bars = new DataFrame({ time: [1, 2, 3], close: [4, 5, 6] }); const _ = 2;');
    const found = new Map((await kernel.process.variables()).map((each) => [each.name, each]));
    assert.deepEqual(found.get('bars'), { name: 'bars', type: 'DataFrame', shape: '3 × 2', preview: 'time, close' });
    assert.equal(found.get('_')?.preview, '2');
  });

  it('never run a getter, a proxy trap or a toString', async () => {
    await kernel.run(
      'var touched = 0; const trap = { get a() { touched++; return 1; }, toString() { touched++; return ""; } };' +
        'const spy = new Proxy({}, { get() { touched++; }, ownKeys() { touched++; return []; }, getPrototypeOf() { touched++; return null; } });' +
        'Object.defineProperty(globalThis, "computed", { configurable: true, get() { return touched++; } });',
    );
    await kernel.process.variables();
    await kernel.process.showVariable('trap');
    await kernel.process.showVariable('spy');
    const { displays } = await kernel.run('touched');
    assert.equal(displays[0]?.bundle.data['text/plain'], '0');
  });

  it('are all told, whatever one of them is', async () => {
    await kernel.run(
      'class Odd { static get name() { throw new Error("touched"); } }; const odd = new Odd(); class Five { static name = 5 }; const five = new Five(); const view = new DataView(new ArrayBuffer(8));',
    );
    const found = new Map((await kernel.process.variables()).map((each) => [each.name, each]));
    assert.deepEqual(
      ['odd', 'five', 'view'].map((name) => [found.get(name)?.type, found.get(name)?.shape]),
      [
        ['object', undefined],
        ['object', undefined],
        ['DataView', undefined],
      ],
    );
  });

  it('show a table as a table and anything else as text', async () => {
    await kernel.run(
      'const table = [{ a: 1, b: "x" }, { a: 2, b: "y" }]; const deep = { a: { b: { c: { d: [1] } } } };',
    );
    const table = (await kernel.process.showVariable('table'))?.data[tableMime] as TableOutput;
    assert.equal(table.length, 2);
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['a', 'b'],
    );
    assert.match(String((await kernel.process.showVariable('deep'))?.data['text/plain']), /d: \[ 1 \]/);
  });

  it('show nothing but names that cells declared', async () => {
    assert.equal(await kernel.process.showVariable('process.exit(1)'), undefined);
    assert.equal(await kernel.process.showVariable('client'), undefined);
    assert.equal(kernel.process.alive, true);
  });
});
