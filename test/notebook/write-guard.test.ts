import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MarginClient } from '../../src/binance/client.ts';
import { SessionHost, type Use, type Write } from '../../src/notebook/host/session-host.ts';
import {
  DeclinedError,
  WriteGuard,
  type Offer,
  type Questions,
  type WritingRun,
} from '../../src/notebook/writes/guard.ts';
import { Ledger, LedgerError } from '../../src/notebook/writes/ledger.ts';

/** Answers in advance; what was asked is kept. */
class Answers implements Questions {
  readonly asked: string[] = [];
  allowAnswer: 'call' | 'run' | 'no' | 'none' = 'call';
  repeatAnswer: 'again' | 'earlier' | 'no' = 'no';

  allow(_write: Write, { mayArm, refusedBefore }: Offer) {
    this.asked.push(`allow${mayArm ? ', or all of this run' : ''}${refusedBefore ? ', or none' : ''}`);
    return Promise.resolve(this.allowAnswer);
  }

  tooLate() {
    this.asked.push('too late');
  }

  repeat(_write: Write, { outcome }: { outcome: string }) {
    this.asked.push(`repeat what is ${outcome}`);
    return Promise.resolve(this.repeatAnswer);
  }
}

const sessions = new Map<string, Write['session']>();
function sessionOf(mode: Write['session']['mode']): Write['session'] {
  const session = sessions.get(mode) ?? { profile: { id: 'mine', name: 'Mine' }, mode, client: undefined as never };
  sessions.set(mode, session);
  return session;
}

const borrow = (mode: 'PAPER' | 'READ-ONLY' | 'LIVE', amount = '5', more: Partial<Write> = {}): Write => ({
  cell: 1,
  own: true,
  method: 'createMarginLoan',
  endpoint: 'marginBorrowRepay',
  parameters: { asset: 'USDT', amount, isIsolated: 'FALSE', type: 'BORROW' },
  session: sessionOf(mode),
  signal: new AbortController().signal,
  ...more,
});
const runOf = (more: Partial<WritingRun> = {}): WritingRun => ({
  cellIds: ['one', 'code'],
  alone: true,
  ended: false,
  ...more,
});
const refusal = () => Promise.reject(Object.assign(new Error('no'), { name: 'RefusedError' }));
const lost = () => Promise.reject(new Error('the line is dead'));

