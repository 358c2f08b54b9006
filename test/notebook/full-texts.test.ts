import assert from 'node:assert/strict';
import { existsSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fullTextIn, newFullText, sweepFullTexts } from '../../src/notebook/full-texts.ts';
import { StreamLimit } from '../../src/notebook/stream-limit.ts';

const week = 7 * 24 * 3600;

describe('full texts of what was too much to show', () => {
  const files = [newFullText(), newFullText(), newFullText()] as const;
  after(() => files.forEach((file) => rmSync(file, { force: true })));

  it('are found by what a saved output says, for their owner only to read', () => {
    const [file] = files;
    const limit = new StreamLimit(file, (address) => `All of it: ${address}`);
    assert.equal(fullTextIn(limit.take('short\n')), undefined);
    const shown = limit.take(`${'x'.repeat(5_000_000)}\n`);
    assert.equal(fullTextIn(shown.slice(-2000)), file);
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('are nothing but files of ours, whatever a stranger links to', () => {
    const name = files[0].replace(/^.*[/\\]/, '');
    assert.equal(fullTextIn(`file:///somewhere/else/${name}`), files[0]);
    for (const link of ['file:///etc/passwd', `file:///tmp/../etc/${name}/../passwd`, 'file:///tmp/marginalia-1.txt'])
      assert.notEqual(fullTextIn(link), '/etc/passwd');
    assert.equal(fullTextIn('file:///tmp/marginalia-../../../etc/passwd.txt'), undefined);
  });

  it('are kept for a week', () => {
    const [, old, recent] = files;
    const now = Date.now();
    for (const [file, age] of [
      [old, week + 60],
      [recent, week - 60],
    ] as const) {
      writeFileSync(file, 'text');
      utimesSync(file, now / 1000 - age, now / 1000 - age);
    }
    sweepFullTexts(now);
    assert.deepEqual([existsSync(old), existsSync(recent)], [false, true]);
  });
});
