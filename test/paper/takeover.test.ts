import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Announcement } from '../../src/paper/exchange.ts';

/** Two windows, one exchange: whoever waits takes over, on the same address, with everything that was answered. */
describe('a standby', function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  const running = new Set<ChildProcess>();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paper-'));
    file = join(folder, 'paper.db');
  });
  afterEach(async () => {
    await Promise.all([...running].map((child) => end(child, 'SIGKILL')));
    rmSync(folder, { recursive: true, force: true });
  });

  const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
    new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill(signal);
    });
  /** Starts a process; `serves` resolves with its announcement, which a standby makes when it takes over. */
  const launch = (...args: string[]): { child: ChildProcess; serves: Promise<Announcement> } => {
    const child = spawn(process.execPath, ['src/cli.ts', 'paper', '--data', file, '--empty', ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const serves = new Promise<Announcement>((resolve) =>
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Announcement)),
    );
    return { child, serves };
  };
  const deposit = async ({ controlUrl, controlToken }: Announcement): Promise<string | undefined> => {
    try {
      const response = await fetch(`${controlUrl}/deposit`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${controlToken}` },
        body: JSON.stringify({ wallet: 'SPOT', asset: 'USDT', amount: '1' }),
      });
      return response.ok ? ((await response.json()) as { free: string }).free : undefined;
    } catch {
      return undefined;
    }
  };

  it('takes over on the same address when the first is killed, and nothing that was answered is lost', async () => {
    const first = launch();
    const at = await first.serves;
    const second = launch('--standby');
    const third = launch('--standby');
    let answered = 0;
    let unanswered = 0;
    let balance = 0;
    /** A client that goes on as if nothing had happened, always to the same address. */
    const trade = async (times: number): Promise<void> => {
      for (let done = 0; done < times;) {
        const free = await deposit(at);
        if (free === undefined) unanswered += 1;
        else {
          answered += 1;
          balance = Number(free);
          done += 1;
        }
        if (free === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const trading = trade(100);
    while (answered < 20) await new Promise((resolve) => setImmediate(resolve));
    await end(first.child, 'SIGKILL');
    const heir = await Promise.race([second, third].map(async ({ child, serves }) => ({ child, at: await serves })));
    await trading;
    assert.deepEqual(heir.at, at, 'same address, same keys, same token');
    assert.deepEqual(JSON.parse(readFileSync(`${file}.json`, 'utf8')), at, 'others can join');
    assert.ok(unanswered > 0);
    // One request may have been carried out without its answer arriving.
    assert.ok(balance === answered || balance === answered + 1, `${balance} after ${answered} answers`);
    const before = balance;
    await end(heir.child, 'SIGTERM');
    const last = heir.child === second.child ? third : second;
    assert.deepEqual(await last.serves, at);
    assert.equal(Number(await deposit(at)), before + 1);
    assert.equal(await end(last.child, 'SIGTERM'), 0);
    assert.equal(existsSync(`${file}.json`), false);
  });

  it('ends when its starter goes away while it still waits', async () => {
    const first = launch();
    await first.serves;
    const waiting = launch('--standby', '--while-stdin');
    const ended = new Promise((resolve) => waiting.child.once('exit', resolve));
    waiting.child.stdin!.end();
    assert.equal(await ended, 0);
  });
});
