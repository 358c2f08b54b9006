import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession, SessionError } from '../../src/cli/notebook-session.ts';

describe('the paper exchange that a notebook is run against', () => {
  const folder = mkdtempSync(join(tmpdir(), 'marginalia-'));
  after(() => rmSync(folder, { recursive: true }));

  it('is on this machine, by its address or by the file that announces it', async () => {
    const file = join(folder, 'paper.json');
    const announced = { restUrl: 'http://127.0.0.1:1', apiKey: 'key', apiSecret: 'secret' };
    const elsewhere = 'https://exchange.example';
    for (const more of [
      { restUrl: elsewhere },
      { wsApiUrl: elsewhere },
      { controlUrl: elsewhere, controlToken: 'x' },
    ]) {
      writeFileSync(file, JSON.stringify({ ...announced, ...more }));
      await assert.rejects(openSession(file), SessionError);
    }
    for (const nonsense of ['', 'null', '[]', '{}', '{ "restUrl": 1 }']) {
      writeFileSync(file, nonsense);
      await assert.rejects(openSession(file), { message: /does not announce a paper exchange/ }, nonsense);
    }
    await assert.rejects(openSession(elsewhere), /on this machine/);
    writeFileSync(file, JSON.stringify(announced));
    await (await openSession(file)).close();
  });
});
