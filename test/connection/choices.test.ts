import assert from 'node:assert/strict';
import { Choices } from '../../src/connection/choices.ts';
import { paperProfile, type Memory } from '../../src/connection/profiles.ts';

describe('remembered choices', () => {
  const kept = new Map<string, unknown>();
  const memory: Memory = {
    get: (key) => kept.get(key),
    update: (key, value) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
  const mine = { ...paperProfile, id: 'p1' };

  beforeEach(() => kept.clear());

  it('are each profile’s own, and there after a restart', () => {
    new Choices(memory).of(mine).keep('borrow.asset', 'USDT');
    const later = new Choices(memory);
    assert.equal(later.of(mine).last('borrow.asset'), 'USDT');
    assert.equal(later.of(paperProfile).last('borrow.asset'), undefined);
  });

  it('go with their profile, and nonsense is none', () => {
    const choices = new Choices(memory);
    choices.of(mine).keep('borrow.asset', 'USDT');
    choices.forget('p1');
    assert.equal(choices.of(mine).last('borrow.asset'), undefined);
    kept.set('marginalia.choices.p1', { 'borrow.asset': 7 });
    assert.equal(choices.of(mine).last('borrow.asset'), undefined);
  });
});
