import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../src/kernel/environment.ts';
import { KernelUnderTest, type Ran } from './kernel-under-test.ts';

const apiKey = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const apiSecret = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';

/** As the client's errors are: what they carry for the log must not cross into the child. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code = -3045;
  readonly request = {
    headers: { 'X-MBX-APIKEY': apiKey },
    signature: sign('timestamp=1'),
  };
}

function sign(query: string): string {
  return createHmac('sha256', apiSecret).update(query).digest('hex');
}

/**
 * Walks everything a cell can reach: from the global object through every property, prototype, symbol, Map, Set and loaded
 * module. Getters run, because a cell could run them.
 */
const walk = `
const reached = new Set(), texts = [];
const todo = [globalThis, process, require.cache, require('module'), require('node:v8'), process.env, process.argv, process.execArgv, process.report?.getReport?.()];
const note = (value) => {
  if (typeof value === 'string') texts.push(value);
  else if (ArrayBuffer.isView(value)) texts.push(Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, 1e6)).toString('latin1'));
  else if ((typeof value === 'object' && value !== null) || typeof value === 'function') todo.push(value);
};
while (todo.length > 0 && reached.size < 400_000) {
  const value = todo.pop();
  if (value === undefined || value === null || reached.has(value)) continue;
  reached.add(value);
  try {
    if (value instanceof Map) for (const [key, each] of value) { note(key); note(each); }
    if (value instanceof Set) for (const each of value) note(each);
    for (const key of Reflect.ownKeys(value)) {
      texts.push(String(key));
      try { note(value[key]); } catch {}
    }
    note(Reflect.getPrototypeOf(value));
  } catch {}
}
texts.join('\\n')`;

describe('the key of the profile in use', function () {
  this.timeout(120_000);
  let kernel: KernelUnderTest;

  before(() => {
    // The editor's own environment may hold anything.
    process.env['BINANCE_API_KEY'] = apiKey;
    process.env['BINANCE_API_SECRET'] = apiSecret;
    kernel = new KernelUnderTest({
      host: {
        call: ({ method }) =>
          method === 'getMarginAccount'
            ? Promise.resolve({
                marginLevel: '2',
                signed: sign('timestamp=1').length,
              })
            : Promise.reject(new RefusedError('The loan has exceeded what is left of the asset.')),
      },
      scope: {
        profile: 'Main',
        mode: 'LIVE',
        methods: ['getMarginAccount', 'createMarginLoan'],
        controls: false,
      },
    });
  });
  after(async () => {
    delete process.env['BINANCE_API_KEY'];
    delete process.env['BINANCE_API_SECRET'];
    await kernel.stop();
  });

  const holdsNothing = (text: string) => {
    for (const secret of [apiKey, apiSecret, sign('timestamp=1')])
      assert.ok(!text.includes(secret), 'a secret has crossed into the kernel');
  };

  it('is nowhere in what cells can reach, nor in what they put out', async () => {
    await kernel.run('var account = await client.getMarginAccount(); account');
    const failed = await kernel.run("await client.createMarginLoan({ asset: 'BTC', amount: '1' })");
    assert.equal(failed.errors[0]?.message, 'The loan has exceeded what is left of the asset.');
    await kernel.run('var caught: any; try { await client.createMarginLoan({}) } catch (error) { caught = error }');
    const { stdout, outcome, errors } = await kernel.run(
      `console.log((() => { ${walk} })())`.replace('texts.join', 'return texts.join'),
    );
    assert.equal(outcome, 'ok', errors[0]?.stack);
    // The walk has seen what is there: an error's code, and the kernel's own global.
    for (const there of ['__marginalia__', 'marginLevel']) assert.ok(stdout.includes(there), there);
    holdsNothing(stdout);
    holdsNothing(JSON.stringify([...kernel.cells.values()] satisfies Ran[]));
    const said = await kernel.run('({ ...caught, name: caught.name, stack: caught.stack })');
    assert.match(String(said.displays[0]?.bundle.data['text/plain']), /code: -3045/);
    holdsNothing(JSON.stringify(said));
  });

  it('is not in the memory of the process', async () => {
    const ran = await kernel.run(`
      const { readFileSync } = require('node:fs');
      [readFileSync('/proc/self/environ', 'latin1'), readFileSync('/proc/self/cmdline', 'latin1')].join('')`);
    holdsNothing(JSON.stringify(ran));
    // Split, lest the question itself be found.
    const parts = [apiKey, apiSecret].map((secret) => [secret.slice(0, 20), secret.slice(20)]);
    const searched = await kernel.run(`
      const { createHash } = require('node:crypto');
      const needles = ${JSON.stringify(parts)};
      let found = 0, seen = 0;
      await new Promise((resolve, reject) => {
        let tail = '';
        require('node:v8').getHeapSnapshot().on('data', (chunk) => {
          const text = tail + chunk.toString('latin1');
          seen += chunk.length;
          for (const [start, end] of needles)
            for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) if (text.startsWith(end, at + 20)) found++;
          tail = text.slice(-64);
        }).on('end', resolve).on('error', reject);
      });
      [found, seen > 1e6]`);
    assert.equal(searched.displays[0]?.bundle.data['text/plain'], '[ 0, true ]', searched.errors[0]?.stack);
  });
});

describe('the environment of a kernel', () => {
  it('has what programs need to find their way, and nothing that a name says to be harmless', () => {
    const kept = {
      PATH: '/bin',
      HOME: '/home/me',
      LANG: 'C.UTF-8',
      LC_ALL: 'C',
      TZ: 'UTC',
      TMPDIR: '/tmp',
      SystemRoot: 'C:',
    };
    const names = [
      ...[
        'VSCODE_IPC_HOOK',
        'VSCODE_GIT_ASKPASS_NODE',
        'GITHUB_TOKEN',
        'AWS_SECRET_ACCESS_KEY',
        'npm_config__authToken',
      ],
      // Names that ssh passes on, whatever is in them.
      ...['LC_TOKEN', 'LC_', 'LANG_KEY'],
      ...[
        'HTTPS_PROXY',
        'NODE_OPTIONS',
        'NODE_PATH',
        'NODE_CHANNEL_FD',
        'SSH_AUTH_SOCK',
        'BINANCE_API_SECRET',
        'path_',
      ],
    ];
    const given = { ...kept, ...Object.fromEntries(names.map((name) => [name, apiSecret])) };
    assert.deepEqual(childEnvironment(given), { ...kept, ELECTRON_RUN_AS_NODE: '1' });
  });
});

describe('a kernel whose editor is killed', function () {
  this.timeout(120_000);

  it('does not outlive it, whatever it is doing', async () => {
    const cells = [
      '',
      'await new Promise(() => {});',
      'for (;;);',
      'setTimeout(() => { for (;;); });',
      // A process of its own would outlive it, and for so long only.
      'require("child_process").execSync("sleep 20");',
      'process.on("exit", () => { for (;;); });',
    ];
    const editor = spawn(process.execPath, [fileURLToPath(new URL('orphan.ts', import.meta.url)), ...cells], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(editor.stdout, 'data')) as [Buffer];
    const kernels = line.toString().trim().split(' ').map(Number);
    assert.equal(kernels.filter(isAlive).length, cells.length);
    editor.kill('SIGKILL');
    for (let waited = 0; kernels.some(isAlive) && waited < 10_000; waited += 20) await pause(20);
    assert.deepEqual(
      cells.filter((_, index) => isAlive(kernels[index]!)),
      [],
    );
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
