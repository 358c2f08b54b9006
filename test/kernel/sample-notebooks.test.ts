import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtProgram } from '../built.ts';

const folder = fileURLToPath(new URL('../../media/notebooks', import.meta.url));

interface Cell {
  readonly cell_type: string;
  readonly source: string[];
  readonly outputs?: { readonly output_type: string; readonly data?: Record<string, unknown> }[];
}

/** The sample notebooks, each run by the real kernel against a fresh paper exchange, as `npm run notebook -- run` does. */
describe('the sample notebooks', function () {
  this.timeout(120_000);
  let program: string;
  let work: string | undefined;
  before(() => {
    program = builtProgram();
    work = mkdtempSync(join(tmpdir(), 'notebooks-'));
  });
  after(() => {
    if (work) rmSync(work, { recursive: true, force: true });
  });

  for (const name of readdirSync(folder).filter((file) => file.endsWith('.ipynb'))) {
    it(`${name} runs through, and shows tables and charts`, async () => {
      const output = join(work ?? '', name);
      const child = spawn(process.execPath, [program, 'notebook', 'run', join(folder, name), '--output', output]);
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
      const [code] = (await once(child, 'close')) as [number];
      assert.equal(code, 0, said);
      const { cells } = JSON.parse(readFileSync(output, 'utf8')) as { cells: Cell[] };
      const outputs = cells.flatMap((cell) => cell.outputs ?? []);
      assert.ok(!outputs.some(({ output_type }) => output_type === 'error'));
      const forms = outputs.flatMap(({ data }) => Object.keys(data ?? {}));
      for (const form of [
        'application/vnd.marginalia.table+json',
        'application/vnd.marginalia.chart+json',
        'image/svg+xml',
        'text/html',
      ])
        assert.ok(forms.includes(form), `${name} shows no ${form}`);
    });
  }

  it('are committed without outputs, for these are of the account they ran on', () => {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.ipynb'))) {
      const { cells } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { cells: Cell[] };
      assert.deepEqual(
        cells.flatMap((cell) => cell.outputs ?? []),
        [],
      );
    }
  });
});