describe('writes from cells', () => {
  let sent: number;
  let answers: Answers;
  let guard: WriteGuard;
  const send = () => Promise.resolve({ tranId: String(++sent) });

  beforeEach(() => {
    sent = 0;
    answers = new Answers();
    guard = new WriteGuard(new Ledger(':memory:'), answers);
  });

  it('are free on paper', async () => {
    assert.deepEqual(await guard.guard(borrow('PAPER'), runOf(), send), { tranId: '1' });
    assert.deepEqual(answers.asked, []);
  });

  it('are not sent with READ-ONLY', async () => {
    await assert.rejects(guard.guard(borrow('READ-ONLY'), runOf(), send), /READ-ONLY/);
    assert.equal(sent, 0);
    assert.deepEqual(answers.asked, []);
  });

  it('are asked for one by one with LIVE, and not sent after a no', async () => {
    const run = runOf();
    await guard.guard(borrow('LIVE', '1'), run, send);
    answers.allowAnswer = 'no';
    await assert.rejects(guard.guard(borrow('LIVE', '2'), run, send), DeclinedError);
    assert.equal(sent, 1);
    assert.equal(answers.asked.length, 2);
  });

  it('are asked for once when the run is armed, until it ends', async () => {
    const run = { ...runOf(), ended: false };
    answers.allowAnswer = 'run';
    await guard.guard(borrow('LIVE', '1'), run, send);
    await guard.guard(borrow('LIVE', '2'), run, send);
    assert.deepEqual(answers.asked, ['allow, or all of this run']);
    run.ended = true;
    await guard.guard(borrow('LIVE', '3'), run, send);
    assert.deepEqual(answers.asked, ['allow, or all of this run', 'allow']);
  });

  it('are asked for again when the profile was switched during an armed run', async () => {
    const run = runOf();
    answers.allowAnswer = 'run';
    await guard.guard(borrow('LIVE', '1'), run, send);
    const other = {
      ...borrow('LIVE', '2'),
      session: { ...sessionOf('LIVE'), profile: { id: 'other', name: 'Other' } },
    };
    await guard.guard(other, run, send);
    assert.equal(answers.asked.length, 2);
  });

  it('cannot be armed by running all cells', async () => {
    await guard.guard(borrow('LIVE'), runOf({ alone: false }), send);
    assert.deepEqual(answers.asked, ['allow']);
  });

  it('are not repeated by running the cell again, unless the user says so', async () => {
    await guard.guard(borrow('PAPER'), runOf(), send);
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), send), DeclinedError);
    answers.repeatAnswer = 'earlier';
    assert.deepEqual(await guard.guard(borrow('PAPER'), runOf(), send), { tranId: '1' });
    assert.equal(sent, 1);
    answers.repeatAnswer = 'again';
    assert.deepEqual(await guard.guard(borrow('PAPER'), runOf(), send), { tranId: '2' });
    assert.equal(answers.asked.length, 3);
  });

  it('may be many and equal in one run, and are new in another cell, with other numbers or another profile', async () => {
    const run = runOf();
    await guard.guard(borrow('PAPER'), run, send);
    await guard.guard(borrow('PAPER'), run, send);
    await guard.guard(borrow('PAPER'), runOf({ cellIds: ['two', 'other code'] }), send);
    await guard.guard(borrow('PAPER', '6'), runOf(), send);
    assert.equal(sent, 4);
    assert.deepEqual(answers.asked, []);
  });

  it('are forgotten when the exchange refused them, and remembered as unknown when no answer came', async () => {
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), refusal));
    await guard.guard(borrow('PAPER'), runOf(), send);
    assert.deepEqual(answers.asked, []);
    await assert.rejects(guard.guard(borrow('PAPER', '7'), runOf(), lost));
    answers.repeatAnswer = 'again';
    await guard.guard(borrow('PAPER', '7'), runOf(), send);
    assert.deepEqual(answers.asked, ['repeat what is unknown']);
  });

  it('are found again by the id of their cell or by its code', async () => {
    await guard.guard(borrow('PAPER'), runOf(), send);
    for (const cellIds of [
      ['one', 'edited'],
      ['moved', 'code'],
    ] as const)
      await assert.rejects(guard.guard(borrow('PAPER'), runOf({ cellIds }), send), DeclinedError);
    await guard.guard(borrow('PAPER'), runOf({ cellIds: ['another', 'edited'] }), send);
    assert.equal(sent, 2);
    // Also where what has taken an entry's place goes by other names.
    answers.repeatAnswer = 'again';
    await guard.guard(borrow('PAPER'), runOf({ cellIds: ['one', 'third code'] }), send);
    await guard.guard(borrow('PAPER'), runOf({ cellIds: ['elsewhere', 'code'] }), send);
    assert.equal(sent, 4);
  });

  it('are known to have been done although an equal one was refused before them in the same run', async () => {
    const run = runOf();
    await assert.rejects(guard.guard(borrow('PAPER'), run, refusal));
    await guard.guard(borrow('PAPER'), run, send);
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), send), DeclinedError);
    assert.equal(sent, 1);
  });

  it('are not forgotten because doing them again was refused, or was found to be lost', async () => {
    await guard.guard(borrow('PAPER'), runOf(), send);
    answers.repeatAnswer = 'again';
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), refusal));
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), lost));
    answers.repeatAnswer = 'no';
    await assert.rejects(guard.guard(borrow('PAPER'), runOf(), send), DeclinedError);
    assert.deepEqual(answers.asked, ['repeat what is done', 'repeat what is done', 'repeat what is unknown']);
  });

  it('stand for one question each in a loop that is run again', async () => {
    const first = runOf();
    for (let turn = 0; turn < 3; turn += 1) await guard.guard(borrow('PAPER'), first, send);
    answers.repeatAnswer = 'earlier';
    const again = runOf();
    const replies = [];
    for (let turn = 0; turn < 4; turn += 1) replies.push(await guard.guard(borrow('PAPER'), again, send));
    assert.deepEqual(replies, [{ tranId: '1' }, { tranId: '2' }, { tranId: '3' }, { tranId: '4' }]);
    assert.equal(answers.asked.length, 3);
  });

  it('made at once are asked for one by one, each by itself', async () => {
    const amounts = ['1', '2', '3', '4', '5'];
    const shown: string[] = [];
    let open = 0;
    answers.allow = async ({ parameters }) => {
      open += 1;
      assert.equal(open, 1);
      shown.push(parameters['amount'] ?? '');
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      return parameters['amount'] === '3' ? 'no' : 'call';
    };
    const run = runOf();
    const results = await Promise.allSettled(amounts.map((amount) => guard.guard(borrow('LIVE', amount), run, send)));
    assert.deepEqual(shown, amounts);
    assert.deepEqual(
      results.map(({ status }) => status === 'fulfilled'),
      [true, true, false, true, true],
    );
  });

  it('are not sent, nor asked for any more, once they were given up', async () => {
    const abort = new AbortController();
    const { signal } = abort;
    let answer: (answer: 'call') => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      answers.allow = () => {
        answers.asked.push('allow');
        resolve();
        return new Promise((settle) => (answer = settle));
      };
    });
    const run = runOf();
    const waiting = ['1', '2', '3'].map((amount) => guard.guard(borrow('LIVE', amount, { signal }), run, send));
    await asked;
    abort.abort();
    answer('call');
    for (const each of await Promise.allSettled(waiting)) assert.equal(each.status, 'rejected');
    // Who has agreed all the same is told that it was in vain.
    assert.deepEqual(answers.asked, ['allow', 'too late']);
    assert.equal(sent, 0);
    // Nothing was done, so nothing is remembered.
    answers.allow = () => Promise.resolve('call');
    await guard.guard(borrow('LIVE', '1'), runOf(), send);
    assert.deepEqual(answers.asked, ['allow', 'too late']);
  });

  it('can all be refused once one was, so that a loop cannot ask for ever', async () => {
    const run = runOf({ alone: false });
    answers.allowAnswer = 'no';
    await assert.rejects(guard.guard(borrow('LIVE', '1'), run, send), DeclinedError);
    answers.allowAnswer = 'none';
    for (let turn = 0; turn < 100; turn += 1)
      await assert.rejects(guard.guard(borrow('LIVE', '2'), run, send), DeclinedError);
    assert.deepEqual(answers.asked, ['allow', 'allow, or none']);
    answers.allowAnswer = 'call';
    await guard.guard(borrow('LIVE', '3'), runOf({ alone: false }), send);
    assert.equal(sent, 1);
  });

  it('of code that another run has left behind neither arm a run nor use one that is armed', async () => {
    const run = runOf();
    answers.allowAnswer = 'run';
    await guard.guard(borrow('LIVE', '1', { own: false }), run, send);
    await guard.guard(borrow('LIVE', '2'), run, send);
    await guard.guard(borrow('LIVE', '3'), run, send);
    await guard.guard(borrow('LIVE', '4', { own: false }), run, send);
    assert.deepEqual(answers.asked, ['allow', 'allow, or all of this run', 'allow']);
  });

  it('that were on their way when their cell was interrupted are told as unknown, then and in the next run', async () => {
    let arrived: () => void = () => undefined;
    const inFlight = new Promise<void>((resolve) => (arrived = resolve));
    const server = createServer(({ method }, response) => {
      if (method === 'GET') response.end(JSON.stringify({ serverTime: Date.now() }));
      else arrived();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = new MarginClient({
      restUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      mode: 'LIVE',
      credentials: { apiKey: 'key', apiSecret: 'secret' },
    });
    const session = { profile: { id: 'mine', name: 'Mine' }, mode: 'LIVE', client } as const;
    const uses: Use[] = [];
    let run = runOf();
    const host = new SessionHost({
      session: () => Promise.resolve(session),
      write: (write, post) => guard.guard(write, run, post),
      input: () => Promise.resolve(undefined),
      onUse: (_cell, _session, use) => void uses.push(use),
    });
    const borrowing = (signal: AbortSignal) =>
      host.call({
        ...{ target: 'client', method: 'createMarginLoan', parameters: { asset: 'USDT', amount: '5' } },
        ...{ cell: 1, own: true, signal, onRows: () => undefined },
      });
    try {
      const interrupt = new AbortController();
      const first = borrowing(interrupt.signal);
      await inFlight;
      interrupt.abort();
      await assert.rejects(first, { name: 'UnknownOutcomeError' });
      assert.deepEqual(uses.at(-1), { deed: { method: 'createMarginLoan', unknown: true } });
      run = runOf();
      await assert.rejects(borrowing(new AbortController().signal), DeclinedError);
      assert.deepEqual(answers.asked, ['allow, or all of this run', 'repeat what is unknown']);
      // What was given up before it left has not happened, and nobody is asked about it.
      const late = new AbortController();
      answers.repeatAnswer = 'again';
      answers.allow = () => {
        late.abort();
        return Promise.resolve('call');
      };
      const before = uses.length;
      await assert.rejects(borrowing(late.signal), { name: 'AbortError' });
      assert.equal(uses.length, before);
    } finally {
      client.close();
      server.closeAllConnections();
      server.close();
    }
  });

  describe('on disk', () => {
    let folder: string;
    const ledgers: Ledger[] = [];
    const open = () => {
      const ledger = new Ledger(join(folder, 'here', 'writes.db'));
      ledgers.push(ledger);
      return new WriteGuard(ledger, answers);
    };
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'marginalia-'))));
    afterEach(() => {
      for (const ledger of ledgers.splice(0)) ledger.close();
      chmodSync(folder, 0o700);
      rmSync(folder, { recursive: true });
    });

    it('are seen by all windows at once, also while no answer has come, and after a restart', async () => {
      const [one, other] = [open(), open()];
      let come: (reply: unknown) => void = () => undefined;
      const answer = new Promise((resolve) => (come = resolve));
      let left: () => void = () => undefined;
      const gone = new Promise<void>((resolve) => (left = resolve));
      const first = one.guard(borrow('PAPER'), runOf(), () => {
        left();
        return answer;
      });
      await gone;
      await assert.rejects(other.guard(borrow('PAPER'), runOf(), send), DeclinedError);
      come({ tranId: '9' });
      await first;
      answers.repeatAnswer = 'earlier';
      assert.deepEqual(await other.guard(borrow('PAPER'), runOf(), send), { tranId: '9' });
      assert.deepEqual(await open().guard(borrow('PAPER'), runOf(), send), { tranId: '9' });
      assert.deepEqual(answers.asked, ['repeat what is unknown', 'repeat what is done', 'repeat what is done']);
      assert.equal(sent, 0);
    });

    it('are not done twice by two windows that ask at the same time', async () => {
      const [one, other] = [open(), open()];
      answers.allow = async () => {
        answers.asked.push('allow');
        answers.allow = () => Promise.resolve('call');
        // While the question is open here, the same is agreed to there.
        await other.guard(borrow('LIVE'), runOf(), send);
        return 'call';
      };
      await assert.rejects(one.guard(borrow('LIVE'), runOf(), send), DeclinedError);
      assert.deepEqual(answers.asked, ['allow', 'repeat what is done']);
      assert.equal(sent, 1);
    });

    it('keep no secret that the exchange answers with', async () => {
      const create = borrow('PAPER', '0', { endpoint: 'createSpecialKey', parameters: { apiName: 'mine' } });
      const key = { apiKey: 'public', secretKey: 'very-secret', type: 'HMAC_SHA256' };
      assert.deepEqual(await open().guard(create, runOf(), () => Promise.resolve(key)), key);
      answers.repeatAnswer = 'earlier';
      assert.deepEqual(await open().guard(create, runOf(), send), { ...key, secretKey: null });
      for (const file of readdirSync(join(folder, 'here')))
        assert.doesNotMatch(readFileSync(join(folder, 'here', file), 'latin1'), /very-secret/);
    });

    it('are not sent where what was done before cannot be known, or cannot be noted', async () => {
      mkdirSync(join(folder, 'here'));
      writeFileSync(
        join(folder, 'here', 'writes.db'),
        'no database at all, but longer than a header of one would be '.repeat(9),
      );
      await assert.rejects(open().guard(borrow('PAPER'), runOf(), send), LedgerError);
      rmSync(join(folder, 'here'), { recursive: true });
      writeFileSync(join(folder, 'here'), 'a file where the folder should be');
      await assert.rejects(open().guard(borrow('LIVE'), runOf(), send), /writes\.db, and that cannot be used/);
      assert.equal(sent, 0);
    });

    it('are told as done although that cannot be written down, and asked about in the next run', async () => {
      const ledger = new Ledger(join(folder, 'writes.db'));
      ledgers.push(ledger);
      ledger.done = () => Promise.reject(new LedgerError('ENOSPC'));
      const keeping = new WriteGuard(ledger, answers);
      assert.deepEqual(await keeping.guard(borrow('PAPER'), runOf(), send), { tranId: '1' });
      await assert.rejects(keeping.guard(borrow('PAPER'), runOf(), send), DeclinedError);
      assert.deepEqual(answers.asked, ['repeat what is unknown']);
    });
  });
});
