import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { english } from '../../src/connection/localiser.ts';
import { PaperExchange, parseAnnouncement } from '../../src/connection/paper-exchange.ts';
import type { Announcement } from '../../src/connection/session.ts';

const commandLine = path.resolve('src/cli.ts');

// Windows are PaperExchanges on one data file; the exchange is the real program.
describe('the paper exchange of several windows', () => {
  let folder: string;
  let first: ChildProcess;
  let announced: Announcement;
  let windows: PaperExchange[];

  const window = (): PaperExchange => {
    const dataFile = () => path.join(folder, 'paper.db');
    const made = new PaperExchange({ dataFile, commandLine, log: () => undefined, l10n: english });
    windows.push(made);
    return made;
  };
  /** Puts one more dollar into the spot wallet and says how many there are. */
  const deposit = async ({ controlUrl, controlToken }: Announcement): Promise<number> => {
    const answer = await fetch(`${controlUrl}/deposit`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${controlToken}` },
      body: JSON.stringify({ wallet: 'SPOT', asset: 'USDT', amount: '1' }),
    });
    return Number(((await answer.json()) as { free: string }).free);
  };

  /** The first window, whose exchange can be killed. */
  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'marginalia-windows-'));
    windows = [];
    const data = path.join(folder, 'paper.db');
    first = spawn(process.execPath, [commandLine, 'paper', '--data', data, '--while-stdin'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    assert.ok(first.stdout);
    const [line] = (await once(createInterface({ input: first.stdout }), 'line')) as [string];
    announced = parseAnnouncement(line)!;
  });
  afterEach(async () => {
    for (const each of windows) each.dispose();
    if (first.exitCode === null && first.signalCode === null) {
      first.kill('SIGKILL');
      await once(first, 'exit');
    }
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it('is one, and when it is killed the windows left agree on one again, with the same keys and account', async () => {
    const [second, third] = [window(), window()];
    assert.deepEqual(await Promise.all([second.open(), third.open()]), [announced, announced]);
    const before = await deposit(announced);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const [now, same] = await Promise.all([second.open(), third.open()]);
    assert.deepEqual(now, same, 'both are at the same exchange');
    assert.deepEqual([now.apiKey, now.apiSecret], [announced.apiKey, announced.apiSecret]);
    assert.equal(await deposit(now), before + 1);
  });
});
