import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startExchange, type RunningExchange } from '../../src/paper/exchange.ts';
import { desk } from './desk.ts';
import { drive } from './driven.ts';
import { Exchange } from './exchange.ts';
import { choose, giveUp, meanwhile, mistype, press, type } from './hand.ts';

// A second paper exchange plays the real one.
describe('profiles, against an exchange that plays the real one', () => {
  const { hand } = desk();
  let running: RunningExchange;
  let real: Exchange;
  const borrow = { account: 'cross', asset: 'USDT', amount: '100' };
  const borrowed = async () => (await real.cross('USDT')).borrowed.toFixed();

  before(async () => {
    running = await startExchange({ limits: false });
    real = new Exchange(running.announcement);
  });
  after(() => running.close());

  const where = (name: string) => [
    type(name),
    choose(/Another address/),
    mistype('http://api.example.com', /Only https is safe/),
    mistype('https://user:pass@api.example.com', /without a name, a password/),
    type(running.announcement.restUrl),
  ];
  const add = (name: string, secret: string) => [
    ...where(name),
    choose('HMAC'),
    mistype('no key', /one word/),
    type(running.announcement.apiKey),
    type(secret),
  ];

  drive('addProfile', 'say what is wrong with a key that cannot be checked, and keep nothing of it', async () => {
    await hand.run('addProfile', undefined, ...add('Wrong', 'not-the-secret'), giveUp);
    const asked = hand.messages.at(-1);
    assert.equal(asked?.text, 'The key could not be checked.');
    assert.match(asked.detail, /-1022/);
    await hand.run('switchProfile', undefined, giveUp);
    assert.ok(!hand.questions.at(-1)?.choices.some((choice) => choice.startsWith('Wrong')));
  });

  drive('addProfile', 'add a key as READ-ONLY, saying what it may do', async () => {
    await hand.run('addProfile', undefined, ...add('Main', running.announcement.apiSecret), press('Add as READ-ONLY'));
    assert.match(hand.messages.at(-1)?.detail ?? '', /✓ The key may read the account\./);
    await hand.run('borrow', borrow);
    assert.match(hand.said(), /READ-ONLY: it shows the account and changes nothing/);
  });

  drive('addProfile', 'not take a name twice', async () => {
    await hand.run('addProfile', undefined, mistype('main', /of this name already/), giveUp);
  });

  drive(['addProfile', 'removeProfile'], 'ask for the passphrase of a key that is encrypted, and open it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const { apiKey } = await real.control<{ apiKey: string }>('POST', 'keys', {
      kind: 'ED25519',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    });
    const folder = mkdtempSync(join(tmpdir(), 'marginalia-key-'));
    const file = join(folder, 'key.pem');
    const form = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' } as const;
    const key = [choose('Ed25519'), type(apiKey), type(file)];
    try {
      writeFileSync(file, 'no key at all');
      await hand.run('addProfile', undefined, ...where('Broken'), ...key);
      assert.match(hand.said(), /error: Add a Profile: Cannot sign: the private key is not a PEM that can be read/);
      writeFileSync(file, privateKey.export(form));
      const passphrase = [mistype('open barley', /check the passphrase/), type('open sesame')];
      await hand.run('addProfile', undefined, ...where('Locked'), ...key, ...passphrase, press('Add as READ-ONLY'));
      assert.match(hand.messages.at(-1)?.detail ?? '', /✓ The key may read the account\./);
      assert.ok(!hand.everything().includes('sesame'));
      await hand.run('removeProfile', undefined, choose('Locked'), press('Remove'));
      await hand.run('switchProfile', undefined, choose('Main'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  drive('goLive', 'go LIVE only by typing the name', async () => {
    await hand.run('goLive', undefined, choose('Main'), mistype('main', /exactly: Main/), giveUp);
    const before = await borrowed();
    await hand.run('borrow', borrow);
    assert.equal(await borrowed(), before);
    await hand.run('goLive', undefined, choose('Main'), type('Main'));
  });

  drive('borrow', 'act LIVE after a warning that is agreed to, and not otherwise', async () => {
    const before = Number(await borrowed());
    await hand.run('borrow', borrow, giveUp);
    const warning = hand.messages.at(-1);
    assert.deepEqual([warning?.severity, warning?.text], ['warning', 'LIVE · Borrow 100 USDT (cross)?']);
    assert.match(warning?.detail ?? '', /Profile: Main/);
    assert.equal(Number(await borrowed()), before);
    await hand.run('borrow', borrow, press('Borrow'));
    assert.equal(Number(await borrowed()), before + 100);
  });

  drive(['borrow', 'goReadOnly'], 'do nothing when the mode changes while the question stands', async () => {
    const before = await borrowed();
    await hand.run(
      'borrow',
      borrow,
      meanwhile(() => vscode.commands.executeCommand('marginalia.disconnect')),
      press('Borrow'),
    );
    assert.equal(await borrowed(), before);
    assert.match(hand.said(), /switched meanwhile: nothing was done/);
    await hand.run('switchProfile', undefined, choose('Main'));
    await hand.run('goReadOnly', undefined, choose('Main'));
    hand.forget();
    await hand.run('borrow', borrow);
    assert.match(hand.said(), /READ-ONLY/);
  });

  drive('switchProfile', 'switch back to paper, and nothing of the other stays', async () => {
    await hand.run('switchProfile', undefined, choose('Paper'));
    await hand.run('borrow', { ...borrow, amount: '1' });
    assert.match(hand.said(), /PAPER · Borrowed 1 USDT/);
  });

  drive('removeProfile', 'remove a profile with its key', async () => {
    await hand.run('removeProfile', undefined, choose('Main'), giveUp);
    await hand.run('removeProfile', undefined, choose('Main'), press('Remove'));
    await hand.run('switchProfile', undefined, giveUp);
    assert.ok(!hand.questions.at(-1)?.choices.some((choice) => choice.startsWith('Main')));
  });

  it('show no key and no secret in anything that was said', () => {
    const { apiKey, apiSecret } = running.announcement;
    const shown = hand.everything();
    assert.ok(!shown.includes(apiSecret) && !shown.includes(apiKey));
  });
});
