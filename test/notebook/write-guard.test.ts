import assert from 'node:assert/strict';
import type { Write } from '../../src/notebook/host/session-host.ts';
import { DeclinedError, WriteGuard, type Questions, type WritingRun } from '../../src/notebook/writes/guard.ts';
import { Ledger, type Storage } from '../../src/notebook/writes/ledger.ts';

/** Answers in advance; what was asked is kept. */
class Answers implements Questions {
  readonly asked: string[] = [];
  allowAnswer: 'call' | 'run' | 'no' = 'call';
  repeatAnswer: 'again' | 'earlier' | 'no' = 'no';

  allow(_write: Write, mayArm: boolean) {
    this.asked.push(mayArm ? 'allow, or all of this run' : 'allow');
    return Promise.resolve(this.allowAnswer);
  }

  repeat(_write: Write, { outcome }: { outcome: string }) {
    this.asked.push(`repeat what is ${outcome}`);
    return Promise.resolve(this.repeatAnswer);
  }
}

function memory(): Storage {
  const kept = new Map<string, unknown>();
  return { get: (key) => kept.get(key), update: (key, value) => Promise.resolve(void kept.set(key, value)) };
}

const sessions = new Map<string, Write['session']>();
function sessionOf(mode: Write['session']['mode']): Write['session'] {
  const session = sessions.get(mode) ?? { profile: { name: 'Mine' }, mode, client: undefined as never };
  sessions.set(mode, session);
  return session;
}

const borrow = (mode: 'PAPER' | 'READ-ONLY' | 'LIVE', amount = '5'): Write => ({
  cell: 1,
  method: 'createMarginLoan',
  parameters: { asset: 'USDT', amount },
  session: sessionOf(mode),
});
const runOf = (more: Partial<WritingRun> = {}): WritingRun => ({ cellId: 'one', alone: true, ended: false, ...more });
const refused = (error: unknown) => error instanceof Error && error.name === 'RefusedError';

describe('writes from cells', () => {
  let sent: number;
  let answers: Answers;
  let guard: WriteGuard;
  const send = () => Promise.resolve({ tranId: String(++sent) });

  beforeEach(() => {
    sent = 0;
    answers = new Answers();
    guard = new WriteGuard(new Ledger(memory()), answers);
  });

  it('are free on paper', async () => {
    assert.deepEqual(await guard.guard(borrow('PAPER'), runOf(), send, refused), { tranId: '1' });
    assert.deepEqual(answers.asked, []);
  });

  it('are left to the client with READ-ONLY, which refuses them', async () => {
    await assert.rejects(
      guard.guard(borrow('READ-ONLY'), runOf(), () => Promise.reject(new Error('READ-ONLY')), refused),
    );
    assert.deepEqual(answers.asked, []);
  });

  it('are asked for one by one with LIVE, and not sent after a no', async () => {
    const run = runOf();
    await guard.guard(borrow('LIVE', '1'), run, send, refused);
    answers.allowAnswer = 'no';
    await assert.rejects(guard.guard(borrow('LIVE', '2'), run, send, refused), DeclinedError);
    assert.equal(sent, 1);
    assert.equal(answers.asked.length, 2);
  });

  it('are asked for once when the run is armed, until it ends', async () => {
    const run = { ...runOf(), ended: false };
    answers.allowAnswer = 'run';
    await guard.guard(borrow('LIVE', '1'), run, send, refused);
    await guard.guard(borrow('LIVE', '2'), run, send, refused);
    assert.deepEqual(answers.asked, ['allow, or all of this run']);
    run.ended = true;
    await guard.guard(borrow('LIVE', '3'), run, send, refused);
    assert.deepEqual(answers.asked, ['allow, or all of this run', 'allow']);
  });

  it('are asked for again when the profile was switched during an armed run', async () => {
    const run = runOf();
    answers.allowAnswer = 'run';
    await guard.guard(borrow('LIVE', '1'), run, send, refused);
    const other = { ...borrow('LIVE', '2'), session: { ...sessionOf('LIVE'), profile: { name: 'Other' } } };
    await guard.guard(other, run, send, refused);
    assert.equal(answers.asked.length, 2);
  });

  it('cannot be armed by running all cells', async () => {
    await guard.guard(borrow('LIVE'), runOf({ alone: false }), send, refused);
    assert.deepEqual(answers.asked, ['allow']);
  });

  it('are not repeated by running the cell again, unless the user says so', async () => {
    await guard.guard(borrow('PAPER'), runOf(), send, refused);
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), send, refused), DeclinedError);
    answers.repeatAnswer = 'earlier';
    assert.deepEqual(await guard.guard(borrow('PAPER'), runOf(), send, refused), { tranId: '1' });
    assert.equal(sent, 1);
    answers.repeatAnswer = 'again';
    assert.deepEqual(await guard.guard(borrow('PAPER'), runOf(), send, refused), { tranId: '2' });
    assert.equal(answers.asked.length, 3);
  });

  it('may be many and equal in one run, and are new in another cell, with other numbers or another profile', async () => {
    const run = runOf();
    await guard.guard(borrow('PAPER'), run, send, refused);
    await guard.guard(borrow('PAPER'), run, send, refused);
    await guard.guard(borrow('PAPER'), runOf({ cellId: 'two' }), send, refused);
    await guard.guard(borrow('PAPER', '6'), runOf(), send, refused);
    assert.equal(sent, 4);
    assert.deepEqual(answers.asked, []);
  });

  it('are forgotten when the exchange refused them, and remembered as unknown when no answer came', async () => {
    const no = Object.assign(new Error('no'), { name: 'RefusedError' });
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), () => Promise.reject(no), refused));
    await guard.guard(borrow('PAPER'), runOf(), send, refused);
    assert.deepEqual(answers.asked, []);
    const lost = () => Promise.reject(new Error('the line is dead'));
    await assert.rejects(guard.guard(borrow('PAPER', '7'), runOf(), lost, refused));
    answers.repeatAnswer = 'again';
    await guard.guard(borrow('PAPER', '7'), runOf(), send, refused);
    assert.deepEqual(answers.asked, ['repeat what is unknown']);
  });

  it('keep no secret that the exchange answers with', async () => {
    const storage = memory();
    const keeping = new WriteGuard(new Ledger(storage), answers);
    const create: Write = { ...borrow('PAPER'), method: 'createSpecialKey', parameters: { apiName: 'mine' } };
    const key = { apiKey: 'public', secretKey: 'very-secret', type: 'HMAC_SHA256' };
    assert.deepEqual(await keeping.guard(create, runOf(), () => Promise.resolve(key), refused), key);
    assert.doesNotMatch(JSON.stringify(storage.get('marginalia.writes')), /very-secret/);
    answers.repeatAnswer = 'earlier';
    assert.deepEqual(await keeping.guard(create, runOf(), send, refused), { ...key, secretKey: null });
  });

  it('are told as done although that cannot be written down, and asked about in the next run', async () => {
    const storage = memory();
    let full = false;
    const update = storage.update.bind(storage);
    storage.update = (name, value) => (full ? Promise.reject(new Error('ENOSPC')) : update(name, value));
    const keeping = new WriteGuard(new Ledger(storage), answers);
    const filling = () => {
      full = true;
      return send();
    };
    assert.deepEqual(await keeping.guard(borrow('PAPER'), runOf(), filling, refused), { tranId: '1' });
    full = false;
    await assert.rejects(keeping.guard(borrow('PAPER'), runOf(), send, refused), DeclinedError);
    assert.deepEqual(answers.asked, ['repeat what is unknown']);
  });
});
