import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startExchange, type RunningExchange } from '../../src/paper/exchange.ts';
import { builtProgram } from '../built.ts';
import { nbformatProblems } from '../notebook/nbformat.ts';

interface Output {
  readonly output_type: string;
  readonly text?: string;
  readonly data?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
  readonly ename?: string;
  readonly traceback?: string[];
}

interface Saved {
  readonly cells: { id: string; source: string; outputs: Output[]; execution_count: number | null; metadata: object }[];
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly saved: Saved;
}

/** Debian's `python3-nbformat` and `jupyter-nbconvert`, where they are installed. */
const python = '/usr/bin/python3';
const hasNbformat = existsSync(python) && spawnSync(python, ['-c', 'import nbformat']).status === 0;
const nbconvert = '/usr/bin/jupyter-nbconvert';

describe('notebooks without VS Code', function () {
  this.timeout(120_000);
  let program: string;
  let folder: string;
  let exchange: RunningExchange | undefined;

  before(async () => {
    program = builtProgram();
    folder = mkdtempSync(join(tmpdir(), 'marginalia-cli-'));
    exchange = await startExchange({ data: join(folder, 'paper.db') });
  });
  after(async () => {
    await exchange?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function run(cells: readonly (string | object)[], args: readonly string[] = [], stdin = ''): Promise<Ran> {
    const input = join(folder, 'in.ipynb');
    const output = join(folder, 'out.ipynb');
    rmSync(output, { force: true });
    const code = (source: string) => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null });
    const notebook = {
      cells: cells.map((cell) => (typeof cell === 'string' ? code(cell) : { ...code(''), ...cell })),
      metadata: { language_info: { name: 'typescript' } },
      nbformat: 4,
      nbformat_minor: 2,
    };
    writeFileSync(input, JSON.stringify(notebook));
    const at = ['--paper-url', join(folder, 'paper.db.json')];
    const all = [program, 'notebook', 'run', input, '--output', output, ...at, ...args];
    return await new Promise((resolve) => {
      const child = execFile(process.execPath, all, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
        const saved = existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as Saved) : { cells: [] };
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr, saved });
      });
      child.stdin?.end(stdin);
    });
  }

  it('run with parameters against a given paper exchange, and write a valid notebook with where its outputs come from', async () => {
    const { code, stdout, stderr, saved } = await run(
      [
        { cell_type: 'markdown', source: ['# Title\n', 'text'], outputs: undefined, execution_count: undefined },
        { source: 'const asset = "ETH"; const least = 1;', metadata: { tags: ['parameters'] } },
        'console.log(asset, least); (await client.getMarginAccount()).userAssets',
        'console.error("careful"); await display.json({ a: 1 }); await display.html("<b>x</b>"); ({ a: 1 })',
        'await display.image(Uint8Array.from([0x89, 0x50, 0x4e, 0x47]), "a dot");',
        'const bar = await display.progress(2, "Load"); await bar.update(2); const h = await display("before"); await h.update("after");',
        'chart({ mark: "point", encoding: { x: { field: "a", type: "quantitative" } } }, [{ a: 1 }, { a: 2 }])',
        'await input("Who?")',
      ],
      ['--set', 'asset=BTC', '--set', 'least=2.5'],
      'Ann\n',
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^BTC 2\.5\n/);
    assert.match(stdout, /'Ann'/);
    assert.deepEqual(nbformatProblems(saved), []);
    const [, , injected, table, several, image, updated] = saved.cells;
    assert.match(injected!.source, /const asset = "BTC";\nconst least = 2\.5;/);
    assert.deepEqual(injected!.metadata, { tags: ['injected-parameters'] });
    const { profile, mode, requests, rows } = table!.outputs[1]!.metadata!['marginalia'] as Record<string, unknown>;
    assert.deepEqual([profile, mode, rows], ['Paper', 'PAPER', 0]);
    assert.ok(Number(requests) >= 1);
    assert.deepEqual(
      several!.outputs.map(({ output_type }) => output_type),
      ['stream', 'display_data', 'display_data', 'execute_result'],
    );
    assert.equal(several!.outputs[0]!.metadata, undefined);
    assert.deepEqual(several!.outputs[1]!.data!['application/json'], { a: 1 });
    assert.equal(image!.outputs[0]!.data!['image/png'], 'iVBORw==');
    assert.match(String(updated!.outputs[0]!.data!['text/plain']), /100 %/);
    assert.equal(updated!.outputs[1]!.data!['text/plain'], "'after'");
  });

  it('end with 1 at the first cell that fails, and say where it failed', async () => {
    const { code, stderr, saved } = await run(['const a = 1;\nfunction f() {\n  return null.b;\n}', 'f()', '3']);
    assert.equal(code, 1);
    assert.match(stderr, /TypeError: Cannot read properties of null/);
    assert.match(stderr, /Cell In\[1\], line 3/);
    assert.deepEqual(nbformatProblems(saved), []);
    const [, failed, after] = saved.cells;
    assert.equal(failed!.outputs[0]!.ename, 'TypeError');
    assert.match(failed!.outputs[0]!.traceback!.join('\n'), /Cell In\[1\], line 3/);
    assert.equal(after!.execution_count, null);
    if (hasNbformat) assert.equal(debianSays(), '');
  });

  it('interrupt a cell that takes longer than --timeout', async () => {
    const { code, stderr, saved } = await run(['for (;;);', '2'], ['--timeout', '0.5']);
    assert.equal(code, 1);
    assert.match(stderr, /TimeoutError: The cell took longer than 0\.5 s/);
    assert.equal(saved.cells[0]!.outputs.at(-1)!.ename, 'TimeoutError');
    assert.deepEqual(nbformatProblems(saved), []);
  });

  it('cut a flood of text off in the notebook as the editor does, with the whole of it in a file', async () => {
    const { code, stdout, saved } = await run([
      'for (let line = 0; line < 1_000_000; line++) console.log(line, "padding");',
    ]);
    assert.equal(code, 0);
    assert.equal(stdout.split('\n').length, 1_000_001);
    const text = saved.cells[0]!.outputs.map((output) => output.text ?? '').join('');
    assert.ok(text.length < 4_200_000, String(text.length));
    const file = fileURLToPath(/All of it: (file:\S+)/.exec(text)![1]!);
    try {
      assert.equal(readFileSync(file, 'utf8'), stdout);
      assert.equal(statSync(file).mode & 0o077, 0, 'others can read it');
    } finally {
      rmSync(file);
    }
  });

  it('say what is wrong with the arguments or the file, with the exit code 2 or 1', () => {
    const say = (...args: string[]) => {
      const { status, stderr } = spawnSync(process.execPath, [program, 'notebook', ...args], { encoding: 'utf8' });
      return `${status ?? ''} ${stderr}`;
    };
    const bad = join(folder, 'bad.ipynb');
    writeFileSync(bad, '{');
    assert.match(say('run'), /^2 Say which notebook to run/);
    assert.match(say('run', bad, '--set', '1=2'), /^2 --set takes NAME=VALUE/);
    assert.match(say('run', bad, '--timeout', 'soon'), /^2 --timeout takes seconds/);
    assert.match(say('run', bad), /^1 .*bad\.ipynb cannot be run\. It is not JSON/);
    assert.match(say('run', join(folder, 'none.ipynb')), /^1 .*cannot be read/);
    const broken = (content: unknown) => {
      writeFileSync(bad, JSON.stringify(content));
      return say('run', bad);
    };
    assert.match(broken(null), /^1 .*no notebook/);
    assert.match(broken({ nbformat: 3, worksheets: [] }), /^1 .*nbformat 3, and only 4/);
    assert.match(broken({ nbformat: 4 }), /^1 .*no list of cells/);
    assert.match(broken({ nbformat: 4, cells: [{ cell_type: 'code', source: 7 }] }), /^1 .*cell 1 is no cell/);
    writeFileSync(bad, JSON.stringify({ nbformat: 4, cells: [] }));
    assert.match(say('run', bad, '--output', join(folder, 'no', 'out.ipynb')), /^1 --output .* cannot be written/);
    assert.match(say('run', bad, '--output', folder), /^1 --output .* cannot be written: it is a folder/);
  });

  it('warn of a parameter that nothing reads, or that a cell defines again', async () => {
    const { code, stdout, stderr } = await run(
      [{ source: 'const asset = "ETH";', metadata: { tags: ['parameters'] } }, 'const days = 1;', '`${asset} ${days}`'],
      ['--set', 'aset=BTC', '--set', 'days=7', '--set', 'asset=SOL'],
    );
    assert.equal(code, 0);
    assert.match(stdout, /'SOL 1'/);
    assert.match(stderr, /--set aset: no cell mentions aset/);
    assert.match(stderr, /--set days: a cell that is not tagged "parameters" defines days again/);
    assert.doesNotMatch(stderr, /--set asset:/);
  });

  it('fail when what a cell left running fails after it', async () => {
    const { code, stderr } = await run(['setTimeout(() => { throw new Error("late") }, 10); 1']);
    assert.equal(code, 1);
    assert.match(stderr, /Error: late/);
  });

  it('are stripped of what they say of an account, the same way each time', async () => {
    await run([
      '(await client.getMarginAccount()).userAssets',
      { cell_type: 'markdown', source: '# kept', outputs: undefined, execution_count: undefined },
    ]);
    const strip = (input: string, text?: string) =>
      spawnSync(process.execPath, [program, 'notebook', 'strip', input], { encoding: 'utf8', input: text ?? '' });
    const ran = readFileSync(join(folder, 'out.ipynb'), 'utf8');
    assert.match(ran, /USDT/);
    const { stdout, status } = strip('-', ran);
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /USDT|PAPER/);
    assert.match(stdout, /getMarginAccount[^]*# kept/);
    assert.deepEqual(nbformatProblems(JSON.parse(stdout)), []);
    writeFileSync(join(folder, 'stripped.ipynb'), stdout);
    assert.equal(strip(join(folder, 'stripped.ipynb')).stdout, stdout);
  });

  it('end at Ctrl+C with what there is so far, saved', async () => {
    const input = join(folder, 'in.ipynb');
    const output = join(folder, 'out.ipynb');
    const code = (source: string) => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null });
    const cells = ['console.log("first")', 'console.log("waiting"); await new Promise(() => {})', '3'].map(code);
    writeFileSync(input, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const at = ['--paper-url', join(folder, 'paper.db.json')];
    // A group of its own, which then gets the signal as the programs in a terminal do.
    const child = spawn(process.execPath, [program, 'notebook', 'run', input, '--output', output, ...at], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('waiting')) process.kill(-(child.pid ?? 0), 'SIGINT');
    });
    const ended = await new Promise((resolve) => child.once('exit', resolve));
    assert.equal(ended, 130);
    const saved = JSON.parse(readFileSync(output, 'utf8')) as Saved;
    assert.deepEqual(nbformatProblems(saved), []);
    assert.deepEqual(
      saved.cells.map(({ outputs }) => outputs.map(({ text, ename }) => ename ?? text)),
      [['first\n'], ['waiting\n', 'Interrupted'], []],
    );
  });

  it('hold no key, and say what they changed in the account', async () => {
    const { code, stdout, stderr, saved } = await run([
      'await client.createMarginLoan({ asset: "USDT", amount: "12" })',
      '[client, process.env, Object.getOwnPropertyNames(globalThis), paper]',
      'await client.getMarginOrder({ symbol: "BTCUSDT", orderId: 987654321 })',
    ]);
    assert.equal(code, 1);
    const { apiKey, apiSecret, controlToken } = exchange!.announcement;
    for (const secret of [apiKey, apiSecret, controlToken])
      for (const text of [stdout, stderr, JSON.stringify(saved)]) assert.ok(!text.includes(secret));
    const { writes } = saved.cells[0]!.outputs[0]!.metadata!['marginalia'] as { writes: Record<string, unknown>[] };
    assert.equal(writes[0]!['method'], 'createMarginLoan');
    assert.match(String(writes[0]!['reference']), /^tranId \d+$/);
  });

  const shown = [
    'console.log("printed"); await display.markdown("# m"); (await client.getMarginAccount()).userAssets',
    'chart({ mark: "point", encoding: { x: { field: "a", type: "quantitative" } } }, [{ a: 1 }, { a: 2 }])',
  ];

  (hasNbformat ? it : it.skip)('are valid to Debian’s python3-nbformat, where that is installed', async () => {
    await run(shown);
    assert.equal(debianSays(), '');
  });

  (existsSync(nbconvert) ? it : it.skip)(
    'are rendered by Debian’s jupyter-nbconvert, where that is installed',
    async () => {
      await run(shown);
      const { stdout } = spawnSync(nbconvert, ['--to', 'html', '--stdout', join(folder, 'out.ipynb')], {
        encoding: 'utf8',
        maxBuffer: 1e8,
      });
      assert.match(stdout, /<td[^>]*>USDT<\/td>/);
      assert.match(stdout, /<img src="data:image\/svg\+xml;base64,[\w+/]{1000}/);
      assert.match(stdout, /printed/);
    },
  );

  function debianSays(): string {
    const check = 'import nbformat,sys; nbformat.validate(nbformat.read(sys.argv[1], as_version=4))';
    return spawnSync(python, ['-W', 'error', '-c', check, join(folder, 'out.ipynb')], { encoding: 'utf8' }).stderr;
  }
});
