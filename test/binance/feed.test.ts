import assert from 'node:assert/strict';
import { Feed } from '../../src/binance/stream/feed.ts';

describe('the events of a stream', () => {
  it('go to those who ask at once in their order, and its end to all who are left', async () => {
    const feed = new Feed<string>(10, () => undefined);
    const events = feed[Symbol.asyncIterator]();
    const asked = [events.next(), events.next(), events.next(), events.next()];
    feed.publish('one');
    feed.publish('two');
    feed.end();
    assert.deepEqual(await Promise.all(asked), [
      { value: 'one', done: false },
      { value: 'two', done: false },
      { value: undefined, done: true },
      { value: undefined, done: true },
    ]);
  });

  it('are lost to a reader who lags too far behind, which is told', async () => {
    let overruns = 0;
    const feed = new Feed<number>(2, () => (overruns += 1));
    const events = feed[Symbol.asyncIterator]();
    for (const event of [1, 2, 3]) feed.publish(event);
    assert.equal((await events.next()).value, 3);
    assert.equal(overruns, 1);
  });

  it('end with their error once, for the first who asks', async () => {
    const feed = new Feed<number>(2, () => undefined);
    const events = feed[Symbol.asyncIterator]();
    feed.end(new Error('refused'));
    await assert.rejects(events.next(), /refused/);
    assert.deepEqual(await events.next(), { value: undefined, done: true });
  });
});
