import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nbformatProblems } from '../notebook/nbformat.ts';
import { code, CommandLine } from './command-line.ts';

/** Debian's `python3-nbformat` and `jupyter-nbconvert`, where they are installed. */
const python = '/usr/bin/python3';
const hasNbformat = existsSync(python) && spawnSync(python, ['-c', 'import nbformat']).status === 0;
const nbconvert = '/usr/bin/jupyter-nbconvert';

describe('notebooks without VS Code', function () {
  this.timeout(120_000);
  const here = new CommandLine();
  const run = here.run.bind(here);
  before(() => here.open());
  after(() => here.close());

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
    assert.match(injected!.source, /let asset = "BTC";\nlet least = 2\.5;/);
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
      const ended = spawnSync(process.execPath, [here.program, 'notebook', ...args], { encoding: 'utf8' });
      return `${ended.status ?? ''} ${ended.stdout}${ended.stderr}`;
    };
    const bad = here.file('bad.ipynb');
    assert.match(say('run'), /^2 Say which notebook to run/);
    assert.match(say('run', bad, '--set', '1=2'), /^2 --set takes NAME=VALUE/);
    assert.match(say('run', here.file('none.ipynb')), /^1 .*cannot be read/);
    const broken = (content: string | Buffer) => {
      writeFileSync(bad, content);
      return say('run', bad);
    };
    assert.match(broken('{'), /^1 .*bad\.ipynb: It is not JSON/);
    assert.match(broken(Buffer.from('{}', 'utf16le').fill(0xff, 0, 1)), /^1 .*It is not text in UTF-8/);
    const python = { nbformat: 4, metadata: { language_info: { name: 'python' } }, cells: [code('print(1)')] };
    assert.match(broken(JSON.stringify(python)), /^1 The notebook is in python; this kernel runs TypeScript/);
    writeFileSync(bad, JSON.stringify({ nbformat: 4, cells: [] }));
    assert.match(say('run', bad, '--output', here.file('no/out.ipynb')), /^1 --output .* cannot be written/);
    assert.match(say('run', bad, '--output', here.folder), /^1 --output .* cannot be written: it is a folder/);
    assert.match(say('run', '--help'), /^0 usage: marginalia notebook run[^]*--set/);
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

  it('are stripped of what they say of an account, the same way each time', async () => {
    await run([
      '(await client.getMarginAccount()).userAssets',
      { cell_type: 'markdown', source: '# kept', outputs: undefined, execution_count: undefined },
    ]);
    const strip = (input: string, text?: string) =>
      spawnSync(process.execPath, [here.program, 'notebook', 'strip', input], { encoding: 'utf8', input: text ?? '' });
    const ran = readFileSync(here.file('out.ipynb'), 'utf8');
    assert.match(ran, /USDT/);
    const { stdout, status } = strip('-', ran);
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /USDT|PAPER/);
    assert.match(stdout, /getMarginAccount[^]*# kept/);
    assert.deepEqual(nbformatProblems(JSON.parse(stdout)), []);
    writeFileSync(here.file('stripped.ipynb'), stdout);
    assert.equal(strip(here.file('stripped.ipynb')).stdout, stdout);
  });

  it('may be written over, whole at any moment and readable to those who could read it', () => {
    const own = here.file('own.ipynb');
    const link = here.file('link.ipynb');
    writeFileSync(own, JSON.stringify({ cells: [code('1 + 1')], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    chmodSync(own, 0o640);
    symlinkSync(own, link);
    const beside = readdirSync(here.folder);
    assert.equal(
      spawnSync(process.execPath, [here.program, 'notebook', 'run', link, '--output', link, ...here.at]).status,
      0,
    );
    assert.match(readFileSync(own, 'utf8'), /"text\/plain": "2"/);
    assert.equal(statSync(own).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(here.folder), beside);
  });

  it('go through pipes, found from where the user is when npm starts the program elsewhere', () => {
    const text = JSON.stringify({ cells: [code('console.log("said"); 2')], metadata: {}, nbformat: 4 });
    writeFileSync(here.file('here.ipynb'), text);
    const env = { ...process.env, npm_lifecycle_event: 'notebook', INIT_CWD: here.folder };
    for (const input of ['-', 'here.ipynb']) {
      const args = [here.program, 'notebook', 'run', input, '--output', '-', ...here.at];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', input: text, env });
      assert.equal(status, 0, stderr);
      assert.deepEqual(nbformatProblems(JSON.parse(stdout)), []);
      assert.match(stderr, /said/);
    }
  });

  it('are a filter of git’s, through npm, which leaves nothing of the account in a commit', async () => {
    const { saved } = await here.run(['(await client.getMarginAccount()).userAssets']);
    const repository = here.file('repository');
    mkdirSync(repository);
    const git = (...args: readonly string[]) => {
      const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
      const ran = spawnSync('git', [...identity, ...args], { cwd: repository, encoding: 'utf8' });
      assert.equal(ran.status, 0, ran.stderr);
      return ran.stdout;
    };
    const root = fileURLToPath(new URL('../..', import.meta.url));
    git('init', '--quiet');
    // The text comes late, as that of a long notebook does.
    const strip = `(sleep 1; cat) | npm --prefix '${root}' run --silent notebook -- strip -`;
    git('config', 'filter.notebook.clean', strip);
    git('config', 'filter.notebook.required', 'true');
    writeFileSync(join(repository, '.gitattributes'), '*.ipynb filter=notebook\n');
    writeFileSync(
      join(repository, 'a.ipynb'),
      JSON.stringify({ ...saved, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
    );
    git('add', '--all');
    const staged = git('show', ':a.ipynb');
    assert.match(staged, /getMarginAccount/);
    assert.doesNotMatch(staged, /USDT/);
  });

  it('leave cells of other languages alone, as the editor does', async () => {
    const sql = { source: 'SELECT 1', metadata: { vscode: { languageId: 'sql' } } };
    const { code: exit, stderr, saved } = await run(['1', sql, '2']);
    assert.equal(exit, 0);
    assert.match(stderr, /Cells in sql are left out/);
    assert.deepEqual(
      saved.cells.map(({ execution_count }) => execution_count),
      [1, null, 2],
    );
  });

  it('go on after an error that a tag or --allow-errors allows', async () => {
    const raises = { source: 'throw new Error("meant")', metadata: { tags: ['raises-exception'] } };
    const tagged = await run([raises, '2', 'throw new Error("not meant")', '4']);
    assert.equal(tagged.code, 1);
    assert.deepEqual(
      tagged.saved.cells.map(({ execution_count, outputs }) => [execution_count, outputs[0]?.output_type]),
      [
        [1, 'error'],
        [2, 'execute_result'],
        [3, 'error'],
        [null, undefined],
      ],
    );
    const allowed = await run(['throw new Error("one")', '2'], ['--allow-errors']);
    assert.equal(allowed.code, 0);
    assert.deepEqual(
      allowed.saved.cells.map(({ outputs }) => outputs[0]?.output_type),
      ['error', 'execute_result'],
    );
  });

  it('hold no key, and say what they changed in the account', async () => {
    const { code, stdout, stderr, saved } = await run([
      'await client.createMarginLoan({ asset: "USDT", amount: "12" })',
      '[client, process.env, Object.getOwnPropertyNames(globalThis), paper]',
      'await client.getMarginOrder({ symbol: "BTCUSDT", orderId: 987654321 })',
    ]);
    assert.equal(code, 1);
    const { apiKey, apiSecret, controlToken } = here.exchange.announcement;
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
      const { stdout } = spawnSync(nbconvert, ['--to', 'html', '--stdout', here.file('out.ipynb')], {
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
    return spawnSync(python, ['-W', 'error', '-c', check, here.file('out.ipynb')], { encoding: 'utf8' }).stderr;
  }
});
