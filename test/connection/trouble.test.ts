import assert from 'node:assert/strict';
import { NotSentError, RefusedError, UnknownOutcomeError, UnreadableReplyError } from '../../src/binance/errors.ts';
import type { AccountState } from '../../src/connection/account.ts';
import { Emitter } from '../../src/connection/event.ts';
import { newTrouble } from '../../src/connection/new-trouble.ts';
import type { Connection } from '../../src/connection/connection.ts';
import { english } from '../../src/connection/localiser.ts';
import { needsHelp, retryIn, tellTrouble, troubleOf } from '../../src/connection/trouble.ts';

const now = Date.parse('2026-03-02T10:20:30Z');
const call = { method: 'getMarginAccount', endpoint: 'GET /sapi/v1/margin/account' };
const refused = (refusal: ConstructorParameters<typeof RefusedError>[2]) => new RefusedError('refused', call, refusal);

describe('trouble with the exchange', () => {
  const cases: [string, unknown, string][] = [
    ['no way to it', new NotSentError('unreachable', 'cannot be reached', call), 'offline'],
    ['no answer', new UnknownOutcomeError('no answer', call), 'unanswered'],
    ['a ban', refused({ status: 418, code: -1003, retryAfterMs: 90_000 }), 'banned'],
    ['too many requests', refused({ status: 429, code: -1003 }), 'busy'],
    ['our own budget used up', new NotSentError('budget', 'wait', call), 'busy'],
    ['a clock off by an hour', refused({ status: 400, code: -1021 }), 'clock'],
    ['a deleted key', refused({ status: 401, code: -2008 }), 'key'],
    ['a wrong secret', refused({ status: 400, code: -1022 }), 'key'],
    [
      'a refused address or a revoked key',
      refused({ status: 401, code: -2015, says: 'Invalid API-key, IP' }),
      'access',
    ],
    ['a firewall', refused({ status: 403 }), 'address'],
    ['maintenance', new UnknownOutcomeError('status 503', call, { status: 503 }), 'maintenance'],
    ['a page of maintenance', new UnreadableReplyError('a web page', call, { status: 502 }), 'maintenance'],
    ['a login page of the network', new UnreadableReplyError('a web page', call, { status: 200 }), 'page'],
    ['anything else', new Error('the disk is full'), 'other'],
  ];
  for (const [name, error, kind] of cases)
    it(`knows ${name}`, () => {
      const trouble = troubleOf(error, now);
      assert.equal(trouble.kind, kind);
      assert.match(tellTrouble(trouble, english, now), /\w/);
    });

  it('is told with the time at which a ban ends, and not knocked at before', () => {
    const trouble = troubleOf(refused({ status: 418, retryAfterMs: 90_000 }), now);
    assert.ok(trouble.kind === 'banned' && trouble.until === now + 90_000);
    assert.match(tellTrouble(trouble, english, now), /until \d\d:\d\d:\d\d/);
    assert.equal(retryIn(trouble, 1, now), 90_000);
    assert.equal(retryIn(trouble, 9, now), 90_000);
  });

  it('is told with the time from which the exchange, or our own budget, takes requests again', () => {
    for (const error of [
      refused({ status: 429, retryAfterMs: 150_000 }),
      new NotSentError('budget', 'wait', call, { retryAfterMs: 150_000 }),
    ]) {
      const trouble = troubleOf(error, now);
      assert.ok(trouble.kind === 'busy' && trouble.until === now + 150_000);
      assert.equal(retryIn(trouble, 1, now), 150_000);
    }
  });

  it('is tried again ever later, and seldom where only the user can mend it', () => {
    const offline = troubleOf(new NotSentError('unreachable', '', call), now);
    assert.deepEqual(
      [1, 2, 3, 9].map((failures) => retryIn(offline, failures, now)),
      [2_000, 4_000, 8_000, 60_000],
    );
    const key = troubleOf(refused({ code: -2008 }), now);
    assert.deepEqual([retryIn(key, 1, now), needsHelp(key), needsHelp(offline)], [300_000, true, false]);
  });

  it('is told once, and again only after the account was read meanwhile', () => {
    const account = new Emitter<AccountState>();
    const session = new Emitter<undefined>();
    const told: string[] = [];
    const connection = { account: { onDidChange: account.event }, onDidChangeSession: session.event };
    newTrouble(connection as unknown as Connection, ({ kind }) => told.push(kind));
    const is = (condition: object) => account.fire({ condition } as unknown as AccountState);
    const revoked = { kind: 'stale', trouble: troubleOf(refused({ code: -2008 }), now) };
    for (let poll = 0; poll < 5; poll += 1) is(revoked);
    is({ kind: 'stale', trouble: { kind: 'offline' } });
    is(revoked);
    assert.deepEqual(told, ['key']);
    is({ kind: 'fresh' });
    is(revoked);
    assert.deepEqual(told, ['key', 'key']);
  });
});
